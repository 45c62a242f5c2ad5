"""A determination as plain data with a content hash, and what differs when it is computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, NamedTuple

from doudi.engine.errors import EngineError
from doudi.engine.results import Case, Result, Unknown

if TYPE_CHECKING:
    from doudi.engine.policies import Policies


class Difference(NamedTuple):
    """What was frozen and what comes out now. `name` says which value, of which member."""

    kind: str
    name: str
    frozen: Any
    now: Any

    def __str__(self) -> str:
        kind = {"parameter": "参数", "rule": "规则", "value": "结果", "error": "错误"}[self.kind]
        return f"{kind} {self.name}：原为 {self.frozen}，现为 {self.now}"


def engine_version() -> str:
    try:
        return version("doudi")
    except PackageNotFoundError:
        return "unreleased"


def freeze(result: Result) -> dict[str, Any]:
    """Facts, parameters, rules and values as data that JSON can hold. Unknown values are null."""
    book, case = result.book, result.case
    return {
        "place": book.place.code,
        "on": book.on.isoformat(),
        "settlement": case.settlement,
        "want": None if case.want is None else list(case.want),
        "facts": {"household": _known(result.facts), "members": [_known(m) for m in result.member_facts]},
        "parameters": [
            {
                "name": p.name,
                "value": list(p.value) if isinstance(p.value, tuple) else p.value,
                "since": p.since.isoformat(),
                "source": p.source,
                "place": p.place,
            }
            for p in result.parameters
        ],
        "rules": [
            {
                "name": rule.name,
                "since": rule.since.isoformat() if rule.since else None,
                "place": rule.place.code,
                "hash": rule.hash,
            }
            for rule in result.rules
        ],
        "values": _plain(result.values),
        "members": [_plain(member) for member in result.members],
        "engine_version": engine_version(),
    }


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if not isinstance(value, Unknown)}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(value, Unknown) else value for name, value in values.items()}


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of the data, the same however its keys are ordered."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def replay(policies: Policies, frozen: Mapping[str, Any]) -> Iterator[Difference]:
    """Computes a frozen determination again by the policies as they are now."""
    try:
        now = freeze(_assess_again(policies, frozen))
    except EngineError as error:
        yield Difference("error", frozen["place"], None, str(error))
        return
    for kind in ("parameter", "rule"):
        then, since = _by_name(frozen[f"{kind}s"]), _by_name(now[f"{kind}s"])
        yield from _differences(kind, "", then, since)
    yield from _differences("value", "", frozen["values"], now["values"])
    for i, (then, since) in enumerate(zip(frozen["members"], now["members"], strict=True), 1):
        yield from _differences("value", f"第 {i} 位成员 ", then, since)


def _assess_again(policies: Policies, frozen: Mapping[str, Any]) -> Result:
    book = policies.rulebook(place=frozen["place"], on=date.fromisoformat(frozen["on"]))
    facts = frozen["facts"]
    return book.assess(
        Case(
            household=facts["household"],
            members=facts["members"],
            settlement=frozen["settlement"],
            want=frozen["want"],
        )
    )


def _by_name(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in entries}


def _differences(
    kind: str, who: str, then: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Difference]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield Difference(kind, who + name, then.get(name), now.get(name))
