"""A raised standard: computed by one person, approved by another, carried out for each award."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action, next_number
from doudi.office.base.calendar import database_now, today
from doudi.office.base.errors import Refused
from doudi.office.places.models import Division
from doudi.office.programmes import rulebook
from doudi.office.programmes.actions import redetermine
from doudi.office.staff.models import User

from .. import answers, permissions
from ..enums import AwardReason, RaiseLineState, RaiseProblem, RaiseState
from ..models import Arrear, Award, AwardUnit, Raise, RaiseLine
from ..questions import add_months, first_month_of, month_of
from . import rows
from .deciding import change

SLICE = 200
MOST_MONTHS = 36


@action
def start_raise(
    division: Division,
    programme: str,
    value_on: date,
    regular_month: date,
    *,
    by: User,
    on: date | None = None,
) -> Raise:
    """Open the computation of a new value; refused where no standard changes on that day, or one is open."""
    permissions.check_start_raise(division, by)
    permissions.check_first_month(regular_month)
    first = first_month_of(value_on)
    _check_months(first, regular_month, on or today())
    changes = rulebook.value_changes(division.policy_place, programme, value_on)
    if not changes:
        raise Refused(
            _("%(day)s 没有这项救助的新标准：请核对日期，或先在“保障标准”中录入并批准。") % {"day": value_on},
            "value_on",
        )
    run = _new_raise(division, programme, value_on, by, first, regular_month, changes)
    if not waiting_for_raise(run):
        raise Refused(_("没有等待测算的救助：都已在这次提标的方案里，或这项救助没有发放对象。"))
    after = {"programme": programme, "value_on": value_on, "regular_month": regular_month}
    audit.record(by, "start_raise", run, after=after)
    return run


def _check_months(first: date, regular: date, on: date) -> None:
    if regular < first:
        raise Refused(
            _("按新标准发放的月份不能早于 %(month)s。") % {"month": f"{first:%Y-%m}"}, "regular_month"
        )
    if regular > add_months(month_of(on), 12) or regular > add_months(first, MOST_MONTHS):
        raise Refused(_("按新标准发放的月份太远，请核对。"), "regular_month")


def _new_raise(division, programme, value_on, by, first, regular_month, changes) -> Raise:
    try:
        with transaction.atomic():
            return Raise.objects.create(
                number=next_number("TB", division.policy_place, value_on.year),
                division=division,
                programme=programme,
                value_on=value_on,
                first_month=first,
                regular_month=regular_month,
                changes=[vars(change) for change in changes],
                by=by,
            )
    except IntegrityError:
        raise Refused(_("这项标准同日的一份方案还没有办完，请先审批或撤销那一份。")) from None


def waiting_for_raise(run: Raise) -> list[int]:
    """The units whose awards the value touches and that have no line in this raise yet, in the order of lists."""
    units = AwardUnit.objects.raisable(run).exclude(raise_lines__run=run)
    order = ("household__division_id", "household__number", "pk")
    return list(units.order_by(*order).values_list("pk", flat=True))


@action
def fill_raise(run: Raise, ids: Collection[int], *, by: User) -> int:
    """Compute these units and keep what comes out; harmless when repeated. Answers the lines written."""
    run = _locked(run)
    permissions.check_fill_raise(run, by)
    done = set(RaiseLine.objects.filter(run=run, unit__in=ids).values_list("unit", flat=True))
    findings = answers.Raising(run, [pk for pk in ids if pk not in done]).findings()
    lines = [_line(run, found) for found in findings]
    try:
        with transaction.atomic():
            RaiseLine.objects.bulk_create(lines, batch_size=500)
    except IntegrityError:
        raise Refused(_("有家庭刚刚进入了另一份提标方案，请重新测算。")) from None
    return len(lines)


def _line(run: Raise, found: answers.Finding) -> RaiseLine:
    state = RaiseLineState.PROPOSED if found.is_affected else RaiseLineState.SAME
    return RaiseLine(
        run=run,
        unit=found.unit,
        value_on=run.value_on,
        name=found.name,
        member_count=found.member_count,
        determination=found.determination,
        old_fen=found.old_fen,
        new_fen=found.new_fen,
        from_month=found.from_month,
        months=_months(found),
        arrears_fen=0 if found.problem else found.arrears_fen,
        state=RaiseLineState.HELD if found.problem else state,
        problem=found.problem or "",
        note=found.note,
    )


def _months(found: answers.Finding) -> list[dict[str, object]]:
    if found.problem:
        return []
    return [{"month": m.month.isoformat(), "had": m.had, "due": m.due} for m in found.arrears]


@action
def propose_raise(run: Raise, *, by: User) -> Raise:
    """Close the computation: from now on it waits for approval."""
    run = _locked(run)
    permissions.check_fill_raise(run, by)
    run.state = RaiseState.PROPOSED
    run.save(update_fields=["state"])
    audit.record(by, "propose_raise", run, after=_totals(run))
    return run


@action
def compute_raise(
    division: Division,
    programme: str,
    value_on: date,
    regular_month: date,
    *,
    by: User,
    on: date | None = None,
) -> Raise:
    """All of it in one go; long ones are computed by the task `awards.raise`."""
    run = start_raise(division, programme, value_on, regular_month, by=by, on=on)
    ids = waiting_for_raise(run)
    for start in range(0, len(ids), SLICE):
        fill_raise(run, ids[start : start + SLICE], by=by)
    return propose_raise(run, by=by)


@action
def restart_raise(run: Raise, *, by: User, on: date | None = None) -> Raise:
    """Give up what was computed and begin again with what is known now."""
    cancel_raise(run, by=by, reason=_("重新测算"))
    return start_raise(run.division, run.programme, run.value_on, run.regular_month, by=by, on=on)


@action
def cancel_raise(run: Raise, *, by: User, reason: str) -> Raise:
    """Give up a raise that nobody has approved; its units may be computed again."""
    run = _locked(run)
    permissions.check_cancel_raise(run, by)
    if not reason.strip():
        raise Refused(_("请写明撤销的理由。"), "reason")
    run.state, run.cancelled_by, run.cancel_reason = RaiseState.CANCELLED, by, reason.strip()
    run.save(update_fields=["state", "cancelled_by", "cancel_reason"])
    run.lines.filter(state=RaiseLineState.PROPOSED).update(state=RaiseLineState.VOID)
    audit.record(by, "cancel_raise", run, reason=reason)
    return run


@action
def approve_raise(run: Raise, *, by: User) -> Raise:
    """Decide on the proposal; it is then carried out line by line in the name of who approved."""
    run = _locked(run)
    permissions.check_approve_raise(run, by)
    if not run.lines.raised().exists():
        raise Refused(_("方案里没有可以提高的家庭，请撤销，处理好问题后重新测算。"))
    run.state, run.decided_by, run.decided_at = RaiseState.APPROVED, by, database_now()
    run.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(by, "approve_raise", run, after=_totals(run))
    return run


@action
def apply_raise(run: Raise, ids: Collection[int], *, by: User, on: date | None = None) -> int:
    """Change the awards of these lines and put down their arrears; what has changed since is held. Repeatable."""
    run = _locked(run)
    permissions.check_apply_raise(run, by)
    lines = run.lines.filter(pk__in=ids, state=RaiseLineState.PROPOSED).in_order()
    return sum(_applied(run, line, by, on or today()) for line in lines.select_related("unit__household"))


@action
def finish_raise(run: Raise, *, by: User) -> Raise:
    """Note that every line was carried out, or held."""
    run = _locked(run)
    permissions.check_apply_raise(run, by)
    if run.lines.filter(state=RaiseLineState.PROPOSED).exists():
        raise Refused(_("方案还没有执行完，请稍后再看。"))
    run.state = RaiseState.DONE
    run.save(update_fields=["state"])
    audit.record(by, "finish_raise", run, after=_totals(run))
    return run


@action
def carry_out_raise(run: Raise, *, by: User, on: date | None = None) -> Raise:
    """Approve and carry out a short raise in one go; long ones are carried out by `awards.apply_raise`."""
    run = approve_raise(run, by=by)
    ids = waiting_to_apply(run)
    for start in range(0, len(ids), SLICE):
        apply_raise(run, ids[start : start + SLICE], by=by, on=on)
    return finish_raise(run, by=by)


def waiting_to_apply(run: Raise) -> list[int]:
    """The lines that were approved and are not carried out yet."""
    return list(run.lines.filter(state=RaiseLineState.PROPOSED).in_order().values_list("pk", flat=True))


def _applied(run: Raise, line: RaiseLine, by: User, on: date) -> bool:
    try:
        line.made_award = _apply(run, line, by=by, on=on)
        line.state = RaiseLineState.APPLIED
    except Refused as refusal:
        line.made_award, line.state = None, RaiseLineState.HELD
        line.problem, line.note = RaiseProblem.CHANGED, str(refusal)[:300]
    line.save(update_fields=["made_award", "state", "problem", "note"])
    return line.state == RaiseLineState.APPLIED


@action
def _apply(run: Raise, line: RaiseLine, *, by: User, on: date) -> Award | None:
    """The award by the new value, and the arrears; refused when the unit does not stand as it was computed."""
    unit = rows.locked(line.unit)
    permissions.check_grant(unit.household, by, on)
    findings = answers.Raising(run, [unit.pk]).findings()
    if not findings or findings[0].said() != _said(line):
        raise Refused(_("测算以后这户的情况有变化，没有执行。"))
    award = _raised_award(run, line, unit, by, on)
    Arrear.objects.bulk_create(
        Arrear(line=line, unit=unit, month=month.month, before_fen=month.had, fen=month.under)
        for month in findings[0].arrears
    )
    return award


def _raised_award(run: Raise, line: RaiseLine, unit: AwardUnit, by: User, on: date) -> Award | None:
    if line.from_month is None or line.new_fen == line.old_fen:
        return None
    law_of = max(run.value_on, line.determination.on)
    return change(
        unit,
        by=by,
        monthly_fen=line.new_fen,
        first_month=line.from_month,
        reason=AwardReason.STANDARD,
        determination=redetermine(line.determination, by=by, on=law_of),
        decision_number=run.number,
        on=on,
    )


def _said(line: RaiseLine) -> tuple[object, ...]:
    months = [(date.fromisoformat(m["month"]), m["had"], m["due"]) for m in line.months]
    return (line.old_fen, line.new_fen, line.from_month, months, line.problem or None)


def _totals(run: Raise) -> dict[str, int]:
    row = Raise.objects.filter(pk=run.pk).with_totals().get()
    names = ("raised_count", "more_fen", "total_arrears_fen", "held_count", "same_count")
    return {name: getattr(row, name) for name in names}


def _locked(run: Raise) -> Raise:
    return Raise.objects.select_for_update(of=("self",)).select_related("division").get(pk=run.pk)
