"""How the commands speak: tables on the screen, JSON for programs, files that are whole or not there."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def console(stderr: bool = False) -> Console:
    """A console on the present output; tables keep their width when nobody watches."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made = Console(stderr=stderr, highlight=False, width=120)
    return made


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], right: Iterable[int] = ()
) -> Table:
    """A table; the columns numbered in `right` are numbers."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    numbers = set(right)
    for i, column in enumerate(columns):
        made.add_column(column, justify="right" if i in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(str(cell)) for cell in row))
    return made


def as_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def stop(problems: Iterable[str], advice: str = "") -> NoReturn:
    """Say everything that is wrong, and end with a failure."""
    for problem in problems:
        click.echo(f"✗ {problem}", err=True)
    if advice:
        click.echo(advice, err=True)
    raise SystemExit(1)


class Day(click.ParamType):
    """A day such as 2025-08-18."""

    name = "日期"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”应写成 2025-08-18 的样子", param, ctx)


def today() -> date:
    """The day of this machine; only the command line asks for it."""
    return date.today()  # noqa: DTZ011


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside `path`, and put it in its place when it is whole."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        write(draft)
        draft.chmod(0o640)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
