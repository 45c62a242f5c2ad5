"""No sealed value is met outside its seal: not in the database, a log, a page, a letter or an export."""

import io
import logging
import zipfile

import pytest
from django.test import Client

from doudi.office.base.logs import MaskingFormatter
from doudi.office.cases import documents

from . import canaries
from .house import body, cells, taken_back

MEANT_TO_SHOW = {"batch_file", "phone_application_detail"}
"""The file for the bank, and the number at which the window calls back whoever applied by phone."""


LOOKING = ["I", "O", "A", "S", "public"]


@pytest.fixture
def filled(house):
    canaries.fill(house)
    return house


def secrets(found, without=()):
    return {value for name, values in found.items() if name not in without for value in values}


def test_every_sealed_field_is_filled_by_the_road(filled):
    assert [name for name, values in canaries.collected().items() if not values] == []


def test_no_cell_of_any_table_holds_a_sealed_value(filled):
    hidden = [value.encode() for value in secrets(canaries.collected())]
    assert len(hidden) > 15
    assert {table for table, raw in cells() for value in hidden if value in raw} == set()


def test_no_page_shows_a_sealed_value_to_any_post(filled):
    hidden = {value.encode() for value in secrets(canaries.collected())}
    wrong = {}
    for letter in LOOKING:
        client = filled.client(letter)
        for view, address, method, who in filled.addresses():
            mine = letter in who or who == "public"
            if method == "POST" or view in MEANT_TO_SHOW or not mine:
                continue
            read = unpacked(taken_back(client.get, address).read)
            met = [value.decode() for value in hidden if value in read]
            wrong.update({(view, letter): met} if met else {})
    assert wrong == {}


def unpacked(data):
    """A workbook as the text of its sheets; anything else as it is."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_no_letter_or_notice_is_given_a_sealed_value(filled, monkeypatch):
    given = []
    monkeypatch.setattr(documents, "render", lambda _name, data, _on: given.append(repr(data)) or b"%PDF")
    for view, address, _method, who in filled.addresses():
        if view in {
            "decision_letter",
            "application_receipt",
            "papers_letter",
            "notice_sheet",
            "verification_report",
        }:
            body(filled.client(who).get(address))
    assert len(given) == 3  # letter of decision, receipt, list of papers; the report of a check is a page

    found = secrets(canaries.collected())
    assert [value for value in found for text in given if value in text] == []


def test_no_line_of_the_log_tells_a_sealed_number(filled):
    """Asked with numbers in the address and in forms, at the lowest level of the log."""
    stream, client = io.StringIO(), filled.client("I")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskingFormatter("{levelname} {name} {message}", style="{"))
    watched = [logging.getLogger(), logging.getLogger("django.request"), logging.getLogger("axes")]
    levels = [logger.level for logger in watched]
    watched[0].addHandler(handler)
    try:
        for logger in watched:
            logger.setLevel(logging.DEBUG)
        numbers = canaries.numbers()
        for number in numbers:
            ask_with(client, number)
    finally:
        watched[0].removeHandler(handler)
        for logger, level in zip(watched, levels, strict=True):
            logger.setLevel(level)
    written = stream.getvalue()
    assert "Not Found" in written
    assert "Forbidden" in written or "login" in written
    assert [number for number in numbers if number in written] == []


def ask_with(client, number):
    client.get("/search/", {"q": number})
    client.get(f"/no/such/{number}/")
    client.get(f"/households/{number}/")
    client.post("/households/new/", {"members-0-document_number": number, "members-0-name": number})
    Client().post("/apply/", {"document_number": number, "phone": number})
    Client().post("/login/", {"username": number, "password": number})


def test_no_record_of_a_look_keeps_what_was_searched_for(filled):
    client = filled.client("I")
    for number in canaries.numbers():
        client.get("/search/", {"q": number})
    kept = b"".join(raw for table, raw in cells() if table.startswith("audit_"))
    assert [number for number in canaries.numbers() if number.encode() in kept] == []
