"""The law as data and small functions: programmes, places, procedures and divisions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from doudi.engine import Policies, load

ROOT = Path(__file__).parent


_in_use: list[Policies] = []


def get_policies() -> Policies:
    """The policies in force: those of the library, with what an office has set (`use`)."""
    return in_use() or library()


def in_use() -> Policies | None:
    """What an office has put in force in this process, if anything."""
    found = _in_use[:1]
    return found[0] if found else None


def use(policies: Policies | None) -> None:
    """Puts other policies in force for this process: the library with a local layer, or, with None, without."""
    _in_use[:] = [] if policies is None else [policies]


@cache
def library() -> Policies:
    """All policies of this folder, loaded and checked once."""
    from doudi.policies.catalogue import words
    from doudi.policies.enums import ENUMS

    policies = load(ROOT, ENUMS)
    for programme in policies.every_programme():
        list(words(programme))
    return policies
