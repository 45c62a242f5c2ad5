"""Determinations that can be computed again years later."""

from collections.abc import Mapping
from typing import Any

from doudi.engine.frozen import content_hash
from doudi.policies import get_policies

from .assessing import Assessment


def frozen(assessment: Assessment) -> dict[str, Any]:
    """Facts, parameters, rules and every derived value as plain data."""
    assert assessment.result is not None
    return {
        **assessment.result.freeze(),
        "programme": assessment.programme,
        "persons": list(assessment.persons),
    }


def replay(stored: Mapping[str, Any]) -> list[str]:
    """What comes out differently today, in Chinese; empty when nothing does."""
    return [str(difference) for difference in get_policies().replay(stored)]


__all__ = ["content_hash", "frozen", "replay"]
