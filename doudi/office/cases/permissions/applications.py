"""Who may take in, accept and take back an application, note that a decision was told, and open files."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.staff.enums import Role
from doudi.office.staff.models import User
from doudi.office.staff.permissions import check_role

from ..enums import ApplicationState, CaseState
from ..models import Application, Case, HomeVisit, PaperRequest, VisitPhoto
from .checks import reason_of
from .recusal import check_related_free

TAKES_IN = (Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER)
ACCEPTS = (Role.TOWNSHIP_INTAKE,)
WAITING = (ApplicationState.SUBMITTED, ApplicationState.PAPERS_MISSING)


def check_open_application(household: Any, user: User, on: date) -> None:
    """Refuses who may not take in an application of this household."""
    check_role(user, *TAKES_IN, division=household.division)
    check_related_free(household, user, on)


def check_request_papers(application: Application, user: User, on: date) -> None:
    """Refuses a second list: what is missing is told once, in full (57 号第十条)."""
    _check_application(application, user, on, ApplicationState.SUBMITTED, ApplicationState.PAPERS_MISSING)
    if application.papers.exists():
        raise Refused(_("补正材料只能一次性告知，这份申请已经告知过，请按已告知的清单办理。"))


def check_supply_paper(paper: PaperRequest, user: User, on: date) -> None:
    if paper.supplied_on:
        raise Refused(_("“%(paper)s”已于 %(day)s 补齐。") % {"paper": paper.label, "day": paper.supplied_on})
    check_role(user, *TAKES_IN, division=paper.application.household.division)
    _check_state(paper.application, ApplicationState.PAPERS_MISSING)


def check_accept(application: Application, user: User, on: date) -> None:
    _check_application(application, user, on, ApplicationState.SUBMITTED, ApplicationState.PAPERS_MISSING)
    missing = application.papers.filter(supplied_on=None)
    if missing:
        named = "、".join(paper.label for paper in missing)
        raise Refused(_("还缺：%(papers)s。材料补齐后才能受理。") % {"papers": named})


def check_withdraw_application(application: Application, user: User, on: date) -> None:
    check_role(user, *TAKES_IN, division=application.household.division)
    _check_state(application, ApplicationState.SUBMITTED, ApplicationState.PAPERS_MISSING)


def may_application(application: Application, user: User, on: date) -> dict[str, str | None]:
    """For the buttons of the application page: None, or the reason why not."""
    acts = {
        "request_papers": check_request_papers,
        "accept": check_accept,
        "withdraw_application": check_withdraw_application,
    }
    return {act: reason_of(lambda test=test: test(application, user, on)) for act, test in acts.items()}


def _check_application(application: Application, user: User, on: date, *states: str) -> None:
    check_role(user, *ACCEPTS, division=application.household.division)
    check_related_free(application.household, user, on)
    _check_state(application, *states)


def _check_state(application: Application, *states: str) -> None:
    if application.state not in states:
        raise Refused(
            _("这份申请的状态是“%(state)s”，不能这样办理。") % {"state": application.get_state_display()}
        )


def check_tell(decision: Any, user: User, on: date) -> None:
    """Refuses who may not note that the applicant was told, and a second note."""
    roles = (Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICER)
    check_role(user, *roles, division=decision.case.household.division)
    if decision.told_on:
        raise Refused(_("已于 %(day)s 登记送达。") % {"day": decision.told_on})
    if on < decision.decided_on:
        raise Refused(_("送达日期不能早于决定日期。"), "told_on")


def may_read_file(user: User, file: Any) -> bool:
    """Files of visits and papers open to whoever sees the case they belong to."""
    visible = Case.objects.visible_to(user)
    return (
        VisitPhoto.objects.filter(file=file, visit__case__in=visible).exists()
        or HomeVisit.objects.filter(member_signature=file, case__in=visible).exists()
        or PaperRequest.objects.filter(
            file=file, application__in=Application.objects.visible_to(user)
        ).exists()
    )


def why_not_close(household: Any, on: date) -> str | None:
    """What is still under way keeps a household from being closed or merged away."""
    if household.cases.filter(state=CaseState.OPEN).exists():
        return _("这户还有办理中的救助事项，请先办结或撤回。")
    if household.applications.filter(state__in=WAITING).exists():
        return _("这户还有待受理的申请，请先受理或撤回。")
    return None
