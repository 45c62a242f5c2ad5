"""Divisions come in order, complete upward, and a wrong table is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doudi.engine import PolicyError
from doudi.policies import get_policies
from doudi.policies.divisions import COLUMNS, read_divisions

HEADER = ",".join(COLUMNS) + "\n"


def test_every_place_with_policies_is_a_division_or_an_exercise() -> None:
    codes = {row.code for row in read_divisions()}
    places = [place for place in get_policies().places.values() if not place.code.startswith("98")]
    assert [str(place) for place in places if place.code not in codes and place.code != "000000"] == []


def test_names_agree_with_the_policies() -> None:
    names = {row.code: row.name for row in read_divisions()}
    short = {"513200": "阿坝州"}
    different = [
        (place.name, names[place.code])
        for place in get_policies().places.values()
        if place.code in names and short.get(place.code, names[place.code]) != place.name
    ]
    assert different == []


def test_each_division_stands_after_its_parent() -> None:
    seen: set[str] = {""}
    for row in read_divisions():
        assert row.parent in seen
        seen.add(row.code)


def test_the_made_up_county_has_four_townships_of_four_villages() -> None:
    rows = read_divisions()
    townships = [row for row in rows if row.parent == "990101"]
    villages = [row for row in rows if row.level == "VILLAGE" and row.parent.startswith("990101")]
    assert (len(townships), len(villages)) == (4, 16)
    assert {row.settlement for row in villages} == {"URBAN", "RURAL"}
    assert all(row.made_up and "示例" in row.name for row in townships)


@pytest.mark.parametrize("county", ["500101", "330212"])
def test_wanzhou_and_yinzhou_reach_down_to_the_village(county: str) -> None:
    villages = [row for row in read_divisions() if row.level == "VILLAGE" and row.parent.startswith(county)]
    assert len(villages) > 400
    assert not any(row.made_up for row in villages)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,name\n", "列名应是"),
        (HEADER + "500000,重庆市,CITY,,,,,x\n", "第 2 行：level CITY"),
        (HEADER + "50,重庆市,PROVINCE,,,,,x\n", "应是 6 位数字"),
        (HEADER + "500000,重庆市,PROVINCE,,昨天,,,x\n", "日期 昨天"),
        (HEADER + "500000,重庆市,PROVINCE,,,,,x\n" * 2, "重复"),
        (HEADER + "500101,万州区,COUNTY,500000,,,,x\n", "500101 的上级不在表里"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "divisions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=message):
        read_divisions(path)


def test_days_are_read(tmp_path: Path) -> None:
    path = tmp_path / "divisions.csv"
    path.write_text(HEADER + "500000,重庆市,PROVINCE,,1997-06-18,,,x\n", encoding="utf-8")
    assert read_divisions(path)[0].first_day == date(1997, 6, 18)
