"""Who may answer what came in from the public."""

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.staff.enums import Role
from doudi.office.staff.models import User
from doudi.office.staff.permissions import check_role

from .enums import GrievanceState, PhoneState
from .models import Grievance, PhoneApplication

ANSWERS = (Role.TOWNSHIP_HEAD, Role.COUNTY_OFFICER, Role.COUNTY_HEAD)
REGISTERS = (Role.TOWNSHIP_INTAKE,)


def check_answer(grievance: Grievance, user: User) -> None:
    """Refuses who is not in charge there, and a second answer."""
    check_role(user, *ANSWERS, division=grievance.division)
    if grievance.state != GrievanceState.OPEN:
        raise Refused(_("这件已于 %(day)s 答复。") % {"day": grievance.answered_on})


def may_answer(grievance: Grievance, user: User) -> str | None:
    """For the form of the page: None, or the reason why this user cannot answer."""
    try:
        check_answer(grievance, user)
    except Refused as refusal:
        return str(refusal)
    return None


def check_register(row: PhoneApplication, user: User) -> None:
    """Refuses who does not take in applications there, and a second registration."""
    check_role(user, *REGISTERS, division=row.division)
    if row.state != PhoneState.NEW:
        raise Refused(_("这份手机申请已处理（%(state)s）。") % {"state": row.get_state_display()})
