"""The facts that the rules may read, as the forms need them."""

from functools import cache

from doudi.engine.facts import Fact
from doudi.office.people.catalogue import FactInfo
from doudi.policies import get_policies

DERIVED = frozenset({"age", "role"})
"""Facts that follow from the register of persons; nobody types them."""


@cache
def catalogue() -> tuple[FactInfo, ...]:
    """Every fact that may be recorded, in the order of the catalogue."""
    return tuple(_info(fact) for fact in get_policies().facts.values() if fact.name not in DERIVED)


def _info(fact: Fact) -> FactInfo:
    enum = fact.unit.enum
    return FactInfo(
        name=fact.name,
        entity=fact.entity,
        type=fact.unit.kind,
        label=fact.label,
        unit=fact.unit.suffix,
        meaning=fact.meaning,
        choices=() if enum is None else tuple((int(member), fact.unit.show(member)) for member in enum),
        group=getattr(fact, "group", ""),
        min=fact.min,
        max=fact.max,
    )
