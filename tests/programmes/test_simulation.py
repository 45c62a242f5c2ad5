"""Trying out standards on the county's own households."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pyarrow import parquet

from doudi.office.base import tasks
from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.people import actions as people
from doudi.office.people.enums import MembershipKind, Relation
from doudi.office.programmes import actions, rulebook
from doudi.office.programmes.models import Determination, LocalStandard, SimulationScenario
from doudi.office.programmes.rulebook import simulating
from doudi.office.staff.enums import Role
from doudi.policies import library

from .conftest import NOTHING, ON, declare, divide

HIGHER = {"dibao_line-RURAL": "700"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    """A data folder of its own, and dibao alone, so that nothing else is compiled."""
    settings.DATA = tmp_path
    simulating._kept.clear()
    monkeypatch.setattr(simulating, "simulated_programmes", lambda county, on: [("dibao", "最低生活保障")])
    monkeypatch.setattr(rulebook, "simulated_programmes", lambda county, on: [("dibao", "最低生活保障")])


@pytest.fixture
def rich(places, clerk, person):
    """A widow in the other township, above the line of today and below 700."""
    widow = person("王桂英", "19500101")
    made = people.form_household(
        by=clerk,
        division=places.village,
        address="5 组",
        members=[(widow, Relation.HEAD, MembershipKind.LIVING_TOGETHER)],
        on=ON,
        settlement="RURAL",
    )
    declare(clerk, widow, **{**NOTHING, "pension_income": 65000})
    declare(clerk, made, assets_within_rule=1, tekun_assets_within_rule=1)
    return made


@pytest.fixture
def ready(that_day, places, officer, household, rich):
    """The households of Wanzhou, written down by the task."""
    task = actions.ask_population(places.county, on=ON, by=officer)
    tasks.run_worker(once=True)
    task.refresh_from_db()
    assert task.state == "DONE", task.error
    return task


@pytest.fixture
def send(client, that_day):
    def post(user, view, *words, **data):
        client.force_login(user)
        return client.post(reverse(view, args=words), data)

    return post


@pytest.fixture
def scenario(ready, officer, send):
    assert send(officer, "simulation_save", name="提到 700", **HIGHER).status_code == 302
    return SimulationScenario.objects.get()


def text(response):
    assert response.status_code == 200, response
    return response.content.decode()


def test_before_the_first_time_the_page_says_what_to_do(page, officer):
    html = text(page(officer, "simulation"))
    assert "还没有本县家庭的测算数据" in html
    assert "准备数据" in html


def test_the_task_says_how_many_households_it_wrote(ready):
    assert ready.result == {"households": 2, "persons": 3, "problems": []}
    assert (ready.progress_done, ready.progress_total) == (2000, 2000)
    state = rulebook.population_state("500101")
    assert (state.on, state.households, state.persons) == (ON, 2, 3)


def test_the_file_holds_no_name_and_no_number(ready, household, rich):
    path = rulebook.population_file("500101")
    raw = path.read_bytes()
    for member in [*household.memberships.all(), *rich.memberships.all()]:
        assert member.person.name.encode() not in raw
        assert member.person.document_number.encode() not in raw
    assert household.number.encode() not in raw
    columns = parquet.read_schema(path).names
    assert not {"name", "person", "person_id", "document_number", "address", "phone", "number"} & set(columns)
    assert path.stat().st_mode & 0o077 == 0
    assert set(parquet.read_table(path)["household_id"].to_pylist()) == {household.pk, rich.pk}


def test_the_file_says_of_each_household_what_the_register_says(ready, household, rich):
    table = parquet.read_table(rulebook.population_file("500101"))
    for one in (household, rich):
        case = rulebook.case_of(one, ON)
        rows = [row for row in table.to_pylist() if row["household_id"] == one.pk]
        facts = [name for name in table.column_names if name in library().facts]
        of_person = [name for name in facts if library().facts[name].entity == "person"]
        assert [{n: r[n] for n in of_person} for r in rows] == [
            {n: m.get(n) for n in of_person} for m in case.members
        ]
        assert {r["township"] for r in rows} == {"500101100"}


def test_writing_anew_leaves_no_earlier_file(ready, places, officer):
    rulebook.write_population(places.county, date(2025, 8, 19), lambda done, total: None)
    assert [path.name for path in rulebook.population_file("500101").parent.iterdir()] == ["500101.parquet"]
    assert rulebook.population_state("500101").on == date(2025, 8, 19)


def test_the_page_answers_what_a_higher_line_costs(page, officer, ready, household, rich):
    html = text(page(officer, "simulation", **HIGHER))
    now = sum(answer_of(one).amount_fen or 0 for one in (household, rich))
    assert now == 66000
    assert "910.00" in html, "700 x 2 - 600, and 700 - 650 with 60 for the old"
    assert "+250.00" in html
    assert "+3,000.00" in html, "a year more"
    assert "龙驹镇" in html
    assert "有老年人" in html
    assert "贫困缺口" in html
    assert "张有福" not in html


def answer_of(household):
    return rulebook.assess(household, ON, programmes=["dibao"])[0]


def test_nothing_moved_is_no_difference(page, officer, ready):
    html = text(page(officer, "simulation"))
    assert "还没有改动" in html
    assert "保存为方案" not in html


def test_a_fragment_is_the_same_part_of_the_page(client, page, officer, ready):
    whole = text(page(officer, "simulation", **HIGHER))
    part = client.get(
        reverse("simulation"), HIGHER, headers={"HX-Request": "true", "HX-Target": "result"}
    ).content.decode()
    assert part.strip().startswith('<div id="result"')
    cut = whole[whole.index('<div id="result"') :]
    assert cut.split("csrfmiddlewaretoken")[0].strip() == part.split("csrfmiddlewaretoken")[0].strip()


def test_progress_ends_with_a_fresh_page(client, officer, places, that_day):
    actions.ask_population(places.county, on=ON, by=officer)
    client.force_login(officer)
    headers = {"HX-Request": "true", "HX-Target": "state"}
    waiting = client.get(reverse("simulation"), headers=headers)
    assert "<progress" in waiting.content.decode()
    assert "HX-Refresh" not in waiting
    Task.objects.update(state="DONE")
    assert client.get(reverse("simulation"), headers=headers)["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"dibao_line-RURAL": "很多"}, "应填数字"),
        ({"on": "昨天"}, "请选择救助项目和日期"),
        ({"programme": "lottery"}, "请选择救助项目和日期"),
        ({"on": "1990-01-01"}, "还不能测算"),
    ],
)
def test_what_cannot_be_computed_is_told(page, officer, ready, given, words):
    assert words in text(page(officer, "simulation", **given))


def test_nothing_is_stored_about_a_household(page, officer, ready):
    text(page(officer, "simulation", **HIGHER))
    assert not Determination.objects.exists()
    assert not SimulationScenario.objects.exists()


def test_a_scenario_is_kept_with_its_sums(scenario, officer, page):
    assert scenario.changes == [
        {
            "name": "dibao_line", "label": "低保标准",
            "before": {"URBAN": 77000, "RURAL": 63000}, "after": {"URBAN": 77000, "RURAL": 70000},
            "before_text": "城市 770.00 元/月，农村 630.00 元/月", "after_text": "城市 770.00 元/月，农村 700.00 元/月",
        }
    ]  # fmt: skip
    assert rulebook.read_effects(scenario.effects).total.change_fen == 25000
    html = text(page(officer, "simulation"))
    assert "提到 700" in html
    assert "转为标准草案" in html


def test_a_name_is_used_once_and_nothing_is_kept_without_a_change(scenario, officer, send):
    again = send(officer, "simulation_save", name="提到 700", **HIGHER)
    assert again.status_code == 422
    assert "已有同名的测算方案" in again.content.decode()
    assert "还没有改动任何标准" in send(officer, "simulation_save", name="没动").content.decode()
    assert send(officer, "simulation_save", **HIGHER).status_code == 422
    assert SimulationScenario.objects.count() == 1


def test_a_kept_scenario_cannot_be_changed(scenario):
    with pytest.raises(DatabaseError), transaction.atomic():
        SimulationScenario.objects.filter(pk=scenario.pk).update(name="别的")


def test_scenarios_stand_side_by_side_and_in_a_workbook(scenario, officer, send, page):
    send(officer, "simulation_save", name="提到 800", **{"dibao_line-RURAL": "800"})
    other = SimulationScenario.objects.get(name="提到 800")
    html = text(page(officer, "simulation_compare", **{"with": [scenario.pk, other.pk]}))
    assert html.index("提到 700") < html.index("提到 800")
    assert "+250.00" in html
    assert "+550.00" in html
    book = page(officer, "simulation_export", scenario.pk, **{"with": [other.pk]})
    assert book.content.startswith(b"PK")
    assert "请选 2 至 4 个方案" in text(page(officer, "simulation_compare", **{"with": [scenario.pk, "x"]}))


def test_only_its_maker_deletes_a_scenario(scenario, officer, post, places, page, send):
    other = post(Role.COUNTY_HEAD, places.county, "县长")
    assert "删除，不能恢复" in text(page(officer, "simulation_delete", scenario.pk))
    send(other, "simulation_delete", scenario.pk)
    assert SimulationScenario.objects.exists()
    send(officer, "simulation_delete", scenario.pk)
    assert not SimulationScenario.objects.exists()


def test_a_scenario_becomes_a_draft_that_takes_no_effect(scenario, officer, page, send, household):
    assert "低保标准：城市 770.00 元/月，农村 700.00 元/月" in text(
        page(officer, "simulation_draft", scenario.pk)
    )
    sent = send(officer, "simulation_draft", scenario.pk, names=["dibao_line"], since="2026-01-01")
    assert sent.status_code == 302, sent.content.decode()
    draft = LocalStandard.objects.get()
    assert (draft.state, draft.name, draft.place) == ("DRAFT", "dibao_line", "500101")
    assert draft.figures == {"URBAN": 77000, "RURAL": 70000}
    assert "提到 700" in draft.note
    assert answer_of(household).amount_fen == 66000


def test_a_draft_that_is_refused_says_why(scenario, officer, send):
    send(officer, "simulation_draft", scenario.pk, names=["dibao_line"], since="2026-01-01")
    again = send(officer, "simulation_draft", scenario.pk, names=["dibao_line"], since="2026-01-01")
    assert again.status_code == 422
    assert "还在起草或待批" in again.content.decode()
    with pytest.raises(Refused):
        actions.draft_scenario(scenario, since=ON, names=[], by=officer)


def test_another_county_sees_neither_households_nor_scenarios(scenario, post, page, send):
    far = divide("510000", "四川省", "PROVINCE")
    county = divide("510104", "锦江区", "COUNTY", far)
    stranger = post(Role.COUNTY_OFFICER, county, "外县")
    page(scenario.by, "simulation")  # reads the message that it was saved
    html = text(page(stranger, "simulation"))
    assert "还没有本县家庭的测算数据" in html
    assert "提到 700" not in html
    for name in ("simulation_export", "simulation_delete", "simulation_draft"):
        assert page(stranger, name, scenario.pk).status_code == 404
    assert "请选 2 至 4 个方案" in text(page(stranger, "simulation_compare", **{"with": [scenario.pk]}))
    with pytest.raises(Refused):
        actions.ask_population(scenario.division, on=ON, by=stranger)


def test_a_scenario_has_a_name(scenario, officer):
    given = {"programme": "dibao", "on": ON, "population_on": ON, "changes": [{}], "effects": {}}
    with pytest.raises(Refused, match="方案名称"):
        actions.save_scenario(scenario.division, "  ", by=officer, **given)


def test_a_township_does_not_simulate(page, clerk, auditor):
    assert page(clerk, "simulation").status_code == 403
    assert page(auditor, "simulation").status_code == 403


def test_a_household_without_facts_is_counted_as_open(page, officer, places, clerk, person, that_day):
    people.form_household(
        by=clerk,
        division=places.village,
        members=[(person("无名", "19800101"), Relation.HEAD, MembershipKind.LIVING_TOGETHER)],
        on=ON,
        settlement="RURAL",
    )
    actions.ask_population(places.county, on=ON, by=officer)
    tasks.run_worker(once=True)
    assert "有 1 户材料不足" in text(page(officer, "simulation", **HIGHER))


def test_the_amounts_are_those_of_the_interpreter(ready, household, rich):
    found = simulating.simulator("500101", "dibao", ON)
    fen = dict(zip(found.population.keys.to_pylist(), found.before.fen.tolist(), strict=True))
    for one in (household, rich):
        case = rulebook.case_of(one, ON)
        asked = replace(case, want=("dibao_amount",))
        result = library().rulebook(place="500101", on=ON).assess(asked)
        assert fen[one.pk] == result["dibao_amount"]
