"""`manage.py load_divisions FILE.csv`: columns code,name,level,parent,settlement,first_day,last_day."""

import csv
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doudi.office.base.errors import Refused
from doudi.office.places import actions


class Command(BaseCommand):
    help = "Load administrative divisions from a CSV file (UTF-8); harmless when repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        with open(file, newline="", encoding="utf-8-sig") as source:
            rows = list(csv.DictReader(source))
        try:
            counts = actions.load_divisions(rows, by="load_divisions")
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("，".join(f"{name} {number}" for name, number in counts.items()))
