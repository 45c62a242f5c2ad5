"""`doudi replay --all`: a year's decisions computed again, each difference with its cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from doudi.cli.output import as_json, console, stop, table, write_whole

SHOWN = 20


def replay_all(year: int, county: str, on: date | None, json: bool, out: Path | None) -> None:
    """Replays every determination of a year; exit code 1 when a result differs."""
    from doudi.office.programmes import rulebook
    from doudi.office.programmes.models import Determination

    rows: Any = Determination.objects.filter(on__year=year).select_related("household").order_by("pk")
    if county:
        rows = rows.filter(household__division__path__contains=f"/{county}/")
    count = rows.count()
    if not count:
        stop([f"{year} 年没有留存的认定" + (f"（{county}）。" if county else "。")])
    found = list(rulebook.replayed(_shown(rows.iterator(chunk_size=500), count, quiet=json), on))
    differing = [one for one in found if one.cause is not None]
    data = _data(year, on, count, differing)
    if out is not None:
        write_whole(out, lambda path: _write(path, data))
    if json:
        as_json(data)
    else:
        _print(year, on, count, differing)
    raise SystemExit(1 if differing else 0)


def replay_one(number: str, on: date | None, json: bool, out: Path | None) -> None:
    """Replays one determination, by the law of another day if asked; exit code 1 when anything differs."""
    from doudi.office.programmes import rulebook
    from doudi.office.programmes.models import Determination

    row = Determination.objects.filter(number=number).first()
    if row is None:
        stop([f"没有编号为 {number} 的认定。"])
    one = next(rulebook.replayed([row], on))
    data = one.as_data()
    if out is not None:
        write_whole(out, lambda path: _write(path, data))
    if json:
        as_json(data)
    elif one.cause is None:
        click.echo(f"认定 {number}：完全一致。")
    else:
        click.echo(f"认定 {number}：{one.cause.label}")
        for difference in one.differences:
            click.echo(f"  {_short(difference)}")
    raise SystemExit(1 if one.cause else 0)


def _shown(rows: Iterable[Any], count: int, *, quiet: bool) -> Iterator[Any]:
    """The rows, with a bar on the screen beside the output."""
    if quiet:
        yield from rows
        return
    from rich.progress import track

    yield from track(rows, total=count, description="重新计算", console=console(stderr=True))


def _data(year: int, on: date | None, count: int, differing: list[Any]) -> dict[str, Any]:
    from doudi.office.programmes import rulebook

    return {
        "year": year,
        "law_of": on.isoformat() if on else None,
        "determinations": count,
        "same": count - len(differing),
        "groups": [
            {"cause": cause.value, "programme": programme, "count": many, "other_result": other}
            for cause, programme, many, other in rulebook.grouped(differing)
        ],
        "rules_changed": _rules(differing),
        "differences": [one.as_data() for one in differing],
    }


def _rules(differing: list[Any]) -> dict[str, int]:
    """How many determinations rest on each rule whose text is another one."""
    counted: dict[str, int] = {}
    for one in differing:
        for name in one.rules:
            counted[name] = counted.get(name, 0) + 1
    return dict(sorted(counted.items()))


def _write(path: Path, data: dict[str, Any]) -> None:
    import json

    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, default=str), encoding="utf-8")


def _print(year: int, on: date | None, count: int, differing: list[Any]) -> None:
    from doudi.office.programmes import rulebook

    screen = console()
    law = f"，按 {on} 的规定" if on else ""
    screen.print(
        f"{year} 年认定 {count:,} 份{law}：完全一致 {count - len(differing):,} 份，有差别 {len(differing):,} 份。"
    )
    if not differing:
        return
    groups = [
        (str(cause.label), rulebook.label(programme), f"{many:,}", f"{other:,}")
        for cause, programme, many, other in rulebook.grouped(differing)
    ]
    screen.print(table("差别的原因", ["原因", "项目", "份数", "其中结果不同"], groups, right=(2, 3)))
    if rules := _rules(differing):
        screen.print(
            table("改动的规则", ["规则", "份数"], [(k, f"{v:,}") for k, v in rules.items()], right=(1,))
        )
    first = [
        (one.number, str(one.cause.label), "；".join(map(_short, one.differences[:3])))
        for one in differing[:SHOWN]
    ]
    screen.print(table(f"前 {len(first)} 份", ["认定", "原因", "差别"], first))


def _short(difference: Any) -> str:
    """A parameter by its values alone: the whole entry is in the file."""
    if difference.kind != "parameter":
        return str(difference) if difference.kind == "value" else f"规则 {difference.name} 改了"
    then, now = ((row or {}).get("value") for row in (difference.frozen, difference.now))
    return f"参数 {difference.name}：原为 {then}，现为 {now}"
