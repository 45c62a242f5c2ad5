"""Every form of the house, filled with what no form expects: a page that says so, never one that breaks."""

import re

import pytest
from django.test import Client
from django.test.html import Element, parse_html

from .house import taken_back

HOSTILE = [
    "字" * 100_000,
    "\u202e\u200b\ufeff",
    "🙂👩‍👩‍👧" * 20,
    "𠮷䶮",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "9" * 40,
    "-1",
    "1e309",
    "NaN",
    "2026-02-30",
    "99999-01-01",
    "\\",
    "=HYPERLINK(1)",
    "{{ settings.SECRET_KEY }}",
    "../../../etc/passwd",
    "",
]
"""One after the other goes into the fields of a form, so that each meets different ones in each round."""
ROUNDS = 5
PUBLIC = ["self_check", "apply_by_phone", "progress_find", "grievance_new", "notice_detail", "login"]
STAFF = [
    "household_new", "household_split", "household_merge", "household_move", "head_change", "account_edit", "mark_edit",
    "member_new", "member_leave", "death_new", "fact_edit", "fact_new", "person_edit", "application_fill",
    "application_papers", "application_accept", "application_withdraw", "case_act", "consent_new", "consent_refuse",
    "check_new", "check_answer", "check_import", "check_complete", "finding_settle", "award_act", "batch_new",
    "batch_act", "return_new", "import_new", "grievance_detail", "phone_application_detail", "visit_form", "what_if",
    "relative_new", "user_new", "post_grant", "delegation", "reveal", "programme_scope_new", "local_standard_new",
    "local_standard_edit", "local_standard_act", "raise_new", "raise_act", "reassessment_new", "simulation_draft",
]  # fmt: skip
KEPT = {"csrfmiddlewaretoken"}


def elements(node):
    if isinstance(node, Element):
        yield node
        for child in node.children:
            yield from elements(child)


def fields(page):
    """The names of everything that can be typed or chosen on a page."""
    tree = parse_html(re.sub(r"(?s)^.*?<html", "<html", page.decode()))
    names = [
        dict(e.attributes).get("name") for e in elements(tree) if e.name in {"input", "select", "textarea"}
    ]
    return sorted({name for name in names if name} - KEPT)


def spoiled(names, turn):
    """Each field with another hostile text; the management numbers of form sets too."""
    return {name: HOSTILE[(place + turn * 4) % len(HOSTILE)] for place, name in enumerate(names)}


def broken(client, address, view):
    """The rounds in which this address answered with an error of ours."""
    names = fields(taken_back(client.get, address).read)
    wrong = []
    for turn in range(ROUNDS):
        data = spoiled(names, turn)
        sent = {name: [text, "x"] for name, text in data.items()} if turn == ROUNDS - 1 else data
        answer = taken_back(client.post, address, sent)
        if answer.status_code >= 500 or b"<script>alert(1)" in answer.read:
            wrong.append((view, turn, answer.status_code))
    empty = taken_back(client.post, address, {})
    return wrong + ([(view, "empty", empty.status_code)] if empty.status_code >= 500 else [])


@pytest.mark.parametrize(
    "wanted", [PUBLIC, STAFF[:13], STAFF[13:26], STAFF[26:39], STAFF[39:]], ids=["public", "a", "b", "c", "d"]
)
def test_no_form_breaks_whatever_is_sent(house, wanted, caplog):
    found = {view: (address, who) for view, address, _method, who in house.addresses()}
    wrong = []
    for view in wanted:
        address, who = found[view]
        wrong += broken(house.client(who), address, view)
    assert wrong == []


@pytest.mark.parametrize("sent", [b"a\x00b", b"a%00b", b"%ED%A0%80", b"\xed\xa0\x80", b"%FF"], ids=range(5))
def test_what_no_form_can_mean_is_refused_at_the_door(house, sent):
    answer = Client().post("/speak/", b"text=" + sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {200, 400}
    assert b"\x00" not in answer.content


def test_a_form_with_thousands_of_fields_is_refused(house, caplog):
    answer = Client().post("/speak/", {f"f{n}": "1" for n in range(5_001)})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "kind", ["application/json", "text/xml", "multipart/form-data; boundary=x", "nonsense"]
)
def test_a_body_of_another_kind_breaks_nothing(house, kind, caplog):
    client = Client(raise_request_exception=False)
    assert (
        client.post("/speak/", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', content_type=kind).status_code
        < 500
    )
