"""What the engine refuses, each with the place where it went wrong and what to do."""

from __future__ import annotations

from datetime import date


class EngineError(Exception):
    """Base of everything the engine raises on purpose; the message is for people."""


class PolicyError(EngineError):
    """A rule, parameter, fact or programme file is wrong: found while loading."""


class FactError(EngineError):
    """The facts of a household or a roster are wrong: names, types or bounds."""


class RuleError(EngineError):
    """A rule could not be computed for a household, such as a division by zero."""


class MissingParameter(EngineError):
    """No value of a parameter is in force at this place on this day."""

    def __init__(self, name: str, label: str, place: str, on: date, hint: str) -> None:
        self.name, self.label, self.place, self.on = name, label, place, on
        super().__init__(f"{place} {on} 没有可用的参数「{label}」（{name}）：{hint}")
