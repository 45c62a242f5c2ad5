"""The formulas of peer.py run in two ways: by openfisca-core, and by plain numpy with nothing around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.peer import PERIOD, ROW, Formula, formulas
from doudi.engine import Rulebook

KEY = "household_id"
Columns = Mapping[str, np.ndarray]


class Peer:
    """The formulas that the outputs rest on, with the facts that they read."""

    def __init__(self, books: Sequence[Rulebook], outputs: Sequence[str]) -> None:
        """Of places with the same rules."""
        graph = books[0].graph
        self.rules = graph.needed(outputs)
        self.formulas = formulas(books, self.rules)
        read = sorted({name for rule in self.rules for _, name in rule.needs})
        self.facts = [graph.facts[name] for name in read if name in graph.facts]
        self.outputs = list(outputs)

    @property
    def variables(self) -> int:
        """Facts, rules, and the row of the household."""
        return len(self.facts) + len(self.rules) + 1

    # openfisca-core

    def simulation(self, persons: Columns, households: Columns) -> Simulation:
        """A simulation with all inputs set; `persons` and `households` are numpy columns."""
        person = build_entity(key="person", plural="persons", label="person", is_person=True)
        roles = [{"key": "member", "label": "member"}]
        household = build_entity(key="household", plural="households", label="household", roles=roles)
        entities = {"person": person, "household": household}
        system = TaxBenefitSystem([person, household])
        system.add_variable(_variable(ROW, household, int))
        for fact in self.facts:
            system.add_variable(_variable(fact.name, entities[fact.entity], _kind(fact.unit.kind)))
        for rule in self.rules:
            kind = _kind(rule.unit.kind)
            system.add_variable(_variable(rule.name, entities[rule.entity], kind, self.formulas[rule.name]))
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("person", np.arange(len(persons[KEY])))
        population = builder.declare_entity("household", np.arange(len(households[KEY])))
        builder.join_with_persons(population, persons[KEY], np.full(len(persons[KEY]), "member"))
        simulation = builder.build(system)
        simulation.set_input(ROW, PERIOD, households[ROW])
        for fact in self.facts:
            columns = persons if fact.entity == "person" else households
            simulation.set_input(fact.name, PERIOD, columns[fact.name])
        return simulation

    def calculate(self, simulation: Simulation) -> dict[str, np.ndarray]:
        return {name: simulation.calculate(name, PERIOD) for name in self.outputs}

    # plain numpy

    def plain(self, persons: Columns, households: Columns) -> dict[str, np.ndarray]:
        """The same formulas; each value is computed once and kept."""
        starts = np.searchsorted(persons[KEY], households[KEY])
        home = Plain(households, self.formulas, starts)
        home.members = Plain(persons, self.formulas, starts)
        home.members.household = lambda name, period: home(name, period)[persons[KEY]]
        by_entity = {"person": home.members, "household": home}
        entities = {rule.name: rule.entity for rule in self.rules}
        return {name: by_entity[entities[name]](name, PERIOD) for name in self.outputs}


class Plain:
    """A population as formulas see it, and no more than that. Persons stand in the order of households."""

    members: Plain

    def __init__(self, columns: Columns, formulas: Mapping[str, Formula], starts: np.ndarray) -> None:
        self.values, self.formulas, self.starts = dict(columns), formulas, starts
        self.rows = len(columns[KEY])

    def __call__(self, name: str, period: str) -> np.ndarray:
        if name not in self.values:
            value = self.formulas[name](self, period)
            self.values[name] = value if isinstance(value, np.ndarray) else np.full(self.rows, value)
        return self.values[name]

    def sum(self, values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, self.starts, dtype=np.int64)

    def any(self, values: np.ndarray) -> np.ndarray:
        return np.logical_or.reduceat(values, self.starts)


def _kind(kind: str) -> type:
    return bool if kind == "bool" else int


def _variable(name: str, entity, kind: type, formula: Formula | None = None) -> type[Variable]:
    content = {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH, "label": name}
    if formula is not None:
        content["formula"] = formula
    return type(name, (Variable,), content)
