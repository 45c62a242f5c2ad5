"""What the office asks of the rulebook."""

from datetime import date

import pytest

from doudi.engine import Case
from doudi.office.people import actions as people
from doudi.office.people import catalogue
from doudi.office.people.enums import MembershipKind, Relation
from doudi.office.programmes import rulebook
from doudi.office.programmes.enums import Outcome

from .conftest import NOTHING, ON, declare


def by_name(answers):
    return {answer.programme: answer for answer in answers}


def test_the_catalogue_of_the_forms_is_the_one_of_the_rules(db):
    names = {info.name for info in catalogue.facts()}
    assert "wage_income" in names
    assert not names & rulebook.DERIVED, "nobody types what follows from the register"
    info = catalogue.find("person", "disability_kind")
    assert info.show(4) == "肢体残疾"
    assert info.parse("肢体残疾") == 4


def test_a_place_without_policies_of_its_own_is_judged_by_the_place_above():
    assert rulebook.known_place("500101") == "500101"
    assert rulebook.known_place("500102") == "500000"
    assert rulebook.known_place("500101100201") == "500101"
    assert rulebook.known_place("870101") == rulebook.NATION


def test_a_made_up_place_is_marked():
    assert "示例" in rulebook.place_name("990101")
    assert rulebook.place_name("500101") == "万州区"


def test_places_to_choose_from_are_named_with_those_above(db):
    choices = dict(rulebook.place_choices())
    assert choices["000000"] == "全国"
    assert choices["500101"] == "重庆市 · 万州区"


def test_made_up_places_are_offered_only_where_the_office_is_one_of_them(county):
    codes = {code for code, _name in rulebook.place_choices()}
    assert {code for code in codes if code.startswith("99")} == {"990000", "990101"}
    assert not {code for code in codes if code.startswith("98")}


def test_programmes_in_force_bring_their_papers():
    names = {info.name for info in rulebook.programmes("500101", ON)}
    assert {"dibao", "tekun", "near_dibao"} <= names
    dibao = rulebook.programme("dibao", "500101", ON)
    assert any(paper["key"] == "consent" for paper in dibao.papers)
    assert rulebook.programme("dibao").label == rulebook.label("dibao") == "最低生活保障"
    assert rulebook.programme("nothing") is None
    assert rulebook.programme("nothing", "500101", ON) is None


def test_a_programme_that_is_gone_keeps_its_name_as_label():
    assert rulebook.label("wubao_of_old") == "wubao_of_old"
    assert rulebook.exclusion_group("wubao_of_old") == ""


def test_basic_living_programmes_exclude_each_other():
    assert {rulebook.exclusion_group(n) for n in ("dibao", "tekun", "near_dibao")} == {"BASIC"}


def test_a_procedure_is_found_through_the_place_above():
    procedure = rulebook.procedure("500101", "dibao", ON)
    assert next(step.step for step in procedure.steps) == "CONSENT"


def test_a_couple_below_the_line_gets_the_difference(household):
    dibao = by_name(rulebook.assess(household, ON))["dibao"]
    assert dibao.outcome == Outcome.ELIGIBLE
    assert dibao.amount_fen == 66000, "(630 x 2 - 600) yuan"
    assert (dibao.path, dibao.path_code) == ("按户保障", "HOUSEHOLD")
    assert len(dibao.covered) == 2
    assert dibao.sheet[-1]["value_text"].startswith("660.00")
    assert all(c["met"] for c in dibao.conditions)


def test_the_fitting_programme_comes_first(household):
    assert rulebook.assess(household, ON)[0].programme == "dibao"


def test_the_age_and_the_kind_of_membership_come_from_the_register(household, husband):
    case = rulebook.case_of(household, ON)
    assert [member["age"] for member in case.members] == [51, 49]
    assert {member["role"] for member in case.members} == {0}
    assert case.names[0] == "张有福"


def test_an_obligor_is_a_row_of_his_own_and_a_hukou_companion_none(household, person, clerk):
    son, cousin = person("张小军", "20000101"), person("张表哥", "19900101")
    people.join(
        household, son, Relation.SON, MembershipKind.SUPPORT_OBLIGOR, by=clerk, on=ON, reason="已分户"
    )
    people.join(
        household, cousin, Relation.OTHER, MembershipKind.HUKOU_ONLY, by=clerk, on=ON, reason="同户籍"
    )
    case = rulebook.case_of(household, ON)
    assert [member["role"] for member in case.members] == [0, 0, 1]


def test_what_is_not_known_is_named_with_the_member(household, clerk, person):
    child = person("张小花", "20100601")
    people.join(
        household, child, Relation.DAUGHTER, MembershipKind.LIVING_TOGETHER, by=clerk, on=ON, reason="漏登"
    )
    dibao = by_name(rulebook.assess(household, ON))["dibao"]
    assert dibao.outcome == Outcome.UNKNOWN
    assert dibao.amount_fen is None
    assert ("工资性收入", "张小花") in dibao.missing
    assert "wage_income" in dibao.missing_names


def test_more_income_is_tried_out_without_storing(household, husband):
    changes = {(husband.pk, "wage_income"): 200000}
    trial = by_name(rulebook.assess(household, ON, changes=changes))["dibao"]
    assert trial.outcome == Outcome.NOT_ELIGIBLE
    assert any("1,260.00" in line["text"] for line in trial.why_not), [line["text"] for line in trial.why_not]
    assert by_name(rulebook.assess(household, ON))["dibao"].is_eligible


def test_one_member_less_is_tried_out(household, wife):
    trial = by_name(rulebook.assess(household, ON, without=[wife.pk]))["dibao"]
    assert trial.amount_fen == 3000
    assert len(trial.covered) == 1


def test_only_the_asked_programmes_are_judged(household):
    assert [a.programme for a in rulebook.assess(household, ON, programmes=["tekun"])] == ["tekun"]


def test_a_missing_local_setting_is_told_and_nothing_is_guessed():
    case = Case(household={}, members=[{"age": 40}], settlement="RURAL")
    basic = ("dibao", "near_dibao", "tekun")
    answers = rulebook.assess_case(case, "000000", ON, basic)
    assert {answer.outcome for answer in answers} == {Outcome.UNKNOWN}
    assert all("低保标准" in answer.problem for answer in answers)


def test_tekun_is_for_persons_and_adds_up_over_them():
    old = {**NOTHING, "age": 70, "receives_tekun": 0, "care_setting": 0}
    able = dict.fromkeys(
        ["eats_alone", "dresses_alone", "gets_up_alone", "toilets_alone", "walks_alone", "bathes_alone"], 1
    )
    case = Case(
        household={"tekun_assets_within_rule": 1, "assets_within_rule": 1},
        members=[{**old, **able}, {**old, **able}],
        settlement="RURAL",
    )
    tekun = by_name(rulebook.assess_case(case, "500101", ON))["tekun"]
    assert tekun.outcome == Outcome.ELIGIBLE, tekun.why_not
    assert tekun.members == (0, 1)
    assert tekun.amount_fen is None or tekun.amount_fen % 2 == 0
    assert [c["member"] for c in tekun.conditions if c["name"] == "no_work_capacity"] == [
        "第 1 位成员", "第 2 位成员"
    ]  # fmt: skip


def test_help_to_a_person_is_refused_member_by_member(household):
    tekun = by_name(rulebook.assess(household, ON))["tekun"]
    assert tekun.outcome == Outcome.NOT_ELIGIBLE
    assert {line["member"] for line in tekun.why_not} >= {"张有福", "李秀兰"}


def test_standards_show_what_is_published_and_what_is_missing():
    rows = {row.name: row for row in rulebook.standards("500101", ON)}
    line = rows["dibao_line"]
    assert (line.urban.value, line.rural.value) == (77000, 63000)
    assert line.value.source == "渝民规〔2025〕6号"
    assert line.is_inherited
    assert line.is_split
    assert any(not row.is_set and row.missing for row in rows.values())


def test_standards_of_one_programme():
    assert {row.programme for row in rulebook.standards("500101", ON, "tekun")} == {"tekun"}


@pytest.mark.parametrize(("on", "urban"), [(date(2025, 6, 30), 75000), (date(2025, 7, 1), 77000)])
def test_the_line_of_chongqing_changes_on_its_day(on, urban):
    assert rulebook.parameter("500101", "dibao_line", on).value == urban


def test_a_parameter_that_is_unknown_or_unset_is_none():
    assert rulebook.parameter("500101", "no_such_parameter", ON) is None
    assert rulebook.parameter("000000", "dibao_line", ON) is None


def test_facts_that_the_rulebook_has_dropped_do_not_count(household, husband, clerk):
    from doudi.office.people.models import Fact

    Fact.objects.create(person=husband, name="old_fact", value=1, origin="DECLARED", first_day=ON, by=clerk)
    assert "old_fact" not in rulebook.case_of(household, ON).members[0]


def test_declared_facts_are_found_by_day(household, husband, clerk):
    declare(clerk, husband, on=date(2025, 9, 1), wage_income=10000)
    assert rulebook.case_of(household, ON).members[0]["wage_income"] == 60000
    assert rulebook.case_of(household, date(2025, 9, 1)).members[0]["wage_income"] == 70000


def test_whether_it_fits_is_told_even_where_the_setting_for_the_amount_is_missing(monkeypatch):
    from doudi.engine import MissingParameter
    from doudi.engine.rulebook import Rulebook

    plain = Rulebook.assess

    def without_amounts(book, case):
        if case.want is not None and "dibao_amount" in case.want:
            raise MissingParameter("rounding_mode", "保障金取整", "万州区", ON, "请填写")
        return plain(book, case)

    monkeypatch.setattr(Rulebook, "assess", without_amounts)
    case = Case(household={"assets_within_rule": 1}, members=[{**NOTHING, "age": 40}], settlement="RURAL")
    dibao = by_name(rulebook.assess_case(case, "500101", ON, ["dibao"]))["dibao"]
    assert dibao.outcome == Outcome.ELIGIBLE
    assert dibao.amount_fen is None
    assert "保障金取整" in dibao.problem


def test_a_value_for_towns_only_leaves_the_other_cell_empty(db):
    from doudi.office.programmes import exports
    from doudi.policies.standards import Standard

    line = rulebook.parameter("500101", "dibao_line", ON)
    row = Standard("x", "只有城市", "", "dibao", "低保", "500101", line, None, "", False)
    response = exports.standards_file([row], "500101", ON, "csv")
    assert "只有城市,770,,元/月" in response.content.decode("utf-8-sig")
