"""Every word that people read is Chinese in the source, marked, and has an English translation."""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from python_calamine import CalamineWorkbook

from doudi.office.base.catalogue import HAN, KEYWORDS, as_tuple, compile_file, find_messages, problems, read
from doudi.office.people.imports.columns import template_workbook
from doudi.office.verification.imports import columns, source_label

OFFICE = settings.PACKAGE / "office"
FOR_THE_CONSOLE = {
    "base/crypto.py",  # a missing key stops the server before anybody reads a page
    "base/start.py",
}
NOT_WORDS_TO_TRANSLATE = {
    "base/failures.py",  # the page of last resort, when translations may be what failed
    "awards/documents.py",  # letters and legal documents are Chinese
    "cases/documents.py",
}
READ_NOT_SHOWN = {  # words that are understood in what people type or banks send
    "base/money.py",
    "payments/bankfiles/reading.py",
    "people/actions/entry.py",
    "people/catalogue.py",
    "people/imports/roster.py",
}
KEPT_IN_RECORDS = {  # names that stand in records, whatever the language of the reader
    "cases/actions/notices.py": {"某某"},
    "portal/actions.py": {"群众"},
    "staff/actions.py": {"系统", "群众（公共页面）"},
    "verification/exports.py": {"结果"},
}
SAMPLES = "base/samples.py"  # the pattern pages are for developers
WHOLE_FILES = FOR_THE_CONSOLE | NOT_WORDS_TO_TRANSLATE | READ_NOT_SHOWN


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def unmarked(node: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of each Chinese literal below `node` that no gettext call marks."""
    for child in ast.iter_child_nodes(node):
        if is_docstring(child) or (isinstance(child, ast.Call) and called(child) in KEYWORDS):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and HAN.search(child.value):
            yield child.lineno, child.value
        yield from unmarked(child)


def modules() -> Iterator[tuple[str, Path]]:
    """Modules with words for people; migrations, app names and commands are for the console."""
    for path in sorted(OFFICE.rglob("*.py")):
        name = path.relative_to(OFFICE).as_posix()
        if not ({"migrations", "management"} & set(path.parts) or path.name == "apps.py"):
            yield name, path


def test_every_message_is_in_the_english_catalogue_translated_with_the_same_variables() -> None:
    assert problems("en") == []


def marked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of each Chinese literal that a gettext call marks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in KEYWORDS:
            texts = [a for a in node.args if isinstance(a, ast.Constant) and HAN.search(str(a.value))]
            yield from ((text.lineno, str(text.value)) for text in texts)


def test_every_marked_word_is_found_even_inside_other_strings() -> None:
    """The extractor does not look into f-strings; a call there would never be translated."""
    known = {text for message in find_messages() for text in as_tuple(message.id)}
    found = [
        f"{name}:{line} {text!r}"
        for name, path in modules()
        if name != SAMPLES
        for line, text in marked(ast.parse(path.read_text(encoding="utf-8")))
        if text not in known
    ]
    assert found == [], "take the call out of the f-string"


def test_no_chinese_word_in_the_office_is_left_unmarked() -> None:
    found = [
        f"{name}:{line} {text!r}"
        for name, path in modules()
        if name not in WHOLE_FILES
        for line, text in unmarked(ast.parse(path.read_text(encoding="utf-8")))
        if text not in KEPT_IN_RECORDS.get(name, set())
    ]
    assert found == [], "write _(“…”) around it"


@pytest.mark.parametrize("name", sorted(WHOLE_FILES | KEPT_IN_RECORDS.keys()))
def test_each_exception_is_still_needed(name: str) -> None:
    path = OFFICE / name
    texts = {text for _line, text in unmarked(ast.parse(path.read_text(encoding="utf-8")))}
    assert texts >= KEPT_IN_RECORDS.get(name, set())
    assert texts


def test_translated_quotes_and_apostrophes_cannot_break_a_page() -> None:
    """Translations go into attributes unescaped, so they use ‘ ’ and never ' or \"."""
    found = [m.string for m in read("en") if m.id and {"'", '"'} & set(str(m.string)) - set(str(m.id))]
    assert found == []


@pytest.fixture
def fresh_english() -> Iterator[None]:
    """The compiled catalogue, as installing makes it; the language is put back afterwards."""
    compile_file("en")
    trans_real._translations.pop("en", None)
    with translation.override("zh-hans"):
        yield


@pytest.mark.usefixtures("fresh_english", "db")
def test_a_page_speaks_english_when_asked(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "en"
    assert "Check progress" in page.content.decode()


@pytest.mark.usefixtures("fresh_english")
def test_tables_that_travel_are_chinese_whatever_the_reader_speaks() -> None:
    """A template taken in English is read by a worker that speaks Chinese."""
    with translation.override("en"):
        book = CalamineWorkbook.from_filelike(BytesIO(template_workbook()))
        assert columns() == ["核对单位", "证件号码", "项目", "数值"]
        assert source_label("TAX") == "税务"
    sheet = book.get_sheet_by_name("家庭成员").to_python()
    assert sheet[0][:2] == ["家庭序号", "村（社区）"]
