"""`doudi clauses`: how much of the source documents a test shows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from doudi.cli.output import console, stop, table

CATALOGUE = Path(__file__).resolve().parents[2] / "docs" / "clauses.csv"
Clause = dict[str, str]


@click.command()
@click.option("--document", default="", help="只看一份文件，如 Wanzhou。")
@click.option("--module", default="", help="只看一个模块，如 verification。")
@click.option("--open", "wants_open", is_flag=True, help="列出还没有测试证明的条款。")
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="条款目录，默认 docs/clauses.csv。",
)
def clauses(document: str, module: str, wants_open: bool, path: Path | None) -> None:
    """按文件和模块统计条款目录的落实情况：有测试证明的条款数和比例。"""
    rows = [
        row
        for row in _read(path or CATALOGUE)
        if document.lower() in row["document"].lower() and module in ("", row["module"])
    ]
    if not rows:
        stop(["没有符合的条款；请检查 --document 和 --module。"])
    screen = console()
    for title, column in (("按文件", "document"), ("按模块", "module")):
        screen.print(
            table(title, ["", "条款", "已证明", "有说明", "比例"], _counted(rows, column), right=(1, 2, 3, 4))
        )
    if wants_open:
        left = [[r["id"], r["module"], r["terms_zh"], r["note"]] for r in rows if not r["shown_by"].strip()]
        screen.print(table(f"还没有证明的 {len(left)} 条", ["编号", "模块", "内容", "说明"], left))


def _read(path: Path) -> list[Clause]:
    if not path.is_file():
        stop([f"找不到条款目录 {path.name}。"], "在源码目录里运行，或用 --file 指明。")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    needed = {"id", "document", "module", "terms_zh", "shown_by", "note"}
    if missing := needed - set(rows[0] if rows else ()):
        stop([f"{path.name} 缺少列：{'、'.join(sorted(missing))}。"])
    return rows


def _counted(rows: list[Clause], column: str) -> Iterable[list[str]]:
    total, shown, noted = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        for name in (row[column], "合计"):
            total[name] += 1
            shown[name] += bool(row["shown_by"].strip())
            noted[name] += bool(row["note"].strip())
    names = [*sorted(name for name in total if name != "合计"), "合计"]
    for name in names:
        share = f"{100 * shown[name] / total[name]:.1f}%"
        yield [name, str(total[name]), str(shown[name]), str(noted[name]), share]
