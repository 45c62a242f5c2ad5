"""What is written about the project stays true."""

import csv
import re
import subprocess
import sys

import click
import pytest
from django.conf import settings

ROOT = settings.ROOT


def test_every_setting_is_documented():
    source = (settings.PACKAGE / "config/settings.py").read_text()
    names = set(re.findall(r'environ\.get\("([A-Z_]+)"', source))
    text = (ROOT / "docs/settings.md").read_text()
    assert sorted(n for n in names if f"`{n}`" not in text) == []


def test_every_command_is_documented():
    from doudi.cli import main

    text = (ROOT / "docs/commands.md").read_text()
    commands = []
    for name, command in main.commands.items():
        subs = command.commands if isinstance(command, click.Group) else {"": None}
        commands += [f"doudi {name} {sub}".strip() for sub in subs]
    assert sorted(c for c in commands if f"`{c}" not in text) == []


def clauses():
    with (ROOT / "docs/clauses.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_clause_catalogue_is_whole():
    rows = clauses()
    assert len(rows) == 366
    assert len({row["id"] for row in rows}) == 366


def test_every_test_named_by_a_clause_exists():
    named = {node for row in clauses() for node in row["shown_by"].split()}
    assert named, "no clause is shown by a test"
    missing = []
    for node in named:
        path, _, name = node.partition("::")
        function = name.split("[")[0].split("::")[-1]
        file = ROOT / path
        if not file.is_file() or not re.search(
            rf"^\s*def {re.escape(function)}\b|^\s*class {re.escape(function)}\b", file.read_text(), re.M
        ):
            missing.append(node)
    assert missing == []


def test_every_dependency_says_why_it_is_there():
    text = (ROOT / "pyproject.toml").read_text()
    block = text[text.index("dependencies = [") : text.index("[project.optional-dependencies]")]
    lines = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert len(lines) > 15
    assert [line for line in lines if "#" not in line] == []


def test_migrations_and_models_agree():
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_the_front_papers_are_there(name):
    assert (ROOT / name).is_file()
