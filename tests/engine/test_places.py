from datetime import date

import pytest

from doudi.engine import PolicyError, load
from tests.engine import small, toy

PROVINCE = {"yi_510000/place.yaml": "{name: 乙省, code: 510000, level: PROVINCE, seat: 丁市}"}
PLAIN = {"national/aid/rules.py": small.HEAD + small.household("return household.vehicles == 0")}


def policies(tmp_path, **files):
    return load(toy.write(tmp_path, {**PROVINCE, **files}), toy.ENUMS)


def test_places_are_folders_in_folders(tmp_path):
    root = toy.write(
        tmp_path, {**PROVINCE, "yi_510000/bing_510100/place.yaml": "{name: 丙, code: 510100, level: CITY}"}
    )
    places = load(root, toy.ENUMS).places
    assert [str(place) for place in places.values()] == ["甲国", "乙省", "丙"]
    assert [place.code for place in places["510100"].chain] == ["510100", "510000", "100000"]
    assert places["100000"].made_up
    assert places["510000"].extra == {"seat": "丁市"}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"bing_510100/x": "x"}, "bing_510100：缺少 place.yaml"),
        (
            {"bing_510100/place.yaml": "{name: 丙, code: 510101, level: CITY}"},
            "code 510101 与文件夹名 bing_510100 不一致",
        ),
        ({"bing_510100/place.yaml": "{name: 丙, code: 510100}"}, "缺少 level"),
        ({"bing_510000/place.yaml": "{name: 丙, code: 510000, level: CITY}"}, "代码 510000 与 .* 重复"),
        (
            {"national/facts.yaml": toy.FACTS, "facts.yaml": "person: {age: {type: int, label: 年}}"},
            "事实 age 已经在别处",
        ),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, files, message):
    with pytest.raises(PolicyError, match=message):
        policies(tmp_path, **files)


def test_an_unknown_place_is_refused_with_those_known(toy_policies):
    with pytest.raises(PolicyError, match="没有代码为 999999 的地方；现有 甲国"):
        toy_policies.rulebook(place="999999", on=toy.ON)


VERSIONS = """
@rule()
def r(household: Record) -> int:
    \"\"\"旧。\"\"\"
    return 0


@rule(since="2024-01-01")
def r(household: Record) -> int:
    \"\"\"新。\"\"\"
    return 1
"""
LOCAL = """
@rule(since="2025-01-01")
def r(household: Record) -> int:
    \"\"\"本省。\"\"\"
    return 1 + 1
"""


@pytest.mark.parametrize(
    ("place", "on", "value"),
    [
        ("100000", "2023-12-31", 0),
        ("100000", "2024-01-01", 1),
        ("510000", "2023-12-31", 0),
        ("510000", "2024-12-31", 1),
        ("510000", "2025-01-01", 2),
        ("100000", "2025-01-01", 1),
    ],
)
def test_a_later_law_and_a_nearer_place_replace_a_rule(tmp_path, place, on, value):
    files = {**PROVINCE, "yi_510000/aid/rules.py": small.HEAD + LOCAL}
    book = small.policies(tmp_path, VERSIONS, files).rulebook(place=place, on=date.fromisoformat(on))
    assert small.assess(book)["r"] == value


def test_two_programmes_cannot_define_the_same_rule(tmp_path):
    with pytest.raises(PolicyError, match=r"已在 .* 定义，请换一个名称"):
        small.book(tmp_path, LOCAL, {"national/other/rules.py": small.HEAD + LOCAL})


def test_before_the_first_rule_there_is_no_rulebook(tmp_path):
    policies = small.policies(tmp_path, LOCAL)
    with pytest.raises(PolicyError, match="甲国 在 2024-12-31 没有任何规则生效"):
        policies.rulebook(place="100000", on=date(2024, 12, 31))


def test_a_rule_of_later_years_cannot_be_read_by_an_undated_one(tmp_path):
    undated = small.household("return household.r == 0").replace("def r", "def s")
    with pytest.raises(PolicyError, match=r"没有叫 household.r 的"):
        small.policies(tmp_path, LOCAL + undated)


def test_the_hash_of_a_rule_follows_its_meaning_only(tmp_path):
    texts = {
        "a": small.household("return household.grade == Grade.ONE"),
        "b": small.household("return (household.grade\n  == Grade.ONE)").replace("规则。", "另说。"),
        "c": small.household("return household.grade == Grade.TWO"),
    }
    hashes = {name: small.book(tmp_path / name, text).rules[0].hash for name, text in texts.items()}
    assert hashes["a"] == hashes["b"] != hashes["c"]


def test_programmes_name_their_rules_and_facts(toy_policies):
    programme = toy_policies.programmes("100000", toy.ON)["aid"]
    assert (programme.label, programme.eligible, programme.unit) == ("低保", "eligible", "HOUSEHOLD")
    assert programme.conditions == ("income_ok", "assets_ok")


def test_a_programme_is_offered_from_its_first_to_its_last_day(tmp_path):
    own = policies(tmp_path, **{"yi_510000/aid/programme.yaml": "{since: 2025-01-02, until: 2025-01-03}"})
    offered = {day: "aid" in own.programmes("510000", date(2025, 1, day)) for day in (1, 2, 3, 4)}
    assert offered == {1: False, 2: True, 3: True, 4: False}
    assert len(list(own.every_programme())) == 2


def test_a_day_of_a_programme_must_be_a_day(tmp_path):
    with pytest.raises(PolicyError, match="until 应是日期"):
        policies(tmp_path, **{"yi_510000/aid/programme.yaml": "{until: 明年}"})


def test_what_a_programme_gives_must_be_facts(tmp_path):
    with pytest.raises(PolicyError, match="没有叫 nothing 的事实"):
        policies(tmp_path, **{"yi_510000/aid/programme.yaml": "{gives: {nothing: 1}}"})


def test_a_place_below_gives_only_what_differs(tmp_path):
    own = policies(
        tmp_path, **{"yi_510000/aid/programme.yaml": "{owner: 乡镇, papers: [户口簿], gives: {wage: 3}}"}
    )
    programme = own.programmes("510000", toy.ON)["aid"]
    assert (programme.owner, programme.label, programme.papers) == ("乡镇", "低保", ("户口簿",))
    assert programme.gives == {"wage": 3}
    assert own.programmes("100000", toy.ON)["aid"].owner == "民政"


def test_a_programme_exists_from_the_day_of_its_rule(tmp_path):
    programme = "{name: aid, label: 甲, owner: 乙, eligible: r, amount: r, unit: PERSON}"
    policies = small.policies(tmp_path, LOCAL, {"national/aid/programme.yaml": programme})
    assert policies.programmes("100000", date(2024, 12, 31)) == {}
    assert set(policies.programmes("100000", date(2025, 1, 1))) == {"aid"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("amount: amount", "amount: amounts", "没有叫 amounts 的规则"),
        ("facts: [wage, deposits]", "facts: [wages]", "没有叫 wages 的事实"),
        ("unit: HOUSEHOLD", "unit: FAMILY", "unit 应是 HOUSEHOLD 或 PERSON"),
        ("conditions: [income_ok, assets_ok]", "conditions: income_ok", "conditions 应是列表"),
        ("name: aid", "name: help", "name 应与文件夹名 aid 相同"),
        ("owner: 民政", "boss: 民政", "不认识的键 boss"),
        ("owner: 民政\n", "", "缺少 owner"),
    ],
)
def test_a_broken_programme_is_refused(tmp_path, old, new, message):
    with pytest.raises(PolicyError, match=message):
        policies(tmp_path, **{"national/aid/programme.yaml": toy.PROGRAMME.replace(old, new)})
