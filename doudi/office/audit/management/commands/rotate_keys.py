"""`manage.py rotate_keys`: add a sealing key and seal every field anew; may be stopped and run again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from doudi.office.audit import actions as audit
from doudi.office.audit.enums import Chain
from doudi.office.audit.models import ChainHead
from doudi.office.base import crypto, rotation


class Command(BaseCommand):
    help = "Seal every field with the newest key; --new makes that key first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="add a key to the key file first")

    def handle(self, *args: Any, new: bool, **options: Any) -> None:
        if new:
            number = crypto.add_seal_key(Path(settings.KEY_FILE))
            self.stdout.write(f"新密钥 {number} 已加入密钥文件；请先重启网站和后台任务，再运行一次本命令。")
        for model, fields in rotation.sealed_fields():
            changed = sum(rotation.reseal(model, fields))
            self._note(model._meta.label, changed)

    def _note(self, label: str, changed: int) -> None:
        self.stdout.write(f"{label}: {changed}")
        if changed:
            head, _made = ChainHead.objects.get_or_create(name=Chain.CHANGES)
            after = {"model": label, "rows": changed, "key": crypto.provider().current_key_id()}
            audit.record("rotate_keys", "rotate_keys", head, after=after)
