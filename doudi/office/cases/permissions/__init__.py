"""Who may do what on a case or an application, now; a refusal says why and what to do.

`ACTS` is the whole table: for each act the checks in the order in which their reasons are given.
"""

from datetime import date

from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.models import User

from ..enums import Step
from ..models import Case
from .applications import (
    ACCEPTS,
    TAKES_IN,
    check_accept,
    check_open_application,
    check_request_papers,
    check_supply_paper,
    check_tell,
    check_withdraw_application,
    may_application,
    may_read_file,
    why_not_close,
)
from .checks import (
    Check,
    Situation,
    agreed,
    appraisal_left_out,
    at_step,
    county_visited,
    delegated,
    did_not_survey,
    extendable,
    had_no_part,
    named_role,
    no_notice_yet,
    no_open_objection,
    not_disclosed_yet,
    not_eligible,
    not_for_the_public,
    open_objection,
    opened,
    optional_appraisal,
    procedure_of,
    reason_of,
    refusal_proposed,
    role,
    roles_of,
    step_role,
    surveyed_again,
    unrelated,
    waivable,
)
from .recusal import check_related_free, investigators, participants, person_keys

__all__ = [
    "ACCEPTS",
    "ACTS",
    "TAKES_IN",
    "Situation",
    "check",
    "check_accept",
    "check_open_application",
    "check_related_free",
    "check_request_papers",
    "check_supply_paper",
    "check_tell",
    "check_withdraw_application",
    "investigators",
    "may",
    "may_application",
    "may_read_file",
    "optional_appraisal",
    "participants",
    "person_keys",
    "procedure_of",
    "roles_of",
    "why_not_close",
]

DECIDE = (opened, step_role(Step.CONFIRM), unrelated, at_step(Step.CONFIRM), had_no_part)
ACTS: dict[str, tuple[Check, ...]] = {
    "do_consent": (opened, step_role(Step.CONSENT), unrelated, at_step(Step.CONSENT)),
    "start_verification": (opened, step_role(Step.VERIFICATION), unrelated, at_step(Step.VERIFICATION)),
    "finish_verification": (opened, step_role(Step.VERIFICATION), unrelated, at_step(Step.VERIFICATION)),
    "record_visit": (opened, step_role(Step.HOME_VISIT), unrelated, at_step(Step.HOME_VISIT)),
    "record_county_visit": (opened, role(Role.COUNTY_OFFICER), unrelated),
    "record_appraisal": (opened, step_role(Step.APPRAISAL), unrelated, at_step(Step.APPRAISAL)),
    "review": (
        opened,
        step_role(Step.REVIEW),
        unrelated,
        at_step(Step.REVIEW),
        did_not_survey,
        no_open_objection,
    ),
    "post_notice": (
        opened,
        step_role(Step.PUBLIC_NOTICE),
        unrelated,
        at_step(Step.PUBLIC_NOTICE),
        no_notice_yet,
    ),
    "leave_out_notice": (
        opened,
        step_role(Step.PUBLIC_NOTICE),
        unrelated,
        at_step(Step.PUBLIC_NOTICE),
        no_notice_yet,
        not_for_the_public,
    ),
    "call_appraisal": (
        opened,
        role(Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER),
        unrelated,
        appraisal_left_out,
    ),
    "settle_objection": (
        opened,
        role(Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICER),
        unrelated,
        open_objection,
        surveyed_again,
    ),
    "confirm": (*DECIDE, agreed, no_open_objection, county_visited),
    "refuse": (*DECIDE, refusal_proposed, not_eligible),
    "send_back": (
        opened,
        step_role(Step.REVIEW, Step.CONFIRM),
        unrelated,
        at_step(Step.REVIEW, Step.CONFIRM),
    ),
    "waive": (opened, named_role, unrelated, waivable),
    "escalate": (opened, role(Role.TOWNSHIP_REVIEWER, Role.TOWNSHIP_HEAD), delegated),
    "extend": (opened, role(Role.TOWNSHIP_HEAD, *COUNTY_ROLES), unrelated, extendable),
    "assign": (opened, role(Role.TOWNSHIP_REVIEWER, Role.TOWNSHIP_HEAD, *COUNTY_ROLES), unrelated),
    "disclose_relative": (
        opened,
        role(Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES, *COUNTY_ROLES),
        not_disclosed_yet,
    ),
    "withdraw": (opened, role(Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES), unrelated),
    "discontinue": (opened, step_role(Step.CONFIRM), unrelated, had_no_part),
}


def check(act: str, case: Case, user: User, on: date) -> Situation:
    """Refuses when `act` may not happen now by this user; else answers what was looked at."""
    at = Situation(case, user, on)
    for one in ACTS[act]:
        one(at)
    return at


def may(case: Case, user: User, on: date) -> dict[str, str | None]:
    """For the buttons of the page: None, or the reason why not."""
    at = Situation(case, user, on)
    return {act: reason_of(lambda checks=checks: [one(at) for one in checks]) for act, checks in ACTS.items()}
