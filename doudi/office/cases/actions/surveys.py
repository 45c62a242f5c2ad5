"""Looking for oneself: home visits and community appraisals."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.models import User
from doudi.office.staff.permissions import check_role, is_same_person

from .. import permissions
from ..enums import ReturnCause, StepState
from ..models import Appraisal, Case, HomeVisit, VisitPhoto
from . import machine
from .notices import begin, catch_up

VISITS = (Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES)


@action
def record_visit(
    case: Case,
    *,
    by: User,
    on: date,
    visited_on: date,
    first: User,
    second: User,
    findings: str,
    place: str = "",
    remote: bool = False,
    remote_reason: str = "",
    latitude: Any = None,
    longitude: Any = None,
    photos: Iterable[Any] = (),
    signature: Any = None,
    client_key: uuid.UUID | None = None,
) -> HomeVisit:
    """Two investigators visited the household; the same `client_key` twice is one visit."""
    sent = HomeVisit.objects.filter(client_key=client_key).first() if client_key else None
    if sent is not None:
        return sent
    record = begin("record_visit", case, by, on)
    _check_investigators(case, first, second, VISITS, on)
    visit = _visit(
        case,
        visited_on,
        on,
        first,
        second,
        findings,
        place=place,
        remote=remote,
        remote_reason=remote_reason,
        latitude=latitude,
        longitude=longitude,
        photos=photos,
        signature=signature,
        client_key=client_key,
    )
    machine.finish(record, by=by, on=on, text=findings.strip()[:200])
    machine.note(
        by, "record_visit", case, visited_on=visited_on, first=first.pk, second=second.pk, remote=remote
    )
    machine.advance(case, on)
    return visit


@action
def record_county_visit(
    case: Case,
    *,
    by: User,
    on: date,
    visited_on: date,
    first: User,
    second: User,
    findings: str,
    place: str = "",
    photos: Iterable[Any] = (),
    signature: Any = None,
) -> HomeVisit:
    """The county looks for itself: demanded where a relative works here or somebody complained."""
    machine.lock(case)
    permissions.check("record_county_visit", case, by, on)
    _check_investigators(case, first, second, COUNTY_ROLES, on)
    visit = _visit(
        case,
        visited_on,
        on,
        first,
        second,
        findings,
        place=place,
        photos=photos,
        signature=signature,
        for_county=True,
    )
    machine.note(by, "record_county_visit", case, visited_on=visited_on, first=first.pk, second=second.pk)
    machine.touch(case)
    return visit


@action
def record_appraisal(
    case: Case,
    *,
    by: User,
    on: date,
    held_on: date,
    invited: int,
    present: int,
    votes_for: int,
    votes_against: int,
    members: str,
    representatives: int | None = None,
    note: str = "",
) -> Appraisal:
    """A community appraisal with enough people; two that differ send the case back to survey."""
    record = begin("record_appraisal", case, by, on)
    machine.need_day(held_on, on, "held_on", case.accepted_on)
    plan = machine.plan_of(case, record.key)
    _check_counts(invited, present, votes_for, votes_against)
    _check_quorum(plan, present, representatives)
    held = Appraisal.objects.create(
        case=case,
        key=record.key,
        round=case.round,
        level=record.level or "VILLAGE",
        held_on=held_on,
        invited=invited,
        present=present,
        representatives=representatives,
        votes_for=votes_for,
        votes_against=votes_against,
        members=machine.need_reason(members, "members"),
        passed=_is_passed(plan, present, votes_for),
        note=note.strip(),
        by=by,
    )
    machine.finish(record, by=by, on=on, text=gettext_noop("通过") if held.passed else gettext_noop("未通过"))
    machine.note(by, "record_appraisal", case, key=record.key, passed=held.passed, votes_for=votes_for)
    _go_on_after(held, by, on)
    return held


@action
def call_appraisal(case: Case, *, by: User, on: date, reason: str) -> Case:
    """Hold an appraisal that the procedure leaves to the office (评议可选, 争议较大)."""
    machine.lock(case)
    catch_up(case, by=by, on=on)
    at = permissions.check("call_appraisal", case, by, on)
    reason = machine.need_reason(reason)
    record = permissions.optional_appraisal(at)
    record.state = StepState.PENDING
    record.save(update_fields=["state"])
    machine.note(by, "call_appraisal", case, key=record.key, reason=reason)
    machine.advance(case, on)
    return case


# --- inside -----------------------------------------------------------------------------------


def _visit(
    case: Case,
    visited_on: date,
    on: date,
    first: User,
    second: User,
    findings: str,
    *,
    photos: Iterable[Any] = (),
    client_key: uuid.UUID | None = None,
    signature: Any = None,
    **details: Any,
) -> HomeVisit:
    machine.need_day(visited_on, on, "visited_on", case.accepted_on)
    if details.get("remote") and not details.get("remote_reason", "").strip():
        raise Refused(_("远程调查须写明理由（重大突发事件等）。"), "remote_reason")
    visit = HomeVisit.objects.create(
        case=case,
        round=case.round,
        visited_on=visited_on,
        first_investigator=first,
        second_investigator=second,
        findings=machine.need_reason(findings, "findings"),
        client_key=client_key or uuid.uuid4(),
        member_signature=signature,
        **details,
    )
    VisitPhoto.objects.bulk_create(VisitPhoto(visit=visit, file=file) for file in photos)
    return visit


def _check_investigators(case: Case, first: User, second: User, roles: Iterable[Role], on: date) -> None:
    """Two natural persons with this household in their charge, not both of the village, no relatives."""
    if is_same_person(first, second):
        raise Refused(_("入户调查须由两名工作人员共同进行。"), "second")
    for user in (first, second):
        check_role(user, *roles, division=case.household.division)
        permissions.check_related_free(case.household, user, on)
    paid = [user for user in (first, second) if user.has_role(*TOWNSHIP_ROLES, *COUNTY_ROLES)]
    if not paid:
        raise Refused(_("两名调查人员中至少一名须是乡镇（街道）工作人员。"), "second")


def _check_counts(invited: int, present: int, votes_for: int, votes_against: int) -> None:
    if min(invited, present, votes_for, votes_against) < 0 or present > invited or present < 1:
        raise Refused(_("实到人数须在 1 与应到人数之间，票数不能为负。"), "present")
    if votes_for + votes_against > present:
        raise Refused(_("票数之和不能多于实到人数。"), "votes_for")


def _check_quorum(plan: Any, present: int, representatives: int | None) -> None:
    """Enough people, and among them enough representatives of the villagers, by the procedure."""
    if plan.quorum and present < plan.quorum:
        text = _("实到 %(present)d 人，不足规定的 %(quorum)d 人，评议无效，请重新组织。")
        raise Refused(text % {"present": present, "quorum": plan.quorum}, "present")
    if not plan.representatives_percent:
        return
    if representatives is None or not 0 <= representatives <= present:
        raise Refused(_("请填写实到人员中村（居）民代表的人数。"), "representatives")
    if representatives * 100 < plan.representatives_percent * present:
        raise Refused(
            _("村（居）民代表不足实到人数的 %(percent)d%%，评议无效，请重新组织。")
            % {"percent": plan.representatives_percent},
            "representatives",
        )


def _is_passed(plan: Any, present: int, votes_for: int) -> bool:
    """More than half of those present, or the share that the procedure names."""
    if plan.pass_percent:
        return votes_for * 100 >= plan.pass_percent * present
    return 2 * votes_for > present


def _go_on_after(held: Appraisal, by: User, on: date) -> None:
    case = held.case
    results = set(case.appraisals.filter(round=case.round).values_list("passed", flat=True))
    if len(results) < 2:
        machine.advance(case, on)
        return
    reason = gettext_noop("两级评议结果不一致，须重新调查。")
    machine.go_back(
        case,
        by=by,
        on=on,
        cause=ReturnCause.APPRAISALS_DIFFER,
        to_key=machine.survey_key(case),
        reason=reason,
    )
