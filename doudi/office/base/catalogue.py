"""The message catalogues: found in templates and code, kept in .po files, compiled by Babel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from doudi.office.base.autoi18n import transform

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NOT_FOR_USERS = ("templates/base/patterns", "office/base/samples.py")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
WHO = {
    "project": "doudi",
    "version": "1",
    "header_comment": "# Doudi: translations. The Chinese in templates and code is the source.",
    "last_translator": "the Doudi authors",
    "language_team": "the Doudi authors",
    "msgid_bugs_address": "the issue tracker",
}
HAN = re.compile(r"[\u3400-\u9fff]")
MARKUP = re.compile(r"</?\w+>|[<>\"]")


def po_file(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def find_messages() -> Catalog:
    """Every message of the package, as a template catalogue without dates."""
    catalog = Catalog(project="doudi", charset="utf-8", fuzzy=False)
    for path, code in sources(Path(settings.PACKAGE)):
        for _line, message, comments, context in extract("python", BytesIO(code), keywords=KEYWORDS):
            catalog.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return catalog


def sources(root: Path) -> Iterator[tuple[str, bytes]]:
    """(path, Python code) of all that may hold messages; a template is turned into code."""
    for file in sorted((*root.rglob("*.html"), *root.rglob("*.py"))):
        name = file.relative_to(root).as_posix()
        if name.startswith(NOT_FOR_USERS) or "/migrations/" in name:
            continue
        text = file.read_text(encoding="utf-8")
        code = template_code(text, name) if file.suffix == ".html" else text
        yield name, code.encode()


def template_code(text: str, name: str) -> str:
    """What Django makes of a template for gettext, without the indents that are not Python's."""
    return "\n".join(line.strip() for line in templatize(transform(text), origin=name).splitlines())


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands in its file; empty where there is none."""
    file = po_file(language)
    if not file.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False, **WHO)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def update(language: str) -> Catalog:
    """Bring the file up to what is in the sources: new messages come in empty, unused ones go."""
    catalog, found = read(language), find_messages()
    found.creation_date = catalog.creation_date
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    file = po_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalog, width=0, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return catalog


def compile_file(language: str) -> Path:
    """Write the .mo beside the .po; Django reads that."""
    target = po_file(language).with_suffix(".mo")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as stream:
        write_mo(stream, read(language))
    return target


def problems(language: str) -> list[str]:
    """What keeps a catalogue from being complete and safe, one sentence each."""
    catalog = read(language)
    found = find_messages()
    missing = [f"not in the catalogue: {message.id!r}" for message in not_in(catalog, found)]
    unused = [f"no longer used: {message.id!r}" for message in not_in(found, catalog)]
    return [*missing, *unused, *(words for message in catalog if message.id for words in faults(message))]


def not_in(catalog: Catalog, messages: Catalog) -> list[Message]:
    return [
        message for message in messages if message.id and catalog.get(message.id, message.context) is None
    ]


def faults(message: Message) -> Iterable[str]:
    """What is wrong with one translation."""
    sources_, targets = as_tuple(message.id), as_tuple(message.string)
    if not all(targets):
        yield f"not translated: {message.id!r}"
        return
    wanted = set().union(*(PLACEHOLDER.findall(text) for text in sources_))
    markup = set().union(*(MARKUP.findall(text) for text in sources_))
    for text in targets:
        if set(PLACEHOLDER.findall(text)) != wanted:
            yield f"other variables than in the Chinese: {text!r}"
        if not set(MARKUP.findall(text)) <= markup:
            yield f"markup or a double quote that the Chinese does not have: {text!r}"
        if HAN.search(text):
            yield f"still Chinese: {text!r}"


def as_tuple(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (list, tuple)) else (str(text or ""),)
