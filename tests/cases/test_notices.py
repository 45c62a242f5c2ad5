"""Public notices: what they say, what they can never say, and how they come down."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.office.base.errors import Refused
from doudi.office.cases import actions, documents
from doudi.office.cases.actions.notices import NoticeContent, content_of, shown_name
from doudi.office.cases.models import Case, PublicNotice
from doudi.office.people.models import Person
from tests import office_world
from tests.office_world import NOTICE, Plan, citizen_id

NUMBERS = re.compile(r"\d{15}|\d{17}[\dXx]|1[3-9]\d{9}|\d{16,19}|\d{6,}")
CANARIES = ("肺癌晚期", "桂花路", "精神残疾", "3 组 12 号")


def posted(world, household=None):
    case = world.case(household)
    on = world.drive(case, "PUBLIC_NOTICE")
    return case, world.post(case, on)


def test_a_notice_says_a_name_a_number_of_people_and_an_amount(world):
    case, notice = posted(world, world.household(("张有福", "19740512"), ("李桂兰", "19760203")))
    assert documents.notice_row(notice) == {
        "name": "张有福",
        "people": "2",
        "programme": "最低生活保障",
        "amount": "630.00",
    }
    assert (notice.first_day, notice.last_day) == (date(2026, 3, 2), date(2026, 3, 9))
    assert notice.division == world.village
    assert len(notice.slug) == 20
    assert case.step_due_on == date(2026, 3, 10)


def test_a_notice_of_a_status_without_money_shows_no_amount(world, rules):
    rules.amount_fen = 0
    _case, notice = posted(world)
    assert documents.notice_row(notice)["amount"] == "—"


def test_a_child_is_never_named(world):
    child = Person(name="张小明", birth_on=date(2015, 1, 1))
    assert shown_name(child, world.on) == "张某某"
    assert shown_name(Person(name="张大明", birth_on=date(2008, 3, 2)), world.on) == "张大明"
    assert shown_name(Person(name="无日期", birth_on=None), world.on) == "无日期"


def test_somebody_enrolled_singly_is_one_person_on_the_notice(world, rules):
    rules.covered = 1
    _case, notice = posted(world, world.household(("张有福", "19740512"), ("李桂兰", "19760203")))
    assert notice.member_count == 1


names = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
TAILS = (
    citizen_id(order=5), "13812345678", "６２２８４８００１２３４５６７８９", "①", "(癌)", "<b>", "\n电话",
)  # fmt: skip
spoiled = st.one_of(names, st.builds("{}{}".format, names, st.sampled_from(TAILS)), st.text(max_size=40))


@given(
    name=spoiled,
    people=st.one_of(st.integers(-3, 200), st.just("3"), st.booleans()),
    amount=st.one_of(st.integers(-5, 10**9), st.text(max_size=3), st.floats(allow_nan=False)),
)
@settings(max_examples=300, deadline=None)
def test_no_content_of_a_notice_can_hold_an_id_a_phone_or_an_account(name, people, amount):
    try:
        content = NoticeContent(name, people, amount)
    except Refused:
        return
    assert not NUMBERS.search(content.applicant_name)
    assert not any(c.isdigit() or c in "<>&()（）\n" for c in content.applicant_name)
    assert type(content.member_count) is int
    assert type(content.amount_fen) is int


@given(
    name=names,
    birth=st.dates(date(1930, 1, 1), date(2025, 12, 31)),
    order=st.integers(0, 999),
    phone=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    others=st.lists(names, max_size=3),
    amount=st.integers(1, 500_000),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_the_person_is_the_notice_tells_nothing_more(name, birth, order, phone, others, amount):
    """Everything that anybody reads of a notice, for a random person with an ID, a phone, an address and an illness."""
    number = citizen_id(birth.strftime("%Y%m%d"), order)
    person = Person(name=name, birth_on=birth, document_number=number, phone=phone)
    content = NoticeContent(shown_name(person, date(2026, 3, 2)), len(others) + 1, amount)
    notice = PublicNotice(
        applicant_name=content.applicant_name,
        member_count=content.member_count,
        amount_fen=content.amount_fen,
        programme="dibao",
    )
    text = " ".join(documents.notice_row(notice).values())
    assert not NUMBERS.search(text.replace(",", "").split(".")[0]) or amount >= 10_000_000
    for secret in (
        number,
        number[-6:],
        phone,
        birth.isoformat(),
        *CANARIES,
        *(o for o in others if o not in name),
    ):
        assert secret not in text
    if person.age(date(2026, 3, 2)) < 18:
        assert name not in text


def test_the_row_of_a_notice_has_no_column_for_anything_else():
    columns = {field.name for field in PublicNotice._meta.fields}
    assert columns == {
        "id", "created_at", "case", "key", "round", "slug", "level", "division", "first_day", "last_day",
        "applicant_name", "member_count", "amount_fen", "programme", "taken_down_on", "by",
    }  # fmt: skip


def test_a_name_with_a_number_in_it_is_not_posted(world):
    case = world.case()
    on = world.drive(case, "PUBLIC_NOTICE")
    Person.objects.update(name="张三13800000000")
    case = Case.objects.get()
    with pytest.raises(Refused, match="不能公示，请先更正姓名"):
        world.post(case, on)
    assert not PublicNotice.objects.exists()


# --- days -------------------------------------------------------------------------------------


def test_a_notice_is_on_display_for_its_days_and_not_a_day_longer(world):
    _case, notice = posted(world)
    for day in range(-2, 12):
        on = notice.first_day + timedelta(days=day)
        shown = 0 <= day <= 7
        assert notice.is_on_display(on) is shown
        assert PublicNotice.objects.on_display(on).exists() is shown


def test_the_step_is_done_when_the_days_are_over_and_not_before(world):
    case, notice = posted(world)
    for early in (notice.first_day, notice.last_day):
        with pytest.raises(Refused, match="没有期满的公示"):
            actions.end_notice(case, by=world.intake, on=early)
        case.refresh_from_db()
    actions.end_notice(case, by=world.intake, on=notice.last_day + timedelta(days=1))
    assert case.current_step == "CONFIRM"
    record = case.steps.get(key="public_notice")
    assert (record.by, record.done_on) == (world.intake, date(2026, 3, 10))


def test_the_clock_alone_takes_notices_down_any_number_of_times(world):
    case, notice = posted(world)
    late = notice.last_day + timedelta(days=30)
    assert actions.end_due_notices(notice.last_day) == 0
    assert actions.end_due_notices(late) == 1
    assert actions.end_due_notices(late) == 0
    case.refresh_from_db()
    notice.refresh_from_db()
    assert notice.taken_down_on == date(2026, 3, 10)
    assert case.current_step == "CONFIRM"


def test_nobody_need_sweep_for_the_decision_to_be_in_time(world):
    case, notice = posted(world)
    decision = world.confirm(case, notice.last_day + timedelta(days=1))
    assert decision.outcome == "CONFIRMED"


def test_the_sweep_passes_over_an_objection_that_nobody_answered(world):
    _case, notice = posted(world)
    actions.object_to(notice, by=actions.CLOCK, on=notice.last_day, text="他家有车。")
    assert actions.end_due_notices(notice.last_day + timedelta(days=1)) == 0


def test_a_notice_of_a_closed_case_comes_down_at_once(world):
    case, notice = posted(world)
    actions.withdraw(case, by=world.intake, on=notice.first_day + timedelta(days=2), reason="不申请了。")
    notice.refresh_from_db()
    assert notice.taken_down_on == notice.first_day + timedelta(days=2)
    assert not notice.is_on_display(notice.first_day + timedelta(days=2))


@pytest.mark.parametrize(
    ("level", "by", "place"),
    [("VILLAGE", "intake", "青杠村"), ("TOWNSHIP", "intake", "东溪镇"), ("COUNTY", "officer", "示例县")],
)
def test_a_notice_hangs_where_its_level_says(world, rules, level, by, place):
    rules.procedure = office_world.with_step(
        Plan("public_notice", "PUBLIC_NOTICE", level=level, days=5, calendar="CALENDAR")
    )
    case = world.case()
    on = world.drive(case, "PUBLIC_NOTICE")
    notice = actions.post_notice(case, by=getattr(world, by), on=on)
    assert notice.division.name == place
    assert notice.last_day == on + timedelta(days=5)


def test_a_household_registered_at_the_township_is_posted_there(world):
    household = world.household()
    household.division = world.township
    household.save()
    case = world.case(household)
    on = _drive(world, case)
    assert actions.post_notice(case, by=world.intake, on=on).division == world.township


def _drive(world, case):
    while case.current_step != "PUBLIC_NOTICE":
        if case.current_step == "HOME_VISIT":
            world.visit(case, second=world.intake2)
        else:
            world.do_step(case, world.on)
    return world.on


def test_a_programme_with_no_notice_goes_straight_to_the_decision(world, rules):
    rules.procedure = office_world.procedure(steps=[p for p in office_world.NATIONAL.steps if p != NOTICE])
    case = world.case()
    on = world.drive(case)
    assert world.confirm(case, on).outcome == "CONFIRMED"


def test_the_sheet_for_the_wall_is_one_place_and_one_period(world, rules):
    _one, first = posted(world)
    _two, second = posted(world, world.household(("李四", "19800101")))
    sheet = documents.notice_sheet([first, second], "https://example.invalid/n")
    assert sheet.startswith(b"%PDF-")
    assert sheet == documents.notice_sheet([first, second], "https://example.invalid/n")
    world.on += timedelta(days=1)
    _three, third = posted(world, world.household(("王五", "19800102")))
    with pytest.raises(Refused, match="同一公示期"):
        documents.notice_sheet([first, third], "https://example.invalid/n")


def test_content_comes_from_the_determination(world):
    case, notice = posted(world)
    assert content_of(case, world.on) == NoticeContent("张有福", 1, 63_000)
    assert notice.amount_fen == case.determination.amount_fen
