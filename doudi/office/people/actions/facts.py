"""What is known of a person or a household: written with its origin, never rewritten."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.calendar import now, today
from doudi.office.base.errors import Refused

from .. import catalogue, permissions
from ..enums import Origin
from ..models import Fact, Household, Person
from . import entry

ONE_DAY = timedelta(days=1)
Subject = Person | Household


@action
def record_fact(
    *,
    by: Any,
    subject: Subject,
    name: str,
    value: int,
    origin: str = Origin.DECLARED,
    first_day: date | None = None,
    last_day: date | None = None,
    source: str = "",
    evidence: Any = None,
    note: str = "",
    on: date | None = None,
) -> Fact:
    """Note one fact; the same row again (a double click) is the same fact."""
    _check_subject(subject, by, on or today())
    return _write(
        by,
        subject,
        name,
        value,
        origin,
        first_day or today(),
        last_day,
        source=source,
        evidence=evidence,
        note=note,
    )


@action
def record_facts(*, by: Any, facts: Iterable[Mapping[str, Any]], on: date | None = None) -> list[Fact]:
    """Note many facts or none: each a mapping of the arguments of `record_fact`."""
    checked: set[Subject] = set()
    rows = []
    for given in facts:
        given = {"origin": Origin.DECLARED, "first_day": on or today(), "last_day": None, **given}
        subject = given.pop("subject")
        if subject not in checked:
            _check_subject(subject, by, on or today())
            checked.add(subject)
        named = {key: given.pop(key) for key in ("name", "value", "origin", "first_day", "last_day")}
        rows.append(_write(by, subject, *named.values(), **given))
    return rows


def _check_subject(subject: Subject, by: Any, on: date) -> None:
    if isinstance(subject, Household):
        permissions.check_keep(subject, by, on)
    else:
        permissions.check_update_person(subject, by, on)


def _write(
    by: Any,
    subject: Subject,
    name: str,
    value: int,
    origin: str,
    first_day: date,
    last_day: date | None,
    *,
    source: str = "",
    evidence: Any = None,
    note: str = "",
) -> Fact:
    entity = "household" if isinstance(subject, Household) else "person"
    if origin not in Origin.values:
        raise Refused(_("请选择信息来源：申报、入户调查或信息核对。"), "origin")
    if origin == Origin.MATCHED:
        source = entry.clean_text(source, _("核对来源"), "source", 80)
    entry.check_days(first_day, last_day)
    fields = {
        entity: subject,
        "name": name,
        "value": catalogue.check(entity, name, value),
        "origin": origin,
        "source": source.strip()[:80],
        "first_day": first_day,
        "last_day": last_day,
        "note": note.strip()[:200],
    }
    known = Fact.objects.filter(**fields, withdrawn_at=None).first()
    if known is not None:
        return known
    fact = Fact.objects.create(**fields, evidence=evidence, by=by)
    record(by, "people.record_fact", fact, after=_plain(fact))
    return fact


@action
def set_fact(
    *,
    by: Any,
    subject: Subject,
    name: str,
    value: int | None,
    origin: str = Origin.DECLARED,
    first_day: date | None = None,
    source: str = "",
    evidence: Any = None,
    note: str = "",
    on: date | None = None,
) -> Fact | None:
    """What an origin says from a day on, and nothing else: its earlier rows end the day before, later
    ones are withdrawn. With `value=None` it says nothing any more. The same word again changes nothing.
    """
    _check_subject(subject, by, on or today())
    first_day = first_day or today()
    rows = _rows_from(subject, name, origin, first_day)
    if (
        len(rows) == 1
        and rows[0].value == value
        and rows[0].last_day is None
        and rows[0].first_day <= first_day
    ):
        return rows[0]
    for row in rows:
        _make_way(row, first_day, by)
    if value is None:
        return None
    return _write(
        by, subject, name, value, origin, first_day, None, source=source, evidence=evidence, note=note
    )


@action
def set_facts(*, by: Any, facts: Iterable[Mapping[str, Any]], on: date | None = None) -> list[Fact | None]:
    """Set many facts or none: each a mapping of the arguments of `set_fact`."""
    return [set_fact(by=by, on=on, **given) for given in facts]


def _rows_from(subject: Subject, name: str, origin: str, first_day: date) -> list[Fact]:
    entity = "household" if isinstance(subject, Household) else "person"
    rows = Fact.objects.standing().filter(**{entity: subject}, name=name, origin=origin)
    still = rows.select_for_update(of=("self",)).filter(Q(last_day=None) | Q(last_day__gte=first_day))
    return list(still.order_by("first_day", "pk"))


def _make_way(row: Fact, first_day: date, by: Any) -> None:
    if row.first_day >= first_day:
        _withdraw(row, by, gettext_noop("已由新的登记替代"))
        return
    before = _plain(row)
    row.last_day = first_day - ONE_DAY
    row.save(update_fields=["last_day"])
    record(by, "people.end_fact", row, before=before, after=_plain(row))


@action
def withdraw_fact(fact: Fact, *, by: Any, reason: str, on: date | None = None) -> Fact:
    """The fact does not hold and never counts again; the row stays. Twice is once."""
    fact = Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    permissions.check_withdraw(fact, by, on or today())
    reason = entry.clean_reason(reason)
    if fact.withdrawn_at is None:
        _withdraw(fact, by, reason)
    return fact


def _withdraw(fact: Fact, by: Any, reason: str) -> None:
    fact.withdrawn_at, fact.withdrawn_by = now(), by
    fact.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(by, "people.withdraw_fact", fact, before=_plain(fact), reason=reason)


@action
def replace_fact(fact: Fact, *, by: Any, reason: str, on: date | None = None, **changes: Any) -> Fact:
    """Correct a fact: the wrong row is withdrawn and a new one takes its place."""
    fact = Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    permissions.check_withdraw(fact, by, on or today())
    reason = entry.clean_reason(reason)
    if fact.withdrawn_at is not None:
        raise Refused(_("这一条已经撤销，请刷新页面后再改。"))
    _withdraw(fact, by, reason)
    kept = ("value", "origin", "first_day", "last_day", "source", "evidence", "note")
    fields = {key: getattr(fact, key) for key in kept} | changes
    named = [fields.pop(key) for key in ("value", "origin", "first_day", "last_day")]
    return _write(by, fact.household or fact.person, fact.name, *named, **fields)


def _plain(fact: Fact) -> dict[str, Any]:
    names = ("name", "value", "origin", "source", "first_day", "last_day", "note")
    return {name: getattr(fact, name) for name in names}
