"""The pages of awards."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from doudi.office.audit.models import AccessRecord
from doudi.office.awards import panels
from doudi.office.awards.enums import HearingAbout
from doudi.office.awards.models import AwardUnit
from doudi.office.staff.enums import Role
from tests.awards.world import FEBRUARY, MARCH, ON, determination, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def january(settings):
    settings.FIXED_NOW = datetime(2026, 1, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def page(client, world):
    """Open (or post to) an address as somebody."""

    def open_as(user, name, *args, data=None, **query):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(name, args=args)
        return client.get(address, query) if data is None else client.post(address, data)

    return open_as


def text(answer):
    return answer.content.decode()


def test_the_list_shows_whom_what_and_how_much(page, world):
    unit = world.grant(world.home(person("张桂兰")), first_month=FEBRUARY)
    shown = text(page(world.head, "award_list"))
    assert unit.number in shown
    assert "张桂兰" in shown
    assert "尚未开始" in shown


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ({"q": "张桂兰"}, True),
        ({"q": "李四"}, False),
        ({"programme": "dibao"}, True),
        ({"programme": "tekun"}, True),
        ({"division": "990101100"}, True),
        ({"division": "990101101"}, False),
        ({"kind": "ended"}, False),
        ({"kind": "change"}, False),
        ({"kind": "nonsense"}, True),
        ({"page": "x"}, True),
    ],
    ids=str,
)
def test_the_list_is_narrowed(page, world, query, there):
    unit = world.grant(world.home(person("张桂兰")))
    assert (unit.number in text(page(world.head, "award_list", **query))) is there


def test_each_kind_of_award_has_its_place(page, world):
    resting, dead, fading = world.grant(first_month=ON.replace(day=1)), world.grant(), world.grant()
    hearing = world.hear(resting, HearingAbout.SUSPEND)
    post(page, world.head, resting, "suspend", first_month="2026-02", hearing=hearing.pk, reason="核实")
    post(
        page,
        world.head,
        fading,
        "grace",
        first_month="2026-03",
        hearing=world.hear(fading, HearingAbout.END).pk,
    )
    who = dead.members.get().person
    who.died_on = ON
    who.save()
    assert "须办理变更" in text(page(world.head, "award_list", kind="change"))
    assert dead.number in text(page(world.head, "award_list", kind="change"))
    fading.refresh_from_db()
    assert fading.ended_on.isoformat() == "2026-08-31"
    assert "将停发" in text(page(world.head, "award_list"))


def post(page, user, unit, act, **data):
    return page(user, "award_act", unit.number, act, data=data)


def test_an_award_is_shown_with_all_that_was_decided(page, world):
    unit = world.grant(world.home(person("张桂兰")))
    shown = text(page(world.head, "award_detail", unit.number))
    for words in ("张桂兰", "630.00", "新批准", "JD-1", "还没有发放", "变更金额", "没有暂停"):
        assert words in shown
    assert AccessRecord.objects.filter(household_id=unit.household_id).exists()


@pytest.mark.parametrize("role", [Role.VILLAGE_ASSISTANT, Role.SYSTEM_ADMIN])
def test_who_has_no_business_with_awards_sees_none(page, world, role):
    unit = world.grant()
    assert page(world.county[role], "award_list").status_code == 403
    assert page(world.county[role], "award_detail", unit.number).status_code == 403


def test_an_award_of_another_township_is_not_there(page, world):
    unit = world.grant(world.home(division=world.county.west_village))
    assert page(world.intake, "award_detail", unit.number).status_code == 404
    assert page(world.intake, "award_act", unit.number, "hear").status_code == 404


def test_an_act_that_does_not_exist_is_not_there(page, world):
    assert page(world.head, "award_act", world.grant().number, "delete").status_code == 404


def test_an_award_is_heard_and_ended_through_the_pages(page, world):
    unit = world.grant()
    said = {"about": "END", "heard_on": "2026-01-20", "ground": "收入增加", "statement": "无意见"}
    assert post(page, world.intake, unit, "hear", **said).status_code == 302
    answer = post(page, world.head, unit, "end", last_month="2026-02", reason="INCOME")
    assert "停发前须先听取当事人意见" in text(answer)
    hearing = unit.hearings.get()
    assert str(hearing.pk) in text(page(world.head, "award_act", unit.number, "end"))
    post(page, world.head, unit, "end", last_month="2026-02", reason="INCOME", hearing=hearing.pk, note="x")
    unit.refresh_from_db()
    assert unit.ended_on.isoformat() == "2026-02-28"


def test_an_award_is_changed_and_rests_and_goes_on_through_the_pages(page, world):
    unit = world.grant()
    made, members = determination(unit.household, 70_000), [m.person_id for m in unit.members.all()]
    assert f"{made.number} · 2026-01-20 · 700.00 元/月" in text(
        page(world.head, "award_act", unit.number, "change")
    )
    answer = post(
        page, world.head, unit, "change", determination=made.pk, first_month="2026-03", reason="STANDARD", members=members
    )  # fmt: skip
    assert answer.status_code == 302
    assert unit.awards.get(first_month=MARCH).decision_number == f"{unit.number}-02"
    hearing = world.hear(unit, HearingAbout.SUSPEND)
    post(page, world.head, unit, "suspend", first_month="2026-03", hearing=hearing.pk, reason="失联")
    assert post(page, world.head, unit, "resume", first_month="2026-04", reason="找到").status_code == 302
    shown = text(page(world.head, "award_detail", unit.number))
    assert "失联" in shown
    assert "找到" in shown


def test_an_award_fades_out_through_the_pages(page, world, monkeypatch):
    unit = world.grant()
    assert "504.00" in text(page(world.head, "award_act", unit.number, "grace"))
    monkeypatch.setattr("doudi.office.awards.actions.grace_schedule", lambda unit, on: [])
    hearing = world.hear(unit, HearingAbout.END)
    answer = post(page, world.head, unit, "grace", first_month="2026-03", hearing=hearing.pk)
    assert "没有规定渐退期" in text(answer)
    assert answer.status_code == 422


def test_who_may_not_is_told_on_the_page(page, world):
    unit = world.grant()
    shown = text(page(world.intake, "award_act", unit.number, "end"))
    assert "现在不能办" in shown
    assert "disabled" in shown
    assert post(page, world.intake, unit, "end", last_month="2026-02", reason="DEATH").status_code == 422
    assert AwardUnit.objects.get().ended_on is None


def test_a_household_shows_its_awards_and_a_person_where_they_are_counted(world):
    home = world.home()
    assert panels.household_panel(None, home) is None
    unit = world.grant(home, first_month=ON.replace(day=1))
    _title, _template, context = panels.household_panel(None, home)
    assert context["rows"] == [(unit, "最低生活保障", False)]
    assert panels.person_hint(world.intake, unit.members.get().person) == [
        f"正在享受最低生活保障（{unit}）。"
    ]
