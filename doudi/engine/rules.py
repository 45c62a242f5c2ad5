"""How policies declare rules: decorators on plain functions, kept in the module that declares them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

_Rule = TypeVar("_Rule", bound=Callable[..., Any])
DECLARED = "__doudi_rules__"


class Record:
    """What a rule reads: the values of a person or household, or the parameters in force."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


@dataclass(frozen=True)
class Declaration:
    """One decorated function, before its text is checked."""

    fn: Callable[..., Any]
    kind: str
    where: str | None
    law: str
    since: date | None
    suffix: str


def _declare(
    kind: str, where: str | None, law: str, since: str | None, unit: str
) -> Callable[[_Rule], _Rule]:
    day = None if since is None else date.fromisoformat(since)

    def register(fn: _Rule) -> _Rule:
        declared: list[Declaration] = fn.__globals__.setdefault(DECLARED, [])
        declared.append(Declaration(fn, kind, where, law, day, unit))
        return fn

    return register


def rule(*, law: str = "", since: str | None = None, unit: str = "") -> Callable[[_Rule], _Rule]:
    """A value of a person (takes `person`) or of a household (takes only `household` and `p`)."""
    return _declare("rule", None, law, since, unit)


def total(
    *, where: str | None = None, law: str = "", since: str | None = None, unit: str = ""
) -> Callable[[_Rule], _Rule]:
    """A household's sum of a value of its members, those for whom `where` holds."""
    return _declare("total", where, law, since, unit)


def count(
    *, where: str | None = None, law: str = "", since: str | None = None, unit: str = "人"
) -> Callable[[_Rule], _Rule]:
    """How many members satisfy the function, among those for whom `where` holds."""
    return _declare("count", where, law, since, unit)


def any_member(
    *, where: str | None = None, law: str = "", since: str | None = None
) -> Callable[[_Rule], _Rule]:
    """Whether at least one member satisfies the function."""
    return _declare("any", where, law, since, "")


def all_members(
    *, where: str | None = None, law: str = "", since: str | None = None
) -> Callable[[_Rule], _Rule]:
    """Whether every member satisfies the function; true where there is none."""
    return _declare("all", where, law, since, "")
