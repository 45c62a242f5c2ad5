"""Commands that use the office: its database, its server, its worker."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import click

from doudi.cli.output import Day, stop


def start_django(*, standards: bool = True) -> None:
    """Bring up the office's settings and models, and the standards that it has approved."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
    import django

    django.setup()
    if standards:
        _take_up_standards()


def _take_up_standards() -> None:
    """Compute by the standards that the office has approved; a database that is not there yet has none."""
    from django.db import DatabaseError

    from doudi.office.programmes.rulebook import refresh

    try:
        refresh()
    except DatabaseError:
        return


@click.command()
@click.argument("number", required=False)
@click.option("--all", "everything", is_flag=True, help="重新计算一年的全部认定，按原因归类。")
@click.option("--year", type=click.IntRange(1990, 2200), help="哪一年的认定，与 --all 一起用。")
@click.option("--county", default="", help="只算这个区划代码以下的，如 500101。")
@click.option("--on", type=Day(), help="按这一天的规定计算，看规则和参数变了什么。")
@click.option("--json", is_flag=True, help="输出 JSON。")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="把全部差别写进这个 JSON 文件。")
def replay(
    number: str | None,
    everything: bool,
    year: int | None,
    county: str,
    on: date | None,
    json: bool,
    out: Path | None,
) -> None:
    """重新计算留存的认定，说出与当时不同的地方和原因。

    NUMBER 是一份认定的编号，如 RD500101-2025-00001；用 --all --year 2026 计算一年的全部认定。
    完全一致时退出码为 0，有差别为 1。
    """
    if everything == bool(number) or (everything and year is None):
        raise click.UsageError("请给出一份认定的编号，或者用 --all --year 2026 计算一年的全部认定。")
    if everything:
        start_django()
        from doudi.cli.replaying import replay_all

        replay_all(int(year or 0), county, on, json, out)
    elif on is not None or json or out:
        start_django()
        from doudi.cli.replaying import replay_one

        replay_one(str(number), on, json, out)
    start_django()
    from doudi.office.programmes.actions import replay as compute_again
    from doudi.office.programmes.models import Determination

    determination = Determination.objects.filter(number=number).first()
    if determination is None:
        stop([f"没有编号为 {number} 的认定。"])
    problems = compute_again(determination)
    if problems:
        stop(problems, f"认定 {number} 与现在的计算有 {len(problems)} 处不同。")
    click.echo(f"认定 {number}（{determination.on}）：完全一致。")


@click.group()
def audit() -> None:
    """检查审计记录：谁改了什么，谁看了谁的档案。"""


@audit.command()
@click.option(
    "--anchors",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="此前用 doudi audit anchor 留存的文件，能查出持有密钥者的改写。",
)
def verify(anchors: Path | None) -> None:
    """检查两条审计链有没有被改动、删除或调换。"""
    start_django()
    from doudi.office.audit import actions

    lines = anchors.read_text(encoding="utf-8").split() if anchors else []
    problems = actions.verify(lines)
    if problems:
        stop(problems, "审计记录被动过，请保护现场并报告。")
    click.echo("审计记录完整，没有发现改动。")


@audit.command()
def anchor() -> None:
    """打印两条审计链的当前位置，存到系统之外备查。"""
    start_django()
    from doudi.office.audit import actions

    for line in actions.anchor():
        click.echo(line)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="监听的端口。")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="线程数。")
def serve(host: str, port: int, threads: int) -> None:
    """启动网页服务。"""
    options = ["--bind", f"{host}:{port}", "--worker-class", "gthread", "--threads", str(threads)]
    command = [sys.executable, "-m", "gunicorn", "doudi.config.wsgi:application", *options]
    click.echo(f"网址：http://{host}:{port}/")
    os.execv(sys.executable, command)  # noqa: S606


@click.command()
@click.option("--once", is_flag=True, help="做完现有的任务就退出。")
def worker(once: bool) -> None:
    """执行后台任务（导入、批量）。"""
    start_django(standards=False)
    from django.core.management import call_command

    call_command("worker", once=once)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="监听的端口。")
@click.option("--no-serve", is_flag=True, help="只准备数据，不启动网页服务。")
def demo(port: int, no_serve: bool) -> None:
    """准备并启动虚构的示例县：区划、账号和几十户人家。再次运行不丢数据。"""
    start_django(standards=False)
    from doudi.demo.start import start

    start(port, serve=not no_serve)


@click.command("verify-letter")
@click.argument("text")
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="签发机关的公钥文件（PEM），可多次给出；不给就用本机的。",
)
def verify_letter(text: str, keys: tuple[Path, ...]) -> None:
    """核验通知书上的二维码，不需要网络和数据库。

    TEXT 是扫描通知书下方二维码得到的文字。
    """
    start_django(standards=False)
    from doudi.office.cases import documents

    try:
        seal = documents.verify_letter(text, [path.read_text(encoding="utf-8") for path in keys])
    except ValueError as error:
        stop([str(error)])
    amount = (
        ""
        if seal.monthly_fen is None
        else f"，每月 {seal.monthly_fen / 100:,.2f} 元，自 {seal.first_month} 起"
    )
    click.echo(f"通知书有效：{seal.number}，{seal.decided_on} 作出，{seal.outcome}{amount}。")


@click.command("public-key")
def public_key() -> None:
    """打印本机的公钥，交给要核验通知书的单位。"""
    start_django(standards=False)
    from doudi.office.cases import documents

    click.echo(documents.public_key_pem())
