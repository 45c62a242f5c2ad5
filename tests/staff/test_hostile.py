"""No form and no address of the staff breaks, whatever is put into it."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.office.staff.enums import Role

HOSTILE = [
    "",
    "\x00",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "9" * 40,
    "-1",
    "1e309",
    "２０２５-０８-０１",
    "\u202e\u200b",
    "𠮷" * 2000,
    "{{ 7|add:7 }}",
    "%s%n",
]
FORMS = {
    "login": ["username", "password", "next"],
    "change_password": ["current", "password", "again"],
    "otp_setup": ["code"],
    "relative_new": ["name", "id_number", "relation"],
    "user_new": ["username", "name", "id_number", "phone"],
    "set_size": ["size", "next"],
    "set_language": ["language", "next"],
    "switch_post": ["post"],
}
LISTS = ["user_list", "audit_log", "access_log", "staff_relatives", "division_list", "task_list", "profile"]
FILTERS = ["q", "page", "verb", "first_day", "last_day", "household", "sort"]
FINE = {200, 302, 400, 404, 409, 422, 429}


def sign_in(client, county, name):
    role = Role.COUNTY_HEAD if name in {"access_log", "audit_log", "division_list"} else Role.SYSTEM_ADMIN
    client.force_login(county[role])


@pytest.mark.parametrize("name", FORMS)
def test_no_form_breaks(client, county, name):
    sign_in(client, county, name)
    for text in HOSTILE:
        data = dict.fromkeys(FORMS[name], text)
        assert client.post(reverse(name), data).status_code in FINE, text
        assert client.post(reverse(name), {key: [text, "x"] for key in data}).status_code in FINE
    assert client.post(reverse(name)).status_code in FINE


@pytest.mark.parametrize("name", LISTS)
def test_no_filter_breaks(client, county, name):
    sign_in(client, county, name)
    for text in HOSTILE:
        answer = client.get(reverse(name), dict.fromkeys(FILTERS, text))
        assert answer.status_code in FINE, text
        assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("name", ["user_detail", "post_grant", "post_end", "password_reset", "relative_end"])
@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**40])
def test_no_number_in_an_address_breaks(client, county, name, pk):
    sign_in(client, county, name)
    ask = client.get if name == "user_detail" else client.post
    assert ask(reverse(name, kwargs={"pk": pk})).status_code == 404


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_may_be_searched_for(client, county, text):
    county.users or sign_in(client, county, "user_list")
    assert client.get(reverse("user_list"), {"q": text}).status_code in FINE
