"""Rules name no place; the programmes can be asked on any day; labels are there for people."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from doudi.policies import ROOT, get_policies
from doudi.policies.enums import ENUMS

RULES = sorted(ROOT.glob("**/rules.py"))
GROUPS = {
    "IDENTITY", "INCOME", "ASSETS", "EXPENDITURE", "DISABILITY",
    "ILLNESS", "SCHOOLING", "EMPLOYMENT", "HOUSING", "SUPPORT",
    "EVENT", "MEDICAL", "EDUCATION", "DWELLING", "WORK", "LEGAL", "UTILITIES", "CARE", "CHILDREN",
}  # fmt: skip


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.parent.name)
def test_a_rule_names_no_place(path: Path) -> None:
    names = {re.sub(r"（.*）|[省市区县州盟]$", "", place.name) for place in get_policies().places.values()}
    text = path.read_text(encoding="utf-8")
    assert [name for name in names - {"全国"} if name in text] == []


def test_every_rule_and_fact_has_a_label() -> None:
    policies = get_policies()
    bare = [
        r.name for by in policies.rules.values() for versions in by.values() for r in versions if not r.label
    ]
    assert bare + [fact.name for fact in policies.facts.values() if not fact.label] == []


def test_every_fact_stands_on_a_page_of_the_form() -> None:
    assert {fact.group for fact in get_policies().facts.values()} <= GROUPS


def test_a_default_says_what_silence_means() -> None:
    silent = [f for f in get_policies().facts.values() if f.default is not None]
    assert [f.name for f in silent if "不填" not in f.meaning and f.name != "role"] == []


def test_every_enum_member_has_a_chinese_label() -> None:
    assert all(re.search("[一-鿿]", member.label) for enum in ENUMS.values() for member in enum)


@pytest.mark.parametrize("place", ["500101", "990101", "310000", "519901", "330298"])
def test_basic_living_assistance_is_offered(place: str) -> None:
    assert {"dibao", "near_dibao", "tekun"} <= set(get_policies().programmes(place, date(2025, 8, 5)))


def test_every_programme_says_what_it_is() -> None:
    for name in get_policies().programmes("000000", date(2025, 8, 5)):
        assert (ROOT / "national" / name / "README.md").is_file()


def test_made_up_places_say_so_in_their_name() -> None:
    made_up = [place.name for place in get_policies().places.values() if place.made_up]
    assert [name for name in made_up if "虚构" not in name] == []
