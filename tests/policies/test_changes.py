"""The bulletin of changes, and the library of papers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from doudi.engine import load
from doudi.engine.parameters import read_period
from doudi.engine.units import Unit
from doudi.policies import ROOT, library
from doudi.policies.changes import Kind, Subject, changes_between
from doudi.policies.coverage import coverage, markdown
from doudi.policies.documents import documents, outdated, title_of
from tests.engine import toy


def told(place: str, before: date, after: date) -> dict[str, str]:
    return {change.name: change.text for change in changes_between(library(), place, before, after)}


def test_the_raise_of_chongqing_in_july_2025() -> None:
    found = told("500101", date(2025, 6, 30), date(2025, 7, 1))
    assert found["dibao_line"] == (
        "低保标准：由城市 750.00 元/月、农村 610.00 元/月变为城市 770.00 元/月、农村 630.00 元/月"
        "（2025-07-01 起，渝民规〔2025〕6号）"
    )
    assert "975.00 元/月变为1,001.00 元/月" in found["tekun_standard_home"]


def test_nothing_changes_within_one_rule() -> None:
    assert told("500101", date(2025, 7, 1), date(2025, 7, 2)) == {}


def test_new_values_and_procedures_are_told_with_their_paper() -> None:
    found = changes_between(library(), "500101", date(2021, 6, 30), date(2021, 7, 1))
    by_name = {(c.subject, c.name): c for c in found}
    ratio = by_name[Subject.PARAMETER, "near_dibao_ratio"]
    assert (ratio.kind, ratio.before, ratio.after) == (Kind.BEGUN, "", "150%")
    assert by_name[Subject.PROCEDURE, "dibao"].kind == Kind.CHANGED


def test_a_value_that_ends_is_told() -> None:
    found = changes_between(library(), "230100", date(2021, 12, 31), date(2022, 1, 1))
    ended = [c for c in found if c.kind == Kind.ENDED]
    assert ended
    assert all(c.before and not c.after for c in ended if c.subject == Subject.PARAMETER)


def test_a_programme_that_begins_is_told_with_its_law_and_one_that_ends_with_the_day_after_its_last() -> None:
    begun = changes_between(library(), "000000", date(2014, 4, 30), date(2014, 5, 1))
    new = {c.name: c for c in begun if c.subject == Subject.PROGRAMME}
    assert "dibao" not in new
    assert (new["temporary_assistance"].kind, new["temporary_assistance"].since) == (
        Kind.BEGUN,
        date(2014, 5, 1),
    )
    assert new["temporary_assistance"].text.startswith("临时救助：新增（2014-05-01 起，社会救助")
    ended = changes_between(library(), "500101", date(2016, 4, 30), date(2016, 5, 1))
    (gone,) = (c for c in ended if c.subject == Subject.PROGRAMME)
    assert (gone.name, gone.kind, gone.since) == ("destitute_household", Kind.ENDED, date(2016, 5, 1))
    assert gone.text.startswith(f"{gone.label}：停止（2016-05-01 起，")


LATER = """
from doudi.engine import Money, Record, rule


@rule(since="2025-08-01")
def gap(household: Record, p: Record) -> Money:
    \"\"\"补差：全额。\"\"\"
    return p.line * household.size if household.eligible else 0


@rule(since="2025-08-01", law="丙规〔2025〕3号")
def heating_amount(household: Record) -> Money:
    \"\"\"取暖。\"\"\"
    return 0
"""


def test_a_rule_that_a_place_makes_anew_is_told_by_its_law_or_by_who_made_it(tmp_path: Path) -> None:
    files = {
        "bing_520000/place.yaml": "{name: 丙省, code: 520000, level: PROVINCE}",
        "bing_520000/aid/rules.py": LATER,
    }
    policies = load(toy.write(tmp_path, files), toy.ENUMS)
    assert changes_between(policies, "520000", date(2025, 7, 30), date(2025, 7, 31)) == []
    found = changes_between(policies, "520000", date(2025, 7, 31), date(2025, 8, 1))
    assert [(c.subject, c.kind, c.name) for c in found] == [
        (Subject.RULE, Kind.CHANGED, "gap"),
        (Subject.RULE, Kind.CHANGED, "heating_amount"),
    ]
    assert found[0].text == "补差：由甲国的规则变为丙省的规则（2025-08-01 起）"
    assert found[1].text == "取暖：由甲国的规则变为丙规〔2025〕3号（2025-08-01 起）"


def test_before_the_first_rule_of_all_there_is_nothing_and_then_each_is_new(tmp_path: Path) -> None:
    text = """
    from doudi.engine import Money, Record, rule


    @rule(since="2025-08-01", law="甲 一")
    def amount(household: Record, p: Record) -> Money:
        \"\"\"补贴。\"\"\"
        return p.line


    @rule(since="2025-08-01")
    def eligible(household: Record) -> bool:
        \"\"\"符合条件。\"\"\"
        return household.vehicles == 0
    """
    programme = "{name: aid, label: 补贴, owner: 民政, eligible: eligible, amount: amount, unit: HOUSEHOLD}"
    files = {"national/aid/rules.py": text, "national/aid/programme.yaml": programme}
    policies = load(toy.write(tmp_path, files), toy.ENUMS)
    found = changes_between(policies, "100000", date(2025, 7, 31), date(2025, 8, 1))
    assert [(c.subject, c.kind, c.name) for c in found] == [
        (Subject.PROGRAMME, Kind.BEGUN, "aid"),
        (Subject.RULE, Kind.BEGUN, "amount"),
        (Subject.RULE, Kind.BEGUN, "eligible"),
    ]
    assert found[1].text == "补贴：新增，甲 一（2025-08-01 起）"
    assert found[2].after == "甲国的规则"


def test_a_local_standard_says_where_it_is_from() -> None:
    unit = Unit("money", suffix="元/月")
    period = read_period(
        {"since": date(2027, 1, 1), "urban": 800, "rural": 700, "source": "县发〔2026〕9号"},
        unit,
        "x",
        "本地标准 BZ-1",
    )
    policies = library().overlaid({"500101": {"dibao_line": [period]}})
    (change,) = changes_between(policies, "500101", date(2026, 12, 31), date(2027, 1, 1))
    assert change.origin == "本地标准 BZ-1"
    assert change.text.endswith("（2027-01-01 起，县发〔2026〕9号，本地标准 BZ-1）")


def test_a_paper_is_known_with_all_that_rests_on_it() -> None:
    found = {d.title: d for d in documents(library(), "500101")}
    raised = found["渝民规〔2025〕6号"]
    assert {c.label for c in raised.cited} >= {"低保标准", "特困基本生活标准（分散供养）"}
    assert raised.on(date(2025, 6, 30)) == ()
    assert raised.is_in_use
    assert any(c.article == "第八条" for c in found["民发〔2021〕57号"].cited)
    assert not any(d.title.startswith("哈政办综") for d in found.values()), (
        "papers of other places are left out"
    )


def test_a_rule_taken_from_a_paper_is_not_applied_before_it() -> None:
    harbin = {d.title: d for d in documents(library(), "230100")}["哈政办综〔2004〕25号"]
    procedures = [c for c in harbin.cited if c.kind == "程序"]
    assert {c.since for c in procedures} == {date(2004, 4, 2)}
    assert not [c for c in harbin.on(date(2004, 4, 1)) if c.kind == "程序"]
    assert all(c.until is None or c.until > date(2004, 4, 2) for c in procedures)


def test_the_central_document_of_2020_is_in_the_library_of_sichuan() -> None:
    found = [d for d in documents(library(), "510000") if "中办发〔2020〕18号" in d.title]
    assert found
    assert all(d.cited for d in found)


def test_the_title_of_a_paper_is_told_from_its_article() -> None:
    assert title_of("民发〔2021〕57号 第十三条") == "民发〔2021〕57号"
    assert title_of("四川 2021 年文件 二（一）3") == "四川 2021 年文件"
    assert title_of("渝民规〔2025〕6号") == "渝民规〔2025〕6号"


def test_a_citation_of_a_paper_whose_values_have_all_been_replaced_is_flagged() -> None:
    replaced = next(
        d for d in documents(library(), "500000") if not d.is_in_use and d.first_day and "〔" in d.title
    )
    assert "请按现行文件重新核对" in outdated(library(), "500000", replaced.title, date(2099, 1, 1))
    assert outdated(library(), "500000", "渝民规〔2025〕6号", date(2026, 1, 1)) == ""
    assert outdated(library(), "500000", "没有录入的文件", date(2026, 1, 1)) == ""


def test_what_is_covered_names_every_programme_with_anything_of_its_own() -> None:
    rows = coverage()
    assert {"dibao", "tekun", "near_dibao"} < {row.programme for row in rows}
    wanzhou = next(row for row in rows if (row.place, row.programme) == ("500101", "dibao"))
    assert "WZ-2025" in {case.id for case in wanzhou.cases}
    assert set(wanzhou.cases_by_year) == {case.year for case in wanzhou.cases}
    assert wanzhou.years.startswith("2013")


def test_the_page_of_coverage_is_made_from_the_same_rows() -> None:
    page = markdown()
    assert page.startswith("# 政策库覆盖情况")
    for row in coverage():
        if not row.made_up:
            assert f"| {row.place_name}（{row.place}） | {row.label} |" in page


def test_the_page_of_coverage_in_the_docs_is_current() -> None:
    page = ROOT.parent.parent / "docs" / "coverage.md"
    assert page.read_text(encoding="utf-8") == markdown(), (
        "doudi policy coverage --markdown > docs/coverage.md"
    )
