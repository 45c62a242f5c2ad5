"""Reading spreadsheets that strangers made: checked first, then parsed in a child process with limits."""

import json
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

CHILD = Path(__file__).with_name("sheet_child.py")
MOST_ENTRIES = 200
MOST_BYTES = 50 << 20
MOST_RATIO = 100
FREE_BYTES = 65536
SYMLINK = 0xA
WALL_SECONDS = 60
MOST_ANSWER = 64 << 20
EXACT_DIGITS = 15


class SheetRefused(ValueError):
    """The file cannot be read as a table; the text says in Chinese what to do."""


class LostDigits(str):
    """A long number that the spreadsheet kept as a number: its last digits are gone."""

    digits_lost = True


Cell = str | int | float | bool | date | None


def zip_guard(file: BinaryIO | Path) -> None:
    """Refuse an archive that would burst or write elsewhere, before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise SheetRefused(
            _("文件已损坏或不是真正的 XLSX，请用表格软件打开后另存为 .xlsx 再上传。")
        ) from None
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise SheetRefused(_("表格解开后过大，请拆成几个文件分别上传。"))
    if any(_is_bad(entry) for entry in entries):
        raise SheetRefused(_("表格的内部结构异常，不能接收；请新建表格，只粘贴数值后再上传。"))


def _is_bad(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename.replace("\\", "/"))
    return (
        entry.file_size > MOST_RATIO * max(entry.compress_size, 1) + FREE_BYTES
        or parts.is_absolute()
        or ".." in parts.parts
        or entry.external_attr >> 28 == SYMLINK
        or parts.suffix.lower() in {".zip", ".xlsx", ".7z", ".rar", ".gz"}
        or bool(entry.flag_bits & 1)
    )


def read_sheet(path: Path, sheet: str = "") -> list[list[Cell]]:
    """The rows of a table (.xlsx, or .csv in UTF-8 or GB18030), the first sheet unless named.

    Whole numbers come as int, dates as date, empty cells as None; a whole number of more than 15 digits as
    `LostDigits`. Raises SheetRefused.
    """
    if path.suffix.lower() == ".xlsx":
        _check_container(path)
    answer = _ask_child(path, sheet)
    if "refused" in answer:
        raise SheetRefused(_reason(answer["refused"]))
    return [[_cell(value) for value in row] for row in answer["rows"]]


def _check_container(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(8) == bytes.fromhex("d0cf11e0a1b11ae1"):
            raise SheetRefused(_("这是加密的或旧版（.xls）表格，请去掉密码并另存为 .xlsx 再上传。"))
    zip_guard(path)


def _ask_child(path: Path, sheet: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(CHILD), str(path), sheet]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WALL_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return {"refused": "TOO_BIG"}
    if done.returncode != 0 or len(done.stdout) > MOST_ANSWER:
        return {"refused": "TOO_BIG" if done.returncode < 0 or done.stdout else "BROKEN"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _reason(code: str) -> str:
    reasons = {
        "TOO_BIG": _(
            "表格过大或过于复杂，读取超过了限额。请拆成几个文件（每个不超过 2 万行），只粘贴数值后再上传。"
        ),
        "BROKEN": _("表格读不出来，请用表格软件打开后另存为 .xlsx 再上传。"),
        "ENCODING": _("文本文件的编码不是 UTF-8 或 GB18030，请另存为“CSV UTF-8”再上传。"),
        "NO_SHEET": _("文件里没有要找的工作表，请使用下载的模板填写。"),
        "FORMAT": _("只接收 .xlsx 和 .csv 表格。"),
    }
    return reasons.get(code, reasons["BROKEN"])


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["date"]).date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and len(str(abs(value))) > EXACT_DIGITS:
        return LostDigits(value)
    return value  # type: ignore[no-any-return]
