"""`manage.py sweep_files`: remove bytes that no row names, left by an upload that was rolled back."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from doudi.office.files.actions import files_dir
from doudi.office.files.models import File

A_DAY = 24 * 60 * 60


class Command(BaseCommand):
    help = "Remove stored bytes older than a day that no row names."

    def handle(self, *args: Any, **options: Any) -> None:
        root, before, removed = files_dir(), time.time() - A_DAY, 0
        known = set(File.objects.values_list("stored", flat=True))
        for path in root.glob("*/*"):
            if str(path.relative_to(root)) not in known and path.stat().st_mtime < before:
                path.unlink()
                removed += 1
        self.stdout.write(f"{removed} removed")
