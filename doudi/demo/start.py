"""`doudi demo`: set up what is missing, fill the made-up county once, serve it."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

console = Console()


def start(port: int, *, serve: bool = True) -> None:
    """Migrate, fill, collect, serve on 127.0.0.1; running it again loses nothing."""
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    console.print("== 数据库")
    call_command("migrate", verbosity=0)
    call_command("messages", "en", compile_only=True, stdout=io.StringIO())
    _static()
    fill()
    _log_ins(port)
    if serve:
        _serve(port)


def fill() -> bool:
    """Make the county unless it is there; all or nothing."""
    from doudi.office.base.calendar import today
    from doudi.office.staff.models import User

    from . import county, payday, stories

    if User.objects.filter(username=county.LOG_INS[0].username).exists():
        return False
    console.print("== 第一次运行：填入虚构的示例县（一两分钟）")
    with transaction.atomic(), Progress(console=console, transient=True) as progress:
        task = progress.add_task("示例家庭", total=None)
        staff = county.make()
        stories.Teller(staff, today()).tell(lambda n, total: progress.update(task, completed=n, total=total))
        payday.pay(staff, today())
    return True


def _static() -> None:
    """Collect static files when one of them has changed."""
    if settings.STATIC_STORAGE.endswith("StaticFilesStorage") and "Manifest" not in settings.STATIC_STORAGE:
        return
    mark, now = settings.STATIC_ROOT / ".state", _state()
    if mark.is_file() and mark.read_text() == now:
        return
    console.print("== 页面资源")
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now)


def _state() -> str:
    digest = hashlib.sha256()
    lock = settings.ROOT / "package-lock.json"
    for path in [*sorted((settings.PACKAGE / "static").rglob("*")), lock]:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _log_ins(port: int) -> None:
    from . import county

    table = Table(title=f"示例县登录账号，密码都是 {settings.DEMO_PASSWORD}")
    for column in ("用户名", "姓名", "岗位"):
        table.add_column(column)
    for log_in in county.LOG_INS:
        table.add_row(log_in.username, log_in.name, str(log_in.role.label))
    console.print(table)
    console.print(
        f"群众页面 http://127.0.0.1:{port}/　工作人员登录 http://127.0.0.1:{port}/login/　（Ctrl+C 停止）"
    )


def _serve(port: int) -> None:
    """gunicorn in front, the task worker beside it; both end together."""
    here = Path(sys.executable).parent
    web = [
        str(here / "gunicorn"),
        "doudi.config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "4",
        "--log-level",
        "warning",
    ]
    with _worker():
        sys.exit(subprocess.run(web, check=False, env=_environment()).returncode)  # noqa: S603 -- our own server


@contextmanager
def _worker() -> Iterator[None]:
    command = [sys.executable, "-m", "django", "worker"]
    process = subprocess.Popen(command, env=_environment())  # noqa: S603 -- our own worker
    try:
        yield
    except KeyboardInterrupt:
        console.print("已停止，数据保留。")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def _environment() -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "doudi.config.settings", "PYTHONPATH": str(settings.ROOT)}
