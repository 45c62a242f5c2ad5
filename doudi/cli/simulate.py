"""`doudi simulate`: what a changed standard would cost for a roster, and whom it would reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from doudi.cli.output import Day, as_json, console, stop, table, today, write_whole
from doudi.cli.places import PlaceName, name_of

if TYPE_CHECKING:
    from doudi.policies.effects import Effects, PovertyGap, Totals
    from doudi.policies.simulation import Simulation, Simulator

DIMENSIONS = {"township": "地方", "settlement": "城乡", "size": "家庭人口", "class": "家庭类别"}
GROUPS = {
    "URBAN": "城镇", "RURAL": "农村",
    "DISABLED": "有残疾人", "ELDERLY": "有老年人", "MINOR": "有未成年人", "ABLE": "其他家庭",
}  # fmt: skip
COLUMNS = [
    "户数", "人数", "现享受户", "测算后", "新纳入", "退出", "增加户", "减少户",
    "现月支出（元）", "测算后（元）", "月增减（元）", "年增减（元）", "户均增减（元）", "现人均（元）", "测算后人均（元）",
]  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the command line says beside the file."""

    place: str | None
    settlement: str | None
    on: date
    programme: str
    settings: tuple[str, ...]
    rules_of: str | None
    rules_on: date | None


@click.command()
@click.argument("roster", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--set",
    "settings",
    multiple=True,
    help="改一项标准，可重复，如 --set dibao_line.urban=800（元、百分比照写）。",
)
@click.option("--on", type=Day(), help="按哪一天的规定，默认今天。")
@click.option("--place", type=PlaceName(), help="区划代码或地名；名册里写了的以名册为准。")
@click.option(
    "--settlement", type=click.Choice(["URBAN", "RURAL"]), help="城镇或农村；名册里写了的以名册为准。"
)
@click.option("--programme", default="dibao", help="哪一项救助，默认 dibao；须是按月发放的。")
@click.option("--rules-of", type=PlaceName(), help="改用另一个地方的全部规定。")
@click.option("--rules-on", type=Day(), help="改用另一天的全部规定。")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="报告写到这个 XLSX 文件，附逐户结果。"
)
@click.option("--json", "wants_json", is_flag=True, help="给程序用的 JSON，金额以分计。")
def simulate(
    roster: Path,
    settings: tuple[str, ...],
    on: date | None,
    place: str | None,
    settlement: str | None,
    programme: str,
    rules_of: str | None,
    rules_on: date | None,
    out: Path | None,
    wants_json: bool,
) -> None:
    """测算改一项标准要多花多少钱、谁受益、谁减少，按地方、城乡、人口和类别分列。不需要数据库。

    ROSTER 是名册（XLSX、CSV、Parquet），与 doudi assess 相同。参数的名称和单位见 doudi standards --all。
    """
    from doudi.engine import EngineError

    if out is not None and out.suffix.lower() != ".xlsx":
        stop([f"{out.name}：报告只能写成 .xlsx。"])
    if out is not None and not out.parent.is_dir():
        stop([f"文件夹 {out.parent} 不存在。"])
    if not (settings or rules_of or rules_on):
        stop(["没有说改什么：请加 --set 名称=取值，如 --set dibao_line.urban=800。"])
    asked = Asked(place, settlement, on or today(), programme, settings, rules_of, rules_on)
    try:
        found = _run(roster, asked)
    except EngineError as error:
        stop(str(error).split("\n"), "没有测算。")
    if out is not None:
        write_whole(out, lambda path: _write(path, found, asked))
    if wants_json:
        as_json(_plain(found, asked))
    else:
        _show(found, asked, out)


def _run(file: Path, asked: Asked) -> Simulation:
    """Reads, computes as it is and as it would be, with a progress bar."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from doudi.policies.rosters import read_roster
    from doudi.policies.simulation import Simulator, population

    screen = console(stderr=True)
    with screen.status(f"正在读取 {file.name} …"):
        roster = read_roster(file, place=asked.place or "", settlement=asked.settlement or "")
        people = population(roster.persons, roster.households, on=asked.on)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        tasks = [bar.add_task(label, total=len(people)) for label in ("按现行标准", "按测算标准")]

        def teller(task: Any) -> Any:
            return lambda done, total: bar.update(task, completed=done, total=total)

        simulator = Simulator(people, asked.programme, asked.on, progress=teller(tasks[0]))
        return simulator.run(_scenario(simulator, asked), teller(tasks[1]))


def _scenario(simulator: Simulator, asked: Asked) -> Any:
    """What `--set` and its kin say; all that is wrong is told at once."""
    from doudi.engine import EngineError, FactError
    from doudi.policies.scenarios import Scenario, read_change

    place, day = asked.rules_of or simulator.population.places[0], asked.rules_on or asked.on
    changes, problems = [], []
    for text in asked.settings:
        try:
            changes.append(read_change(simulator.policies, text, place=place, on=day, everywhere=True))
        except EngineError as error:
            problems.append(str(error))
    if problems:
        raise FactError("\n".join(problems))
    return Scenario(tuple(changes), asked.rules_of or "", asked.rules_on)


def _title(found: Simulation, asked: Asked) -> str:
    tried = [*asked.settings]
    tried += [f"用{name_of(asked.rules_of)}的规定"] if asked.rules_of else []
    tried += [f"用 {asked.rules_on} 的规定"] if asked.rules_on else []
    return f"{found.programme.label}，{asked.on}：{'、'.join(tried)}"


def _show(found: Simulation, asked: Asked, out: Path | None) -> None:
    screen, effects = console(), found.effects
    screen.print(f"[bold]{_title(found, asked)}[/bold]\n", highlight=False)
    screen.print(table("", ["", "现行", "测算", "增减"], _summary(effects), right=(1, 2, 3)))
    for title, rows in _groups(effects):
        shown = [[row[0], *_short(row)] for row in rows]
        columns = [title, "户数", "新纳入", "退出", "增加户", "减少户", "月增减（元）", "户均增减（元）"]
        screen.print(table("", columns, shown, right=range(1, 8)))
    if gap := _gap(effects):
        screen.print(table("贫困缺口（每月，元）", GAP, gap, right=range(1, 5)))
    if effects.total.unsettled:
        screen.print(
            f"有 {effects.total.unsettled:,} 户材料不足，未计入受益和减少；doudi assess 会说缺什么。"
        )
    if out is not None:
        screen.print(f"报告在 {out.name}")


GAP = ["按哪条线", "不算救助", "按现行", "按测算", "按测算（人均）"]


def _gap(effects: Effects) -> list[list[str]]:
    lines = [("现行标准", effects.gap_today), ("测算标准", effects.gap_tried)]
    return [_gap_row(label, gap) for label, gap in lines if gap is not None]


def _gap_row(label: str, gap: PovertyGap) -> list[str]:
    return [label, *(_yuan(fen) for fen in (gap.without, gap.before, gap.after, gap.per_head(gap.after)))]


def _summary(effects: Effects) -> list[list[str]]:
    total = effects.total
    return [
        ["户数", f"{total.households:,}", f"{total.households:,}", ""],
        ["享受户数", f"{total.recipients_before:,}", f"{total.recipients_after:,}",
         f"新纳入 {total.entered:,}，退出 {total.left:,}"],
        ["月支出（元）", _yuan(total.fen_before), _yuan(total.fen_after), _signed(total.change_fen)],
        ["年支出（元）", _yuan(total.year_before), _yuan(total.year_after), _signed(total.year_change)],
        ["享受家庭人均（元/月）", _yuan(total.head_before), _yuan(total.head_after), ""],
        ["增加", "", f"{total.gained:,} 户", _signed(total.gained_fen)],
        ["减少", "", f"{total.lost:,} 户", _signed(-total.lost_fen)],
    ]  # fmt: skip


def _groups(effects: Effects) -> list[tuple[str, list[tuple[str, Totals]]]]:
    return [
        (DIMENSIONS[dimension], [(_group(dimension, code), totals) for code, totals in rows.items()])
        for dimension, rows in effects.groups.items()
    ]


def _group(dimension: str, code: str) -> str:
    if dimension == "size":
        return f"{code.rstrip('+')} 人{'及以上' if code.endswith('+') else ''}"
    return name_of(code) if dimension == "township" else GROUPS[code]


def _short(row: tuple[str, Totals]) -> list[str]:
    totals = row[1]
    counts = (totals.households, totals.entered, totals.left, totals.gained, totals.lost)
    return [*(f"{n:,}" for n in counts), _signed(totals.change_fen), _signed(totals.average_change)]


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{_yuan(fen)}"


def _plain(found: Simulation, asked: Asked) -> dict[str, Any]:
    return {
        "programme": found.programme.name,
        "on": asked.on,
        "set": list(asked.settings),
        "rules_of": asked.rules_of,
        "rules_on": asked.rules_on,
        **found.effects.plain(),
    }


def _cells(totals: Totals) -> list[Any]:
    """The figures of `COLUMNS`; money as (fen,)."""
    t = totals
    money = (
        t.fen_before,
        t.fen_after,
        t.change_fen,
        t.year_change,
        t.average_change,
        t.head_before,
        t.head_after,
    )
    counts = (
        t.households, t.people, t.recipients_before, t.recipients_after, t.entered, t.left, t.gained, t.lost,
    )  # fmt: skip
    return [*counts, *((fen,) for fen in money)]


def _write(path: Path, found: Simulation, asked: Asked) -> None:
    """A sheet of sums by group, one of the poverty gap, one with every household."""
    import xlsxwriter

    effects = found.effects
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        rows: list[list[Any]] = [["全部", "", *_cells(effects.total)]]
        rows += [[title, name, *_cells(t)] for title, groups in _groups(effects) for name, t in groups]
        _sheet(book, "测算", [_title(found, asked)], ["分组", "", *COLUMNS], rows)
        gaps = [g for g in (effects.gap_today, effects.gap_tried) if g is not None]
        money = [[(g.without,), (g.before,), (g.after,), (g.per_head(g.after),)] for g in gaps]
        named = [[label, *cells] for label, cells in zip(("现行标准", "测算标准"), money, strict=False)]
        _sheet(book, "贫困缺口", ["每月，元"], GAP, named)
        _sheet(
            book,
            "逐户",
            [],
            ["户编号", "现符合", "现月金额（元）", "测算符合", "测算月金额（元）", "材料不足"],
            _each(found),
        )


def _each(found: Simulation) -> list[list[Any]]:
    return [
        [str(key), _mark(fits), (before,), _mark(would), (after,), _mark(open_)]
        for key, fits, before, would, after, open_ in zip(*found.table().to_pydict().values(), strict=True)
    ]


def _mark(value: bool) -> str:
    return "是" if value else "否"


def _sheet(book: Any, name: str, above: list[str], header: list[str], rows: list[list[Any]]) -> None:
    from decimal import Decimal

    from doudi.office.base.exports import safe_cell

    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    money = book.add_format({"num_format": "#,##0.00"})
    sheet.set_column(0, len(header), 16)
    for number, text in enumerate(above):
        sheet.write_string(number, 0, safe_cell(text), bold)
    sheet.write_row(len(above), 0, header, bold)
    for number, row in enumerate(rows, len(above) + 1):
        for at, cell in enumerate(row):
            if isinstance(cell, tuple):
                sheet.write_number(number, at, Decimal(cell[0]) / 100, money)
            elif isinstance(cell, int):
                sheet.write_number(number, at, cell)
            else:
                sheet.write_string(number, at, safe_cell(cell))
