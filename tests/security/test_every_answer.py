"""What every answer of the house carries, and what no address does."""

import re

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from .house import body, tables, taken_back

GROWING = (
    "audit_accessrecord",
    "audit_chainhead",
    "django_session",
    "axes_accessattempt",
    "axes_accesslog",
    "portal_publiccount",
    "sqlite_sequence",
)
"""What looking may add to: who looked, sessions, counters."""
PREPARES = {"otp_setup"}
"""Shows a new second factor of one's own, which exists from then on and counts only after a code was typed."""


def faults(answer, *, personal):
    """What is missing on an answer, in words."""
    policy = answer.headers.get("Content-Security-Policy", "")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    found = [name for name, value in wanted.items() if answer.headers.get(name) != value]
    if (
        not {"default-src 'none'", "frame-ancestors 'none'"} <= set(re.split(r"; ?", policy))
        and "sandbox" not in policy
    ):
        found.append("CSP")
    if "unsafe" in policy or "*" in policy or "http:" in policy:
        found.append("CSP is loose")
    if "payment=()" not in answer.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if personal and "no-store" not in answer.headers.get("Cache-Control", ""):
        found.append("no-store")
    return found


def test_every_page_carries_the_headers_and_no_personal_page_is_kept(house):
    wrong = {}
    for view, address, method, who in house.addresses():
        client = house.client(who)
        answer = taken_back(client.post if method == "POST" else client.get, address)
        assert answer.status_code < 500, view
        found = faults(answer, personal=who != "public")
        wrong.update({view: found} if found else {})
    assert wrong == {}


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/no/such/page/", 404),
        ("get", "/households/H990101-99999/", 302),
        ("get", "/board/no-such-notice/", 410),
        ("get", "/?q=%00", 400),
        ("post", "/logout/", 403),
        ("put", "/login/", 403),
        ("get", "/static/doudi/../../etc/passwd", 404),
        ("get", "/households", 301),
    ],
)
def test_every_error_carries_the_headers(house, method, address, status):
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(address)
    assert (answer.status_code, faults(answer, personal=False)) == (status, [])


def test_a_page_that_breaks_carries_the_headers_and_tells_nothing(house, monkeypatch, caplog):
    def fail(*_given):
        raise RuntimeError("no row for 张有福")

    monkeypatch.setattr("doudi.office.staff.views.registers.render", fail)
    answer = house.client("C").get(reverse("audit_log"))
    assert (answer.status_code, faults(answer, personal=True)) == (500, [])
    assert "RuntimeError" not in answer.content.decode()
    assert "张有福" not in answer.content.decode()


def test_a_file_of_the_look_is_only_that(client):
    name = "doudi/visit.js"
    assert finders.find(name)
    answer = client.get(f"/{site.STATIC_URL.strip('/')}/{name}")
    assert answer.status_code == 200
    assert body(answer)
    assert faults(answer, personal=False) == []
    assert answer.headers["Content-Type"].startswith("text/javascript")


def test_no_address_takes_a_form_without_its_token(house):
    taken, clients = [], {}
    for view, address, _method, who in house.addresses():
        user = house.user(who)
        if user not in clients:
            clients[user] = house.new_client(user, enforce_csrf_checks=True)
        answer = clients[user].post(address, {"x": "1"})
        taken += [] if answer.status_code == 403 else [(view, answer.status_code)]
    assert taken == []


def test_looking_at_a_page_changes_nothing(house):
    """Each page twice: no row of any table differs, but who looked is noted."""
    asked = [
        (view, address, house.client(who))
        for view, address, method, who in house.addresses()
        if method == "GET"
    ]
    changed, before = {}, tables(GROWING)
    for view, address, client in asked:
        if view in PREPARES:
            continue
        for _twice in range(2):
            answer = client.get(address)
            body(answer)
            assert answer.status_code < 500, view
        after = tables(GROWING)
        differing = [name for name, rows in after.items() if rows != before[name]]
        changed.update({view: differing} if differing else {})
        before = after
    assert changed == {}
