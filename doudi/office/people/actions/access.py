"""Looking at what is masked: for a purpose, and noted."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit.actions import record_access
from doudi.office.audit.models import AccessRecord
from doudi.office.base.actions import action
from doudi.office.base.calendar import database_now, today
from doudi.office.base.errors import Refused

from .. import permissions
from ..models import BankAccount, Household, Person
from . import entry

REVEALABLE = ("document_number", "phone", "account_number", "address")
MOST_PER_HOUR = 60
PURPOSE_FILE = gettext_noop("查看家庭档案")


@action
def reveal(
    obj: Person | Household | BankAccount, field: str, *, by: Any, purpose: str, path: str = ""
) -> str:
    """One masked value in full; Refused without a purpose, or after too many in an hour."""
    _check_reveal(obj, field, by)
    purpose = entry.clean_text(purpose, _("查看目的"), "purpose", 100)
    if _seen_lately(by) >= MOST_PER_HOUR:
        raise Refused(_("您一小时内查看完整信息已达上限，请稍后再试；批量需要的，请用导出功能。"))
    record_access(by, obj, purpose, [field], path=path)
    return str(getattr(obj, field))


def _seen_lately(user: Any) -> int:
    one_field = Q()
    for name in REVEALABLE:
        one_field |= Q(fields=[name])
    since = database_now() - timedelta(hours=1)
    return AccessRecord.objects.filter(one_field, user_id=user.pk, at__gte=since).count()


def _check_reveal(obj: Person | Household | BankAccount, field: str, by: Any) -> None:
    if field not in REVEALABLE or not hasattr(obj, field):
        raise Refused(_("没有可以查看的内容。"))
    if isinstance(obj, Person):
        permissions.check_reveal(obj, by)
    else:
        household = obj if isinstance(obj, Household) else obj.household
        permissions.check_role(by, *permissions.REVEALERS, division=household.division)


@action
def note_file_read(obj: Person | Household, *, by: Any, path: str = "", listed: Iterable[int] = ()) -> None:
    """Note that a file was opened; once per person, file and day."""
    key = {"household_id": obj.pk} if isinstance(obj, Household) else {"person_id": obj.pk}
    seen = AccessRecord.objects.filter(user_id=by.pk, purpose=PURPOSE_FILE, **key).order_by("-seq").first()
    if seen is None or seen.at.astimezone().date() < today():
        record_access(by, obj, PURPOSE_FILE, path=path, listed=listed)
