"""The pages of thresholds, local standards, pilots and the library."""

import json
from datetime import date

import pytest
from django.urls import reverse

from doudi.office.programmes import actions
from doudi.office.programmes.enums import StandardState
from doudi.office.programmes.models import LocalStandard, ProgrammeScope
from doudi.office.programmes.rulebook import local
from doudi.office.staff.enums import Role

ON = date(2027, 1, 1)


@pytest.fixture
def see(client, county, settings):
    """A page as a role sees it: `see(Role.X, "name", *words, **query)`."""
    from datetime import UTC, datetime

    settings.FIXED_NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)

    def get(role, name, /, *words, **query):
        client.force_login(county[role])
        return client.get(reverse(name, args=words), query)

    return get


@pytest.fixture
def send(client, see):
    def post(role, name, /, *words, query="", **data):
        see(role, "standards")
        return client.post(reverse(name, args=words) + query, data)

    return post


def text(response):
    assert response.status_code == 200, response
    return response.content.decode()


def test_thresholds_stand_side_by_side_with_their_papers_and_floors(see):
    html = text(see(Role.TOWNSHIP_INTAKE, "standards_lines", place="990101", on="2026-08-01"))
    assert "最低生活保障" in html
    assert "低保边缘家庭" in html
    assert "790.00" in html
    assert "81.0%" in html
    assert "示例县虚构文件" in html
    assert "不低于低保标准（790.00 元）的 130%" in html


def test_a_programme_without_a_line_says_why(see):
    assert "须" in text(see(Role.COUNTY_OFFICER, "standards_lines", place="000000", on="2026-08-01"))


def test_thresholds_as_json_for_other_systems(see):
    answer = see(Role.AUDITOR, "standards_lines", place="990101", on="2026-08-01", format="json")
    told = json.loads(answer.content)
    dibao = next(line for line in told["lines"] if line["programme"] == "dibao")
    assert (dibao["urban"]["fen"], dibao["rural"]["fen"]) == (79000, 64000)
    assert any(p["name"] == "dibao_line" and p["origin"] == "" for p in dibao["urban"]["parameters"])
    assert {"programme": "dibao", "rural_to_urban": 8101, "gap_fen": 15000} in told["ratios"]


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")], ids=["csv", "xlsx"])
def test_thresholds_as_a_file(see, kind, start):
    answer = see(Role.COUNTY_HEAD, "standards_lines", place="990101", on="2026-08-01", format=kind)
    assert answer.content.startswith(start)
    assert f"lines-990101-2026-08-01.{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        assert "790" in answer.content.decode("utf-8-sig")


def test_a_wrong_day_is_told(see):
    assert "没有可对照的收入线" in text(see(Role.COUNTY_HEAD, "standards_lines", on="昨天"))
    assert see(Role.COUNTY_HEAD, "standards_lines", on="昨天", format="json").status_code == 400


def test_a_standard_goes_through_the_pages_from_draft_to_force(see, send):
    html = text(see(Role.COUNTY_OFFICER, "local_standard_new"))
    assert "哪一项标准" in html
    html = text(see(Role.COUNTY_OFFICER, "local_standard_new", name="dibao_line"))
    assert "元/月" in html
    assert "790.00" in html
    form = {
        "since": "2027-01-01",
        "urban": "830",
        "rural": "680",
        "source": "示例府发〔2026〕9号",
        "meetings_needed": "0",
    }
    answer = send(Role.COUNTY_OFFICER, "local_standard_new", query="?name=dibao_line", **form)
    standard = LocalStandard.objects.get()
    assert answer["Location"] == reverse("local_standard_detail", args=[standard.number])
    assert standard.figures == {"URBAN": 83000, "RURAL": 68000}
    html = text(see(Role.COUNTY_OFFICER, "local_standard_detail", standard.number))
    assert "报批" in html
    assert "城市 830.00 元/月，农村 680.00 元/月" in html
    text(see(Role.COUNTY_OFFICER, "local_standard_act", standard.number, "submit"))
    send(Role.COUNTY_OFFICER, "local_standard_act", standard.number, "submit", sure=1)
    html = text(see(Role.COUNTY_HEAD, "local_standard_act", standard.number, "approve"))
    assert "任何人不能再改" in html
    send(Role.COUNTY_HEAD, "local_standard_act", standard.number, "approve", opinion="同意")
    standard.refresh_from_db()
    assert standard.state == StandardState.APPROVED
    html = text(see(Role.TOWNSHIP_INTAKE, "standards", place="990101", on="2027-02-01"))
    assert f"本地标准 {standard.number}" in html
    assert "830.00" in html
    html = text(see(Role.TOWNSHIP_INTAKE, "standard_history", "990101", "dibao_line"))
    assert f"本地标准 {standard.number}" in html
    assert "文件库" in html


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"value": "很多"}, "应填数字"),
        ({"value": "830", "urban": "830"}, "二者取一"),
        ({"urban": "830"}, "都要填写"),
        ({}, "二者取一"),
        ({"urban": "830", "rural": "400"}, "低于 498.00 元"),
        ({"value": "830.001"}, "精确到分"),
    ],
)
def test_a_wrong_figure_is_told_beside_its_box(send, given, told):
    form = {"since": "2027-01-01", "meetings_needed": "0", **given}
    html = text(send(Role.COUNTY_OFFICER, "local_standard_new", query="?name=dibao_line", **form))
    assert told in html
    assert not LocalStandard.objects.exists()


def test_who_drafted_sees_why_the_own_draft_cannot_be_approved(county, see, send):
    officer = county[Role.COUNTY_OFFICER]
    standard = actions.draft_standard(
        place="990101", name="dibao_line", since=ON, values={"URBAN": 83000, "RURAL": 68000}, source="文号", by=officer
    )  # fmt: skip
    actions.submit_standard(standard, by=officer)
    html = text(see(Role.COUNTY_OFFICER, "local_standard_act", standard.number, "approve"))
    assert "县级负责人" in html
    assert "disabled" in html
    send(Role.COUNTY_OFFICER, "local_standard_act", standard.number, "approve", opinion="同意")
    standard.refresh_from_db()
    assert standard.state == StandardState.SUBMITTED


def test_a_returned_draft_is_edited_with_the_reason_in_view(county, see, send):
    officer, head = county[Role.COUNTY_OFFICER], county[Role.COUNTY_HEAD]
    standard = actions.draft_standard(
        place="990101", name="care_full_home", since=ON, values={"URBAN": 40000, "RURAL": 40000}, source="文号", by=officer
    )  # fmt: skip
    actions.submit_standard(standard, by=officer)
    actions.return_standard(standard, opinion="请附原文", by=head)
    html = text(see(Role.COUNTY_OFFICER, "local_standard_edit", standard.number))
    assert "请附原文" in html
    assert 'value="400"' in html
    form = {"since": "2027-01-01", "value": "420", "source": "文号", "text": "第三条", "meetings_needed": "0"}
    send(Role.COUNTY_OFFICER, "local_standard_edit", standard.number, **form)
    standard.refresh_from_db()
    assert (standard.figures["URBAN"], standard.text) == (42000, "第三条")


def test_the_list_shows_states_and_trials_that_are_due(county, see):
    officer, head = county[Role.COUNTY_OFFICER], county[Role.COUNTY_HEAD]
    assert "还没有本地标准" in text(see(Role.AUDITOR, "local_standard_list"))
    standard = actions.draft_standard(
        place="990101", name="elder_age", since=date(2026, 1, 1), values={"URBAN": 65, "RURAL": 65}, source="试行文号",
        by=officer, is_trial=True, review_on=date(2026, 11, 1),
    )  # fmt: skip
    actions.approve_standard(actions.submit_standard(standard, by=officer), by=head)
    html = text(see(Role.AUDITOR, "local_standard_list"))
    assert "试行到期" in html
    assert "已批准" in html


def test_an_outdated_paper_above_is_flagged(county, see):
    standard = actions.draft_standard(
        place="990101", name="elder_age", since=ON, values={"URBAN": 65, "RURAL": 65}, source="局发文",
        rests_on="民发〔2012〕220号 第十条", by=county[Role.COUNTY_OFFICER],
    )  # fmt: skip
    from doudi.policies import get_policies
    from doudi.policies.documents import outdated

    told = outdated(get_policies(), "990101", standard.rests_on, date(2026, 11, 22))
    html = text(see(Role.COUNTY_OFFICER, "local_standard_detail", standard.number))
    assert ("上位文件有变" in html) == bool(told)


def test_pilots_are_set_and_widened_on_the_page(county, see, send):
    assert "所有项目都在全县开展" in text(see(Role.COUNTY_OFFICER, "programme_scope_list"))
    form = {"programme": "dibao", "since": "2026-11-01", "source": "试点方案", "townships": [county.east.pk]}
    text(see(Role.COUNTY_HEAD, "programme_scope_new"))
    send(Role.COUNTY_HEAD, "programme_scope_new", **form)
    assert ProgrammeScope.objects.get().townships == [county.east.pk]
    assert "东溪镇" in text(see(Role.COUNTY_HEAD, "programme_scope_list"))


def test_the_bulletin_names_old_and_new_with_the_paper(see):
    asked = {"place": "500101", "before": "2025-06-30", "after": "2025-07-01"}
    html = text(see(Role.VILLAGE_ASSISTANT, "policy_changes", **asked))
    assert "低保标准：由城市 750.00 元/月、农村 610.00 元/月变为城市 770.00 元/月、农村 630.00 元/月" in html
    assert "渝民规〔2025〕6号" in html
    assert "后一天" in text(see(Role.AUDITOR, "policy_changes", **{**asked, "after": "2020-01-01"}))


def test_a_local_standard_is_in_the_bulletin(county, see):
    officer, head = county[Role.COUNTY_OFFICER], county[Role.COUNTY_HEAD]
    standard = actions.draft_standard(
        place="990101", name="dibao_line", since=ON, values={"URBAN": 83000, "RURAL": 68000}, source="文号", by=officer
    )  # fmt: skip
    actions.approve_standard(actions.submit_standard(standard, by=officer), by=head)
    local.refresh()
    html = text(see(Role.AUDITOR, "policy_changes", place="990101", before="2026-12-31", after="2027-01-01"))
    assert standard.number in html


def test_what_is_covered_and_on_which_papers(see):
    html = text(see(Role.AUDITOR, "policy_coverage", place="500101"))
    assert "WZ-2025" in html
    html = text(see(Role.AUDITOR, "policy_documents", place="510000", text="18号"))
    assert "中办发〔2020〕18号" in html
    assert "没有找到文件" in text(see(Role.AUDITOR, "policy_documents", place="510000", text="没有这份"))


def test_the_tabs_show_only_what_the_post_may_open(see):
    assert reverse("local_standard_list") in text(see(Role.AUDITOR, "standards"))
    assert reverse("local_standard_list") not in text(see(Role.TOWNSHIP_INTAKE, "standards"))


def test_a_parameter_that_nobody_knows_has_no_history(see):
    assert see(Role.AUDITOR, "standard_history", "990101", "no_such").status_code == 404
    assert see(Role.COUNTY_OFFICER, "local_standard_act", "BZ-1", "no_such").status_code == 404
