"""Code tables of the policies, a module for each field: a stored number with the Chinese label people see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum
from importlib import import_module
from pkgutil import iter_modules

from doudi.engine import RoundingMode
from doudi.policies.enums.choice import Choice

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def by_name(tables: Collection[type[IntEnum]]) -> dict[str, type[IntEnum]]:
    """The code tables by their name; two of one name are refused, since YAML could not tell them apart."""
    found = {table.__name__: table for table in tables}
    if len(found) < len(tables):
        raise ImportError("two code tables have one name")
    return found


ENUMS: Mapping[str, type[IntEnum]] = by_name([*Choice.__subclasses__(), RoundingMode])
