"""`manage.py load_calendar FILE.json`: a year's holidays and make-up days, as holiday-cn publishes them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from doudi.office.base.models import CalendarDay


class Command(BaseCommand):
    help = "Load the holidays and make-up working days of a year; they go before the built-in calendar."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            notice = json.loads(file.read_text(encoding="utf-8"))
            year, source = int(notice["year"]), ", ".join(notice.get("papers", []))[:200]
            days = {date.fromisoformat(day["date"]): not day["isOffDay"] for day in notice["days"]}
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise CommandError(f"{file} 不是 holiday-cn 格式的放假安排：{problem}") from None
        if not days:
            raise CommandError(f"{file} 里没有放假安排，请换一个已公布的年份。")
        self._replace(year, source or file.name, days)
        self.stdout.write(f"{year} 年：{len(days)} 天")

    @transaction.atomic
    def _replace(self, year: int, source: str, days: dict[date, bool]) -> None:
        CalendarDay.objects.filter(year=year).delete()
        CalendarDay.objects.filter(day__in=days).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(day=day, is_working=is_working, year=year, source=source)
            for day, is_working in sorted(days.items())
        )
