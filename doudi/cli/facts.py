"""`doudi facts`: the vocabulary of the rules."""

from __future__ import annotations

from typing import Any

import click

from doudi.cli.output import as_json, console, table

ENTITIES = {"person": "个人", "household": "家庭"}
KINDS = {"money": "金额", "int": "整数", "bool": "是否", "ratio": "比例", "enum": "选项"}


@click.command()
@click.option("--entity", type=click.Choice(["person", "household"]), help="只列个人的，或只列家庭的。")
@click.option("--find", "text", default="", help="只列名称、中文名或含义里有这几个字的。")
@click.option("--json", "wants_json", is_flag=True, help="给程序用的 JSON。")
def facts(entity: str | None, text: str, wants_json: bool) -> None:
    """列出规则用到的全部事实：名称、类型、单位、中文名和含义。

    名称或中文名都可以写在 doudi assess 的文件里。没有默认值的事实，不填表示未知。
    """
    from doudi.policies import get_policies

    known = [f for f in get_policies().facts.values() if entity in (None, f.entity) and _holds(f, text)]
    if wants_json:
        as_json([_plain(fact) for fact in known])
        return
    screen = console()
    for name, title in ENTITIES.items():
        rows = [_row(fact) for fact in known if fact.entity == name]
        if rows:
            heading = f"{title}的事实（{len(rows)} 项）"
            screen.print(table(heading, ["名称", "中文名", "类型", "单位", "不填表示", "含义"], rows))
    if not known:
        click.echo("没有符合的事实。")


def _holds(fact: Any, text: str) -> bool:
    return text.lower() in f"{fact.name} {fact.label} {fact.meaning}".lower()


def _row(fact: Any) -> list[str]:
    silent = "未知" if fact.default is None else fact.unit.show(fact.default)
    return [fact.name, fact.label, KINDS[fact.unit.kind], fact.unit.suffix, silent, _meaning(fact)]


def _meaning(fact: Any) -> str:
    if fact.unit.enum is None:
        return str(fact.meaning)
    choices = "、".join(f"{member.name} {fact.unit.show(member)}" for member in fact.unit.enum)
    return f"{fact.meaning}（{choices}）" if fact.meaning else choices


def _plain(fact: Any) -> dict[str, Any]:
    choices = (
        [{"name": m.name, "label": fact.unit.show(m)} for m in fact.unit.enum] if fact.unit.enum else None
    )
    return {
        "name": fact.name,
        "entity": fact.entity,
        "type": fact.unit.kind,
        "unit": fact.unit.suffix,
        "label": fact.label,
        "meaning": fact.meaning,
        "group": fact.group,
        "default": fact.default,
        "choices": choices,
    }
