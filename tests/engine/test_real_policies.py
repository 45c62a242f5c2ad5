"""The rules of the country on random households, some with facts missing: loop and interpreter agree."""

import random
from datetime import date

import pytest

from doudi.engine import Case, Rulebook
from doudi.policies import get_policies
from tests.engine.households import assert_agree

DIBAO = ["dibao_eligible", "dibao_amount", "dibao_path", "near_dibao_eligible", "near_dibao_amount"]
TEKUN = ["tekun_eligible", "tekun_amount"]
PLACES = {"990101": (date(2026, 11, 1), DIBAO + TEKUN), "230100": (date(2025, 11, 1), DIBAO)}
"""230100 has not set what the obligors of a tekun person are measured by."""
OBLIGOR = (
    "support_kind", "support_paid", "supported_count", "obligor_household_size", "obligor_household_income_year",
    "obligor_income_year", "children_of_supported", "children_of_obligor", "obligor_assets_within_rule",
)  # fmt: skip
_TOP = {"money": 300_000, "int": 90, "ratio": 10_000}


def households(book: Rulebook, n: int, missing: float) -> list[Case]:
    """Members with the facts of members, sometimes an obligor; each fact missing with the same chance."""
    dice = random.Random(f"{book.place.code} {missing}")

    def value(fact):
        if fact.unit.kind == "bool":
            return dice.random() < 0.5
        if fact.unit.enum is not None:
            return dice.choice([int(member) for member in fact.unit.enum])
        return dice.choice(
            [max(fact.min, 0), dice.randint(max(fact.min, 0), min(fact.max, _TOP[fact.unit.kind]))]
        )

    def facts(entity, **fixed):
        return {
            fact.name: fixed[fact.name] if fact.name in fixed else value(fact)
            for fact in book.facts.values()
            if fact.entity == entity and dice.random() >= missing
        }

    def members():
        nothing = dict.fromkeys(OBLIGOR)
        rows = [facts("person", role=0, absence=0, **nothing) for _ in range(dice.randint(1, 4))]
        return [*rows, facts("person", role=1)] if dice.random() < 0.3 else rows

    return [
        Case(household=facts("household"), members=members(), settlement=dice.choice(["URBAN", "RURAL"]))
        for _ in range(n)
    ]


@pytest.mark.parametrize("missing", [0, 0.03, 0.3])
@pytest.mark.parametrize("place", PLACES)
def test_the_programmes_stay_in_the_loop(place, missing):
    on, outputs = PLACES[place]
    book = get_policies().rulebook(place=place, on=on)
    assert_agree(book, households(book, 100, missing), outputs)
