"""Every view asks for a permission, and has one name everywhere."""

import inspect
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver


def patterns(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        elif isinstance(entry, URLPattern):
            yield entry


OURS = [p for p in patterns() if p.callback.__module__.startswith("doudi.")]


def test_there_are_views():
    assert len(OURS) > 40


@pytest.mark.parametrize("pattern", OURS, ids=lambda p: str(p.pattern))
def test_view_says_who_may_open_it(pattern):
    assert hasattr(pattern.callback, "asks"), "decorate it with @allowed(…), @signed_in or @public_page"


@pytest.mark.parametrize("pattern", OURS, ids=lambda p: str(p.pattern))
def test_view_is_a_function_named_like_its_url(pattern):
    view = inspect.unwrap(pattern.callback)
    assert inspect.isfunction(view)
    assert view.__name__ == pattern.name


def test_every_template_is_used():
    folder = settings.PACKAGE / "templates"
    source = "\n".join(
        p.read_text()
        for kind in ("*.py", "*.html")
        for p in settings.PACKAGE.rglob(kind)
        if "migrations" not in p.parts
    )
    standard = {"400.html", "403.html", "404.html", "429.html", "500.html", "403_csrf.html"}
    names = {str(p.relative_to(folder)) for p in folder.rglob("*.html")} - standard
    unused = sorted(n for n in names if f'"{n}' not in source and f"'{n}" not in source)
    assert unused == []


def test_no_view_saves():
    forbidden = (
        ".save(",
        ".create(",
        ".delete(",
        ".update(",
        ".bulk_create(",
        "get_or_create(",
        "update_or_create(",
    )
    found = []
    for path in Path(settings.PACKAGE / "office").rglob("*.py"):
        if path.name in {"views.py", "forms.py"} or "views" in path.parts:
            found += [f"{path.name}: {w}" for w in forbidden if f"objects{w}" in path.read_text()]
    assert found == []
