"""A row of another township is as if it were not there, and nobody writes a field that the page does not ask for."""

import pytest
from django.conf import settings as site
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from doudi.office.people.models import BankAccount, Household
from doudi.office.portal.models import Grievance, PhoneApplication
from doudi.office.staff.models import StaffRelative, User
from tests.county import PASSWORD
from tests.office_world import citizen_id

from .house import ADDRESSES, POSTS, tables, taken_back
from .test_every_answer import GROWING

STRANGERS = {"I": "stranger", "H": "stranger_head", "R": "stranger_reviewer", "V": "stranger_assistant"}
OPEN_TO_ALL = {"user_detail", "relative_end", "draft_save", "standard_history"}
"""Lie in other hands than a township's, in one's own alone, or in everybody's: standards are public."""


def unlike(row):
    """The same address with a row that nobody has, of the same length."""
    changed = [*row]
    place = -1 if len(row) > 1 and isinstance(row[-1], int) else 0
    value = changed[place]
    changed[place] = 999_999 if isinstance(value, int) else nobody(str(value))
    return changed


def nobody(text):
    if text.count("-") == 4 and len(text) == 36:
        return "00000000-0000-4000-8000-000000000000"
    return text[:-5] + "99998" if text[-5:].isdigit() else "Z" * len(text)


@pytest.mark.parametrize("letter", STRANGERS)
def test_a_row_elsewhere_answers_like_none_at_all(house, letter):
    client = house.new_client(getattr(house.world, STRANGERS[letter]))
    before, told = tables(GROWING), {}
    for line in ADDRESSES:
        row = house.rows[line["row"]]
        if not row or letter not in line["who"] or line["view"] in OPEN_TO_ALL:
            continue
        ask = client.post if line["method"] == "POST" else client.get
        there, nowhere = (taken_back(ask, reverse(line["view"], args=args)) for args in (row, unlike(row)))
        pairs = [(one.status_code, len(one.read)) for one in (there, nowhere)]
        if pairs[0] != pairs[1] or pairs[0][0] != 404:
            told[line["view"]] = pairs
        assert client.post(reverse(line["view"], args=row), {"reason": "x"}).status_code in {403, 404, 405}
    assert told == {}
    assert tables(GROWING) == before


def test_who_asks_from_elsewhere_is_not_noted_as_having_seen_it(house):
    """Nothing was shown, so nothing is written about a look at it."""
    from doudi.office.audit.models import AccessRecord

    client = house.new_client(house.world.stranger)
    seen = AccessRecord.objects.count()
    assert client.get(reverse("household_detail", args=house.rows["household"])).status_code == 404
    assert AccessRecord.objects.count() == seen


# --- fields that nobody asked for -------------------------------------------------------------


def extras(model, shown):
    """A value for every column of the model that the form does not show."""
    columns = {field.attname for field in model._meta.concrete_fields} | {
        field.name for field in model._meta.fields
    }
    return dict.fromkeys(columns - shown, "1") | {"is_superuser": "1", "is_active": "1", "pk": "1"}


def test_the_public_cannot_answer_its_own_grievance(house):
    shown = {"kind": "COMPLAINT", "division": house.world.village.code, "text": "没有通知我"}
    more = extras(Grievance, {*shown, "name", "contact"}) | {
        "state": "ANSWERED",
        "answer": "好",
        "by": house.world.head.pk,
    }
    house.client().post(reverse("grievance_new"), {**more, **shown})
    row = Grievance.objects.latest("pk")
    assert (row.state, row.answer, row.by, row.text) == ("OPEN", "", None, "没有通知我")
    assert row.number != "1"


def test_the_public_cannot_register_its_own_application(house):
    shown = {
        "name": "彭金凤", "document_number": citizen_id("19740512"), "phone": "13900002222",
        "division": house.world.village.code, "needs": ["LIVING"],
    }  # fmt: skip
    more = extras(PhoneApplication, {*shown, "statement"}) | {
        "state": "REGISTERED",
        "received_on": "2020-01-01",
    }
    house.client().post(reverse("apply_by_phone"), {**more, **shown})
    row = PhoneApplication.objects.latest("pk")
    assert (row.state, row.by, row.application, row.received_on) == ("NEW", None, None, house.world.on)


def test_an_account_is_written_for_its_own_household_only(house):
    home = Household.objects.get(number=house.rows["household"][0])
    other = Household.objects.exclude(pk=home.pk).first()
    shown = {
        "holder": house.rows["person"][0], "bank": "农商行", "account_number": "6217001112223334445",
        "again": "6217001112223334445", "on": "2026-03-02",
    }  # fmt: skip
    more = extras(BankAccount, {*shown}) | {
        "household": other.pk,
        "household_id": other.pk,
        "last_day": "2026-03-03",
    }
    page = house.client("I").post(reverse("account_edit", args=[home.number]), {**more, **shown})
    row = BankAccount.objects.latest("pk")
    assert page.status_code == 302, page.content.decode()
    assert (row.household, row.last_day, row.account_number) == (home, None, "6217001112223334445")


def test_nobody_makes_themself_an_administrator(house):
    user = house.user("I")
    rights = {"is_staff", "is_active", "is_superuser", "posts"}
    more = (
        extras(User, set())
        | dict.fromkeys(rights, "1")
        | {"role": "COUNTY_HEAD", "division": house.world.county.code}
    )
    client = house.client("I")
    kept = tables(GROWING)
    for view in ("profile", "change_password", "relative_new", "switch_post"):
        client.post(reverse(view), more)
    assert tables(GROWING) == kept
    assert [post.role for post in user.posts.all()] == ["TOWNSHIP_INTAKE"]


def test_a_declared_relative_is_always_ones_own(house):
    shown = {"name": "张三", "id_number": citizen_id("19600101"), "relation": "PARENT"}
    more = extras(StaffRelative, {*shown}) | {"user": house.world.head.pk, "user_id": house.world.head.pk}
    house.client("I").post(reverse("relative_new"), {**more, **shown})
    assert StaffRelative.objects.latest("pk").user == house.user("I")


# --- sessions ---------------------------------------------------------------------------------


def test_a_session_that_somebody_else_began_is_worth_nothing(house):
    """Whoever plants a session in a browser does not share the log-in that follows."""
    user = house.user("O")
    user.set_password(PASSWORD)
    user.save()
    victim, thief = Client(), Client()
    planted = SessionStore()
    planted["planted"] = True
    planted.save()
    for browser in (victim, thief):
        browser.cookies[site.SESSION_COOKIE_NAME] = planted.session_key
    victim.post(reverse("login"), {"username": user.username, "password": PASSWORD})
    assert victim.get(reverse("profile")).status_code == 200
    assert victim.cookies[site.SESSION_COOKIE_NAME].value != planted.session_key
    assert thief.get(reverse("profile")).status_code == 302


def test_every_post_has_its_letter():
    assert set(STRANGERS) <= set(POSTS)
