"""One word for one thing: the glossary is held by this test."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = settings.ROOT
GLOSSARY = yaml.safe_load((ROOT / "docs/glossary.yaml").read_text())
BANNED = {
    word.removesuffix("!")
    for entry in GLOSSARY
    for word in entry.get("avoid", "").split()
    if word.endswith("!")
}
# terms of the glossary that themselves hold a banned word, such as family_doctor
TERMS = [entry["id"] for entry in GLOSSARY if set(entry.get("id", "").split("_")) & BANNED]
FILES = [p for p in settings.PACKAGE.rglob("*.py") if "migrations" not in p.parts]


def identifiers(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield node.arg


def words(name):
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    for term in TERMS:
        name = name.replace(term, "")
    return set(re.findall(r"[a-z]+", name))


def test_the_list_of_banned_words_is_not_empty():
    assert {"welfare", "family", "sfzh"} <= BANNED


def test_a_banned_word_is_found():
    assert words("FamilyMember") & BANNED == {"family"}
    assert words("family_doctor_of_the_family") & BANNED == {"family"}
    assert not words("FAMILY_DOCTOR_DUE") & BANNED


# words that other libraries or plain Python force upon us
FOREIGN = {"check", "manager"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(settings.PACKAGE)))
def test_identifiers_follow_the_glossary(path):
    found = {name for name in identifiers(path) if words(name) & (BANNED - FOREIGN)}
    assert found == set()


def test_no_mark_of_unfinished_work_is_left():
    marks = re.compile(r"#.*\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
    assert [str(p) for p in FILES if marks.search(p.read_text())] == []


def test_no_machine_path_is_in_the_repository():
    home = re.compile("/" + "(?:root|work|farm)/")
    found = [
        str(p.relative_to(ROOT))
        for folder in ("doudi", "tests", "docs", "benchmarks", "deploy", "requirements")
        for p in Path(ROOT / folder).rglob("*")
        if p.is_file()
        and p.suffix in {".py", ".md", ".yaml", ".txt", ".lock", ".html", ".csv"}
        and home.search(p.read_text())
    ]
    assert found == []
