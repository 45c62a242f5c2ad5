import json
from importlib.metadata import PackageNotFoundError

import pytest

from doudi.engine import Case, content_hash, frozen, load
from tests.engine import toy
from tests.engine.test_trace import HOUSEHOLD, MEMBERS

CASE = Case(household=HOUSEHOLD, members=MEMBERS, settlement="URBAN")


@pytest.fixture
def stored(toy_book):
    return json.loads(json.dumps(toy_book.assess(CASE).freeze(), ensure_ascii=False))


def test_a_determination_is_plain_data_with_all_that_it_rests_on(stored):
    assert (stored["place"], stored["on"], stored["settlement"], stored["want"]) == (
        "100000",
        "2025-08-01",
        "URBAN",
        None,
    )
    assert stored["facts"] == {"household": HOUSEHOLD, "members": MEMBERS}
    assert stored["values"]["amount"] == 102100
    assert stored["members"][0]["work_cost"] == 20000
    line = {
        "name": "line",
        "value": 77000,
        "since": "2025-07-01",
        "source": "甲规〔2025〕6号",
        "place": "100000",
    }
    assert line in stored["parameters"]
    assert {"name": "amount", "since": None, "place": "100000"}.items() <= stored["rules"][-1].items()
    assert len(stored["rules"][-1]["hash"]) == 16


def test_replay_of_an_unchanged_policy_finds_nothing(toy_policies, stored):
    assert toy_policies.replay(stored) == []


def test_unknown_is_frozen_as_null_and_replayed(toy_policies, toy_book):
    stored = toy_book.assess(Case(household={}, members=[], settlement="URBAN", want=["assets_ok"])).freeze()
    assert stored["values"]["assets_ok"] is None
    assert stored["want"] == ["assets_ok"]
    assert toy_policies.replay(stored) == []


def test_replay_says_exactly_what_differs(tmp_path, stored):
    files = {
        "national/aid/parameters.yaml": toy.PARAMETERS.replace("urban: 770", "urban: 780"),
        "national/aid/rules.py": toy.RULES.replace("person.wage - person.work_cost", "person.wage"),
    }
    differences = load(toy.write(tmp_path, files), toy.ENUMS).replay(stored)
    assert {(d.kind, d.name) for d in differences} == {
        ("parameter", "line"),
        ("rule", "earned"),
        ("value", "income"),
        ("value", "income_per_person"),
        ("value", "gap"),
        ("value", "supplements"),
        ("value", "amount"),
        ("value", "第 1 位成员 earned"),
        ("value", "第 1 位成员 supplement"),
    }
    amount = next(d for d in differences if d.name == "amount")
    assert str(amount) == "结果 amount：原为 102100，现为 84400"


def test_replay_of_what_can_no_longer_be_computed_says_why(tmp_path, stored):
    parameters = toy.PARAMETERS.replace(
        "source: 甲规〔2025〕6号, checked: 2025-08-01", "source: 甲规, until: 2025-07-31"
    )
    (difference,) = load(toy.write(tmp_path, {"national/aid/parameters.yaml": parameters}), toy.ENUMS).replay(
        stored
    )
    assert difference.kind == "error"
    assert "没有可用的参数「低保标准」" in difference.now


def test_the_hash_does_not_hang_on_the_order_of_keys(stored):
    turned = dict(reversed(stored.items()))
    assert content_hash(turned) == content_hash(stored)
    assert content_hash({**stored, "on": "2025-08-02"}) != content_hash(stored)


def test_the_version_is_named_even_when_nothing_is_installed(monkeypatch):
    assert frozen.engine_version()

    def nothing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(frozen, "version", nothing)
    assert frozen.engine_version() == "unreleased"
