"""Opening a programme in pilot townships first, and everywhere later."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.places.models import Division
from doudi.office.programmes import permissions, rulebook
from doudi.office.programmes.models import ProgrammeScope


@action
def set_scope(
    programme: str, county: Division, townships: Iterable[Division], *, since: date, source: str, by: Any
) -> ProgrammeScope:
    """From a day on the programme is open in these townships only; with none named, in the whole county."""
    permissions.check_scope(county, by)
    if programme not in {info.name for info in rulebook.programmes(county.pk, since)}:
        raise Refused(_("本地在这一天没有这项救助，请核对项目和日期。"), "programme")
    if not source.strip():
        raise Refused(_("请填写试点或推开所依据的文件。"), "source")
    chosen = sorted({township.pk for township in townships})
    if any(not county.holds(township) for township in townships):
        raise Refused(_("试点乡镇应在本县之内。"), "townships")
    scope = ProgrammeScope.objects.create(
        division=county, programme=programme, first_day=since, townships=chosen, source=source.strip(), by=by
    )
    after = {"programme": programme, "first_day": since, "townships": chosen, "source": source}
    record(by, "set_scope", scope, after=after)
    return scope
