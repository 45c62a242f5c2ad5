"""Making a list from the awards in force: started, filled slice by slice, finished."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.awards.models import Award, AwardUnit
from doudi.office.awards.questions import covers
from doudi.office.base.actions import action, next_number
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.places.models import Division
from doudi.office.staff.models import User

from .. import bankfiles, permissions
from ..enums import BatchState, Difference, Kind, LineState, Problem
from ..models import ArrearPart, HeldUnit, LineMember, PaymentBatch, PaymentLine
from ..questions import COUNTS, arrears_waiting
from .examining import Examination, Finding, as_line

SLICE = 1000


@action
def prepare_batch(
    programme: str,
    month: date,
    division: Division,
    *,
    by: User,
    template: str,
    on: date | None = None,
    kind: str = Kind.REGULAR,
) -> PaymentBatch:
    """The whole list of a month in one go; long lists are filled by the task `payments.prepare`."""
    batch = start_batch(programme, month, division, by=by, template=template, on=on, kind=kind)
    ids = waiting_units(batch)
    for start in range(0, len(ids), SLICE):
        fill_batch(batch, ids[start : start + SLICE], by=by)
    return finish_batch(batch, by=by)


@action
def start_batch(
    programme: str,
    month: date,
    division: Division,
    *,
    by: User,
    template: str,
    on: date | None = None,
    kind: str = Kind.REGULAR,
) -> PaymentBatch:
    """Open a list for a programme, place and month; refused while another one waits or nobody is due."""
    permissions.check_prepare(division, by, month, on or today())
    if template not in bankfiles.layouts():
        raise Refused(_("没有这种银行文件格式，请重新选择。"), "template")
    _check_none_waits(programme, month, division, kind)
    batch = _new_batch(programme, month, division, by, template, kind=kind)
    if not _waiting(batch).exists():
        if kind == Kind.ARREARS:
            raise Refused(_("没有等待补发的家庭：补发款来自已批准的提标方案，都已列入名单。"))
        raise Refused(_("这个月没有等待发放的家庭：都已列入名单，或没有核定的救助金。"))
    audit.record(
        by, "start_batch", batch, after={"programme": programme, "month": month, "division": division.pk}
    )
    return batch


@action
def fill_batch(batch: PaymentBatch, ids: Collection[int], *, by: User) -> int:
    """Put these units into the list, or note why not; harmless when repeated. Answers the lines added."""
    batch = _locked(batch)
    permissions.check_fill(batch, by)
    due = list(
        _waiting(batch).filter(pk__in=ids).select_for_update(of=("self",)).values_list("pk", flat=True)
    )
    findings = Examination(batch, due).findings()
    lines = _write_lines(batch, [found for found in findings if found.problem is None])
    _hold(batch, [found for found in findings if found.problem is not None])
    return len(lines)


@action
def finish_batch(batch: PaymentBatch, *, by: User) -> PaymentBatch:
    """Close the list: from now on it waits for approval."""
    batch = _locked(batch)
    permissions.check_fill(batch, by)
    batch.state = BatchState.PREPARED
    batch.save(update_fields=["state"])
    after = {**batch.lines.totals(), "held": batch.held.count()}
    audit.record(by, "prepare_batch", batch, after=after)
    return batch


@action
def drop_stale(batch: PaymentBatch, *, by: User) -> int:
    """Take out the lines that may no longer be paid since the list was made; answers how many."""
    batch = _locked(batch)
    permissions.check_drop(batch, by)
    findings = stale(batch)
    lines = {
        line.unit_id: line for line in batch.lines.listed().filter(unit__in=[f.unit.pk for f in findings])
    }
    void(list(lines.values()))
    _hold(batch, findings)
    audit.record(by, "drop_stale_lines", batch, after={"dropped": len(lines)})
    return len(lines)


@action
def resend_failed(batch: PaymentBatch, *, by: User, on: date | None = None) -> PaymentBatch:
    """A new list of only what the bank gave back, each line linked to the old one."""
    batch = _locked(batch)
    permissions.check_resend(batch, by)
    permissions.check_prepare(batch.division, by, batch.month, on or today())
    _check_none_waits(batch.programme, batch.month, batch.division, batch.kind)
    again = _new_batch(
        batch.programme, batch.month, batch.division, by, batch.template, resend_of=batch, kind=batch.kind
    )
    old = {line.unit_id: line for line in batch.lines.to_resend()}
    list(AwardUnit.objects.filter(pk__in=old).select_for_update(of=("self",)).values_list("pk", flat=True))
    findings = Examination(again, list(old)).findings()
    lines = _write_lines(again, [found for found in findings if found.problem is None], old)
    _hold(again, [found for found in findings if found.problem is not None])
    if not lines:
        held = "；".join(f"{f.unit}：{f.problem.label}" for f in findings[:5] if f.problem)
        raise Refused(_("退回的款项都还不能重发：%(held)s。请先按提示处理。") % {"held": held})
    return finish_batch(again, by=by)


def waiting_units(batch: PaymentBatch) -> list[int]:
    """The units that still have to be put into the list, in the order of the list."""
    order = ("household__division_id", "household__number", "pk")
    return list(_waiting(batch).order_by(*order).values_list("pk", flat=True))


def stale(batch: PaymentBatch) -> list[Finding]:
    """What is in the list and may not be paid any more, or not so much."""
    lines = dict(batch.lines.listed().values_list("unit", "pk"))
    amounts = dict(batch.lines.listed().values_list("unit", "amount_fen"))
    ids, found = list(lines), []
    for start in range(0, len(ids), SLICE):
        part = ids[start : start + SLICE]
        for finding in Examination(batch, part, [lines[pk] for pk in part]).findings():
            if finding.problem is None and finding.amount_fen < amounts[finding.unit.pk]:
                finding.problem = Problem.NO_AWARD
            if finding.problem is not None:
                found.append(finding)
    return found


def void(lines: Sequence[PaymentLine]) -> None:
    """These lines do not count any more; their households and members are free again."""
    for start in range(0, len(lines), SLICE):
        part = [line.pk for line in lines[start : start + SLICE]]
        PaymentLine.objects.filter(pk__in=part).update(state=LineState.VOID)
        LineMember.objects.filter(line__in=part).update(live=False)
        ArrearPart.objects.filter(line__in=part).update(live=False)


def _locked(batch: PaymentBatch) -> PaymentBatch:
    return PaymentBatch.objects.select_for_update().get(pk=batch.pk)


def _check_none_waits(programme: str, month: date, division: Division, kind: str) -> None:
    waiting = PaymentBatch.objects.filter(
        programme=programme,
        kind=kind,
        month=month,
        division=division,
        state__in=[BatchState.BUILDING, BatchState.PREPARED],
    )
    if first := waiting.first():
        raise Refused(_("这个月还有一批等待审批（%(number)s），请先审批或撤销那一批。") % {"number": first})


def _new_batch(
    programme: str,
    month: date,
    division: Division,
    by: User,
    template: str,
    resend_of: PaymentBatch | None = None,
    kind: str = Kind.REGULAR,
) -> PaymentBatch:
    same = PaymentBatch.objects.filter(programme=programme, division=division, month=month)
    seq = (same.aggregate(last=Max("seq"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return PaymentBatch.objects.create(
                number=next_number("FF", division.policy_place, month.year),
                programme=programme,
                kind=kind,
                division=division,
                month=month,
                seq=seq,
                prepared_by=by,
                template=template,
                resend_of=resend_of,
            )
    except IntegrityError:
        raise Refused(_("这个月的名单刚刚已由他人编制，请刷新列表查看。")) from None


def _waiting(batch: PaymentBatch):
    """Units with money for the month and without a line, their own returned ones included (those are resent)."""
    inside = Q(household__division__path__startswith=batch.division.path)
    if batch.kind == Kind.ARREARS:
        held = HeldUnit.objects.filter(batch_id=batch.pk, unit=OuterRef("pk"))
        owed = arrears_waiting(batch.month).filter(unit=OuterRef("pk"))
        return AwardUnit.objects.filter(inside, Exists(owed), programme=batch.programme).exclude(Exists(held))
    listed = (
        PaymentLine.objects.listed()
        .regular()
        .filter(
            COUNTS | Q(unit=OuterRef("pk")),
            household=OuterRef("household"),
            programme=batch.programme,
            month=batch.month,
        )
    )
    held = HeldUnit.objects.filter(batch_id=batch.pk, unit=OuterRef("pk"))
    due = Award.objects.filter(covers(batch.month), unit=OuterRef("pk"), monthly_fen__gt=0)
    units = AwardUnit.objects.filter(inside, Exists(due), programme=batch.programme)
    return units.exclude(Exists(listed)).exclude(Exists(held))


def _write_lines(
    batch: PaymentBatch, findings: Sequence[Finding], old: dict[int, PaymentLine] | None = None
) -> list[PaymentLine]:
    first = (batch.lines.aggregate(last=Max("serial"))["last"] or 0) + 1
    lines = [
        _line(batch, serial, found, (old or {}).get(found.unit.pk))
        for serial, found in enumerate(findings, first)
    ]
    try:
        with transaction.atomic():
            PaymentLine.objects.bulk_create(lines, batch_size=500)
            LineMember.objects.bulk_create(
                [
                    LineMember(
                        line=line,
                        person_id=member.person_id,
                        name=member.person.name,
                        relation=relation,
                        exclusion_group=member.exclusion_group,
                        month=batch.month,
                        live=batch.kind == Kind.REGULAR,
                    )
                    for line, found in zip(lines, findings, strict=True)
                    for member, relation in found.members
                ],
                batch_size=1000,
            )
            ArrearPart.objects.bulk_create(
                [
                    ArrearPart(line=line, arrear=arrear, fen=arrear.fen)
                    for line, found in zip(lines, findings, strict=True)
                    for arrear in found.arrears
                ],
                batch_size=1000,
            )
    except IntegrityError:
        raise Refused(_("有家庭或成员刚刚被列入另一份名单，请重新编制。")) from None
    return lines


def _line(batch: PaymentBatch, serial: int, found: Finding, old: PaymentLine | None) -> PaymentLine:
    assert found.award is not None and found.account is not None  # noqa: PT018
    cell, household = as_line(serial, found, found.account), found.unit.household
    return PaymentLine(
        batch=batch,
        serial=serial,
        unit=found.unit,
        award=found.award,
        household=household,
        programme=batch.programme,
        kind=batch.kind,
        month=batch.month,
        amount_fen=cell.amount_fen,
        previous_fen=found.previous_fen,
        difference=_difference(batch, found, old),
        holder_name=cell.name,
        holder_document=cell.document,
        bank=cell.bank,
        account_number=cell.account,
        account_index=found.account.account_index,
        household_number=household.number,
        division_code=household.division_id,
        division_name=cell.division,
        member_count=len(found.members),
        resend_of=old,
    )


def _difference(batch: PaymentBatch, found: Finding, old: PaymentLine | None) -> Difference:
    assert found.award is not None
    if old is not None:
        return Difference.RESENT
    if batch.kind == Kind.ARREARS:
        return Difference.ARREARS
    if found.previous_fen is None:
        return Difference.NEW
    return Difference.SAME if found.previous_fen == found.award.monthly_fen else Difference.CHANGED


def _hold(batch: PaymentBatch, findings: Sequence[Finding]) -> None:
    HeldUnit.objects.bulk_create(
        [HeldUnit(batch=batch, unit=f.unit, problem=f.problem, person=f.person) for f in findings],
        batch_size=1000,
    )
