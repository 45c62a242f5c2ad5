"""What a household has left as it earns more: where programmes fall away, and what the grace period gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from doudi.engine import Case, FactError, Unknown, share
from doudi.engine.results import Value
from doudi.policies import get_policies
from doudi.policies.answers import CLASS_FACTS, Answer, Outcome, answers, known_place, recognised
from doudi.policies.catalogue import Labelled, Rhythm, word
from doudi.policies.enums.living import GraceReason

STEP = 10_000
"""Fen between two points: 100 yuan a month."""
MULTIPLE = 3
"""The view ends at so many times the line."""
MOST_POINTS = 400
MOST_GRACE = 12
EARNED = "wage_income"
_MONTHS: Mapping[Labelled, int] = {
    Rhythm.MONTHLY: 1,
    Rhythm.QUARTERLY: 3,
    Rhythm.TERM: 6,
    Rhythm.YEARLY: 12,
}
"""Over how many months an amount is spread; what comes once or only in a season is not counted."""


@dataclass(frozen=True)
class Point:
    """Earning `earned` fen a month: what each programme adds a month, and what there is in all."""

    earned: int
    income: int
    amounts: dict[str, int]
    unknown: tuple[str, ...] = ()

    @property
    def aid(self) -> int:
        return sum(self.amounts.values())

    @property
    def resources(self) -> int:
        """All money of a month: income and aid."""
        return self.income + self.aid


@dataclass(frozen=True)
class Fall:
    """Between two points a programme ends. `lost` is what it gave; `net` what the household then has less."""

    programme: str
    label: str
    earned: int
    lost: int
    net: int

    @property
    def gain(self) -> int:
        """What it has more all the same; 0 where it has less."""
        return max(-self.net, 0)


@dataclass(frozen=True)
class Cliff:
    """The whole view. `grace` is what a month of the grace period gives after dibao has ended, in order."""

    line: int
    member: int
    points: list[Point]
    falls: list[Fall]
    labels: dict[str, str]
    grace: list[int] = field(default_factory=list)

    @property
    def worst(self) -> Fall | None:
        """The end of a programme that costs the household most."""
        losing = [fall for fall in self.falls if fall.net > 0]
        return max(losing, key=lambda fall: fall.net, default=None)

    @property
    def trap(self) -> int:
        """How much more must be earned than just before the worst fall, to have as much again; 0 if nothing."""
        worst = self.worst
        if worst is None:
            return 0
        before = max(p.resources for p in self.points if p.earned < worst.earned)
        again = (p.earned for p in self.points if p.earned >= worst.earned and p.resources >= before)
        return next(again, self.points[-1].earned) - worst.earned + STEP


def cliff(
    case: Case,
    place: str,
    on: date,
    member: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Cliff:
    """Resources over what one member earns, from nothing to three times the line of the household.

    Raises MissingParameter where the place has not set its line, FactError where nobody could earn.
    """
    book = get_policies().rulebook(place=known_place(place), on=on)
    adult = book.parameter("adult_age", case.settlement).value
    assert isinstance(adult, int)
    earner = _earner(case, adult) if member is None else member
    line = _line(case, place, on)
    moving, fixed = _programmes(place, on)
    plain = _without_classes(case)
    still = {a.programme: _monthly(a) for a in answers(plain, place, on, fixed, explained=False)}
    earned = range(0, min(MULTIPLE * line // STEP, MOST_POINTS) * STEP + 1, STEP)
    points = []
    for done, fen in enumerate(earned, 1):
        points.append(_point(_earning(plain, earner, fen), place, on, fen, moving, still))
        if progress is not None:
            progress(done, len(earned))
    labels = {name: p.label for name, p in get_policies().programmes(place, on).items()}
    grace = _grace(plain, place, on, earner, points)
    return Cliff(line, earner, points, list(_falls(points, labels)), labels, grace)


def _earner(case: Case, adult_age: int) -> int:
    """Who earns most; where nobody earns, the first adult."""
    best = max(range(len(case.members)), key=lambda i: (_known(case.members[i], EARNED), -i), default=0)
    if case.members and _known(case.members[best], EARNED):
        return best
    adults = (i for i, member in enumerate(case.members) if _known(member, "age") >= adult_age)
    found = next(adults, None)
    if found is None:
        raise FactError("这户没有登记成年的成员，无法按收入变化试算。")
    return found


def _known(member: Mapping[str, Value | None], name: str) -> int:
    value = member.get(name)
    return 0 if value is None or isinstance(value, Unknown) else int(value)


def _line(case: Case, place: str, on: date) -> int:
    """The line of the whole household, in fen a month."""
    book = get_policies().rulebook(place=known_place(place), on=on)
    result = book.assess(replace(case, want=("guaranteed_total",)))
    value = result["guaranteed_total"]
    if isinstance(value, Unknown):
        needed = "、".join(dict.fromkeys(fact.label for fact in result.missing))
        raise FactError(f"还缺算出保障标准所需的情况：{needed}。")
    return int(value)


def _programmes(place: str, on: date) -> tuple[list[str], list[str]]:
    """The programmes whose money may change with income, and those whose money does not."""
    code = known_place(place)
    graph = get_policies().rulebook(place=code, on=on).graph
    moving: list[str] = []
    fixed: list[str] = []
    for programme in get_policies().programmes(code, on).values():
        if word(programme, "rhythm") not in _MONTHS:
            continue
        rules = graph.needed((programme.eligible, programme.amount))
        reads = {name for rule in rules for _of, name in rule.needs}
        (moving if reads & {EARNED, *CLASS_FACTS} else fixed).append(programme.name)
    return moving, fixed


def _without_classes(case: Case) -> Case:
    """The case before anybody was recognised: with another income the class may be another one."""
    return replace(
        case,
        household={name: value for name, value in case.household.items() if name not in CLASS_FACTS},
        members=[
            {name: value for name, value in member.items() if name not in CLASS_FACTS}
            for member in case.members
        ],
    )


def _earning(case: Case, earner: int, fen: int) -> Case:
    members = [dict(member) for member in case.members]
    members[earner] |= {EARNED: fen, "employed": int(fen > 0)}
    return replace(case, members=members)


def _point(
    case: Case, place: str, on: date, fen: int, moving: Sequence[str], still: Mapping[str, int]
) -> Point:
    found = recognised(case, known_place(place), on).case
    told = answers(found, place, on, moving, explained=False) if moving else []
    amounts = {a.programme: _monthly(a) for a in told} | dict(still)
    unknown = tuple(a.programme for a in told if a.outcome == Outcome.UNKNOWN)
    given = {name: amount for name, amount in amounts.items() if amount}
    return Point(fen, _income(case), given, unknown)


def _income(case: Case) -> int:
    """Money that comes in every month, before anything is deducted."""
    monthly = ("wage_income", "pension_income", "resident_pension", "transfer_income", "exempt_income")
    yearly = ("business_income_year", "property_income_year")
    together = 0
    for member in case.members:
        if not _known(member, "role"):
            together += sum(_known(member, name) for name in monthly)
            together += share(sum(_known(member, name) for name in yearly), 12)
    return together


def _monthly(answer: Answer) -> int:
    """What it brings a month, in fen, spread over its rhythm."""
    if answer.descriptor is None or not answer.amount_fen:
        return 0
    return share(answer.amount_fen, _MONTHS[word(answer.descriptor, "rhythm")])


def _falls(points: Sequence[Point], labels: Mapping[str, str]) -> Iterator[Fall]:
    """Where a programme that gave something gives nothing any more."""
    for before, after in pairwise(points):
        for name, amount in before.amounts.items():
            if name not in after.amounts:
                net = before.resources - after.resources
                yield Fall(name, labels.get(name, name), after.earned, amount, net)


def _grace(case: Case, place: str, on: date, earner: int, points: Sequence[Point]) -> list[int]:
    """Month by month, what dibao still gives after it has ended because of work; empty without such a rule."""
    ended = next(
        ((b, a) for b, a in pairwise(points) if "dibao" in b.amounts and "dibao" not in a.amounts), None
    )
    if ended is None:
        return []
    before, after = ended
    earning = _earning(case, earner, after.earned)
    given = []
    for month in range(1, MOST_GRACE + 1):
        facts = {
            "grace_month": month,
            "grace_reason": int(GraceReason.EMPLOYMENT),
            "previous_amount": before.amounts["dibao"],
        }
        trial = replace(earning, household={**earning.household, **facts})
        answer = answers(trial, place, on, ("dibao",), explained=False)
        amount = answer[0].amount_fen if answer else None
        if not amount:
            break
        given.append(amount)
    return given
