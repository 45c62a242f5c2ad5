"""Every address, asked by everybody, for rows of their own, of the next township and of another county.

`access.csv` is the table: who may open what. A letter a post: V village assistant, I intake, R reviewer,
H township head, O county officer, C county head, F finance, A auditor, S system administrator, Z citizen.
"""

import csv
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, reverse

from doudi.config.navigation import NAVIGATION
from doudi.office.base.models import Task
from doudi.office.staff.enums import Role
from tests import office_world
from tests.house.stations import ON, Station

with (Path(__file__).parent / "access.csv").open(newline="") as file:
    TABLE = {row["view"]: row for row in csv.DictReader(file)}
POSTS = {
    "V": "assistant", "I": "intake", "R": "reviewer", "H": "head", "O": "officer", "C": "county_head",
    "F": "finance", "A": "auditor", "S": "admin", "Z": "citizen",
}  # fmt: skip
OF_TOWNSHIP = set("VIRH")
ELSEWHERE, FAR = "外乡王", "远县李"
GOES_ON = {"home", "otp", "otp_setup", "login"}
"""Pages that send whoever is signed in somewhere else, or to their other half."""
NOT_NOW = {"batch_file": 409, "import_errors": 404, "otp": 302}
"""What a row in this state answers to those who may ask: no bank file before it is sent, no errors to fetch."""


def views():
    def walk(resolver):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry)
            else:
                yield entry.name

    return set(walk(get_resolver()))


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """Built once for all posts, as nothing that they ask stays."""
    noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(override_settings(FIXED_NOW=noon))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        stack.enter_context(transaction.atomic())
        yield build(patch)
        transaction.set_rollback(True)


def build(patch):
    near = office_world.make(ON)
    for post in (*POSTS.values(), "officer2"):
        getattr(near, post)  # in post before anything that is taken back
    rows = office_world.divisions(
        ("500000", "重庆市", "PROVINCE"),
        ("500101", "万州区", "COUNTY"),
        ("500101100", "远镇", "TOWNSHIP"),
        ("500101100201", "远村", "VILLAGE", "RURAL"),
    )
    far = office_world.World(rows[1], rows[2], rows[3], rows[2], ON)
    next_village = type(near.village).objects.get(pk="990101101201")
    beside = office_world.World(near.county, near.other_township, next_village, near.township, ON)
    stations = {
        "own": Station(near, "张有福"),
        "beside": Station(beside, ELSEWHERE),
        "far": Station(far, FAR),
    }
    found = {name: station.judged() for name, station in stations.items()}
    office_world.Rules().install(patch)
    for name, station in stations.items():
        found[name] |= station.rows()
    of_county = (
        "batch",
        "batch_act",
        "standard",
        "standard_act",
        "scenario",
        "raise",
        "raise_letter",
        "raise_act",
    )
    for name in ("far", "own"):
        found[name] |= stations[name].batch() | stations[name].standard() | stations[name].raised()
    found["beside"] |= {kind: found["own"][kind] for kind in of_county}
    for name, rows in found.items():  # what the library holds is open to all; what it does not hold to nobody
        rows["parameter"] = ("990101", "dibao_line" if name == "own" else "no_such_parameter")
    for rows in found.values():
        rows[""] = ()
    return near, found


SENT = {"user_switch": {"to": "off"}}


def ask(client, view, row, method):
    """Ask and take back what it did, the log-out too."""
    cookies = client.cookies.output()
    with transaction.atomic():
        url = reverse(view, args=row)
        answer = client.post(url, SENT.get(view, {})) if method == "POST" else client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    answer.body = body.decode(errors="replace")
    return answer


def is_fine(view, method, status):
    if view in NOT_NOW:
        return status == NOT_NOW[view]
    if method == "POST":
        return status in {200, 204, 302, 409, 422}
    return status == 200 or (status == 302 and view in GOES_ON)


def test_every_address_is_in_the_table():
    assert views() == set(TABLE)


def test_the_table_says_the_same_as_the_pages():
    """The letters beside the decorators: a page that opens wider than the table is a mistake of one of them."""
    letters = {
        Role.VILLAGE_ASSISTANT: "V", Role.TOWNSHIP_INTAKE: "I", Role.TOWNSHIP_REVIEWER: "R",
        Role.TOWNSHIP_HEAD: "H", Role.COUNTY_OFFICER: "O", Role.COUNTY_HEAD: "C", Role.FINANCE_OFFICER: "F",
        Role.AUDITOR: "A", Role.SYSTEM_ADMIN: "S", Role.CITIZEN: "Z",
    }  # fmt: skip
    wrong = {}
    for entry in _patterns():
        view, who = entry.callback, TABLE[entry.name]["who"]
        said = "".join(letter for role, letter in letters.items() if role in view.allowed_roles)
        said = {"PUBLIC": "public", "SIGNED_IN": "VIRHOCFASZ"}.get(view.asks, said)
        if said != who:
            wrong[entry.name] = (who, said)
    assert wrong == {}


def _patterns(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry)
        else:
            yield entry


def test_nobody_without_a_log_in_gets_past_the_public_pages(house, db):
    _world, found = house
    found["own"]["task"] = (1,)
    wrong = []
    for view, line in TABLE.items():
        client = Client(raise_request_exception=False)
        answer = ask(client, view, found["own"][line["row"]], line["method"])
        if line["who"] == "public":
            fine = answer.status_code in {200, 302}
        else:
            fine = answer.status_code == 302 and answer["Location"].startswith("/login/")
        if not fine:
            wrong.append((view, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("letter", POSTS)
def test_a_post_opens_its_own_rows_and_nobody_elses(house, db, letter):
    world, found = house
    user = getattr(world, POSTS[letter])
    tasks = {
        name: Task.objects.create(kind="nothing", args_key=name, created_by_id=by.pk)
        for name, by in [("own", user), ("far", world.officer2)]
    }
    found["own"]["task"], found["far"]["task"] = (tasks["own"].pk,), (tasks["far"].pk,)
    found["beside"]["task"] = found["far"]["task"]
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for view, line in TABLE.items():
        for where in places(line, letter):
            answer = ask(client, view, found[where][line["row"]], line["method"])
            expected = expect(line, where, letter)
            if not (
                is_fine(view, line["method"], answer.status_code)
                if expected == "fine"
                else answer.status_code == expected
            ):
                wrong.append((view, where, answer.status_code, "instead of", expected))
            wrong += [(view, where, "tells of", name) for name in leaks(answer, line, letter)]
    assert wrong == []


def places(line, letter):
    """Whose rows to ask for: one's own alone where there is no row, or where the page is closed anyway."""
    if not line["row"] or letter not in line["who"]:
        return ("own",)
    return ("own", "beside", "far") if letter in OF_TOWNSHIP else ("own", "far")


def expect(line, where, letter):
    """`fine`, or the status that must come."""
    who, row = line["who"], line["row"]
    if who == "public":
        return "fine"
    if letter not in who:
        return 403
    return "fine" if where == "own" and row not in UNSEEN.get(letter, ()) else 404


UNSEEN = {"S": {"file"}, "Z": {"file"}}
"""Rows that nobody of that post sees, although the page as such is open to every log-in."""


def leaks(answer, line, letter):
    """Names of households that this post may not see, anywhere on the page."""
    if line["who"] == "public":
        return []
    hidden = [FAR, ELSEWHERE] if letter in OF_TOWNSHIP else [FAR]
    return [name for name in hidden if name in answer.body]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CITIZEN])
def test_the_navigation_leads_nobody_to_a_closed_door(role):
    closed = []
    patterns = {entry.name: entry.callback for entry in _patterns()}
    for entry in NAVIGATION:
        if role in entry.roles and entry.view in patterns:
            allowed = patterns[entry.view].allowed_roles
            if allowed and role not in allowed:
                closed.append(entry.view)
    assert closed == []
