"""Reading a roster and judging every row of it; nothing is written here."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.base.sheets import LostDigits, SheetRefused, read_sheet
from doudi.office.files.actions import path_of
from doudi.office.places.models import Division

from ..actions import entry
from ..enums import DocumentKind, MembershipKind, Relation, RowState, Settlement, Sex
from .columns import COLUMNS, MOST_ROWS, Cells, Column, handlers, sheets
from .known import Known

LIVING = MembershipKind.LIVING_TOGETHER
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
ORDER = {RowState.REFUSED: 3, RowState.NEW: 2, RowState.CHANGED: 1, RowState.SAME: 0}


@dataclass
class Row:
    """One row: where it stood, what it said, what it means, what is wrong with it."""

    sheet: str
    number: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    state: RowState = RowState.SAME

    def wrong(self, key: str, sentence: object) -> None:
        self.errors.setdefault(key, str(sentence))
        self.state = RowState.REFUSED


@dataclass
class Group:
    """The rows of one household; they are written together or not at all."""

    key: str
    members: list[Row] = field(default_factory=list)
    others: list[tuple[str, Row]] = field(default_factory=list)
    household: Any = None
    division: Division | None = None

    @property
    def rows(self) -> list[Row]:
        return [*self.members, *(row for _name, row in self.others)]

    @property
    def is_refused(self) -> bool:
        return any(row.errors for row in self.rows)

    @property
    def head(self) -> Row | None:
        return next((row for row in self.members if row.values.get("relation") == Relation.HEAD), None)

    @property
    def changes(self) -> bool:
        return any(row.state in (RowState.NEW, RowState.CHANGED) for row in self.rows)


@dataclass
class Roster:
    """A file as it was judged."""

    groups: list[Group]
    headers: dict[str, tuple[Column, ...]]

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(row.state.value for group in self.groups for row in group.rows))

    @property
    def refused(self) -> Iterator[Row]:
        for group in self.groups:
            if group.is_refused:
                yield from group.rows


def read_roster(file: Any, division: Division, on: date, user: Any = None) -> Roster:
    """Judge every row of a stored file; SheetRefused when it is no roster at all."""
    groups: dict[str, Group] = {}
    headers = {}
    for name, columns, handler in sheets():
        headers[name] = columns
        for row in _rows(file, name, columns, required=not handler):
            key = _text(row.cells.get("key"))
            group = groups.setdefault(key or f"?{name}{row.number}", Group(key))
            if not key:
                row.wrong("key", _("请填写家庭序号，同一户填同一个序号。"))
            if handler:
                group.others.append((handler, row))
            else:
                group.members.append(row)
    roster = Roster(list(groups.values()), headers)
    _judge(roster, division, on, user)
    return roster


def _rows(file: Any, name: str, columns: tuple[Column, ...], required: bool) -> Iterator[Row]:
    table = _table(file, name, required)
    if not table:
        return
    places = _places(table[0], name, columns)
    if len(table) - 1 > MOST_ROWS:
        raise SheetRefused(_("“%(sheet)s”超过 %(n)d 行，请拆成几份上传。") % {"sheet": name, "n": MOST_ROWS})
    numbers = next((place for place, title in enumerate(table[0]) if title == _("原表行号")), None)
    for place, line in enumerate(table[1:], 2):
        cells = {key: line[at] if at < len(line) else None for key, at in places.items()}
        if any(value not in (None, "") for value in cells.values()):
            number = line[numbers] if numbers is not None and isinstance(line[numbers], int) else place
            yield Row(name, number, cells)


def _table(file: Any, name: str, required: bool) -> list[list[Any]]:
    """The cells of a sheet; the file is handed to the reader under a name that says what it is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        shutil.copyfile(path_of(file), path)
        try:
            return read_sheet(path, name)
        except SheetRefused:
            if required:
                raise
            return []


def _places(titles: list[Any], sheet: str, columns: tuple[Column, ...]) -> dict[str, int]:
    """Where each column stands, by its heading."""
    at = {_text(title): place for place, title in enumerate(titles)}
    missing = [str(column.label) for column in columns if str(column.label) not in at]
    if missing:
        named = {"sheet": sheet, "missing": "、".join(missing)}
        raise SheetRefused(_("“%(sheet)s”缺少列：%(missing)s。请用下载的模板填写，不要改动表头。") % named)
    return {column.key: at[str(column.label)] for column in columns}


def _judge(roster: Roster, division: Division, on: date, user: Any) -> None:
    places = _Places(division)
    for group in roster.groups:
        for row in group.members:
            _read(row, on)
        _check_group(group, places)
    _check_twice(roster)
    known = Known(roster.groups, on)
    for group in roster.groups:
        _compare(group, known, on, user)


def _read(row: Row, on: date) -> None:
    """Turn the cells of a member into values, by the checks of the actions."""
    cells, values = row.cells, row.values
    _take(row, "name", lambda: entry.clean_name(_text(cells["name"])))
    _take(row, "phone", lambda: entry.clean_phone(_text(cells["phone"])))
    for key, enum, silent in _LISTS:
        _take(row, key, lambda enum=enum, key=key, silent=silent: _choice(enum, cells[key], silent))
    _take(row, "birth_on", lambda: read_day(cells["birth_on"]))
    number = _number(cells["document_number"])
    _take(
        row,
        "document_number",
        lambda: entry.clean_document(values.get("document_kind", ""), number, on=on),
    )
    document = values.get("document_number")
    if document is not None and document.birth_on and values.get("birth_on") not in (None, document.birth_on):
        row.wrong("birth_on", _("出生日期与证件号码不符，请核对。"))
    if document is not None and document.birth_on and values.get("sex") not in (None, "", document.sex):
        row.wrong("sex", _("性别与证件号码不符，请核对。"))
    values["address"] = _text(cells["address"])[:120]
    _read_account(row)


def _read_account(row: Row) -> None:
    bank, number = _text(row.cells["bank"]), _number(row.cells["account_number"])
    if bank or number:
        _take(row, "bank", lambda: entry.clean_text(bank, _("开户银行"), "bank", 60))
        _take(row, "account_number", lambda: entry.clean_account_number(_whole(number)))


def _take(row: Row, key: str, read: Any) -> None:
    try:
        row.values[key] = read()
    except Refused as refusal:
        place = "document_number" if key == "document_number" and refusal.field == "document_kind" else key
        row.wrong(place, refusal)


_LISTS = (
    ("relation", Relation, None),
    ("kind", MembershipKind, LIVING),
    ("document_kind", DocumentKind, DocumentKind.CITIZEN_ID),
    ("sex", Sex, ""),
    ("settlement", Settlement, ""),
)
ALSO = {"女儿": Relation.DAUGHTER, "儿子": Relation.SON, "妻": Relation.SPOUSE, "夫": Relation.SPOUSE, "父": Relation.PARENT,
        "母": Relation.PARENT, "父亲": Relation.PARENT, "母亲": Relation.PARENT, "本人": Relation.HEAD,
        "身份证": DocumentKind.CITIZEN_ID, "城镇": Settlement.URBAN}  # fmt: skip


def _choice(enum: Any, cell: Any, silent: Any) -> Any:
    text = _text(cell)
    if not text and silent is not None:
        return silent
    for value in enum:
        if text in (value.value, str(value.label)):
            return value
    if ALSO.get(text) in list(enum):
        return ALSO[text]
    raise Refused(_("应填“%s”之一。") % "、".join(str(label) for label in enum.labels))


def read_day(cell: Any) -> date | None:
    """A date cell, or a date written as text."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date) or cell in (None, ""):
        return cell or None
    text = _text(cell)
    found = DAY.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    try:
        return date(*map(int, found.groups())) if found else _bad_day()
    except ValueError:
        return _bad_day()


def _bad_day() -> date:
    raise Refused(_("日期应写成 2026-01-31 这样的格式。"))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _number(cell: Any) -> str:
    """Long digits; what a spreadsheet spoiled is said to be so by the check of the number."""
    return cell if isinstance(cell, LostDigits) else _text(cell)


def _whole(number: str) -> str:
    if isinstance(number, LostDigits):
        raise Refused(_("表格把账号存成了数字，末几位已经丢失。请把该列设为“文本”格式后重新填写。"))
    return number


class _Places:
    """The villages of a division by code and by name."""

    def __init__(self, division: Division) -> None:
        self.by_word: dict[str, list[Division]] = defaultdict(list)
        rows = (
            Division.objects.under(division).filter(level="VILLAGE", last_day=None).select_related("parent")
        )
        for row in rows:
            parent = row.parent.name if row.parent else ""
            for word in {row.code, row.name, f"{parent}{row.name}", f"{parent} {row.name}"}:
                self.by_word[word].append(row)

    def find(self, word: str) -> Division:
        found = self.by_word.get(word, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Refused(_("有 %(n)d 个同名的村（社区），请填 12 位代码。") % {"n": len(found)})
        raise Refused(_("没有找到“%(word)s”，请填本辖区内村（社区）的名称或代码。") % {"word": word})


def _check_group(group: Group, places: _Places) -> None:
    """What the rows of a household must have in common."""
    if not group.members:
        for _name, row in group.others:
            row.wrong("key", _("“家庭成员”表中没有这个家庭序号。"))
        return
    heads = [row for row in group.members if row.values.get("relation") == Relation.HEAD]
    if len(heads) != 1 or heads[0].values.get("kind") != LIVING:
        for row in heads or group.members[:1]:
            row.wrong("relation", _("一户须有一名共同生活的户主，而且只能有一名。"))
    words = {(row.number, _text(row.cells["division"])) for row in group.members if row.cells["division"]}
    first = next((row for row in group.members if _text(row.cells["division"])), group.members[0])
    if len({word for _number, word in words}) > 1:
        first.wrong("division", _("同一户填了不同的村（社区），请改为一致。"))
    elif not words:
        first.wrong("division", _("请填写村（社区）。"))
    else:
        _take(first, "division", lambda: places.find(_text(first.cells["division"])))
        group.division = first.values.get("division")
    accounts = [row for row in group.members if row.values.get("account_number")]
    for row in accounts[1:]:
        row.wrong("account_number", _("一户只能有一个账户，第 %(n)d 行已填。") % {"n": accounts[0].number})


def _check_twice(roster: Roster) -> None:
    seen: dict[str, int] = {}
    for group in roster.groups:
        for row in group.members:
            document = row.values.get("document_number")
            if document is None or not document.number:
                continue
            first = seen.setdefault(document.index, row.number)
            if first != row.number:
                row.wrong("document_number", _("与第 %(n)d 行的证件号码相同。") % {"n": first})


def _compare(group: Group, known: Known, on: date, user: Any) -> None:
    """Against what is written already: what would each row do?"""
    group.household = known.household_of(group)
    if group.household is not None and group.division is not None and not group.is_refused:
        known.check_household(group)
    for row in group.members:
        if not row.errors:
            row.state = known.verdict(group, row)
    for name, row in group.others:
        if not row.errors:
            verdict = handlers()[name].check(group.household, row.cells, on=on)
            row.state = verdict.state
            for key, sentence in verdict.errors.items():
                row.wrong(key, sentence)
    _refuse_together(group)


def _refuse_together(group: Group) -> None:
    """One wrong row keeps its household out; the others say so."""
    wrong = next((row for row in group.rows if row.errors), None)
    if wrong is None:
        return
    for row in group.rows:
        if not row.errors:
            row.state = RowState.REFUSED
            row.errors = {"": _("同一户第 %(n)d 行有错，改好后整户一起导入。") % {"n": wrong.number}}


__all__ = ["COLUMNS", "Cells", "Group", "Roster", "Row", "read_day", "read_roster"]
