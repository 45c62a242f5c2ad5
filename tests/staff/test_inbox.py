"""The inbox: what waits, the first due first, whoever brings it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from doudi.office.cases import actions as cases
from doudi.office.staff import inbox
from tests import office_world

ON = date(2026, 3, 2)


def item(due_on, number=""):
    return inbox.Item("低保", "/x/", "张有福", "青杠村", "审核", due_on, number)


@pytest.fixture
def brought(monkeypatch):
    """`brought(*items)` are all the items there are."""

    def bring(*items):
        monkeypatch.setattr(inbox, "_sources", {})
        inbox.register("first", lambda user, on: items[::2])
        inbox.register("second", lambda user, on: items[1::2])

    return bring


def days(*numbers):
    return [item(None if n is None else ON + timedelta(days=n), str(n)) for n in numbers]


def test_the_first_due_stands_first_and_what_has_no_day_last(brought):
    brought(*days(5, None, -3, 0, None))
    assert [i.number for i in inbox.items(None, ON)] == ["-3", "0", "5", "None", "None"]


@pytest.mark.parametrize(
    ("in_days", "title"),
    [
        (-1, "已超期"), (0, "今明两天到期"), (1, "今明两天到期"), (2, "一周内到期"), (7, "一周内到期"),
        (8, "以后到期"), (None, "以后到期"),
    ],
)  # fmt: skip
def test_the_groups_by_urgency(brought, in_days, title):
    brought(*days(in_days))
    assert [group.title for group in inbox.groups(None, ON)] == [title]


def test_empty_groups_are_left_out_and_each_item_stands_once(brought):
    brought(*days(-1, 3, 30))
    groups = inbox.groups(None, ON)
    assert [len(group.items) for group in groups] == [1, 1, 1]
    brought()
    assert inbox.groups(None, ON) == []


def test_the_same_name_registers_once(brought):
    brought(*days(1))
    inbox.register("first", lambda user, on: days(1, 2))
    assert len(inbox.items(None, ON)) == 2


# --- on the page


@pytest.fixture
def world(db, monkeypatch, settings):
    settings.FIXED_NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
    office_world.Rules().install(monkeypatch)
    return office_world.make(ON)


@pytest.fixture
def see(client, settings):
    def look(user, on=ON):
        settings.FIXED_NOW = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("inbox")).content.decode()

    return look


def test_an_application_waits_for_the_window_and_nobody_else(world, see):
    world.apply(world.household())
    assert "新申请" in see(world.intake)
    for user in (world.reviewer, world.assistant, world.county_head, world.stranger):
        assert "新申请" not in see(user)


def test_a_case_waits_for_whoever_does_its_present_step(world, see):
    case = world.case()
    for step, user in [("CONSENT", world.intake), ("REVIEW", world.reviewer)]:
        world.drive(case, step)
        assert case.number in see(user)
        assert case.number not in see(world.county_head)
    on = world.drive(case, "CONFIRM")
    assert case.number in see(world.county_head, on)
    assert case.number not in see(world.reviewer, on)


def test_a_notice_that_is_over_moves_on_when_anybody_looks(world, see):
    case = world.case()
    world.drive(case, "PUBLIC_NOTICE")
    notice = world.post(case, ON)
    assert case.number not in see(world.county_head, notice.last_day)
    assert case.number in see(world.county_head, notice.last_day + timedelta(days=1))
    notice.refresh_from_db()
    assert notice.taken_down_on == notice.last_day + timedelta(days=1)


def test_a_refusal_waits_until_it_is_told(world, see, monkeypatch):
    rules = office_world.Rules().install(monkeypatch)
    rules.refuse()
    case = world.case()
    on = world.drive(case, opinion="REFUSE")
    decision = cases.refuse(case, by=world.county_head, on=on, reason="收入高于标准。")
    assert "送达不予确认决定书" in see(world.intake, on)
    cases.mark_told(decision, by=world.intake, on=on)
    assert "送达不予确认决定书" not in see(world.intake, on)


def test_a_late_case_stands_in_the_first_group(world, see):
    case = world.case()
    page = see(world.intake, case.due_on + timedelta(days=1))
    assert page.index("已超期") < page.index(case.number)
    assert "今明两天到期" not in page


def test_a_case_without_any_last_day_is_listed_without_one(world, see, monkeypatch):
    rules = office_world.Rules().install(monkeypatch)
    steps = [office_world.replace(step, start_days=None, days=None) for step in office_world.NATIONAL.steps]
    rules.procedure = office_world.procedure(total_days=None, steps=steps)
    case = world.case()
    assert (case.due_on, case.step_due_on) == (None, None)
    page = see(world.intake)
    assert case.number in page
    assert "不限期" in page


def test_the_page_asks_the_database_a_bounded_number_of_times(world, see, django_assert_max_num_queries):
    for _time in range(6):
        world.case()
    see(world.intake)
    with django_assert_max_num_queries(24) as few:
        see(world.intake)
    for _time in range(6):
        world.apply(world.household())
    with django_assert_max_num_queries(len(few) + 2):
        see(world.intake)


def test_somebody_without_a_post_sees_an_empty_page(db, see):
    from doudi.office.staff.models import User

    assert "现在没有待办" in see(User.objects.create_user("nobody", name="无岗位"))
