"""`messages`: bring the message catalogues up to date and compile them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from doudi.office.base import catalogue


class Command(BaseCommand):
    help = "Finds messages in templates and code, updates doudi/locale/LANGUAGE and compiles it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("languages", nargs="*", default=["en"], help="default: en")
        parser.add_argument("--compile-only", action="store_true", help="only write the .mo files")
        parser.add_argument("--check", action="store_true", help="change nothing; fail if anything lacks")

    def handle(self, *args: Any, languages: list[str], **options: Any) -> None:
        for language in languages:
            if options["check"]:
                self.check_one(language)
            elif not options["compile_only"]:
                catalogue.update(language)
            if not options["check"]:
                catalogue.compile_file(language)
                self.report(language)

    def check_one(self, language: str) -> None:
        found = catalogue.problems(language)
        for problem in found:
            self.stderr.write(f"{language}: {problem}")
        if found:
            raise CommandError(f"{language}: {len(found)} problems. Run `messages {language}` and translate.")

    def report(self, language: str) -> None:
        catalog = catalogue.read(language)
        empty = sum(1 for message in catalog if message.id and not all(catalogue.as_tuple(message.string)))
        self.stdout.write(f"{language}: {len(catalog)} messages, {empty} without translation")
