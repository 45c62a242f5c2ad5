"""The layouts of `bank_templates/*.yaml`, checked when they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "bank_templates"
KINDS = frozenset({"DELIMITED", "FIXED", "CSV", "XLSX"})
ENCODINGS = {"GB18030": "gb18030", "UTF-8": "utf-8", "UTF-8-SIG": "utf-8-sig"}
LINE_ENDS = {"CRLF": "\r\n", "LF": "\n"}
LINE_FIELDS = frozenset(
    [
        "serial",
        "account",
        "name",
        "document",
        "bank",
        "amount_yuan",
        "amount_fen",
        "programme",
        "month",
        "household",
        "division",
    ]
)
HEAD_FIELDS = frozenset(["batch", "date", "month", "programme", "count", "total_yuan", "total_fen"])
ANSWER_FIELDS = frozenset(
    ["serial", "account", "name", "amount_yuan", "amount_fen", "status", "reason", "skip"]
)
ANSWER_HEAD_FIELDS = frozenset(["batch", "date", "count", "total_yuan", "total_fen", "skip"])


class BadLayout(ValueError):
    """A layout file that says something this program does not know."""


@dataclass(frozen=True)
class Cell:
    """One cell: a field or a fixed text, and how it fills its place."""

    field: str = ""
    text: str = ""
    label: str = ""
    width: int = 0
    align: str = "LEFT"
    pad: str = " "


Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class ReturnLayout:
    """How the bank answers."""

    kind: str
    columns: Cells
    separator: str = ""
    header: Cells = ()
    trailer: Cells = ()
    paid: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """How a list goes to the bank."""

    name: str
    label: str
    kind: str
    file_name: str
    columns: Cells
    answer: ReturnLayout
    encoding: str = ""
    line_end: str = "\r\n"
    separator: str = ""
    header: Cells = ()
    trailer: Cells = ()


@cache
def layouts() -> Mapping[str, Layout]:
    """Every layout by its name, in the order of their labels."""
    found = [
        parse(path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.yaml")
    ]
    return {layout.name: layout for layout in sorted(found, key=lambda layout: layout.label)}


def layout(name: str) -> Layout:
    return layouts()[name]


def parse(name: str, data: Mapping[str, Any]) -> Layout:
    """A layout from its file; BadLayout names the file and the key."""
    rest = dict(data)
    answer = dict(rest.pop("return"))
    kind = _one_of(name, "kind", rest.pop("kind"), KINDS)
    made = Layout(
        name=name,
        label=rest.pop("label"),
        kind=kind,
        file_name=rest.pop("file_name"),
        encoding=""
        if kind == "XLSX"
        else ENCODINGS[_one_of(name, "encoding", rest.pop("encoding"), set(ENCODINGS))],
        line_end=LINE_ENDS[_one_of(name, "line_end", rest.pop("line_end", "CRLF"), set(LINE_ENDS))],
        separator=_separator(name, kind, rest),
        header=_cells(name, "header", rest.pop("header", ()), HEAD_FIELDS, kind),
        columns=_cells(name, "columns", rest.pop("columns"), LINE_FIELDS, kind),
        trailer=_cells(name, "trailer", rest.pop("trailer", ()), HEAD_FIELDS, kind),
        answer=_return(name, answer),
    )
    _nothing_left(name, rest)
    return made


def _return(name: str, rest: dict[str, Any]) -> ReturnLayout:
    kind = _one_of(name, "return.kind", rest.pop("kind"), KINDS)
    made = ReturnLayout(
        kind=kind,
        separator=_separator(name, kind, rest),
        header=_cells(name, "return.header", rest.pop("header", ()), ANSWER_HEAD_FIELDS, kind),
        columns=_cells(name, "return.columns", rest.pop("columns"), ANSWER_FIELDS, kind),
        trailer=_cells(name, "return.trailer", rest.pop("trailer", ()), ANSWER_HEAD_FIELDS, kind),
        paid=frozenset(rest.pop("paid")),
        reasons=dict(rest.pop("reasons", {})),
    )
    _nothing_left(name, rest)
    named = {cell.field for cell in made.columns}
    if not {"serial", "status"} <= named or not {"amount_yuan", "amount_fen"} & named:
        raise BadLayout(f"{name}: return.columns needs serial, status and an amount")
    return made


def _cells(name: str, key: str, rows: Any, fields: frozenset[str], kind: str) -> Cells:
    cells = tuple(Cell(**row) for row in rows)
    for cell in cells:
        if cell.field and cell.field not in fields:
            raise BadLayout(f"{name}: {key} does not know the field {cell.field}")
        if kind == "FIXED" and cell.field and cell.width < 1:
            raise BadLayout(f"{name}: {key}, {cell.field} needs a width")
        if cell.align not in {"LEFT", "RIGHT"} or len(cell.pad) != 1:
            raise BadLayout(f"{name}: {key}, align is LEFT or RIGHT and pad one character")
    return cells


def _separator(name: str, kind: str, rest: dict[str, Any]) -> str:
    separator = rest.pop("separator", "")
    if kind == "DELIMITED" and len(separator) != 1:
        raise BadLayout(f"{name}: separator is one character")
    return separator  # type: ignore[no-any-return]


def _one_of(name: str, key: str, value: Any, known: Any) -> str:
    if value not in known:
        raise BadLayout(f"{name}: {key} is {value!r}, expected one of {', '.join(sorted(known))}")
    return value  # type: ignore[no-any-return]


def _nothing_left(name: str, rest: Mapping[str, Any]) -> None:
    if rest:
        raise BadLayout(f"{name}: unknown keys {', '.join(sorted(map(str, rest)))}")
