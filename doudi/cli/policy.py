"""`doudi policy`: what changed in the law, what is covered, on which papers it rests."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from doudi.cli.output import Day, as_json, console, stop, table
from doudi.cli.places import PlaceName, name_of


@click.group()
def policy() -> None:
    """政策库：变动通报、覆盖情况、文件目录。"""


@policy.command()
@click.argument("before", type=Day())
@click.argument("after", type=Day())
@click.option("--place", default="000000", type=PlaceName(), help="区划代码或地名，默认全国。")
@click.option("--json", "wants_json", is_flag=True, help="给程序用的 JSON。")
def diff(before: date, after: date, place: str, wants_json: bool) -> None:
    """列出一个地方从一天到另一天的政策变动。

    BEFORE、AFTER 是前后两天，如 2025-06-30 2025-07-01。项目、标准、规则、程序都列，附文件和起始日期。
    """
    from doudi.policies import get_policies
    from doudi.policies.changes import SUBJECT_LABELS, changes_between

    if after < before:
        stop(["后一天早于前一天，请把较早的日期写在前面。"])
    found = changes_between(get_policies(), place, before, after)
    if wants_json:
        as_json([_plain(change) for change in found])
        return
    click.echo(f"{name_of(place)}政策变动：{before} 与 {after} 对比，共 {len(found)} 项")
    for subject, label in SUBJECT_LABELS.items():
        told = [change for change in found if change.subject == subject]
        if told:
            click.echo(f"\n{label}")
        for change in told:
            click.echo(f"  {change.text}")


def _plain(change: Any) -> dict[str, Any]:
    names = ("subject", "kind", "name", "label", "before", "after", "since", "source", "origin", "text")
    return {name: getattr(change, name) for name in names}


@policy.command()
@click.option("--place", default="", help="只看一个地方的代码。")
@click.option("--markdown", "as_page", is_flag=True, help="生成 docs/coverage.md 的全文。")
def coverage(place: str, as_page: bool) -> None:
    """列出政策库覆盖的项目、地方和年份：何时核对、哪些例子、对照哪些公布结果。"""
    from doudi.policies.coverage import coverage as rows_of
    from doudi.policies.coverage import markdown

    if as_page:
        click.echo(markdown(), nl=False)
        return
    rows = [
        [
            f"{row.place_name} {row.place}", row.label, row.years, row.values or "", row.checked or "",
            f"{len(row.published)}／{len(row.cases)}" if row.cases else "",
        ]
        for row in rows_of()
        if place in ("", row.place)
    ]  # fmt: skip
    columns = ["地方", "项目", "年份", "自有数值", "核对日期", "公布／全部例子"]
    console().print(table("政策库覆盖情况", columns, rows, right=(3,)))


@policy.command()
@click.option("--place", default="", help="只看一个地方和它的上级，写区划代码。")
@click.option("--find", "text", default="", help="名称中的文字，如 57号。")
@click.option("--json", "wants_json", is_flag=True, help="给程序用的 JSON。")
def documents(place: str, text: str, wants_json: bool) -> None:
    """列出政策库依据的文件，和依据它的参数、规则、项目、程序。"""
    from doudi.engine import EngineError
    from doudi.policies import get_policies
    from doudi.policies.documents import documents as documents_of

    try:
        found = [d for d in documents_of(get_policies(), place) if text in d.title]
    except EngineError as error:
        stop([str(error)])
    if wants_json:
        as_json(
            [{"title": d.title, "first_day": d.first_day, "cited": [vars(c) for c in d.cited]} for d in found]
        )
        return
    rows = [[d.title, len(d.cited), d.first_day or "", "是" if d.is_in_use else "否", d.url] for d in found]
    console().print(table("政策文件", ["文件", "依据它的", "最早", "仍在用", "网址"], rows, right=(1,)))
