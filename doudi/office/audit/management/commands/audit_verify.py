"""`manage.py audit_verify [--anchors FILE]`: check both chains; exit code 1 when something was touched."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doudi.office.audit import actions


class Command(BaseCommand):
    help = "Check that nobody changed, removed, swapped or rewrote audit records."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchors", type=Path, help="file with lines that audit_anchor printed earlier")

    def handle(self, *args: Any, anchors: Path | None, **options: Any) -> None:
        lines = [line for line in anchors.read_text().splitlines() if line.strip()] if anchors else []
        problems = actions.verify(lines)
        if problems:
            raise CommandError("\n".join(problems), returncode=1)
        self.stdout.write("审计链完整。" + "".join(f"\n{line}" for line in actions.anchor()))
