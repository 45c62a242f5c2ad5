"""Where a programme is open: pilot townships first, the whole county later."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.places.models import Division
from doudi.office.programmes.models import ProgrammeScope

from .programmes import label


def scope_reason(division: Any, programme: str, on: date) -> str:
    """Why an application from this division is not taken for the programme on that day; empty where it is."""
    scope = ProgrammeScope.objects.in_force(division.policy_place, programme, on)
    if scope is None or scope.holds(division.path_codes):
        return ""
    names = Division.objects.filter(pk__in=scope.townships).values_list("name", flat=True)
    text = _(
        "%(programme)s自 %(day)s 起只在%(places)s试点（%(source)s），%(place)s还没有开展，请待推开后再申请。"
    )
    return text % {
        "programme": label(programme),
        "day": scope.first_day,
        "places": "、".join(names),
        "source": scope.source,
        "place": division.name,
    }
