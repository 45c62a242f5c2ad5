"""Writing down a person, and correcting what was written."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.masking import mask_citizen_id, mask_name, mask_phone

from .. import permissions, questions
from ..enums import DocumentKind, Sex
from ..models import Person
from . import entry

PLAIN_FIELDS = ("name", "sex", "birth_on", "phone", "hukou_division", "guardian")
DOCUMENT_FIELDS = ("document_kind", "document_number")


@action
def register_person(
    *,
    by: Any,
    name: str,
    document_kind: str = DocumentKind.CITIZEN_ID,
    document_number: str = "",
    sex: str = "",
    birth_on: date | None = None,
    phone: str = "",
    hukou_division: Any = None,
    on: date | None = None,
) -> Person:
    """Write down a person; the holder of a document already known is returned as they are."""
    permissions.check_register(by)
    name = entry.clean_name(name)
    document = entry.clean_document(document_kind, document_number, on=on or today())
    known = Person.objects.filter(id_index=document.index).first() if document.index else None
    if known is not None:
        return _same_person(known, name)
    person = Person(name=name, hukou_division=hukou_division)
    _set_document(person, document, sex, birth_on, on or today())
    _set_phone(person, phone)
    return _insert(person, by)


def _insert(person: Person, by: Any) -> Person:
    try:
        with transaction.atomic():
            person.name_initials = entry.name_initials(person.name)
            person.save()
    except IntegrityError:
        known = Person.objects.filter(id_index=person.id_index).exclude(id_index="").first()
        if known is None:
            raise
        return _same_person(known, person.name)
    record(by, "people.register_person", person, after=_plain(person))
    return person


def _same_person(known: Person, name: str) -> Person:
    if known.name != name:
        text = _(
            "这个证件号码已登记为“%(name)s”，与填写的姓名不同。请对照证件核对；姓名有变更的，先更正人员信息。"
        )
        raise Refused(text % {"name": mask_name(known.name)}, "name")
    return known


@action
def update_person(person: Person, *, by: Any, reason: str, on: date | None = None, **changes: Any) -> Person:
    """Correct a person: name, sex, birth_on, phone, hukou_division, guardian, or the document."""
    unknown = set(changes) - {*PLAIN_FIELDS, *DOCUMENT_FIELDS}
    if unknown:
        raise TypeError(f"a person has no {', '.join(sorted(unknown))} to change")
    on = on or today()
    person = Person.objects.select_for_update().get(pk=person.pk)
    permissions.check_update_person(person, by, on)
    reason = entry.clean_reason(reason)
    before = _plain(person)
    _apply(person, changes, on)
    after = _plain(person)
    if after != before or _is_secret_change(changes):
        _save_once(person)
        record(by, "people.update_person", person, before=before, after=after, reason=reason)
    return person


def _apply(person: Person, changes: dict[str, Any], on: date) -> None:
    if "name" in changes:
        person.name = entry.clean_name(changes["name"])
        person.name_initials = entry.name_initials(person.name)
    if "document_kind" in changes or "document_number" in changes:
        kind = changes.get("document_kind", person.document_kind)
        number = changes.get("document_number", person.document_number)
        document = entry.clean_document(kind, number, on=on)
        _set_document(person, document, changes.get("sex", ""), changes.get("birth_on"), on)
    else:
        person.sex = changes.get("sex") or person.sex
        person.birth_on = _clean_birth(changes.get("birth_on"), on) or person.birth_on
    if "phone" in changes:
        _set_phone(person, changes["phone"])
    for name in ("hukou_division", "guardian"):
        if name in changes:
            setattr(person, name, changes[name])
    if person.guardian_id is not None and person.guardian_id == person.pk:
        raise Refused(_("监护人不能是本人，请另选一人。"), "guardian")


def _save_once(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Refused(
            _("这个证件号码已登记在另一人名下，请核对；确属重复建档的，请联系县级民政部门合并。"),
            "document_number",
        ) from None


def _set_document(
    person: Person, document: entry.Document, sex: str, birth_on: date | None, on: date
) -> None:
    """Sex and birth come from the number where it has them; a different word beside it is refused."""
    if sex and document.birth_on and sex not in (document.sex, Sex.UNKNOWN):
        raise Refused(_("性别与证件号码不符，请核对证件号码第 17 位。"), "sex")
    if birth_on and document.birth_on and birth_on != document.birth_on:
        raise Refused(_("出生日期与证件号码不符，请核对。"), "birth_on")
    person.document_kind = document.kind
    person.document_number = document.number
    person.id_index = document.index
    person.id_tail_index = questions.tail_index(document.number) if document.number else ""
    person.sex = document.sex if document.birth_on else (sex or person.sex or Sex.UNKNOWN)
    person.birth_on = document.birth_on or _clean_birth(birth_on, on) or person.birth_on


def _clean_birth(birth_on: date | None, on: date) -> date | None:
    if birth_on is not None and birth_on > on:
        raise Refused(_("出生日期不能晚于今天。"), "birth_on")
    return birth_on


def _set_phone(person: Person, phone: str) -> None:
    person.phone = entry.clean_phone(phone)
    person.phone_index = questions.phone_index(person.phone)


def _is_secret_change(changes: dict[str, Any]) -> bool:
    """A masked number can look the same before and after."""
    return bool({"phone", "document_number"} & set(changes))


def _plain(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "document_kind": person.document_kind,
        "document_number": mask_citizen_id(person.document_number),
        "sex": person.sex,
        "birth_on": person.birth_on,
        "phone": mask_phone(person.phone),
        "hukou_division": person.hukou_division_id,
        "guardian": person.guardian_id,
    }
