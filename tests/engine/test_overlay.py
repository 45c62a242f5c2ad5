"""Values that an office has set lie over those of the library, which stay as they are."""

from datetime import date

import pytest

from doudi.engine import PolicyError
from doudi.engine.parameters import Period, read_period
from doudi.engine.units import Unit
from tests.engine import small

LINE = Unit("money", suffix="元/月")
RULES = small.household("return p.line", "Money")


def period(since: date, value: int, **more: object) -> Period:
    return read_period({"since": since, "value": value, "source": "县规", **more}, LINE, "本地", "第 3 号")


def value(policies, on, place="100000"):
    return policies.rulebook(place=place, on=on).parameter("line", "URBAN")


def test_a_value_holds_from_its_day_and_says_where_it_comes_from(tmp_path):
    library = small.policies(tmp_path, RULES)
    local = library.overlaid({"100000": {"line": [period(date(2024, 7, 1), 120)]}})
    assert value(local, date(2024, 6, 30)).value == 10000
    after = value(local, date(2024, 7, 1))
    assert (after.value, after.source, after.origin) == (12000, "县规", "第 3 号")
    assert value(library, date(2024, 7, 1)).origin == ""
    assert value(library, date(2024, 7, 1)).value == 10000


def test_a_value_of_the_same_day_is_replaced_and_one_that_overlaps_ends(tmp_path):
    library = small.policies(tmp_path, RULES)
    local = library.overlaid(
        {
            "100000": {
                "line": [period(date(2020, 1, 1), 90, until=date(2030, 1, 1)), period(date(2024, 7, 1), 120)]
            }
        }
    )
    assert [value(local, day).value for day in (date(2020, 1, 1), date(2024, 6, 30), date(2024, 7, 1))] == [
        9000,
        9000,
        12000,
    ]
    first = local.parameters["100000"]["line"].periods[0]
    assert (first.until, first.hands_back) == (date(2024, 6, 30), False)


def test_a_place_that_had_none_gets_a_series_of_its_own(tmp_path):
    files = {"yi_510000/place.yaml": "{name: 乙省, code: 510000, level: PROVINCE}"}
    library = small.policies(tmp_path, RULES, files)
    local = library.overlaid({"510000": {"line": [period(date(2024, 7, 1), 120)]}})
    assert value(local, date(2024, 6, 30), "510000").value == 10000
    assert value(local, date(2024, 7, 1), "510000").value == 12000
    assert value(local, date(2024, 7, 1), "100000").value == 10000


def test_what_is_not_known_is_refused(tmp_path):
    library = small.policies(tmp_path, RULES)
    with pytest.raises(PolicyError, match="没有叫 none 的参数"):
        library.overlaid({"100000": {"none": []}})
    with pytest.raises(PolicyError, match="没有代码为 999999 的地方"):
        library.overlaid({"999999": {"line": []}})


def test_amounts_follow_and_rules_are_shared(tmp_path):
    from doudi.engine import Case

    library = small.policies(tmp_path, RULES)
    local = library.overlaid({"100000": {"line": [period(date(2024, 7, 1), 120)]}})
    case = Case(household={}, members=[{}], settlement="URBAN")
    books = [p.rulebook(place="100000", on=small.ON) for p in (library, local)]
    assert [book.assess(case)["r"] for book in books] == [10000, 12000]
    assert books[0].graph is books[1].graph
