"""The message catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from babel.messages import Message
from django.core.management import CommandError, call_command

from doudi.office.base import catalogue


@pytest.fixture
def package(settings: Any, tmp_path: Path) -> Path:
    """A package of one template and one module, without translations."""
    settings.PACKAGE, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    (tmp_path / "a.html").write_text('<p title="提示">共 {{ n }} 条</p>\n  {% if a %}<b>好</b>{% endif %}')
    (tmp_path / "b.py").write_text(
        'from x import gettext as _, ngettext\n_("你好")\nngettext("一户", "多户", n)\n'
    )
    return tmp_path


def translate(package: Path, **words: str) -> None:
    file = catalogue.po_file("en")
    text = file.read_text(encoding="utf-8")
    for chinese, english in words.items():
        text = text.replace(f'msgid "{chinese}"\nmsgstr ""', f'msgid "{chinese}"\nmsgstr "{english}"')
    file.write_text(text, encoding="utf-8")


def test_messages_are_found_in_templates_and_code(package: Path) -> None:
    ids = {message.id for message in catalogue.find_messages() if message.id}
    assert ids == {"提示", "共 %(n)s 条", "好", "你好", ("一户", "多户")}


def test_updating_keeps_translations_drops_unused_words_and_writes_the_same_bytes(package: Path) -> None:
    catalogue.update("en")
    translate(package, 你好="Hello", 好="Good")
    (package / "a.html").write_text("<p>新</p>")
    catalogue.update("en")
    found = catalogue.read("en")
    assert found["你好"].string == "Hello"
    assert "好" not in found
    before = catalogue.po_file("en").read_bytes()
    catalogue.update("en")
    assert catalogue.po_file("en").read_bytes() == before


def test_the_command_updates_compiles_and_says_what_is_missing(package: Path, capsys: Any) -> None:
    call_command("messages")
    assert "en: 5 messages, 5 without translation" in capsys.readouterr().out
    assert catalogue.po_file("en").with_suffix(".mo").exists()


def test_compile_only_touches_no_source(package: Path) -> None:
    call_command("messages", "en")
    before = catalogue.po_file("en").read_bytes()
    (package / "a.html").write_text("<p>新</p>")
    call_command("messages", "--compile-only")
    assert catalogue.po_file("en").read_bytes() == before


def test_checking_fails_on_what_is_missing_or_unused(package: Path, capsys: Any) -> None:
    with pytest.raises(CommandError):
        call_command("messages", "--check")
    assert not catalogue.po_file("en").exists()
    catalogue.update("en")
    (package / "a.html").write_text("<p>新</p>")
    problems = catalogue.problems("en")
    assert "not in the catalogue: '新'" in problems
    assert "no longer used: '好'" in problems
    assert "not translated: '你好'" in problems


def test_checking_passes_when_all_is_translated(package: Path) -> None:
    (package / "a.html").write_text("<p>好</p>")
    (package / "b.py").write_text("")
    catalogue.update("en")
    translate(package, 好="Good")
    call_command("messages", "--check")


@pytest.mark.parametrize(
    ("chinese", "english", "problem"),
    [
        ("共 %(n)s 条", "%(n)s rows", None),
        ("共 %(n)s 条", "rows", "other variables"),
        ("共 {n} 条", "{m} rows", "other variables"),
        ("好", 'a "b"', "double quote"),
        ("好", "a <i>b</i>", "markup"),
        ("<b>好</b>", "<b>Good</b>", None),
        ("好", "好", "still Chinese"),
        ("好", "", "not translated"),
        (("一户", "多户"), ("one", "many"), None),
        (("一户", "多户"), ("one", ""), "not translated"),
    ],
)
def test_each_translation_is_checked(chinese: Any, english: Any, problem: str | None) -> None:
    faults = list(catalogue.faults(Message(chinese, english)))
    assert (not faults) if problem is None else problem in faults[0]
