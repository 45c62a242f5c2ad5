from datetime import date

import pytest

from doudi.engine import MissingParameter, PolicyError, RoundingMode, load
from tests.engine import small, toy

PROVINCE = "{name: 乙省, code: 510000, level: PROVINCE}"
COUNTY = "{name: 丙县, code: 510101, level: COUNTY}"
FOLDERS = {
    "yi_510000/place.yaml": PROVINCE,
    "yi_510000/bing_510101/place.yaml": COUNTY,
}


def policies(tmp_path, **files):
    names = {"nation": "national", "province": "yi_510000", "county": "yi_510000/bing_510101"}
    written = {f"{names[key]}/aid/parameters.yaml": text for key, text in files.items()}
    return load(toy.write(tmp_path, {**dict.fromkeys(EMPTY, ""), **FOLDERS, **RULE, **written}), toy.ENUMS)


EMPTY = ("national/aid/programme.yaml", "national/aid/parameters.yaml")
RULE = {"national/aid/rules.py": small.HEAD + small.household("return household.vehicles == 0")}


def value(policies, name, on, place="510101", settlement="URBAN"):
    return policies.rulebook(place=place, on=date.fromisoformat(on)).parameter(name, settlement)


LINE = """
line:
  label: 标准
  unit: yuan/month
  values:
    - {since: 2020-01-01, value: 500, source: 国一}
    - {since: 2022-01-01, value: 600, source: 国二, until: 2023-12-31}
    - {since: 2024-07-01, urban: 700, rural: 650.5, source: 国三, checked: 2025-01-01, url: x.cn, note: 注}
"""
OWN = """
line:
  values:
    - {since: 2021-07-01, value: 555, source: 县一, until: 2021-12-31}
    - {since: 2024-01-01, urban: 720, source: 县二}
"""
BACK = OWN.replace("until: 2021-12-31", "until: 2021-12-31, hands_back: true")


@pytest.mark.parametrize(
    ("on", "settlement", "fen", "source"),
    [
        ("2020-01-01", "URBAN", 50000, "国一"),
        ("2021-06-30", "URBAN", 50000, "国一"),
        ("2021-07-01", "RURAL", 55500, "县一"),
        ("2024-01-01", "URBAN", 72000, "县二"),
        ("2030-01-01", "URBAN", 72000, "县二"),
    ],
)
def test_the_nearest_place_whose_series_has_begun_decides(tmp_path, on, settlement, fen, source):
    found = value(policies(tmp_path, nation=LINE, county=OWN), "line", on, settlement=settlement)
    assert (found.value, found.source) == (fen, source)


@pytest.mark.parametrize(
    ("place", "on", "settlement", "message"),
    [
        (
            "510101",
            "2019-12-31",
            "URBAN",
            "丙县（510101） 2019-12-31 没有可用的参数「标准」（line）：还没有任何一段",
        ),
        ("510101", "2022-01-01", "URBAN", "丙县 的取值只到 2021-12-31"),
        ("510101", "2024-01-01", "RURAL", "没有农村一档"),
        ("510000", "2024-06-30", "URBAN", "甲国 的取值只到 2023-12-31"),
    ],
)
def test_a_period_without_a_value_is_an_error_and_not_a_fallback(tmp_path, place, on, settlement, message):
    with pytest.raises(MissingParameter, match=message) as missing:
        value(policies(tmp_path, nation=LINE, county=OWN), "line", on, place, settlement)
    assert (missing.value.name, missing.value.on) == ("line", date.fromisoformat(on))


@pytest.mark.parametrize(
    ("on", "source"), [("2021-12-31", "县一"), ("2022-01-01", "国二"), ("2024-01-01", "县二")]
)
def test_a_period_that_hands_back_leaves_what_follows_to_the_place_above(tmp_path, on, source):
    assert value(policies(tmp_path, nation=LINE, county=BACK), "line", on).source == source


def test_a_value_comes_with_its_document(tmp_path):
    found = value(policies(tmp_path, nation=LINE), "line", "2024-07-01", settlement="RURAL")
    assert (found.value, found.text) == (65050, "650.50 元/月")
    assert (found.place, found.place_name, found.since) == ("100000", "甲国", date(2024, 7, 1))
    assert (found.checked, found.url, found.note, found.until) == (date(2025, 1, 1), "x.cn", "注", None)


def test_what_must_be_set_locally_says_so_until_it_is(tmp_path):
    nation = "heating: {label: 取暖, unit: yuan/year, status: local_setting}\n"
    with pytest.raises(MissingParameter, match="必须由本地设定"):
        value(policies(tmp_path / "a", nation=nation), "heating", "2025-01-01")
    own = (
        "heating: {label: 取暖补贴, meaning: 每年, values: [{since: 2025-01-01, value: 1000, source: 县}]}\n"
    )
    found = value(policies(tmp_path / "b", nation=nation, county=own), "heating", "2025-01-01")
    assert (found.label, found.text) == ("取暖补贴", "1,000.00 元/年")


def test_the_parameters_of_a_book_are_those_with_a_value(tmp_path):
    nation = LINE + "heating: {label: 取暖, unit: yuan/year, status: local_setting}\n"
    book = policies(tmp_path, nation=nation).rulebook(place="510101", on=date(2025, 1, 1))
    assert {name: p.value for name, p in book.parameters("RURAL").items()} == {"line": 65050}


@pytest.mark.parametrize(
    ("unit", "given", "value"),
    [
        ("yuan", "0.01", 1),
        ("yuan/day", "14.15", 1415),
        ("yuan/person", "3", 300),
        ("percent", "80", 8000),
        ("percent", "33.33", 3333),
        ("ratio", "0.0001", 1),
        ("ratio", "1.5", 15000),
        ("int", "-3", -3),
        ("months", "24", 24),
        ("bool", "true", True),
        ("Grade", "TWO", 2),
        ("enum:RoundingMode", "UP", RoundingMode.UP),
        ("'list[percent]'", "[10, 20.5]", (1000, 2050)),
        ("'list[Grade]'", "[ONE, NONE]", (1, 0)),
    ],
)
def test_units_are_read_exactly(tmp_path, unit, given, value):
    text = f"a: {{label: 甲, unit: {unit}, values: [{{since: 2020-01-01, value: {given}, source: 文}}]}}\n"
    book = policies(tmp_path, nation=text).rulebook(place="100000", on=date(2020, 1, 1))
    assert book.parameter("a", "URBAN").value == value


def one(**entry):
    return ", ".join(
        f"{key}: {item}" for key, item in {"since": "2020-01-01", "source": "文", **entry}.items()
    )


def series(*entries, unit="yuan"):
    return f"a: {{label: 甲, unit: {unit}, values: [{', '.join(f'{{{entry}}}' for entry in entries)}]}}\n"


BROKEN = {
    "no label": ("a: {unit: int}\n", "缺少 label"),
    "unknown key": ("a: {label: 甲, unit: int, colour: red}\n", "不认识的键 colour"),
    "unknown unit": (series(one(value=1), unit="dollar"), "单位 dollar 不认识；可用 yuan"),
    "unknown status": ("a: {label: 甲, unit: int, status: open}\n", "status 只能是 local_setting"),
    "no values": ("a: {label: 甲, unit: int}\n", "values 应列出各段取值"),
    "empty values": ("a: {label: 甲, unit: int, values: []}\n", "values 应列出各段取值"),
    "a bad name": ("a-b: {label: 甲, unit: int}\n", "名称只能用英文字母"),
    "no source": (
        "a: {label: 甲, unit: yuan, values: [{since: 2020-01-01, value: 1}]}\n",
        "第 1 段：缺少 source",
    ),
    "no value": (series(one()), "二者取一"),
    "value and urban": (series(one(value=1, urban=1)), "二者取一"),
    "a day as text": (series(one(value=1, since="'2020'")), "日期 '2020' 应写成"),
    "until before since": (series(one(value=1, until="2019-01-01")), "until 2019-01-01 早于"),
    "same day twice": (series(one(value=1), one(value=2)), "有两段取值都从 2020-01-01 起"),
    "overlap": (series(one(value=1, until="2021-01-01"), one(value=2, since="2021-01-01")), "重叠"),
    "handing back without an end": (series(one(value=1, hands_back="true")), "并且要同时写 until"),
    "handing back as text": (series(one(value=1, hands_back="yes")), "hands_back 只能是 true 或 false"),
    "half a fen": (series(one(value="0.005")), "应精确到分"),
    "too fine a ratio": (series(one(value="0.00001"), unit="ratio"), "应精确到万分之一"),
    "half a month": (series(one(value="0.5"), unit="months"), "应精确到整数"),
    "beyond reckoning": (series(one(value="99999999999999")), "不超出可计算的范围"),
    "text for money": (series(one(value="many")), "应是数字"),
    "bool for money": (series(one(value="true")), "应是数字"),
    "number for bool": (series(one(value="1"), unit="bool"), "应是 true 或 false"),
    "unknown member": (series(one(value="NINE"), unit="Grade"), "应是 NONE、ONE、TWO 之一"),
    "number for enum": (series(one(value="1"), unit="Grade"), "应是 NONE、ONE、TWO 之一"),
    "single for list": (series(one(value="1"), unit="'list[int]'"), "应是列表"),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_file_and_name(tmp_path, text, message):
    with pytest.raises(PolicyError, match=message) as refused:
        policies(tmp_path, nation=text)
    assert "parameters.yaml：a" in str(refused.value)


def test_a_place_below_cannot_change_the_unit(tmp_path):
    own = "line: {unit: yuan, values: [{since: 2020-01-01, value: 1, source: 县}]}\n"
    policies(tmp_path / "same kind", nation=LINE, county=own)
    with pytest.raises(PolicyError, match="单位 int 与上级 甲国 的 money 不一致"):
        policies(tmp_path / "other", nation=LINE, county=own.replace("yuan", "int"))


def test_one_place_defines_a_parameter_once(tmp_path):
    files = {"national/parameters.yaml": LINE, "national/aid/parameters.yaml": LINE}
    with pytest.raises(PolicyError, match=r"参数 line 已在 .* 定义"):
        load(toy.write(tmp_path, {**dict.fromkeys(EMPTY, ""), **RULE, **files}), toy.ENUMS)
