"""Only actions write; each is atomic, says who, and leaves a record."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from django.conf import settings

import doudi.office


def action_modules():
    for app in pkgutil.iter_modules(doudi.office.__path__):
        try:
            module = importlib.import_module(f"doudi.office.{app.name}.actions")
        except ModuleNotFoundError:
            continue
        yield module
        for sub in pkgutil.iter_modules(getattr(module, "__path__", [])):
            yield importlib.import_module(f"{module.__name__}.{sub.name}")


ACTIONS = {
    f"{f.__module__}.{f.__name__}": f
    for module in action_modules()
    for f in vars(module).values()
    if getattr(f, "is_action", False)
}


def test_there_are_actions():
    assert len(ACTIONS) > 40


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_action_says_who(action):
    by = inspect.signature(inspect.unwrap(action)).parameters.get("by")
    assert by is not None
    assert by.kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_action_has_a_docstring(action):
    assert inspect.getdoc(action)


WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}
MAY_WRITE = {"actions", "migrations", "management", "tasks", "imports", "audit", "base"}


def writes_in(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            text = ast.unparse(node.func.value)
            if "objects" in text or node.func.attr in {"save", "bulk_create"}:
                yield f"{path.name}:{node.lineno} {ast.unparse(node.func)}"


def test_nothing_but_actions_writes():
    found = []
    for path in Path(settings.PACKAGE / "office").rglob("*.py"):
        parts = {*path.parts, path.stem}
        if not parts & MAY_WRITE:
            found += list(writes_in(path))
    assert found == []


def test_no_model_overrides_save_and_no_signal_is_used():
    found = []
    for path in Path(settings.PACKAGE / "office").rglob("*.py"):
        text = path.read_text()
        if "def save(self" in text and "models" in str(path):
            found.append(f"{path}: save() overridden")
        if "django.db.models.signals" in text:
            found.append(f"{path}: model signal")
    assert found == []
