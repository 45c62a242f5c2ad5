"""`manage.py make_keys`: make the key file once; never overwrites one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from doudi.office.base import crypto


class Command(BaseCommand):
    help = "Make the file with the master keys (mode 0400) unless there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.KEY_FILE)
        made = crypto.make_key_file(path, is_demo=not settings.PRODUCTION)
        self.stdout.write(f"密钥文件 {path} {'已生成，请离线备份一份' if made else '已存在，未改动'}")
