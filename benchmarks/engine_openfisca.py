"""The benchmark's policy for openfisca-core: one variable for each rule, vectorial formulas."""

from __future__ import annotations

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.engine_numpy import extra, part, share

MONTH = "2025-09"
Person = build_entity(key="person", plural="persons", label="person", is_person=True)
Household = build_entity(
    key="household", plural="households", label="household", roles=[{"key": "member", "label": "member"}]
)
PERSON_FACTS = {
    "role": int, "age": int, "disability": int, "illness": bool, "student": bool, "employed": bool,
    "own_household": int, "wage": int, "business": int, "farm": int, "property": int, "pension": int,
    "transfer": int, "support_payment": int, "other": int,
}  # fmt: skip
HOUSEHOLD_FACTS = {
    "pay_month": int, "deposits": int, "vehicles": int, "houses": int, "was_recipient": bool, "exit_months": int,
    "prior_amount": int, "line": int, "minimum_wage": int,
}  # fmt: skip


def variable(name, entity, kind, formula=None):
    content = {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH, "label": name}
    if formula is not None:
        content["formula"] = formula
    return type(name, (Variable,), content)


def wide(values):
    """Money is computed in 64 bits; the library stores whole numbers in 32."""
    return values.astype(np.int64)


def work_cost(person, period):
    return np.where(
        person("employed", period), np.minimum(part(wide(person("wage", period)), 2000), 80000), 0
    )


def earned(person, period):
    fixed = person("wage", period) - person("work_cost", period) + person("business", period)
    fixed = fixed + person("property", period) + person("support_payment", period)
    capped = np.minimum(person("farm", period), 300000) + np.minimum(person("other", period), 500000)
    pension = np.maximum(person("pension", period) - 12000, 0)
    return fixed + capped + pension + np.maximum(person("transfer", period) - 20000, 0)


def severe(person, period):
    grade = person("disability", period)
    return (grade == 1) | (grade == 2) | person("illness", period)


def able(person, period):
    age = person("age", period)
    return (age >= 18) & (age < 60) & ~person("severe", period) & ~person("student", period)


def presumed(person, period):
    idle = person("able", period) & ~person("employed", period)
    return np.where(idle, part(wide(person.household("minimum_wage", period)), 6000), 0)


def countable(person, period):
    return np.maximum(person("earned", period), person("presumed", period))


def support(person, period):
    line = wide(person.household("line", period))
    excess = np.maximum(person("earned", period) - line * 2 * person("own_household", period), 0)
    return np.minimum(part(excess, 5000), line)


def is_member(person, period):
    return person("role", period) == 0


def size(household, period):
    return household.sum(household.members("is_member", period))


def income(household, period):
    person = household.members
    counted = np.where(person("is_member", period), person("countable", period), person("support", period))
    return household.sum(counted)


def severe_members(household, period):
    return household.sum(household.members("is_member", period) & household.members("severe", period))


def single_members(household, period):
    person = household.members
    return household.sum(
        person("is_member", period) & person("severe", period) & (person("age", period) >= 18)
    )


def extra_points(person, period):
    return extra({"age": person("age", period), "disability": person("disability", period)})


def points(household, period):
    person = household.members
    return household.sum(np.where(person("is_member", period), person("extra", period), 0))


def income_per_person(household, period):
    return share(wide(household("income", period)), household("size", period))


def deposit_limit(household, period):
    return wide(household("line", period)) * 24 * household("size", period)


def assets_ok(household, period):
    little = household("deposits", period) <= household("deposit_limit", period)
    return little & (household("vehicles", period) == 0) & (household("houses", period) <= 1)


def poor(household, period):
    return household("income_per_person", period) < household("line", period)


def near_line(household, period):
    return part(wide(household("line", period)), 15000)


def near(household, period):
    return household("income_per_person", period) < household("near_line", period)


def whole(household, period):
    return (household("size", period) > 0) & household("poor", period) & household("assets_ok", period)


def single(household, period):
    near_and_little = household("near", period) & household("assets_ok", period)
    return ~household("whole", period) & near_and_little & (household("single_members", period) > 0)


def in_grace(household, period):
    recent = household("was_recipient", period) & (household("exit_months", period) < 6)
    near_and_little = household("near", period) & household("assets_ok", period)
    return recent & ~household("poor", period) & near_and_little & ~household("single", period)


def base(household, period):
    line, income = household("line", period), household("income", period)
    gap = line * household("size", period) - np.where(income > 0, income, 0)
    fading = share(wide(household("prior_amount", period)) * (6 - household("exit_months", period)), 6)
    alone = np.where(household("single", period), line * household("single_members", period), 0)
    return np.where(household("whole", period), gap, np.where(household("in_grace", period), fading, alone))


def topup(household, period):
    entitled = household("whole", period) | household("single", period)
    return np.where(entitled, part(wide(household("line", period)), household("points", period)), 0)


def heating(household, period):
    month = household("pay_month", period)
    due = wide(household("base", period)) + household("topup", period)
    return np.where((month >= 11) | (month <= 3), part(due, 2000), 0)


def amount(household, period):
    due = household("base", period) + household("topup", period) + household("heating", period)
    return -(-due // 100) * 100


def eligible(household, period):
    return household("whole", period) | household("single", period) | household("in_grace", period)


PERSON_RULES = [
    ("work_cost", int, work_cost), ("earned", int, earned), ("severe", bool, severe), ("able", bool, able),
    ("presumed", int, presumed), ("countable", int, countable), ("support", int, support),
    ("is_member", bool, is_member), ("extra", int, extra_points),
]  # fmt: skip
HOUSEHOLD_RULES = [
    ("size", int, size), ("income", int, income), ("severe_members", int, severe_members),
    ("single_members", int, single_members), ("points", int, points),
    ("income_per_person", int, income_per_person), ("deposit_limit", int, deposit_limit),
    ("assets_ok", bool, assets_ok), ("poor", bool, poor), ("near_line", int, near_line), ("near", bool, near),
    ("whole", bool, whole), ("single", bool, single), ("in_grace", bool, in_grace), ("base", int, base),
    ("topup", int, topup), ("heating", int, heating), ("amount", int, amount), ("eligible", bool, eligible),
]  # fmt: skip


def build(p: dict[str, np.ndarray], h: dict[str, np.ndarray]) -> Simulation:
    """A simulation with all inputs set."""
    system = TaxBenefitSystem([Person, Household])
    system.add_variables(
        *(variable(name, Person, kind) for name, kind in PERSON_FACTS.items()),
        *(variable(name, Household, kind) for name, kind in HOUSEHOLD_FACTS.items()),
        *(variable(name, Person, kind, formula) for name, kind, formula in PERSON_RULES),
        *(variable(name, Household, kind, formula) for name, kind, formula in HOUSEHOLD_RULES),
    )
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(len(p["age"])))
    population = builder.declare_entity("household", np.arange(len(h["line"])))
    builder.join_with_persons(population, p["household_id"], np.full(len(p["age"]), "member"))
    simulation = builder.build(system)
    for name in PERSON_FACTS:
        simulation.set_input(name, MONTH, p[name])
    for name in HOUSEHOLD_FACTS:
        simulation.set_input(name, MONTH, h[name])
    return simulation


def compute(simulation: Simulation, outputs: list[str]) -> dict[str, np.ndarray]:
    return {name: simulation.calculate(name, MONTH) for name in outputs}
