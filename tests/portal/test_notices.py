"""The notice board: what hangs is seen by everybody, what is over by nobody, and never more than three things."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as some

from doudi.office.base.citizen_id import check_digit
from doudi.office.cases.actions import machine
from doudi.office.cases.models import Objection
from doudi.office.people import actions as people
from doudi.office.people.enums import MembershipKind, Relation

from .conftest import ON, read

LETTERS = "王李张刘陈杨赵黄周吴桂兰秀英建国志强阿依古丽欧阳"


@pytest.fixture
def notice(world):
    case = world.case()
    world.drive(case, "PUBLIC_NOTICE")
    return world.post(case, ON)


@pytest.fixture
def board(anybody):
    return lambda: read(anybody.get(reverse("notice_board")))


def hurried_to_the_board(world, household=None):
    """A notice without the steps before it."""
    case = world.case(household)
    done = {"state": "DONE", "by": world.reviewer, "done_on": ON}
    steps = case.steps.filter(step__in=["CONSENT", "VERIFICATION", "HOME_VISIT", "REVIEW"])
    for step in steps.order_by("position"):
        case.steps.filter(pk=step.pk).update(**done)
    machine.advance(case, ON)
    return world.post(case, ON)


def test_a_notice_hangs_for_its_days_and_not_one_more(notice, board, anybody, day):
    address = reverse("notice_detail", args=[notice.slug])
    day(ON - timedelta(days=1))
    assert "张有福" not in board()
    assert anybody.get(address).status_code == 410
    day(ON)
    assert "张有福" in board()
    day(notice.last_day)
    assert "张有福" in board()
    assert anybody.get(address).status_code == 200
    day(notice.last_day + timedelta(days=1))
    assert "张有福" not in board()
    gone = anybody.get(address)
    assert gone.status_code == 410
    assert "张有福" not in read(gone)
    assert "no-store" in gone["Cache-Control"]


def test_an_objection_after_the_last_day_is_not_taken(notice, anybody, day):
    day(notice.last_day + timedelta(days=1))
    answer = anybody.post(reverse("notice_detail", args=[notice.slug]), {"text": "他有车"})
    assert answer.status_code == 410
    assert not Objection.objects.exists()


def test_an_address_that_never_was_looks_like_one_that_is_over(anybody, db):
    answer = anybody.get(reverse("notice_detail", args=["nothing-here"]))
    assert answer.status_code == 410
    assert "已经撤下" in read(answer)


def test_the_board_of_one_county_shows_no_other(notice, board, settings):
    settings.PLACE = "500101"
    assert "张有福" not in board()
    assert "现在没有公示" in board()


def test_of_a_child_only_the_family_name_is_shown(world, board):
    hurried_to_the_board(world, world.household(("赵小明", "20150101")))
    page = board()
    assert "赵某某" in page
    assert "赵小明" not in page


KNOWN = some.fixed_dictionaries(
    {
        "name": some.text(LETTERS, min_size=2, max_size=6),
        "birth": some.dates(min_value=ON - timedelta(days=80 * 365), max_value=ON - timedelta(days=19 * 365)),
        "phone": some.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
        "address": some.text(LETTERS, min_size=4, max_size=12),
        "order": some.integers(1, 999),
    }
)


def posted(world, known):
    """A notice of somebody of whom the register knows everything; and what must stay there."""
    body = f"513722{known['birth']:%Y%m%d}{known['order']:03d}"
    number, address, account = body + check_digit(body), f"住址{known['address']}", f"6217{body[6:]}"
    person = world.person(known["name"], number=number, phone=known["phone"])
    living = [(person, Relation.HEAD, MembershipKind.LIVING_TOGETHER)]
    household = people.form_household(
        by=world.intake, division=world.village, settlement="RURAL", address=address, on=ON, members=living
    )
    people.record_fact(by=world.intake, subject=person, name="serious_illness", value=1, first_day=ON, on=ON)
    people.set_account(household, person, "农商行", account, by=world.intake, on=ON)
    case = world.case(household)
    world.drive(case, "PUBLIC_NOTICE")
    hidden = [number, body[6:14], known["phone"], address, account, "患重病", household.number, case.number]
    return world.post(case, ON), person, hidden


@tries(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=KNOWN)
def test_whatever_the_register_knows_the_notice_tells_three_things(world, anybody, known):
    in_post = [world.intake, world.assistant, world.reviewer]
    assert all(in_post)  # before anything that is taken back
    with transaction.atomic():
        notice, person, hidden = posted(world, known)
        for address in (reverse("notice_detail", args=[notice.slug]), reverse("notice_board")):
            page = read(anybody.get(address))
            assert person.name in page
            assert [text for text in hidden if text in page] == []
        transaction.set_rollback(True)


def test_an_objection_is_taken_thanked_for_and_the_notice_comes_down(notice, anybody):
    address = reverse("notice_detail", args=[notice.slug])
    answer = anybody.post(address, {"text": "他在县城有房。", "contact": "13900001111", "real_name": "邻居"})
    assert answer["Location"] == reverse("sent", args=["objection"])
    assert "已收到" in read(anybody.get(answer["Location"]))
    objection = Objection.objects.get()
    assert (objection.text, objection.contact, objection.real_name) == (
        "他在县城有房。",
        "13900001111",
        "邻居",
    )
    assert anybody.get(address).status_code == 410
    again = anybody.post(address, {"text": "再说一次"})
    assert again.status_code == 410
    assert Objection.objects.count() == 1


def test_the_twenty_first_objection_of_an_hour_is_not_taken(world, anybody):
    for number in range(21):
        slug = hurried_to_the_board(world).slug
        answer = anybody.post(reverse("notice_detail", args=[slug]), {"text": f"异议 {number}"})
    assert answer.status_code == 200
    assert "太频繁" in read(answer)
    assert f"异议 {number}" in read(answer)
    assert Objection.objects.count() == 20


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": ""}, "请写明您认为不对的地方"),
        ({"text": "   "}, "请写明您认为不对的地方"),
        ({"text": "长" * 100_000}, "2000"),
        ({"text": "对", "contact": "1" * 31}, "30"),
        ({"text": "对", "real_name": "名" * 61}, "60"),
        ({}, "请写明您认为不对的地方"),
    ],
)
def test_a_bad_objection_is_answered_in_words(notice, anybody, data, said):
    answer = anybody.post(reverse("notice_detail", args=[notice.slug]), {"csrf": "", **data})
    assert answer.status_code == 200
    assert said in read(answer)
    assert not Objection.objects.exists()


def test_a_control_character_is_refused_before_anything_else(notice, anybody):
    answer = anybody.post(reverse("notice_detail", args=[notice.slug]), {"text": "他有\x00车"})
    assert answer.status_code == 400
    assert "控制字符" in read(answer)


def test_what_is_typed_never_becomes_part_of_the_page(notice, anybody, desk, world):
    text = "<img src=x onerror=alert(1)>"
    anybody.post(reverse("notice_detail", args=[notice.slug]), {"text": text})
    page = read(desk(world.intake).get(reverse("case_detail", args=[notice.case.number]), {"tab": "notices"}))
    assert text not in page
    assert "&lt;img" in page
