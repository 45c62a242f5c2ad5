"""What is written already of the people of a roster, read in a few questions for the whole file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.masking import mask_name

from .. import questions
from ..enums import DocumentKind, MembershipKind, Relation, RowState
from ..models import BankAccount, Household, Membership, Person

LIVING = MembershipKind.LIVING_TOGETHER
AT_ONCE = 500


def batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Databases limit how many values one question may hold."""
    rows = list(values)
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


class Known:
    """Persons, memberships, households and accounts that a roster may mean."""

    def __init__(self, groups: list[Any], on: date) -> None:
        self.on = on
        documents = [row.values.get("document_number") for group in groups for row in group.members]
        indexes = {document.index for document in documents if document is not None and document.index}
        self.persons = {
            row.id_index: row
            for batch in batches(indexes)
            for row in Person.objects.filter(id_index__in=batch)
        }
        self.memberships: dict[int, list[Membership]] = defaultdict(list)
        self._read_memberships([row.pk for row in self.persons.values()])
        self.by_number = self._read_households({group.key.upper() for group in groups})
        self.by_name = self._read_heads(groups)
        self.accounts = self._read_accounts()

    def _read_memberships(self, pks: list[int]) -> None:
        for batch in batches(pks):
            rows = Membership.objects.filter(person__in=batch, last_day=None)
            for row in rows.select_related("household__division", "person"):
                self.memberships[row.person_id].append(row)

    def _read_households(self, keys: set[str]) -> dict[str, Household]:
        named = [key for key in keys if key.startswith("H")]
        return {
            row.number: row
            for batch in batches(named)
            for row in Household.objects.filter(number__in=batch).select_related("division")
        }

    def _read_heads(self, groups: list[Any]) -> dict[tuple[Any, ...], list[Membership]]:
        """Heads without a document, by village, name and birth day."""
        villages = {group.division.pk for group in groups if _is_nameless(group.head) and group.division}
        found = defaultdict(list)
        rows = Membership.objects.filter(
            household__division__in=villages, last_day=None, person__document_kind=DocumentKind.NONE
        )
        for row in rows.select_related("household__division", "person"):
            found[row.household.division_id, row.person.name, row.person.birth_on].append(row)
            self.memberships[row.person_id].append(row)
        return found

    def _read_accounts(self) -> dict[int, BankAccount]:
        pks = {row.household_id for rows in self.memberships.values() for row in rows}
        pks |= {row.pk for row in self.by_number.values()}
        found = [
            row
            for batch in batches(pks)
            for row in BankAccount.objects.filter(household__in=batch, last_day=None)
        ]
        return {row.household_id: row for row in found}

    def person(self, group: Any, row: Any) -> Person | None:
        """The person that a row means."""
        document = row.values.get("document_number")
        if document is None:
            return None
        if document.index:
            return self.persons.get(document.index)
        if group.division is None:
            return None
        key = (group.division.pk, row.values.get("name"), row.values.get("birth_on"))
        rows = self.by_name.get(key, [])
        return rows[0].person if rows else None

    def household_of(self, group: Any) -> Household | None:
        """By its number, else where its head lives now."""
        if group.key.upper() in self.by_number:
            return self.by_number[group.key.upper()]
        head = self.person(group, group.head) if group.head is not None else None
        living = [row for row in self.memberships.get(head.pk, []) if row.kind == LIVING] if head else []
        return living[0].household if living else None

    def check_household(self, group: Any) -> None:
        """A household known already stays where it is: to move it is an act of its own."""
        first = group.head
        if group.household.last_day is not None:
            first.wrong("key", _("这户档案已注销，不能再导入；请核对家庭编号。"))
        elif group.household.division_id != group.division.pk:
            named = {"number": group.household.number, "place": group.household.division.name}
            first.wrong(
                "division", _("这户已有档案（%(number)s），住在%(place)s；已搬迁的请先办理迁移。") % named
            )

    def verdict(self, group: Any, row: Any) -> RowState:
        """What a member row would do."""
        person = self.person(group, row)
        if person is None:
            return RowState.NEW
        if person.name != row.values["name"]:
            text = _("这个证件号码已登记为“%(name)s”，与填写的姓名不同，请核对。")
            row.wrong("name", text % {"name": mask_name(person.name)})
        elif person.died_on is not None:
            row.wrong("name", _("%(name)s已登记去世。") % {"name": person.name})
        else:
            self._check_home(group, row, person)
        return row.state if row.errors else self._difference(group, row, person)

    def _check_home(self, group: Any, row: Any, person: Person) -> None:
        if row.values["kind"] != LIVING:
            return
        for other in self.memberships.get(person.pk, []):
            if other.kind == LIVING and (group.household is None or other.household_id != group.household.pk):
                text = _("%(name)s已在另一户（%(number)s）共同生活，请先在那一户办理分户或迁出。")
                row.wrong("name", text % {"name": person.name, "number": other.household.number})

    def _difference(self, group: Any, row: Any, person: Person) -> RowState:
        here = [
            found
            for found in self.memberships.get(person.pk, [])
            if group.household is not None and found.household_id == group.household.pk
        ]
        if not here:
            return RowState.NEW
        same = here[0].relation == row.values["relation"] and here[0].kind == row.values["kind"]
        if not same and Relation.HEAD in (here[0].relation, row.values["relation"]):
            row.wrong("relation", _("户主与档案不同，请先在家庭档案中办理变更户主。"))
            return row.state
        phone = row.values["phone"]
        same &= not phone or questions.phone_index(phone) == person.phone_index
        same &= row is not group.head or self._same_home(group, row)
        return RowState.SAME if same and self._same_account(group, row, person) else RowState.CHANGED

    def _same_home(self, group: Any, row: Any) -> bool:
        household, address, settlement = group.household, row.values["address"], row.values["settlement"]
        same = not address or questions.address_index(household.division, address) == household.address_index
        return same and (not settlement or settlement == household.settlement)

    def _same_account(self, group: Any, row: Any, person: Person) -> bool:
        number = row.values.get("account_number")
        if not number:
            return True
        known = self.accounts.get(group.household.pk)
        wanted = (questions.account_index(number), person.pk, row.values["bank"])
        return known is not None and (known.account_index, known.holder_id, known.bank) == wanted


def _is_nameless(row: Any) -> bool:
    document = row.values.get("document_number") if row is not None else None
    return document is not None and not document.index
