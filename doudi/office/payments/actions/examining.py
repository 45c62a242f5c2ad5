"""What is known of a few thousand units when a list is made, read in a handful of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from doudi.office.awards.models import Arrear, Award, AwardUnit, Suspension, UnitMember
from doudi.office.awards.questions import previous_month
from doudi.office.people.models import BankAccount, Membership, Person
from doudi.office.programmes import rulebook

from .. import bankfiles
from ..enums import Kind, Problem
from ..models import LineMember, PaymentBatch, PaymentLine
from ..questions import arrears_waiting


@dataclass
class Finding:
    """One unit: what it is due, to which account, and what stands in the way."""

    unit: AwardUnit
    award: Award | None = None
    account: BankAccount | None = None
    members: list[tuple[UnitMember, str]] = field(default_factory=list)
    previous_fen: int | None = None
    problem: Problem | None = None
    person: Person | None = None
    amount_fen: int = 0
    arrears: list[Arrear] = field(default_factory=list)


@dataclass
class Examination:
    """Every unit of a slice; `ours` are lines that do not count as paid elsewhere."""

    batch: PaymentBatch
    ids: Collection[int]
    ours: Collection[int] = ()

    def findings(self) -> list[Finding]:
        units = AwardUnit.objects.select_related("household__division").filter(pk__in=self.ids)
        self._load()
        return [
            self._find(unit) for unit in units.order_by("household__division_id", "household__number", "pk")
        ]

    def _load(self) -> None:
        month = self.batch.month
        self.layout, self.head = bankfiles.layout(self.batch.template), as_head(self.batch, month)
        self.awards = {a.unit_id: a for a in self._awards(month)}
        self.arrears = self._arrears() if self.batch.kind == Kind.ARREARS else {}
        self.suspended = set(
            Suspension.objects.covering(month).filter(unit__in=self.ids).values_list("unit", flat=True)
        )
        self.members = self._members()
        self.at_home = self._at_home(month)
        households = AwardUnit.objects.filter(pk__in=self.ids).values("household")
        accounts = BankAccount.objects.filter(household__in=households, last_day=None).select_related(
            "holder"
        )
        self.accounts = {account.household_id: account for account in accounts}
        before = (
            PaymentLine.objects.regular()
            .counting()
            .filter(household__in=households, programme=self.batch.programme, month=previous_month(month))
        )
        self.previous = dict(before.values_list("household", "amount_fen"))
        self.taken = self._taken(month)

    def _awards(self, month: date) -> Iterable[Award]:
        """The award of the month; for arrears the newest one, whether it runs or not."""
        if self.batch.kind == Kind.ARREARS:
            return Award.objects.effective().filter(unit__in=self.ids).order_by("first_month", "pk")
        return Award.objects.covering(month).filter(unit__in=self.ids)

    def _arrears(self) -> dict[int, list[Arrear]]:
        """What this list pays of what raises owe: its own lines', those that came back, or all that wait."""
        if self.ours:
            rows = Arrear.objects.filter(parts__line__in=self.ours)
        elif self.batch.resend_of_id:
            rows = Arrear.objects.filter(parts__line__in=self.batch.resend_of.lines.to_resend())
        else:
            rows = arrears_waiting(self.batch.month)
        found: dict[int, list[Arrear]] = defaultdict(list)
        for arrear in rows.filter(unit__in=self.ids).order_by("month", "pk"):
            found[arrear.unit_id].append(arrear)
        return found

    def _members(self) -> dict[int, list[UnitMember]]:
        found: dict[int, list[UnitMember]] = defaultdict(list)
        rows = UnitMember.objects.effective().filter(unit__in=self.ids)
        for member in rows.select_related("person"):
            found[member.unit_id].append(member)
        return found

    def _at_home(self, month: date) -> dict[tuple[int, int], str]:
        """(household, person) of everybody who lived there in the month, with the relation."""
        households = AwardUnit.objects.filter(pk__in=self.ids).values("household")
        rows = Membership.objects.filter(household__in=households, kind="LIVING_TOGETHER")
        rows = rows.filter(Q(last_day=None) | Q(last_day__gte=month))
        return {(h, p): relation for h, p, relation in rows.values_list("household", "person", "relation")}

    def _taken(self, month: date) -> set[tuple[int, str]]:
        people = UnitMember.objects.filter(unit__in=self.ids).values("person")
        rows = LineMember.objects.filter(person__in=people, month=month, live=True).exclude(
            line__in=self.ours
        )
        return set(rows.values_list("person", "exclusion_group"))

    def _find(self, unit: AwardUnit) -> Finding:
        found = Finding(unit, self.awards.get(unit.pk), self.accounts.get(unit.household_id))
        found.previous_fen = self.previous.get(unit.household_id)
        of_arrears = (self._judge_arrears, self._note_members, self._judge_account)
        of_month = (self._judge_award, self._judge_members, self._judge_account)
        for judge in of_arrears if self.batch.kind == Kind.ARREARS else of_month:
            if found.problem is None:
                judge(found)
        return found

    def _judge_award(self, found: Finding) -> None:
        if found.award is None or not found.award.monthly_fen:
            found.problem = Problem.NO_AWARD
        elif found.unit.pk in self.suspended:
            found.problem = Problem.SUSPENDED
        else:
            found.amount_fen = found.award.monthly_fen

    def _judge_arrears(self, found: Finding) -> None:
        """The months must still stand: an award that covers them, and no suspension."""
        found.arrears = self.arrears.get(found.unit.pk, [])
        found.amount_fen = sum(arrear.fen for arrear in found.arrears)
        found.previous_fen = None
        if found.award is None or not found.arrears:
            found.problem = Problem.NO_AWARD
            return
        for arrear in found.arrears:
            if not found.unit.awards.covering(arrear.month).exists():
                found.problem = Problem.NO_AWARD
            elif found.unit.suspensions.covering(arrear.month).exists():
                found.problem = Problem.SUSPENDED

    def _note_members(self, found: Finding) -> None:
        """Those for whom the arrears are, as the unit was; the dead among them were alive then."""
        first = found.arrears[0].month
        for member in self.members[found.unit.pk]:
            if member.last_day is None or member.last_day >= first:
                relation = self.at_home.get((found.unit.household_id, member.person_id), "")
                found.members.append((member, relation))

    def _judge_members(self, found: Finding) -> None:
        """Everybody whom the award counts must be alive and at home in the month, and paid once."""
        assert found.award is not None
        for member in self.members[found.unit.pk]:
            if member.last_day is not None and member.last_day < found.award.first_month:
                continue
            relation = self.at_home.get((found.unit.household_id, member.person_id))
            found.problem = self._problem_of(member, relation)
            if found.problem is not None:
                found.person = member.person
                return
            found.members.append((member, relation or ""))

    def _problem_of(self, member: UnitMember, relation: str | None) -> Problem | None:
        month = self.batch.month
        if member.person.died_on is not None and member.person.died_on < month:
            return Problem.MEMBER_DEAD
        if relation is None or (member.last_day is not None and member.last_day < month):
            return Problem.MEMBER_LEFT
        if (member.person_id, member.exclusion_group) in self.taken:
            return Problem.PAID_ELSEWHERE
        return None

    def _judge_account(self, found: Finding) -> None:
        account = found.account
        if account is None:
            found.problem = Problem.NO_ACCOUNT
        elif account.holder.died_on is not None:
            found.problem, found.person = Problem.HOLDER_DEAD, account.holder
        elif bankfiles.problem(self.layout, self.head, as_line(1, found, account)):
            found.problem = Problem.UNWRITABLE


def as_head(batch: PaymentBatch, on: date) -> bankfiles.Head:
    return bankfiles.Head(
        batch=batch.number, on=on, month=batch.month, programme=rulebook.label(batch.programme)
    )


def as_line(serial: int, found: Finding, account: BankAccount) -> bankfiles.Line:
    return bankfiles.Line(
        serial=serial,
        account=account.account_number,
        name=account.holder.name,
        document=account.holder.document_number,
        bank=account.bank,
        amount_fen=found.amount_fen,
        household=found.unit.household.number,
        division=found.unit.household.division.name,
    )
