"""What surrounds a page: size, contrast, language, and the links of the post."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve
from django.utils import translation

from doudi.config.navigation import NAVIGATION
from doudi.office.base.context import Entry, Frame
from doudi.office.base.vendor import FILES, VendorFinder

ENTRIES = [
    Entry("", "部件", "patterns", "inbox", frozenset({"TOWNSHIP_INTAKE"}), badge=f"{__name__}.waiting"),
    Entry("", "没有建", "no_such_view", "inbox", frozenset({"TOWNSHIP_INTAKE"})),
    Entry("监督", "日志", "manifest", "inbox", frozenset({"AUDITOR"})),
    Entry("公开", "样式", "service_worker", "inbox", also=("patterns",)),
]


def waiting(request: HttpRequest) -> int:
    return 7


def request(address: str = "/patterns?a=1", role: str = "TOWNSHIP_INTAKE", **cookies: str) -> Any:
    asked: Any = RequestFactory().get(address)
    asked.COOKIES.update(cookies)
    asked.resolver_match = resolve("/patterns")
    asked.post = SimpleNamespace(role=role) if role else None
    return asked


@pytest.mark.parametrize(("cookie", "size"), [("l", "l"), ("x", "x"), ("huge", "n"), ("", "n")])
def test_the_type_size_comes_from_the_cookie(cookie: str, size: str) -> None:
    assert Frame(request(size=cookie)).css == f"size-{size}"


def test_high_contrast_comes_from_the_cookie() -> None:
    assert Frame(request(contrast="1")).css == "size-n contrast"


def test_the_other_language_is_offered() -> None:
    assert Frame(request()).next_language == ("en", "English")
    with translation.override("en"):
        assert Frame(request()).next_language == ("zh-hans", "中文")


def test_a_switch_comes_back_to_where_it_was_pressed() -> None:
    assert Frame(request()).here == "/patterns?a=1"
    assert Frame(RequestFactory().post("/patterns?a=1")).here == "/patterns"


def test_the_links_are_those_of_the_post_and_of_pages_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.config.navigation.NAVIGATION", ENTRIES)
    first, second = Frame(request()).navigation
    assert [(link.label, link.url, link.count, link.current) for link in first.links] == [
        ("部件", "/patterns", 7, True)
    ]
    assert [(link.label, link.current) for link in second.links] == [("样式", True)]
    auditor = Frame(request(role="AUDITOR")).navigation
    assert [link.label for section in auditor for link in section.links] == ["日志", "样式"]
    nobody = Frame(request(role="")).navigation
    assert [link.label for section in nobody for link in section.links] == ["样式"]


def test_the_navigation_names_only_roles_that_exist() -> None:
    from doudi.office.staff.enums import Role

    assert {role for entry in NAVIGATION for role in entry.roles} <= set(Role.values)


def test_someone_who_is_not_signed_in_has_no_posts() -> None:
    asked = request(role="")
    assert Frame(asked).posts == ()
    asked.user = SimpleNamespace(is_authenticated=False)
    assert Frame(asked).post is None


def test_the_posts_of_a_user_are_found_without_the_middleware() -> None:
    asked = request(role="")
    asked.user = SimpleNamespace(is_authenticated=True, current_posts=lambda: ["post"])
    assert Frame(asked).post == "post"
    assert Frame(asked)._view_name == "patterns"
    asked.resolver_match = None
    assert Frame(asked)._view_name == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [("/login/?next=/", "/login/?next=/"), ("https://elsewhere.example/", "/"), ("", "/")],
)
def test_contrast_is_kept_in_a_cookie_and_leads_to_no_foreign_site(
    client: Client, wanted: str, goes_to: str
) -> None:
    answer = client.post("/settings/contrast/", {"contrast": "1", "next": wanted})
    assert answer["Location"] == goes_to
    assert answer.cookies["contrast"].value == "1"
    assert client.post("/settings/contrast/", {}).cookies["contrast"].value == "0"


@pytest.mark.django_db
def test_the_manifest_and_the_worker_are_served(client: Client) -> None:
    assert client.get("/manifest.webmanifest").json()["short_name"] == "兜底"
    worker = client.get("/sw.js")
    assert worker["Service-Worker-Allowed"] == "/"
    assert b'const STATIC = "/static/"' in worker.content


@pytest.mark.django_db
@override_settings(DEMO=False, DEBUG=False)
def test_the_pattern_page_is_not_there_where_data_are_real(client: Client) -> None:
    from doudi.office.staff.models import User

    client.force_login(
        User.objects.create_user("someone"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get("/patterns").status_code == 404


def test_only_listed_files_of_npm_packages_are_found() -> None:
    finder = VendorFinder()
    assert finder.check() == []
    assert str(finder.find(f"vendor/{FILES[0]}")).endswith(FILES[0])
    assert finder.find(f"vendor/{FILES[0]}", find_all=True) != []
    assert finder.find("vendor/bootstrap/package.json") == []
    assert finder.find(FILES[0]) == []
    assert [name for name, _storage in finder.list(["*.map"])] == [f for f in FILES if not f.endswith(".map")]


def test_missing_packages_are_told_with_the_command_that_brings_them(settings: Any, tmp_path: Any) -> None:
    settings.NODE_MODULES = tmp_path
    (warning,) = VendorFinder().check()
    assert "make assets" in (warning.hint or "")
    assert list(VendorFinder().list(None)) == []
