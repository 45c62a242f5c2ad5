"""Writing one household of a roster, and the workbook of what was refused."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import xlsxwriter
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.base.exports import MOST_CELL

from .. import actions
from ..models import Household, Membership, Person
from .columns import META, VERSION, Column, handlers
from .known import Known
from .roster import Group, Roster, Row

LEAD = 2


@transaction.atomic
def write_household(group: Group, *, by: Any, on: date) -> Household:
    """Write the rows of one household by the named acts; what is so already stays untouched."""
    known = Known([group], on)
    reason = _("名册导入")
    people = {id(row): _person(group, row, known, by, on, reason) for row in group.members}
    household = known.household_of(group)
    if household is None:
        household = _form(group, people, by, on, reason)
    else:
        _update(group, household, people, by, on, reason)
    for row in group.members:
        if row.values.get("account_number"):
            holder = people[id(row)]
            actions.set_account(
                household,
                holder,
                row.values["bank"],
                row.values["account_number"],
                by=by,
                on=on,
                reason=reason,
            )
    for name, row in group.others:
        handlers()[name].apply(household, row.cells, by=by, on=on)
    return household


def _person(group: Group, row: Row, known: Known, by: Any, on: date, reason: str) -> Person:
    values, document = row.values, row.values["document_number"]
    person = known.person(group, row)
    if person is None:
        return actions.register_person(
            by=by,
            name=values["name"],
            document_kind=document.kind,
            document_number=document.number,
            sex=values.get("sex") or "",
            birth_on=values.get("birth_on"),
            phone=values["phone"],
            on=on,
        )
    if person.name != values["name"]:
        raise Refused(_("%(name)s的证件号码已登记在他人名下。") % {"name": values["name"]})
    if values["phone"] and values["phone"] != person.phone:
        return actions.update_person(person, by=by, on=on, reason=reason, phone=values["phone"])
    return person


def _form(group: Group, people: dict[int, Person], by: Any, on: date, reason: str) -> Household:
    assert group.head is not None
    assert group.division is not None
    return actions.form_household(
        by=by,
        division=group.division,
        settlement=group.head.values.get("settlement") or "",
        address=group.head.values["address"],
        members=[(people[id(row)], row.values["relation"], row.values["kind"]) for row in group.members],
        on=on,
        reason=reason,
    )


def _update(
    group: Group, household: Household, people: dict[int, Person], by: Any, on: date, reason: str
) -> None:
    for row in group.members:
        _place(household, people[id(row)], row, by, on, reason)
    head = group.head.values if group.head is not None else {}
    address, settlement = (
        head.get("address") or household.address,
        head.get("settlement") or household.settlement,
    )
    if (address, settlement) != (household.address, household.settlement):
        named = {"address": address, "settlement": settlement}
        actions.move(household, household.division, by=by, on=on, reason=reason, **named)


def _place(household: Household, person: Person, row: Row, by: Any, on: date, reason: str) -> None:
    relation, kind = row.values["relation"], row.values["kind"]
    here = Membership.objects.filter(household=household, person=person, last_day=None).first()
    if here is None or here.kind != kind:
        actions.join(household, person, relation, kind, by=by, on=on, reason=reason)
    elif here.relation != relation:
        actions.set_relation(household, person, relation, by=by, on=on, reason=reason)


def errors_workbook(roster: Roster) -> bytes | None:
    """The refused rows with their number in the first file, a sentence, and red cells; None if all is well.

    The corrected workbook is itself a roster and may be uploaded.
    """
    refused = list(roster.refused)
    if not refused:
        return None
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#EDF0F4", "border": 1}),
        "red": book.add_format(
            {"bg_color": "#FDECEA", "font_color": "#B3261E", "border": 1, "num_format": "@"}
        ),
        "text": book.add_format({"num_format": "@"}),
    }
    for sheet, columns in roster.headers.items():
        rows = [row for row in refused if row.sheet == sheet]
        _write_sheet(book.add_worksheet(sheet), columns, rows, styles)
    meta = book.add_worksheet(META)
    meta.write_row(0, 0, ["template", "roster", "version", VERSION])
    meta.hide()
    book.close()
    return out.getvalue()


def _write_sheet(page: Any, columns: tuple[Column, ...], rows: list[Row], styles: dict[str, Any]) -> None:
    page.write_row(
        0, 0, [_("原表行号"), _("错误说明"), *(str(column.label) for column in columns)], styles["head"]
    )
    page.set_column(1, 1, 46)
    for place, column in enumerate(columns, LEAD):
        page.set_column(place, place, column.width, styles["text"])
    page.freeze_panes(1, LEAD)
    labels = {column.key: str(column.label) for column in columns}
    for number, row in enumerate(rows, 1):
        page.write_number(number, 0, row.number)
        page.write_string(number, 1, _sentences(row, labels))
        for place, column in enumerate(columns, LEAD):
            _write_cell(page, number, place, row, column, styles)


def _sentences(row: Row, labels: dict[str, str]) -> str:
    return "；".join(f"{labels[key]}：{text}" if key in labels else text for key, text in row.errors.items())


def _write_cell(page: Any, number: int, place: int, row: Row, column: Column, styles: dict[str, Any]) -> None:
    value = row.cells.get(column.key)
    text = "" if value is None else str(value)[:MOST_CELL]
    if column.key not in row.errors:
        page.write_string(number, place, text, styles["text"])
        return
    page.write_string(number, place, text, styles["red"])
    page.write_comment(number, place, row.errors[column.key])
