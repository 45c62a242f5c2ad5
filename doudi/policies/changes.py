"""What changed in the law of a place between two days, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from doudi.engine import MissingParameter, ParameterValue, Policies, PolicyError, Programme
from doudi.engine.parameters import SETTLEMENTS, Settlement, lookup
from doudi.engine.places import Place
from doudi.engine.ruleset import Rule
from doudi.policies.procedures import Procedure, procedure


class Subject(StrEnum):
    """What a change is of, in the order of a bulletin."""

    PROGRAMME = "PROGRAMME"
    PARAMETER = "PARAMETER"
    RULE = "RULE"
    PROCEDURE = "PROCEDURE"


SUBJECT_LABELS = {
    Subject.PROGRAMME: "救助项目",
    Subject.PARAMETER: "标准和参数",
    Subject.RULE: "规则",
    Subject.PROCEDURE: "办理程序",
}


class Kind(StrEnum):
    """What happened to it."""

    BEGUN = "BEGUN"
    CHANGED = "CHANGED"
    ENDED = "ENDED"


KIND_LABELS = {Kind.BEGUN: "新增", Kind.CHANGED: "变动", Kind.ENDED: "停止"}


@dataclass(frozen=True)
class Change:
    """One entry of a bulletin: what it was, what it is, since when, by which document."""

    subject: Subject
    kind: Kind
    name: str
    label: str
    before: str
    after: str
    since: date | None
    source: str
    origin: str = ""

    @property
    def text(self) -> str:
        """The entry as a sentence, with day and document."""
        told = {
            Kind.BEGUN: f"新增{self.after and f'，{self.after}'}",
            Kind.CHANGED: f"由{self.before}变为{self.after}",
            Kind.ENDED: f"停止{self.before and f'，原为{self.before}'}",
        }[self.kind]
        when = f"{self.since} 起" if self.since else ""
        ground = "，".join(part for part in (when, self.source, self.origin) if part)
        return f"{self.label}：{told}（{ground}）" if ground else f"{self.label}：{told}"


def changes_between(policies: Policies, code: str, before: date, after: date) -> list[Change]:
    """Everything that differs at a place from one day to another: programmes, values, rules, procedures."""
    place = policies.place(code)
    return [
        *_programmes(policies, code, before, after),
        *_parameters(policies, place, before, after),
        *_rules(policies, place, before, after),
        *_procedures(policies, code, before, after),
    ]


def _programmes(policies: Policies, code: str, before: date, after: date) -> Iterator[Change]:
    then, now = policies.programmes(code, before), policies.programmes(code, after)
    for name in sorted(then.keys() | now.keys()):
        if name not in then:
            yield _programme(Kind.BEGUN, now[name], now[name].since)
        elif name not in now:
            until = then[name].until
            yield _programme(Kind.ENDED, then[name], until + timedelta(days=1) if until else None)


def _programme(kind: Kind, programme: Programme, since: date | None) -> Change:
    source = "；".join(str(law) for law in programme.law)
    return Change(Subject.PROGRAMME, kind, programme.name, programme.label, "", "", since, source)


Pair = Mapping[Settlement, ParameterValue]


def _parameters(policies: Policies, place: Place, before: date, after: date) -> Iterator[Change]:
    names = sorted({name for at in place.chain for name in policies.parameters[at.code]})
    for name in names:
        then, now = _values(policies, place, name, before), _values(policies, place, name, after)
        if {s: v.value for s, v in then.items()} == {s: v.value for s, v in now.items()}:
            continue
        kind = Kind.BEGUN if not then else Kind.CHANGED if now else Kind.ENDED
        shown = next(iter((now or then).values()))
        yield Change(
            Subject.PARAMETER, kind, name, shown.label, _show(then), _show(now),
            shown.since if now else _end(then), shown.source if now else "", shown.origin if now else "",
        )  # fmt: skip


def _values(policies: Policies, place: Place, name: str, on: date) -> Pair:
    found: dict[Settlement, ParameterValue] = {}
    for settlement in SETTLEMENTS:
        try:
            found[settlement] = lookup(policies.parameters, place, name, settlement, on)
        except MissingParameter:
            continue
    return found


def _end(then: Pair) -> date | None:
    until = next(iter(then.values())).until
    return until + timedelta(days=1) if until else None


def _show(pair: Pair) -> str:
    """Both settlements, or one figure where they agree."""
    urban, rural = pair.get("URBAN"), pair.get("RURAL")
    if urban and rural and urban.value == rural.value:
        return urban.text
    told = [f"{label} {value.text}" for label, value in (("城市", urban), ("农村", rural)) if value]
    return "、".join(told)


def _rules(policies: Policies, place: Place, before: date, after: date) -> Iterator[Change]:
    then, now = _in_force(policies, place, before), _in_force(policies, place, after)
    for name in sorted(then.keys() | now.keys()):
        old, new = then.get(name), now.get(name)
        if old is new:
            continue
        kind = Kind.BEGUN if old is None else Kind.CHANGED if new else Kind.ENDED
        shown = new or old
        assert shown is not None
        yield Change(
            Subject.RULE, kind, name, shown.label, _law(old), _law(new), new.since if new else None, ""
        )


def _in_force(policies: Policies, place: Place, on: date) -> Mapping[str, Rule]:
    """The version of each rule by name; none where nothing is in force yet."""
    try:
        return policies.rulebook(place=place.code, on=on).graph.rules
    except PolicyError:
        return {}


def _law(rule: Rule | None) -> str:
    if rule is None:
        return ""
    return rule.law or f"{rule.place.name}的规则"


def _procedures(policies: Policies, code: str, before: date, after: date) -> Iterator[Change]:
    known = policies.programmes(code, before) | policies.programmes(code, after)
    for name, descriptor in sorted(known.items()):
        then, now = _procedure(code, name, before), _procedure(code, name, after)
        if then == now:
            continue
        kind = Kind.BEGUN if then is None else Kind.CHANGED if now else Kind.ENDED
        yield Change(
            Subject.PROCEDURE, kind, name, f"{descriptor.label}的办理程序",
            then.source if then else "", now.source if now else "", now.since if now else None, "",
        )  # fmt: skip


def _procedure(code: str, name: str, on: date) -> Procedure | None:
    try:
        return procedure(code, name, on)
    except PolicyError:
        return None
