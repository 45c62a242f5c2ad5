"""The law as data and small functions: programmes, places, procedures and divisions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from doudi.engine import Policies, load

ROOT = Path(__file__).parent


@cache
def get_policies() -> Policies:
    """All policies of this folder, loaded and checked once."""
    from doudi.policies.enums import ENUMS

    return load(ROOT, ENUMS)
