"""Runs alone in a child process: reads one spreadsheet under limits and prints it as JSON.

Imports nothing of Doudi. `python sheet_child.py FILE [SHEET]`.
"""

import csv
import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY_BYTES = 512 << 20
CPU_SECONDS = 20
MOST_ROWS = 200_000
MOST_CELLS = 3_000_000
MOST_FILE_BYTES = 50 << 20


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def read_xlsx(path: str, name: str) -> dict[str, Any]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            if not book.sheet_names or (name and name not in book.sheet_names):
                return {"refused": "NO_SHEET"}
            sheet = book.get_sheet_by_name(name or book.sheet_names[0])
            if sheet.total_height > MOST_ROWS or sheet.total_height * sheet.total_width > MOST_CELLS:
                return {"refused": "TOO_BIG"}
            return rows_of([[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)])
    except CalamineError:
        return {"refused": "BROKEN"}


def plain(cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, str):
        return cell.strip() or None
    return cell


def read_csv(path: str) -> dict[str, Any]:
    with open(path, "rb") as file:
        data = file.read(MOST_FILE_BYTES + 1)
    if len(data) > MOST_FILE_BYTES:
        return {"refused": "TOO_BIG"}
    text = decode(data)
    if text is None or "\x00" in text:
        return {"refused": "ENCODING"}
    first = text.partition("\n")[0]
    separator = max(",\t;", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return rows_of([[cell.strip() or None for cell in row] for row in rows])
    except csv.Error:
        return {"refused": "BROKEN"}


def decode(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def rows_of(rows: list[list[Any]]) -> dict[str, Any]:
    if len(rows) > MOST_ROWS or sum(map(len, rows)) > MOST_CELLS:
        return {"refused": "TOO_BIG"}
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return {"rows": rows}


def main() -> None:
    path, name = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    limit()
    suffix = path.lower().rpartition(".")[2]
    try:
        answer = {"xlsx": lambda: read_xlsx(path, name), "csv": lambda: read_csv(path)}.get(
            suffix, lambda: {"refused": "FORMAT"}
        )()
        text = json.dumps(answer, ensure_ascii=False)
    except MemoryError:
        text = '{"refused": "TOO_BIG"}'
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main()
