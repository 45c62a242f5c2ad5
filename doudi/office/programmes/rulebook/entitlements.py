"""What a household may get, all programmes at once: from whom, how often, for whom, and with which papers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.engine import PolicyError
from doudi.engine.programmes import Programme
from doudi.office.base.money import yuan
from doudi.office.programmes.enums import Outcome
from doudi.policies import departments, procedures
from doudi.policies.catalogue import Need, Rhythm, word

from .assessing import Assessment
from .programmes import known_place


@dataclass(frozen=True)
class Entitlement:
    """One programme for this household. `handled` says whether this office decides on it itself."""

    answer: Assessment
    owner: str
    layer: str
    need: str
    amount: str
    handled: bool
    persons: tuple[str, ...]
    papers: tuple[str, ...]
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def brings(self) -> list[str]:
        """What it brings besides money, each once, whoever it is for."""
        return list(dict.fromkeys(str(benefit["label"]) for benefit in self.answer.benefits))

    @property
    def missing(self) -> list[str]:
        """What is not known yet, each once, with those whose it is."""
        whose: dict[str, list[str]] = {}
        for item in self.answer.missing:
            whose.setdefault(item.label, []).extend([item.member] if item.member else [])
        return [f"{label}（{'、'.join(names)}）" if names else label for label, names in whose.items()]


@dataclass(frozen=True)
class Entitlements:
    """Sorted for reading: what fits, what may yet fit by need, what does not."""

    fits: list[Entitlement] = field(default_factory=list)
    open: list[tuple[str, list[Entitlement]]] = field(default_factory=list)
    closed: list[Entitlement] = field(default_factory=list)

    @property
    def monthly_fen(self) -> int:
        """The money of every month, in fen."""
        monthly = (
            e for e in self.fits if e.answer.descriptor and e.answer.descriptor.rhythm == Rhythm.MONTHLY
        )
        return sum(e.answer.amount_fen or 0 for e in monthly)

    @property
    def count_open(self) -> int:
        return sum(len(rows) for _need, rows in self.open)


def entitlements(answers: Sequence[Assessment]) -> Entitlements:
    """The answers of all programmes, in the order in which people read them."""
    rows = [_entitlement(answer) for answer in answers if answer.descriptor]
    fits = [row for row in rows if row.answer.is_eligible]
    unknown = [row for row in rows if row.answer.outcome == Outcome.UNKNOWN]
    closed = [row for row in rows if row.answer.outcome == Outcome.NOT_ELIGIBLE]
    return Entitlements(fits, list(_by_need(unknown)), closed)


def is_handled(place: str, programme: str, on: date) -> bool:
    """Whether the place has a procedure for it, so that the office can take an application to a decision."""
    try:
        procedures.procedure(known_place(place), programme, on)
    except PolicyError:
        return False
    return True


def owner_of(place: str, programme: str, on: date) -> str:
    """Who answers for a programme at the place, by its own paper."""
    return "、".join(
        part.name or part.label for part in departments.owners(known_place(place), programme, on)
    )


def _entitlement(answer: Assessment) -> Entitlement:
    descriptor = answer.descriptor
    assert descriptor is not None
    return Entitlement(
        answer=answer,
        owner=owner_of(answer.place, answer.programme, answer.on),
        layer=word(descriptor, "layer").label,
        need=word(descriptor, "need").label,
        amount=amount_text(descriptor, answer.amount_fen),
        handled=is_handled(answer.place, answer.programme, answer.on),
        persons=_persons(answer, descriptor),
        papers=_papers(descriptor),
    )


def amount_text(descriptor: Programme, fen: int | None) -> str:
    """ "1,890.00 元/月"; empty where there is no money in it."""
    if not fen:
        return ""
    return _PER[word(descriptor, "rhythm")]() % {"yuan": yuan(fen)}


_PER = {
    Rhythm.MONTHLY: lambda: _("%(yuan)s 元/月"),
    Rhythm.QUARTERLY: lambda: _("%(yuan)s 元/季"),
    Rhythm.SEASONAL: lambda: _("%(yuan)s 元/月（采暖季）"),
    Rhythm.YEARLY: lambda: _("%(yuan)s 元/年"),
    Rhythm.TERM: lambda: _("%(yuan)s 元/学期"),
    Rhythm.ONCE: lambda: _("%(yuan)s 元（一次性）"),
    Rhythm.STATUS: lambda: _("%(yuan)s 元/月"),
    Rhythm.SERVICE: lambda: _("%(yuan)s 元"),
}


def _persons(answer: Assessment, descriptor: Programme) -> tuple[str, ...]:
    """Whom it is for, where it is not for the whole household."""
    if answer.result is None or (descriptor.unit == "HOUSEHOLD" and len(answer.members) != 1):
        return ()
    return tuple(answer.result.name_of(i) for i in answer.members)


def _papers(descriptor: Programme) -> tuple[str, ...]:
    """Papers that no cross-check can supply and everybody has to bring."""
    asked = (p for p in descriptor.papers if not p.get("verified_by") and p.get("needed") == "ALWAYS")
    return tuple(str(paper["label"]) for paper in asked)


def _by_need(rows: Sequence[Entitlement]) -> Iterator[tuple[str, list[Entitlement]]]:
    """In the order of the needs; what lacks least comes first."""
    for need in Need:
        found = [row for row in rows if row.need == need.label]
        if found:
            yield need.label, sorted(found, key=lambda row: len(row.answer.missing))
