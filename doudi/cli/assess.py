"""`doudi assess`: one household from a YAML file, or a whole roster, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from doudi.cli.output import Day, as_json, console, stop, table, today
from doudi.cli.places import PlaceName, name_of

if TYPE_CHECKING:
    from rich.console import Console

    from doudi.policies.answers import Answer
    from doudi.policies.caseforms import PlacedCase

CASES = (".yaml", ".yml")
ROSTERS = (".xlsx", ".csv", ".parquet")
WORDS = {"ELIGIBLE": "符合条件", "NOT_ELIGIBLE": "不符合条件", "UNKNOWN": "材料不足，尚不能判断"}
STYLES = {"ELIGIBLE": "green", "NOT_ELIGIBLE": "red", "UNKNOWN": "yellow"}
MET = {True: "✓ 符合", False: "✗ 不符合", None: "？ 未知"}


@dataclass(frozen=True)
class Asked:
    """What the command line says beside the file."""

    place: str | None
    on: date | None
    settlement: str | None
    programmes: tuple[str, ...]


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--place", type=PlaceName(), help="区划代码或地名；文件里写了的以文件为准。")
@click.option("--on", type=Day(), help="按哪一天计算；名册默认今天。")
@click.option(
    "--settlement", type=click.Choice(["URBAN", "RURAL"]), help="城镇或农村；文件里写了的以文件为准。"
)
@click.option("--programme", "programmes", multiple=True, help="只算这一项，可重复，如 --programme dibao。")
@click.option("--json", "wants_json", is_flag=True, help="一户的结果，给程序用的 JSON。")
@click.option("--steps", is_flag=True, help="一户的全部计算步骤。")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="名册结果写到这个 XLSX、CSV 或 Parquet 文件；文件夹的结果写到这个新文件夹。",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    help="文件夹在本机逐个文件算（local），或交给 Spark 集群；结果相同。",
)
def assess(
    file: Path,
    place: str | None,
    on: date | None,
    settlement: str | None,
    programmes: tuple[str, ...],
    wants_json: bool,
    steps: bool,
    out: Path | None,
    engine: str,
) -> None:
    """计算一户或一份名册能得到哪些救助、多少钱、为什么、还缺什么。不需要数据库。

    FILE 是一户的 YAML（place、on、settlement、household、members；不知道的事实不写），
    或者一份名册（XLSX、CSV、Parquet；一行一人，列 household_id 相同的是一户），
    或者一个 Parquet 文件夹（一行一户，成员在列 members 里，由 doudi nest 做成；见 docs/scale.md）。
    事实的名称见 doudi facts。文件有错时一次说完，不写半份结果。
    """
    asked = Asked(place, on, settlement, programmes)
    suffix = file.suffix.lower()
    if file.is_dir():
        _assess_folder(file, asked, out, engine)
    elif engine != "local":
        stop([f"--engine {engine} 用于 Parquet 文件夹；名册可先用 doudi nest 做成文件夹。"])
    elif suffix in CASES:
        _assess_one(file, asked, wants_json, steps)
    elif suffix in ROSTERS:
        _assess_roster(file, asked, out)
    else:
        stop([f"{file.name}：只能读 {'、'.join((*CASES, *ROSTERS))}。"])


def _assess_one(file: Path, asked: Asked, wants_json: bool, steps: bool) -> None:
    from doudi.engine import EngineError
    from doudi.policies.answers import answers

    try:
        placed = _read_case(file, asked)
        found = answers(placed.case, placed.place, placed.on, asked.programmes or None)
    except EngineError as error:
        stop(str(error).split("\n"))
    if not found:
        stop([f"{name_of(placed.place)}在 {placed.on} 没有这些项目；见 doudi programmes。"])
    if wants_json:
        as_json({"place": placed.place, "on": placed.on, "programmes": [_plain(a) for a in found]})
        return
    screen = console()
    screen.print(f"[bold]{name_of(placed.place)} {placed.on}，{len(placed.case.members)} 人[/bold]\n")
    for answer in found:
        _show(screen, answer, steps)


def _read_case(file: Path, asked: Asked) -> PlacedCase:
    """The case of the file, filled up with what the command line says."""
    from doudi.engine import PolicyError, strictyaml
    from doudi.policies.caseforms import CaseRefused, read_case

    try:
        given = strictyaml.read(file)
    except (PolicyError, UnicodeDecodeError) as error:
        raise CaseRefused([f"{file.name}：读不出来：{error}。请存成 UTF-8 的 YAML 文件"]) from error
    if isinstance(given, dict):
        beside = {"place": asked.place, "on": asked.on, "settlement": asked.settlement}
        given = {**{name: value for name, value in beside.items() if value is not None}, **given}
    return read_case(given, file.name)


def _show(screen: Console, answer: Answer, steps: bool) -> None:
    head = f"[bold]{answer.label}[/bold]：[{STYLES[answer.outcome]}]{WORDS[answer.outcome]}[/]"
    if answer.amount_fen is not None:
        head += f"，每月 [bold]{answer.amount_fen / 100:,.2f}[/bold] 元"
    screen.print(head + (f"（{answer.path}）" if answer.path and answer.is_eligible else ""))
    if answer.problem:
        screen.print(f"  [yellow]还不能算清：[/]{answer.problem}", markup=True)
    if answer.missing:
        told = "、".join(f"{member}的{label}" if member else label for label, member in answer.missing)
        screen.print(f"  还缺：{told}")
    rows = [[c["label"], c["member"], MET[c["met"]], c["law"]] for c in answer.conditions]
    if rows:
        screen.print(table("", ["条件", "谁", "", "依据"], rows))
    if answer.why_not:
        screen.print(_sheet("为什么不符合", answer.why_not))
    if answer.is_eligible or steps:
        lines = answer.sheet if steps else [line for line in answer.sheet if not line["quiet"]]
        screen.print(_sheet("怎么算的", lines))
    _sources(screen, answer)


def _sheet(title: str, lines: list[dict[str, Any]]) -> Any:
    rows = [[line["label"], line["member"], line["value_text"], line["text"], line["law"]] for line in lines]
    return table(title, ["测算项", "谁", "结果", "怎么来的", "依据"], rows, right=(2,))


def _sources(screen: Console, answer: Answer) -> None:
    """The published figures that were used, with their documents."""
    used = {p["name"]: p for line in answer.sheet for p in line["parameters"] if not line["quiet"]}
    rows = [[p["label"], p["text"], p["source"], p["since"], p["place"]] for p in used.values()]
    if rows and answer.is_eligible:
        screen.print(table("用到的标准", ["参数", "取值", "依据", "起始", "来自"], rows, right=(1,)))


def _plain(answer: Answer) -> dict[str, Any]:
    names = (
        "programme", "label", "outcome", "amount_fen", "path", "missing", "missing_names", "members",
        "conditions", "why_not", "sheet", "problem",
    )  # fmt: skip
    return {name: getattr(answer, name) for name in names}


def _assess_roster(file: Path, asked: Asked, out: Path | None) -> None:
    from doudi.cli import rosters
    from doudi.engine import EngineError

    if out is None:
        stop(["名册的结果要写到文件：请加 --out 结果.xlsx。"])
    if out.suffix.lower() not in ROSTERS or out.is_dir():
        stop([f"{out.name}：结果只能写成 {'、'.join(ROSTERS)}。"])
    if not out.parent.is_dir():
        stop([f"文件夹 {out.parent} 不存在。"])
    try:
        rosters.run(file, out, asked, asked.on or today())
    except EngineError as error:
        stop(str(error).split("\n"), "没有写出任何结果。")


def _assess_folder(folder: Path, asked: Asked, out: Path | None, engine: str) -> None:
    from doudi.cli import folders
    from doudi.engine import EngineError

    if asked.place or asked.settlement:
        stop(["文件夹里每户自己写 place 和 settlement，不用 --place、--settlement。"])
    out = _new_folder(out)
    try:
        folders.run(folder, out, asked.on or today(), asked.programmes, engine)
    except EngineError as error:
        stop(str(error).split("\n"), "没有写出任何结果。")


def _new_folder(out: Path | None) -> Path:
    """Where a folder may be written."""
    if out is None:
        stop(["结果要写到一个新文件夹：请加 --out 结果。"])
    if out.exists():
        stop([f"{out.name} 已经有了：请另取一个名字，或先移走它。"])
    if not out.absolute().parent.is_dir():
        stop([f"文件夹 {out.parent} 不存在。"])
    return out


@click.command()
@click.argument("roster", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path), help="写到这个新文件夹。")
@click.option("--place", type=PlaceName(), help="区划代码或地名；名册里写了的以名册为准。")
@click.option(
    "--settlement", type=click.Choice(["URBAN", "RURAL"]), help="城镇或农村；名册里写了的以名册为准。"
)
@click.option(
    "--households", type=click.IntRange(1), default=250_000, show_default=True, help="每个文件几户。"
)
def nest(roster: Path, out: Path | None, place: str | None, settlement: str | None, households: int) -> None:
    """把一份名册做成 Parquet 文件夹：一行一户，成员在列 members 里，每个文件都是整户。

    金额以分计，选项写编号。省级平台也可以直接写出这样的文件，不经过名册；见 docs/scale.md。
    """
    from doudi.cli import folders
    from doudi.engine import EngineError

    out = _new_folder(out)
    try:
        files = folders.lay_out(roster, out, place or "", settlement or "", households)
    except EngineError as error:
        stop(str(error).split("\n"), "没有写出任何文件。")
    click.echo(f"{out.name}：{files} 个文件。")
