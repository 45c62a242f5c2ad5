"""All parameters in force at a place on a day, with their sources; what is missing stays visible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doudi.engine import MissingParameter, ParameterValue, Policies
from doudi.engine.parameters import SETTLEMENTS, Parameter, Settlement, lookup
from doudi.engine.places import Place

SHARED = "means"
"""The folder of rules that several programmes use; it has no descriptor of its own."""


@dataclass(frozen=True)
class Standard:
    """One parameter: its urban and rural value, or why there is none."""

    name: str
    label: str
    meaning: str
    programme: str
    programme_label: str
    place: str
    urban: ParameterValue | None
    rural: ParameterValue | None
    missing: str
    must_be_local: bool

    @property
    def value(self) -> ParameterValue | None:
        """The value to cite: the urban one, or the only one."""
        return self.urban or self.rural

    @property
    def is_split(self) -> bool:
        """Whether town and country differ."""
        return self.urban is None or self.rural is None or self.urban.value != self.rural.value

    @property
    def is_inherited(self) -> bool:
        return self.value is not None and self.value.place != self.place

    @property
    def is_set(self) -> bool:
        return self.value is not None


def standards_at(policies: Policies, code: str, on: date, programme: str = "") -> list[Standard]:
    """One row for each parameter known at the place; `programme` limits them to one."""
    rows = list(_rows(policies, policies.place(code), on))
    wanted = [row for row in rows if programme in ("", row.programme)]
    return sorted(wanted, key=lambda row: (row.programme != "dibao", row.programme, not row.is_set))


def _rows(policies: Policies, place: Place, on: date) -> Iterator[Standard]:
    labels = {name: p.label for name, p in policies.programmes(place.code, on).items()}
    for parameter in _defined(policies, place):
        values = {s: _value(policies, place, parameter.name, s, on) for s in SETTLEMENTS}
        found = {s: value for s, value in values.items() if isinstance(value, ParameterValue)}
        programme = parameter.file.parent.name
        yield Standard(
            name=parameter.name,
            label=parameter.label,
            meaning=parameter.meaning,
            programme=programme,
            programme_label=labels.get(programme, "共用"),
            place=place.code,
            urban=found.get("URBAN"),
            rural=found.get("RURAL"),
            missing="" if found else str(values["URBAN"]),
            must_be_local=parameter.local,
        )


def _defined(policies: Policies, place: Place) -> list[Parameter]:
    """The parameters of the place and those above, as the highest place that has one defines it."""
    defined: dict[str, Parameter] = {}
    for at in place.chain:
        defined |= policies.parameters[at.code]
    return list(defined.values())


def _value(
    policies: Policies, place: Place, name: str, settlement: Settlement, on: date
) -> ParameterValue | MissingParameter:
    try:
        return lookup(policies.parameters, place, name, settlement, on)
    except MissingParameter as missing:
        return missing
