"""Setting local standards: drafted by one, approved by another, then in force for ever or until the next one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doudi.office.audit.actions import record
from doudi.office.base.actions import action, next_number
from doudi.office.base.calendar import database_now
from doudi.office.base.errors import Refused
from doudi.office.places.models import Division
from doudi.office.programmes import permissions
from doudi.office.programmes.enums import MeetingKind, StandardState
from doudi.office.programmes.models import LocalStandard, StandardMeeting
from doudi.office.programmes.rulebook import judging, local

OPTIONAL: Mapping[str, Any] = {
    "last_day": None, "hands_back": False, "source": "", "issued_on": None, "rests_on": "", "text": "",
    "note": "", "is_trial": False, "review_on": None, "meetings_needed": 0,
}  # fmt: skip


@action
def draft_standard(
    *, place: str, name: str, since: date, values: Mapping[str, Any], by: Any, **more: Any
) -> LocalStandard:
    """A county's own value of a parameter, as a draft that takes no effect.

    `values` are the engine's numbers by settlement: {"URBAN": 77000, "RURAL": 63000} (fen, ten-thousandths,
    enum members; lists where the parameter is one). `more` are fields of `OPTIONAL`, such as `source`.
    Refused where the figure breaks a floor.
    """
    division = _county(place)
    permissions.check_draft(division, by)
    local.parameter_known(place, name)
    standard = LocalStandard(division=division, name=name, first_day=since, by=by)
    _fill(standard, values, more)
    standard.number = next_number("BZ", division.pk, since)
    _save(standard)
    record(by, "draft_standard", standard, after=_told(standard))
    return standard


@action
def revise_standard(
    standard: LocalStandard, *, since: date, values: Mapping[str, Any], by: Any, **more: Any
) -> LocalStandard:
    """Other figures in a draft, or in one that was sent back."""
    standard = _locked(standard)
    permissions.check_revise(standard, by)
    before = _told(standard)
    standard.first_day = since
    _fill(standard, values, more)
    _save(standard)
    record(by, "revise_standard", standard, before=before, after=_told(standard))
    return standard


@action
def submit_standard(standard: LocalStandard, *, by: Any) -> LocalStandard:
    """To whoever decides; a document number is needed by now, the figures stay as they are."""
    standard = _locked(standard)
    permissions.check_submit(standard, by)
    if not standard.source:
        raise Refused(_("请先填写文号：没有文件依据的标准不能报批。"), "source")
    _refuse_broken(standard)
    standard.state = StandardState.SUBMITTED
    standard.decided_by, standard.decided_at, standard.opinion = None, None, ""
    standard.save(update_fields=["state", "decided_by", "decided_at", "opinion"])
    record(by, "submit_standard", standard, after=_told(standard))
    return standard


@action
def approve_standard(standard: LocalStandard, *, opinion: str = "", by: Any) -> LocalStandard:
    """From now on it counts, from its first day; nobody changes it any more."""
    standard = _locked(standard)
    permissions.check_decide(standard, by)
    _refuse_broken(standard)
    missing = standard.meetings_needed - standard.meetings.values("kind").distinct().count()
    if missing > 0:
        raise Refused(_("还差 %(n)d 类会议的决定没有登记，登记齐全后才能批准。") % {"n": missing})
    _decide(standard, StandardState.APPROVED, opinion, by)
    transaction.on_commit(local.refresh)
    record(by, "approve_standard", standard, after=_told(standard), reason=opinion)
    return standard


@action
def return_standard(standard: LocalStandard, *, opinion: str, by: Any) -> LocalStandard:
    """Back to whoever drafted it, with what is to be changed."""
    standard = _locked(standard)
    permissions.check_decide(standard, by)
    if not opinion:
        raise Refused(_("请写明退回的原因。"), "opinion")
    _decide(standard, StandardState.RETURNED, opinion, by)
    record(by, "return_standard", standard, after=_told(standard), reason=opinion)
    return standard


@action
def withdraw_standard(standard: LocalStandard, *, reason: str, by: Any, on: date) -> LocalStandard:
    """A draft that is not needed, or one that was approved ahead and has not begun."""
    standard = _locked(standard)
    permissions.check_withdraw(standard, by, on)
    if not reason:
        raise Refused(_("请写明撤回的原因。"), "reason")
    before = _told(standard)
    standard.state = StandardState.WITHDRAWN
    standard.withdrawn_by, standard.withdrawn_at, standard.withdrawn_reason = by, database_now(), reason
    standard.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    transaction.on_commit(local.refresh)
    record(by, "withdraw_standard", standard, before=before, after=_told(standard), reason=reason)
    return standard


@action
def record_meeting(
    standard: LocalStandard, *, kind: MeetingKind, held_on: date, minutes: str, conclusion: str, by: Any
) -> StandardMeeting:
    """What a meeting decided about a standard that is not approved yet."""
    standard = _locked(standard)
    permissions.check_meeting(standard, by)
    meeting = StandardMeeting.objects.create(
        standard=standard, kind=kind, held_on=held_on, record=minutes, conclusion=conclusion, by=by
    )
    after = {"kind": kind, "held_on": held_on, "record": minutes, "conclusion": conclusion}
    record(by, "record_meeting", standard, after=after)
    return meeting


def _county(place: str) -> Division:
    division = Division.objects.filter(pk=place).first()
    if division is None:
        raise Refused(_("没有代码为 %(code)s 的区划，请先导入区划。") % {"code": place}, "place")
    return division


def _fill(standard: LocalStandard, values: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    """Puts figures and document in, and refuses what cannot be."""
    if unknown := more.keys() - OPTIONAL.keys():
        raise TypeError(f"unknown fields of a local standard: {', '.join(sorted(unknown))}")
    if values.keys() != {"URBAN", "RURAL"}:
        raise Refused(_("城市和农村的取值都要填写；两边相同的填在“城乡同值”一栏。"), "value")
    standard.figures = {
        settlement: list(value) if isinstance(value, tuple) else value for settlement, value in values.items()
    }
    for field, default in OPTIONAL.items():
        setattr(standard, field, more.get(field, default))
    if standard.last_day and standard.last_day < standard.first_day:
        raise Refused(_("截止日期不能早于起始日期。"), "last_day")
    if standard.hands_back and standard.last_day is None:
        raise Refused(_("期满后沿用上级的，要填截止日期。"), "last_day")
    if standard.is_trial and standard.review_on is None:
        raise Refused(_("试行的标准要填复核日期，到期前系统会提醒。"), "review_on")
    _refuse_broken(standard)


def _refuse_broken(standard: LocalStandard) -> None:
    if refused := judging.judge(standard).refused:
        raise Refused(_("不能这样定：%(why)s") % {"why": "；".join(refused)})


def _save(standard: LocalStandard) -> None:
    try:
        with transaction.atomic():
            standard.save(update_fields=None if standard.pk is None else ["first_day", "figures", *OPTIONAL])
    except IntegrityError:
        text = _("这项标准同日起的一份还在起草或待批，请先办完那一份。")
        raise Refused(text, "first_day") from None


def _locked(standard: LocalStandard) -> LocalStandard:
    found = LocalStandard.objects.select_for_update(of=("self",)).select_related("division", "by")
    return found.get(pk=standard.pk)


def _decide(standard: LocalStandard, state: StandardState, opinion: str, by: Any) -> None:
    standard.state, standard.opinion = state, opinion
    standard.decided_by, standard.decided_at = by, database_now()
    standard.save(update_fields=["state", "opinion", "decided_by", "decided_at"])


def _told(standard: LocalStandard) -> dict[str, Any]:
    names = ("state", "name", "first_day", "last_day", "figures", "source")
    return {name: getattr(standard, name) for name in names} | {"place": standard.place}
