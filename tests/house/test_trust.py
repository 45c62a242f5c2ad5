"""docs/trust.md keeps what it says: all items are there, and each test that it names exists."""

import csv
import re
from collections import Counter

import pytest
from django.conf import settings

from doudi.policies.examples import every_example

STATES = {"shown", "partly", "open"}
DOCUMENT = settings.ROOT / "docs/trust.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (\w+) \| (.*?) \| (.*?) ?\|$", re.M)


def items():
    """Number, what must hold, state, the tests named, what is open."""
    text = DOCUMENT.read_text()
    return [
        (int(n), words, state, re.findall(r"`([^`]+)`", shown), left)
        for n, words, state, shown, left in ROW.findall(text)
    ]


def exists(node):
    """Whether a test of that name stands in that file; what stands in brackets is not looked at."""
    path, _, name = node.partition("::")
    file = settings.ROOT / path
    function = re.escape(name.split("[")[0])
    return file.is_file() and re.search(rf"^def {function}\(", file.read_text(), re.M) is not None


def test_all_items_are_there_once_and_in_order():
    assert [number for number, *_rest in items()] == list(range(1, 117))


def test_every_test_named_exists():
    assert [
        (number, node)
        for number, _words, _state, nodes, _left in items()
        for node in nodes
        if not exists(node)
    ] == []


@pytest.mark.parametrize("state", sorted(STATES))
def test_a_state_says_what_it_means(state):
    """Shown has tests and nothing open, partly has both, open has only words."""
    for number, _words, found, nodes, left in items():
        assert found in STATES, number
        if found == state:
            assert bool(nodes) == (state != "open"), number
            assert bool(left) == (state != "shown"), number


def test_the_count_at_the_top_is_that_of_the_table():
    said = re.search(r"Now: (\d+) shown, (\d+) partly, (\d+) open", DOCUMENT.read_text())
    counted = Counter(state for _number, _words, state, *_rest in items())
    assert [int(number) for number in said.groups()] == [
        counted[state] for state in ("shown", "partly", "open")
    ]


def test_a_test_that_is_not_there_is_missed():
    assert not exists("tests/house/test_trust.py::test_nothing_of_this_name")
    assert not exists("tests/house/nowhere.py::test_all_items_are_there_once_and_in_order")
    assert exists("tests/house/test_trust.py::test_a_state_says_what_it_means[open]")


def test_every_example_named_by_a_clause_exists():
    with (settings.ROOT / "docs/clauses.csv").open(newline="") as file:
        named = re.findall(r"test_a_worked_example_comes_out_as_expected\[([^]]+)\]", file.read())
    assert sorted(set(named) - {example.id for example in every_example()}) == []


def test_a_clause_that_nothing_shows_claims_nothing():
    """A note of an unshown clause says what is there of it, or what is missing; a shown one names tests only."""
    with (settings.ROOT / "docs/clauses.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    vague = [
        row["id"]
        for row in rows
        if row["note"] and not row["shown_by"] and not row["note"].startswith(("partly: ", "missing: "))
    ]
    assert vague == []
    assert [row["id"] for row in rows for node in row["shown_by"].split() if not exists(node)] == []
