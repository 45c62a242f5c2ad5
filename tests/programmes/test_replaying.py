"""A year's determinations computed again: what differs is named with its cause."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from doudi.cli import main
from doudi.engine.frozen import Difference, content_hash
from doudi.office.programmes import rulebook
from doudi.office.programmes.actions import determine
from doudi.office.programmes.models import Determination
from doudi.office.programmes.rulebook import Cause
from tests.programmes.conftest import ON

pytestmark = pytest.mark.django_db


def difference(kind, then=1, now=2, name="x"):
    return Difference(kind, name, then, now)


@pytest.mark.parametrize(
    ("found", "cause"),
    [
        ([], None),
        ([difference("error"), difference("rule")], Cause.ERROR),
        ([difference("parameter", {"value": 1}, {"value": 2}), difference("value", 1, 9)], Cause.PARAMETER),
        ([difference("parameter", None, {"value": 2})], Cause.PARAMETER),
        ([difference("rule", {"hash": "a"}, {"hash": "b"}), difference("value", 1, 9)], Cause.RULE),
        ([difference("parameter", {"value": 1, "source": "a"}, {"value": 1, "source": "b"})], Cause.SOURCE),
        ([difference("value", 63_000, 63_001), difference("value", 6_001, 6_000)], Cause.ROUNDING),
        ([difference("value", 63_000, 63_001), difference("value", 0, 1)], Cause.ENGINE),
        ([difference("value", False, True)], Cause.ENGINE),
        ([difference("value", 63_000, None)], Cause.ENGINE),
    ],
)
def test_a_difference_has_a_cause(found, cause):
    from doudi.office.programmes.rulebook.replaying import cause_of

    assert cause_of(found) == cause


def doudi(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def kept(household, clerk):
    return determine(household, "dibao", by=clerk, on=ON)


def copy(row, number, change):
    """The same determination with something else in its frozen content."""
    row = Determination.objects.get(pk=row.pk)
    frozen = json.loads(json.dumps(row.frozen))
    change(frozen)
    row.pk, row.number, row.frozen, row.content_hash = None, number, frozen, content_hash(frozen)
    row.save(force_insert=True)


def test_a_year_that_comes_out_the_same(kept):
    result = doudi("replay", "--all", "--year", 2025)
    assert result.exit_code == 0
    assert "1 份：完全一致 1 份，有差别 0 份" in result.output
    assert doudi("replay", "--all", "--year", 2025, "--county", "500101").exit_code == 0


def test_a_year_or_county_without_determinations_says_so(kept):
    assert doudi("replay", "--all", "--year", 2024).exit_code == 1
    assert "没有留存的认定" in doudi("replay", "--all", "--year", 2025, "--county", "110101").output


@pytest.mark.parametrize("words", [["--all"], [], ["RD1", "--all", "--year", "2025"]])
def test_what_is_asked_for_must_be_clear(words):
    assert doudi("replay", *words).exit_code == 2


def test_differences_are_grouped_by_cause(kept, tmp_path):
    number = kept.number

    def other_line(frozen):
        next(p for p in frozen["parameters"] if p["name"] == "dibao_line")["value"] += 1000

    def other_rule(frozen):
        frozen["rules"][0]["hash"] = "0" * 64

    copy(kept, "RD-PARAMETER", other_line)
    copy(kept, "RD-RULE", other_rule)
    kept = Determination.objects.get(number=number)
    kept.pk, kept.number, kept.content_hash = None, "RD-TAMPERED", "0" * 64
    kept.save(force_insert=True)
    out = tmp_path / "replay.json"
    result = doudi("replay", "--all", "--year", 2025, "--json", "--out", out)
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert json.loads(out.read_text()) == told
    assert (told["determinations"], told["same"]) == (4, 1)
    causes = {row["number"]: row["cause"] for row in told["differences"]}
    assert causes == {"RD-PARAMETER": "PARAMETER", "RD-RULE": "RULE", "RD-TAMPERED": "TAMPERED"}
    assert {group["cause"] for group in told["groups"]} == {"PARAMETER", "RULE", "TAMPERED"}
    assert len(told["rules_changed"]) == 1
    assert number not in causes
    shown = doudi("replay", "--all", "--year", 2025).output
    for words in ("差别的原因", "参数取值变了", "规则改了", "留存内容被改动", "改动的规则"):
        assert words in shown


def test_by_the_law_of_another_day(kept):
    """630 yuan since July 2025; 610 before."""
    result = doudi("replay", kept.number, "--on", "2025-06-01", "--json")
    told = json.loads(result.output)
    assert (result.exit_code, told["cause"], told["changes_result"]) == (1, "PARAMETER", True)
    whole = json.loads(doudi("replay", "--all", "--year", 2025, "--on", "2025-06-01", "--json").output)
    assert whole["law_of"] == "2025-06-01"
    assert whole["groups"][0]["other_result"] == 1
    assert Determination.objects.count() == 1


def test_a_place_that_is_gone_is_an_error_and_not_a_crash(kept):
    copy(kept, "RD-ELSEWHERE", lambda frozen: frozen.update(place="000001"))
    found = next(rulebook.replayed(Determination.objects.filter(number="RD-ELSEWHERE")))
    assert found.cause == Cause.ERROR
    assert found.on == date(2025, 8, 18)
