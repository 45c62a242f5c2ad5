"""`manage.py audit_anchor`: one line per chain, to be kept outside of this machine."""

from typing import Any

from django.core.management.base import BaseCommand

from doudi.office.audit import actions


class Command(BaseCommand):
    help = "Print the head of each audit chain; keep it outside, for audit_verify --anchors."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in actions.anchor():
            self.stdout.write(line)
