"""Code tables of the policies, a module for each field: a stored number with the Chinese label people see."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from importlib import import_module
from pkgutil import iter_modules

from doudi.engine import RoundingMode
from doudi.policies.enums.choice import Choice

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

_ALL: list[type[IntEnum]] = [*Choice.__subclasses__(), RoundingMode]
if len({enum.__name__ for enum in _ALL}) < len(_ALL):
    raise ImportError("two code tables have one name")
ENUMS: Mapping[str, type[IntEnum]] = {enum.__name__: enum for enum in _ALL}
