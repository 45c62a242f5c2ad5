"""`doudi standards` and `doudi programmes`: what is in force where."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from doudi.cli.lines import show_lines
from doudi.cli.output import Day, as_json, console, stop, table, today
from doudi.cli.places import PlaceName, name_of


@click.command()
@click.option("--place", required=True, type=PlaceName(), help="区划代码或地名，如 500101、万州。")
@click.option("--on", type=Day(), help="哪一天，默认今天。")
@click.option("--programme", default="", help="只看一项救助，如 dibao、tekun、near_dibao。")
@click.option("--all", "whole", is_flag=True, help="连尚未设定的本地参数一起列出。")
@click.option("--lines", is_flag=True, help="门槛对照：各项目的收入线折成每人每月元，附低限和冲突。")
@click.option("--json", "wants_json", is_flag=True, help="给程序用的 JSON。")
def standards(
    place: str, on: date | None, programme: str, whole: bool, lines: bool, wants_json: bool
) -> None:
    """列出一个地方在某一天作数的保障标准和参数，附依据文件。

    没有公布数值的参数不编造，用 --all 列出“须本地设定”的项目。
    """
    if lines:
        show_lines(place, on or today(), wants_json)
        return
    from doudi.engine import EngineError
    from doudi.policies import get_policies
    from doudi.policies.standards import standards_at

    day = on or today()
    try:
        rows = standards_at(get_policies(), place, day, programme)
    except EngineError as error:
        stop([str(error)])
    if wants_json:
        as_json([_plain(row) for row in rows if whole or row.is_set])
        return
    _show(rows, f"{name_of(place)} {day}", whole)


def _show(rows: list[Any], title: str, whole: bool) -> None:
    screen = console()
    screen.print(f"[bold]{title}[/bold]")
    for label in dict.fromkeys(row.programme_label for row in rows):
        shown = [_row(row) for row in rows if row.programme_label == label and (whole or row.is_set)]
        if shown:
            columns = ["参数", "城市", "农村", "起始", "依据", "来自"]
            screen.print(table(label, columns, shown, right=(1, 2)))
    unset = sum(not row.is_set for row in rows)
    if unset and not whole:
        screen.print(f"另有 {unset} 项尚未设定，用 --all 列出。")


def _row(row: Any) -> list[str]:
    if row.value is None:
        return [row.label, "须本地设定" if row.must_be_local else "没有取值", "", "", "", ""]
    urban, rural = (v.text if v else "—" for v in (row.urban, row.rural))
    cells = [row.label, urban, rural if row.is_split else "同左"]
    inherited = f"{row.value.place_name}（沿用）" if row.is_inherited else row.value.place_name
    return [*cells, str(row.value.since), row.value.source, inherited]


def _plain(row: Any) -> dict[str, Any]:
    value = row.value
    told = {
        "name": row.name,
        "label": row.label,
        "programme": row.programme,
        "urban": row.urban.value if row.urban else None,
        "rural": row.rural.value if row.rural else None,
        "missing": row.missing,
    }
    if value is None:
        return told
    source = {"unit": str(value.unit), "since": value.since, "source": value.source, "url": value.url}
    return told | source | {"place": value.place, "checked": value.checked}


@click.command()
@click.option("--place", default="000000", type=PlaceName(), help="区划代码或地名，默认全国。")
@click.option("--on", type=Day(), help="哪一天，默认今天。")
@click.option("--json", "wants_json", is_flag=True, help="给程序用的 JSON。")
def programmes(place: str, on: date | None, wants_json: bool) -> None:
    """列出一个地方实施的救助项目：条件、材料和依据。"""
    from doudi.policies import get_policies

    known = get_policies().programmes(place, on or today())
    if wants_json:
        as_json([_described(programme) for programme in known.values()])
        return
    rows = [
        [
            p.name,
            p.label,
            p.meaning,
            "、".join(str(paper["label"]) for paper in p.papers),
            "；".join(map(str, p.law)),
        ]
        for p in known.values()
    ]
    console().print(table(f"{name_of(place)}的救助项目", ["名称", "中文名", "说明", "材料", "依据"], rows))


def _described(programme: Any) -> dict[str, Any]:
    names = ("name", "label", "meaning", "owner", "unit", "conditions", "facts", "papers", "law")
    return {name: getattr(programme, name) for name in names}
