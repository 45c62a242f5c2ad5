"""Divisions and staff of the made-up county."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

import doudi.policies
from doudi.office.base.citizen_id import check_digit
from doudi.office.base.crypto import blind_index
from doudi.office.places import actions as places
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.staff.actions import system_user
from doudi.office.staff.enums import Role
from doudi.office.staff.models import Post, User

COUNTY = "990101"
MAIN_TOWNSHIP = "990101100"
LONG_AGO = date(2020, 1, 1)


@dataclass(frozen=True)
class LogIn:
    """A log-in that `make run` prints."""

    username: str
    name: str
    role: Role
    division: str


LOG_INS = (
    LogIn("village", "刘芳", Role.VILLAGE_ASSISTANT, "990101100201"),
    LogIn("intake", "周敏", Role.TOWNSHIP_INTAKE, MAIN_TOWNSHIP),
    LogIn("review", "唐丽", Role.TOWNSHIP_REVIEWER, MAIN_TOWNSHIP),
    LogIn("head", "王刚", Role.TOWNSHIP_HEAD, MAIN_TOWNSHIP),
    LogIn("county", "邓伟", Role.COUNTY_OFFICER, COUNTY),
    LogIn("bureau", "杨勇", Role.COUNTY_HEAD, COUNTY),
    LogIn("finance", "钱进", Role.FINANCE_OFFICER, COUNTY),
    LogIn("auditor", "严明", Role.AUDITOR, COUNTY),
    LogIn("admin", "管平", Role.SYSTEM_ADMIN, COUNTY),
)
OTHERS = (
    ("990101001", ("何涛", "罗静", "郑强")),
    ("990101101", ("冯磊", "蒋红", "韩冰")),
    ("990101102", ("曹军", "邹燕", "彭飞")),
)
TOWNSHIP_POSTS = (Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.TOWNSHIP_HEAD)


def rows() -> Iterator[dict[str, str]]:
    """The divisions that belong to the made-up province, out of the list that the policies ship."""
    path = Path(doudi.policies.__file__).parent / "divisions.csv"
    with path.open(newline="", encoding="utf-8") as file:
        yield from (row for row in csv.DictReader(file) if row["code"].startswith("99"))


def made_up_number(birth: date, order: int, area: str = "659901") -> str:
    """A citizen id with the right check digit; its area does not exist."""
    body = f"{area}{birth:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def make() -> dict[str, User]:
    """Divisions, and staff by user name; an assistant for every village."""
    places.load_divisions(rows(), by=system_user())
    staff = {log_in.username: _user(log_in, order) for order, log_in in enumerate(LOG_INS, 1)}
    for township, names in OTHERS:
        for name, role in zip(names, TOWNSHIP_POSTS, strict=True):
            username = f"{role.value.lower().replace('township_', '')}{township[-3:]}"
            staff[username] = _user(LogIn(username, name, role, township), len(staff) + 1)
    for village in Division.objects.filter(level=Level.VILLAGE).exclude(pk=LOG_INS[0].division):
        username = f"village{village.pk[-6:]}"
        name = f"{village.name[0]}{village.name[1]}帮办"
        staff[username] = _user(LogIn(username, name, Role.VILLAGE_ASSISTANT, village.pk), len(staff) + 1)
    second = LogIn("county2", "何丽", Role.COUNTY_OFFICER, COUNTY)
    staff["county2"] = _user(second, len(staff) + 1)
    return staff


def _user(log_in: LogIn, order: int) -> User:
    number = made_up_number(date(1975, 1, 1), order)
    key = blind_index("citizen_id", number)
    user = User.objects.create(
        username=log_in.username, password=_password(), name=log_in.name, person_key=key
    )
    Post.objects.create(
        user=user, role=log_in.role, division=Division.objects.get(pk=log_in.division), first_day=LONG_AGO
    )
    return user


@cache
def _password() -> str:
    """One hash for all: hashing is slow on purpose."""
    return make_password(settings.DEMO_PASSWORD)
