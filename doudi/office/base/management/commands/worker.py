"""`manage.py worker`: carry out background tasks until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from doudi.office.base import tasks


class Command(BaseCommand):
    help = "Carry out background tasks (imports, batches, exports) until interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        ran = tasks.run_worker(once=once, stop=stop)
        self.stdout.write(f"{ran} tasks")
