"""Who answers for what is data: by place, from a day, with clause; a wrong file is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doudi.engine import PolicyError
from doudi.policies import get_policies
from doudi.policies.departments import (
    Department,
    by_department,
    departments,
    every_list,
    label,
    owners,
    read_lists,
)

CITED = {"500101": "WZ-", "230100": "HB-", "510000": "SC-", "330000": "ZJ-", "330212": "YZ-"}
HEAD = "lists:\n  - {since: 2005-01-01, source: 文件, section: 五, checked: 2026-11-21"


def test_every_programme_belongs_to_a_department() -> None:
    owned = {programme.name: programme.owner for programme in get_policies().every_programme()}
    assert {name: owner for name, owner in owned.items() if owner not in Department.__members__} == {}


@pytest.mark.parametrize(
    ("place", "on", "place_name", "cut_off", "count"),
    [
        ("500101", "2005-01-01", "万州区", True, 12),
        ("230100", "2004-04-02", "哈尔滨市", False, 18),
        ("510000", "2021-01-01", "四川省", False, 15),
        ("330000", "2012-01-01", "浙江省", False, 17),
        ("330212", "2016-09-03", "浙江省", False, 17),
        ("330212", "2016-09-04", "鄞州区", True, 18),
        ("990101", "2023-01-01", "示例县（虚构）", False, 19),
    ],
)
def test_the_list_of_the_nearest_place_holds_from_its_day(place, on, place_name, cut_off, count) -> None:
    found = departments(place, date.fromisoformat(on))
    assert found is not None
    assert (found.place_name, found.cut_off, len(found.departments)) == (place_name, cut_off, count)


@pytest.mark.parametrize("place", ["500101", "230100", "000000"])
def test_before_its_paper_a_place_has_no_list(place: str) -> None:
    assert departments(place, date(2004, 4, 1)) is None


def test_every_part_cites_clauses_of_its_own_paper() -> None:
    for known in every_list():
        for part in known.departments if known.place in CITED else ():
            assert part.clauses
            assert {clause[:3] for clause in part.clauses} == {CITED[known.place]}, part


def test_a_list_that_breaks_off_says_what_is_missing() -> None:
    broken = {known.place: known.note for known in every_list() if known.cut_off}
    assert set(broken) == {"500101", "330212"}
    assert "断开" in broken["500101"]
    assert "附件" in broken["330212"]


def test_the_member_units_of_harbin_and_yinzhou_are_all_there() -> None:
    harbin = departments("230100", date(2004, 4, 2))
    assert harbin is not None
    assert {part.department for part in harbin.departments} == {
        "CIVIL_AFFAIRS", "FINANCE", "HUMAN_RESOURCES", "HEALTH", "EDUCATION", "HOUSING", "JUSTICE", "MARKET",
        "SUPERVISION", "AUDIT", "PRICES", "TAX", "HEATING", "WATER", "TRADE_UNION", "YOUTH_LEAGUE",
        "WOMENS_FEDERATION", "DISABLED_FEDERATION",
    }  # fmt: skip
    yinzhou = departments("330212", date(2016, 9, 4))
    assert yinzhou is not None
    members = [part for part in yinzhou.departments if "YZ-4.1-1" in part.clauses]
    assert len(members) == 15
    liaisons = {part.department for part in yinzhou.departments if "联络员" in part.duties}
    assert liaisons == {
        "EDUCATION", "HUMAN_RESOURCES", "HOUSING", "TRADE_UNION", "DISABLED_FEDERATION", "CHARITY",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "on", "programme", "expected"),
    [
        ("500101", date(2005, 6, 1), "water_relief", ["建设部门"]),
        ("230100", date(2004, 4, 2), "water_relief", ["发展改革（物价）部门", "供水管理单位"]),
        ("500101", date(2005, 6, 1), "dibao", ["民政部门"]),
        ("000000", date(2005, 6, 1), "legal_aid", ["司法行政部门"]),
        ("990101", date(2025, 1, 1), "legal_aid", ["司法行政部门"]),
        ("000000", date(2025, 1, 1), "five_guarantee", ["民政部门"]),
    ],
)
def test_a_programme_is_owned_by_whom_the_paper_names_and_else_by_whom_its_descriptor_does(
    place: str, on: date, programme: str, expected: list[str]
) -> None:
    assert [part.label for part in owners(place, programme, on)] == expected


@pytest.mark.parametrize("place", ["000000", "230100", "510000", "330000", "990101"])
def test_every_programme_offered_has_somebody_who_answers_for_it(place: str) -> None:
    on = date(2025, 8, 5)
    listed = {name for names in by_department(place, on).values() for name in names}
    assert listed == set(get_policies().programmes(place, on))


def test_a_list_names_each_department_as_its_paper_does() -> None:
    harbin = departments("230100", date(2010, 1, 1))
    assert harbin is not None
    found = harbin.part("HUMAN_RESOURCES")
    assert found is not None
    assert (found.label, found.name) == ("人力资源社会保障部门", "劳动和社会保障局")
    assert harbin.part("COURT") is None


def test_a_department_of_a_place_alone_needs_no_code() -> None:
    demo = departments("990101", date(2025, 1, 1))
    assert demo is not None
    assert "RESETTLEMENT" not in Department.__members__
    assert demo.part("RESETTLEMENT") is not None
    assert label("RESETTLEMENT") == "移民服务中心"
    assert label("FINANCE") == "财政部门"
    assert label("NOBODY") == "NOBODY"


def test_a_programme_that_nobody_knows_has_no_owner() -> None:
    with pytest.raises(PolicyError, match="没有叫 wubao 的项目"):
        owners("500101", "wubao", date(2025, 1, 1))


def read(tmp_path: Path, text: str):
    path = tmp_path / "departments.yaml"
    path.write_text(text, encoding="utf-8")
    return read_lists(path, get_policies().place("500101"))


def test_a_new_department_its_duties_and_programmes_are_a_few_lines(tmp_path: Path) -> None:
    text = HEAD + ", own: {WATERWORKS: 水厂}, departments: "
    text += "[{department: WATERWORKS, programmes: [water_relief], duties: [减免水费], clauses: [A-1]}]}\n"
    (known,) = read(tmp_path, text)
    assert [part.label for part in known.owners("water_relief")] == ["水厂"]
    assert known.part("WATERWORKS").duties == ("减免水费",)


def test_a_later_list_follows_an_earlier_one(tmp_path: Path) -> None:
    tail = ", departments: [{department: COURT}]}\n"
    later = HEAD.removeprefix("lists:\n").replace("2005", "2001")
    assert [k.since.year for k in read(tmp_path, HEAD + tail + later + tail)] == [2001, 2005]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lists: []\n", "应是列表"),
        ("lists: [{since: 2005-01-01}]\n", "缺少 source、section、checked、departments"),
        ("other: 1\n", "不认识的键 other"),
        (HEAD + ", departments: []}\n", "应是列表"),
        (HEAD + ", departments: [{duties: [事]}]}\n", "缺少 department"),
        (HEAD + ", departments: [{department: LOTTERY}]}\n", "不认识的部门 LOTTERY"),
        (HEAD + ", departments: [{department: COURT, boss: 某}]}\n", "不认识的键 boss"),
        (HEAD + ", departments: [{department: COURT}, {department: COURT}]}\n", "COURT 重复"),
        (HEAD + ", departments: [{department: COURT, programmes: [wubao]}]}\n", "没有叫 wubao 的项目"),
        (HEAD + ", departments: [{department: COURT, duties: 事}]}\n", "duties：应是列表"),
        (HEAD + ", departments: [{department: COURT, duties: [1]}]}\n", "应列出文字"),
        (HEAD + ", cut_off: 是, departments: [{department: COURT}]}\n", "cut_off 应是 true 或 false"),
        (HEAD + ", cut_off: true, departments: [{department: COURT}]}\n", "就要写 note"),
        (HEAD + ", until: 明年, departments: [{department: COURT}]}\n", "until 应写成"),
        (HEAD + ", own: {COURT: 法院}, departments: [{department: COURT}]}\n", "COURT 已有"),
        (HEAD + ", own: {mine: 我}, departments: [{department: COURT}]}\n", "应是大写字母"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        read(tmp_path, text)


def test_two_lists_of_one_day_are_refused(tmp_path: Path) -> None:
    tail = ", departments: [{department: COURT}]}\n"
    with pytest.raises(PolicyError, match="只保留一份"):
        read(tmp_path, HEAD + tail + HEAD.removeprefix("lists:\n") + tail)
