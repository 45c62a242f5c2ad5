"""Finding people without reading what is sealed, and noticing that someone is known already."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, Q

from doudi.office.base import citizen_id
from doudi.office.base.fields import blind_index

from ..enums import DocumentKind, Relation

if TYPE_CHECKING:
    from ..models import Household, Membership, Person

TAIL_LENGTH = 6
LONGEST_QUESTION = 60
MOST_ALIKE = 5
HOUSEHOLD_NUMBER = re.compile(r"H\d{2,6}(-\d{0,4}(-\d{0,6})?)?", re.IGNORECASE)
TAIL = re.compile(r"\d{5}[\dXx]")
MOBILE = re.compile(r"1\d{10}")
LETTERS = re.compile(r"[A-Za-z]{2,40}")
DIGITS = re.compile(r"\d{1,5}")
NOISE = re.compile(r"[\s,，。.、;；#]+")


def document_index(kind: str, number: str) -> str:
    """Finds the same document again without showing it; `number` as `clean_document` spells it."""
    return blind_index("passport" if kind == DocumentKind.PASSPORT else "citizen_id", number)


def tail_index(number: str) -> str:
    return blind_index("id_tail", number[-TAIL_LENGTH:].upper())


def phone_index(phone: str) -> str:
    return blind_index("phone", phone)


def account_index(number: str) -> str:
    return blind_index("account", number)


def address_index(division: Any, address: str) -> str:
    """The same written address in the same village; spaces and commas do not count."""
    plain = NOISE.sub("", unicodedata.normalize("NFKC", address))
    return blind_index("address", f"{division.pk}:{plain}") if plain else ""


@dataclass(frozen=True)
class Hit:
    """One answer of the search: a household, and the member by whom it was found."""

    household: Household
    membership: Membership

    @property
    def person(self) -> Person:
        return self.membership.person

    @property
    def is_former(self) -> bool:
        return self.membership.last_day is not None


def find(user: Any, text: str, limit: int = 20) -> list[Hit]:
    """Members found by name, pinyin initials, whole ID, its last six, phone, household number or village."""
    condition = meaning(text)
    if condition is None:
        return []
    households = _model("Household").objects.visible_to(user)
    rows = (
        _model("Membership")
        .objects.filter(condition, household__in=households)
        .select_related("person", "household__division__parent")
        .order_by(F("last_day").desc(nulls_first=True), "person__name", "pk")
    )
    found: dict[tuple[int, int], Hit] = {}
    for row in rows[: limit * 2]:
        found.setdefault((row.household_id, row.person_id), Hit(row.household, row))
    return list(found.values())[:limit]


def meaning(text: str) -> Q | None:
    """What the words of a search ask of a membership; None when they can mean nothing."""
    text = unicodedata.normalize("NFKC", text).strip()[:LONGEST_QUESTION]
    if not text or "\x00" in text:
        return None
    number = _citizen_id(text)
    if number:
        return Q(person__id_index=document_index(DocumentKind.CITIZEN_ID, number))
    for shape, condition in _SHAPES:
        if shape.fullmatch(text):
            return condition(text)
    head = Q(household__division__name__contains=text, relation=Relation.HEAD)
    return Q(person__name__startswith=text) | head


def _tail(text: str) -> Q:
    return Q(person__id_tail_index=tail_index(text)) | _number_end(text)


def _number_end(text: str) -> Q:
    return Q(household__number__endswith=text, relation=Relation.HEAD)


_SHAPES = (
    (HOUSEHOLD_NUMBER, lambda text: Q(household__number__startswith=text.upper(), relation=Relation.HEAD)),
    (MOBILE, lambda text: Q(person__phone_index=phone_index(text))),
    (TAIL, _tail),
    (DIGITS, _number_end),
    (
        LETTERS,
        lambda text: Q(person__name_initials__startswith=text.lower()) | Q(person__name__istartswith=text),
    ),
)


def _citizen_id(text: str) -> str:
    try:
        return citizen_id.normalise(text).number
    except ValueError:
        return ""


@dataclass(frozen=True)
class Likeness:
    """Someone known already who may be the person being typed; `household` only if the user may see it."""

    reason: str
    person: Person | None
    household: Household | None


def duplicates(
    user: Any,
    *,
    name: str = "",
    id_index: str = "",
    phone: str = "",
    birth_on: date | None = None,
    address_key: str = "",
    but_not: int | None = None,
) -> list[Likeness]:
    """Who is known with the same document, phone, name and birth day, or address.

    `reason` is DOCUMENT, PHONE, NAME or ADDRESS. Out of the user's scope only the document tells that
    someone is known elsewhere.
    """
    found = [_elsewhere(user, id_index, but_not)] if id_index else []
    conditions = []
    if phone:
        conditions.append(("PHONE", Q(person__phone_index=phone_index(phone))))
    if name and birth_on:
        conditions.append(("NAME", Q(person__name=name, person__birth_on=birth_on)))
    if address_key:
        conditions.append(("ADDRESS", Q(household__address_index=address_key, relation=Relation.HEAD)))
    for reason, condition in conditions:
        found += _alike(user, reason, condition, but_not)
    once = {
        likeness.person.pk if likeness.person else 0: likeness for likeness in reversed(found) if likeness
    }
    return list(reversed(once.values()))


def _elsewhere(user: Any, id_index: str, but_not: int | None) -> Likeness | None:
    person = _model("Person").objects.filter(id_index=id_index).exclude(pk=but_not).first()
    if person is None:
        return None
    households = _model("Household").objects.visible_to(user)
    rows = _model("Membership").objects.filter(person=person, household__in=households)
    row = (
        rows.select_related("household__division__parent")
        .order_by(F("last_day").desc(nulls_first=True))
        .first()
    )
    if row is not None:
        return Likeness("DOCUMENT", person, row.household)
    return Likeness("DOCUMENT", None if person.memberships.exists() else person, None)


def _alike(user: Any, reason: str, condition: Q, but_not: int | None) -> list[Likeness]:
    households = _model("Household").objects.visible_to(user)
    rows = _model("Membership").objects.filter(condition, household__in=households, last_day=None)
    rows = rows.exclude(person=but_not).select_related("person", "household__division__parent").order_by("pk")
    return [Likeness(reason, row.person, row.household) for row in rows[:MOST_ALIKE]]


def _model(name: str) -> Any:
    return apps.get_model("people", name)
