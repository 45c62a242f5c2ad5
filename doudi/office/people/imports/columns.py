"""The columns of a roster, and the empty workbook to fill in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ..enums import DocumentKind, MembershipKind, Relation, RowState, Settlement, Sex

AWARD = "AWARD"
VERSION = "1"
META = "_meta"
MOST_ROWS = 20_000
ROWS_WITH_RULES = 5_000
Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: `kind` is TEXT, ID (long digits as text), DATE, MONTH, MONEY or LIST."""

    key: str
    label: Any
    required: bool = False
    kind: str = "TEXT"
    width: int = 14
    choices: tuple[Any, ...] = ()
    help: Any = ""


@dataclass(frozen=True)
class Verdict:
    """What a row would do, or what is wrong with which of its columns."""

    state: RowState
    errors: Mapping[str, str] = field(default_factory=dict)


class RowHandler(Protocol):
    """What a higher app brings to read rows of its own."""

    sheet: Any
    columns: tuple[Column, ...]

    def check(self, household: Any, cells: Cells, *, on: date) -> Verdict: ...

    def apply(self, household: Any, cells: Cells, *, by: Any, on: date) -> None: ...


_handlers: dict[str, RowHandler] = {}


def register_rows(name: str, handler: RowHandler) -> None:
    """Read a sheet of rows that hang on a household."""
    _handlers[name] = handler


def handlers() -> dict[str, RowHandler]:
    return dict(_handlers)


MEMBERS = gettext_lazy("家庭成员")
KEY = Column(
    "key",
    gettext_lazy("家庭序号"),
    True,
    "ID",
    10,
    help=gettext_lazy("同一户填同一个序号，例如 1；已有档案的也可填家庭编号。"),
)
COLUMNS = (
    KEY,
    Column(
        "division",
        gettext_lazy("村（社区）"),
        True,
        "TEXT",
        16,
        help=gettext_lazy("名称或 12 位代码；同一户只需户主行填写。"),
    ),
    Column("address", gettext_lazy("详细地址"), False, "TEXT", 20),
    Column("settlement", gettext_lazy("城乡类别"), False, "LIST", 10, tuple(Settlement.labels)),
    Column("name", gettext_lazy("姓名"), True, "TEXT", 10),
    Column("relation", gettext_lazy("与户主关系"), True, "LIST", 12, tuple(Relation.labels)),
    Column("kind", gettext_lazy("成员类别"), False, "LIST", 16, tuple(MembershipKind.labels), gettext_lazy("不填即共同生活。")),
    Column(
        "document_kind",
        gettext_lazy("证件类型"),
        False,
        "LIST",
        16,
        tuple(DocumentKind.labels),
        gettext_lazy("不填即居民身份证。"),
    ),
    Column("document_number", gettext_lazy("证件号码"), False, "ID", 22, help=gettext_lazy("按文本填写，18 位。")),
    Column("sex", gettext_lazy("性别"), False, "LIST", 8, tuple(Sex.labels)),
    Column("birth_on", gettext_lazy("出生日期"), False, "DATE", 13, help=gettext_lazy("有身份证号的不用填。")),
    Column("phone", gettext_lazy("电话"), False, "ID", 14),
    Column("bank", gettext_lazy("开户银行"), False, "TEXT", 16, help=gettext_lazy("填在户名本人的行里，一户一个账户。")),
    Column("account_number", gettext_lazy("账号"), False, "ID", 24),
)  # fmt: skip


def sheets() -> list[tuple[str, tuple[Column, ...], str]]:
    """Every sheet of a roster: its name, its columns, and the handler that reads it."""
    own = [(str(MEMBERS), COLUMNS, "")]
    return own + [(str(handler.sheet), (KEY, *handler.columns), name) for name, handler in _handlers.items()]


@override("zh-hans")
def template_workbook() -> bytes:
    """An empty roster with the right formats, lists and words of help; Chinese, as it is read."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    styles = _styles(book)
    for name, columns, _handler in sheets():
        _sheet(book.add_worksheet(name), columns, styles)
    guide = book.add_worksheet(_("填写说明"))
    guide.set_column(0, 0, 100)
    for row, line in enumerate(_guide()):
        guide.write_string(row, 0, line)
    meta = book.add_worksheet(META)
    meta.write_row(0, 0, ["template", "roster", "version", VERSION])
    meta.hide()
    book.close()
    return out.getvalue()


def _guide() -> list[str]:
    return [
        _("红色表头的列必填；请不要改动表头，不要合并单元格。"),
        _("一人一行，同一户的人填同一个家庭序号，其中一人与户主关系填“户主”。"),
        _("上传后先检查并显示新增、变更、相同和退回的行数，确认后才写入。"),
        _("有错的行可以下载错误表，改好后直接上传错误表。同一份名册上传两次不会重复登记。"),
        *(
            f"{column.label}：{column.help}"
            for _name, columns, _h in sheets()
            for column in columns
            if column.help
        ),
    ]


def _styles(book: Any) -> dict[str, Any]:
    head = {"bold": True, "font_color": "white", "border": 1}
    return {
        "required": book.add_format({**head, "bg_color": "#B3261E"}),
        "optional": book.add_format({**head, "bg_color": "#1A5FB4"}),
        "TEXT": book.add_format({"num_format": "@"}),
        "MONEY": book.add_format({"num_format": "0.00"}),
        "DATE": book.add_format({"num_format": "yyyy-mm-dd"}),
        "MONTH": book.add_format({"num_format": "yyyy-mm"}),
    }


def _sheet(page: Any, columns: tuple[Column, ...], styles: dict[str, Any]) -> None:
    for number, column in enumerate(columns):
        page.write_string(0, number, str(column.label), styles["required" if column.required else "optional"])
        page.set_column(number, number, column.width, styles.get(column.kind, styles["TEXT"]))
        if column.help:
            page.write_comment(0, number, str(column.help))
        rule = _rule(column)
        if rule:
            page.data_validation(1, number, ROWS_WITH_RULES, number, rule)
    page.freeze_panes(1, 0)


def _rule(column: Column) -> dict[str, Any] | None:
    if column.kind == "LIST":
        source = [str(choice) for choice in column.choices]
        return {"validate": "list", "source": source, "error_message": _("请从列表中选择。")}
    if column.kind == "MONEY":
        limits = {"criteria": "between", "minimum": 0, "maximum": 10_000_000}
        return {"validate": "decimal", **limits, "error_message": _("填 0 以上的数，以元为单位。")}
    return None
