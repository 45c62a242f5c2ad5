"""Who may have a household judged by the rulebook, and see the result."""

from typing import Any

from doudi.office.people.models import Household
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.permissions import check_role

DETERMINERS = (*TOWNSHIP_ROLES, *COUNTY_ROLES)
READERS = (*DETERMINERS, Role.AUDITOR)
TRIERS = (*DETERMINERS, Role.VILLAGE_ASSISTANT)


def check_determine(household: Household, user: Any) -> None:
    """May store what the rulebook says of this household; the village too, where it posts the first notice."""
    check_role(user, *TRIERS, division=household.division)
