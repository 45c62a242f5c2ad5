"""What every page needs of its surroundings: type size, contrast, the links of the post, the languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language

SIZES = ("n", "l", "x")
SIZE_COOKIE = "size"
CONTRAST_COOKIE = "contrast"


@dataclass(frozen=True)
class Entry:
    """One link of the side navigation, as written in config/navigation.py.

    `badge` is the dotted path of a function `request -> int` that counts what waits there.
    """

    section: Any
    label: Any
    view: str
    icon: str
    roles: frozenset[str] = frozenset()
    badge: str = ""
    hot: bool = False
    also: tuple[str, ...] = ()


@dataclass
class Link:
    """A link as the page shows it."""

    label: Any
    url: str
    icon: str
    current: bool
    count: int = 0
    hot: bool = False


@dataclass
class Section:
    title: Any
    links: list[Link] = field(default_factory=list)


class Frame:
    """The surroundings of one page; each question is asked only if the template asks it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def size(self) -> str:
        chosen = self.request.COOKIES.get(SIZE_COOKIE, "")
        return chosen if chosen in SIZES else "n"

    @property
    def contrast(self) -> bool:
        return self.request.COOKIES.get(CONTRAST_COOKIE) == "1"

    @property
    def css(self) -> str:
        return f"size-{self.size}{' contrast' if self.contrast else ''}"

    @property
    def place_name(self) -> str:
        return settings.PLACE_NAME

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @property
    def next_language(self) -> tuple[str, str]:
        """The other language: (code, its own name)."""
        others = [language for language in settings.LANGUAGES if language[0] != get_language()]
        return others[0]

    @property
    def here(self) -> str:
        """The address to come back to after a switch of size, language or post."""
        return self.request.get_full_path() if self.request.method == "GET" else self.request.path

    @cached_property
    def posts(self) -> Sequence[Any]:
        """Every post the user may switch to."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return ()
        return list(getattr(self.request, "posts", None) or user.current_posts())

    @cached_property
    def post(self) -> Any:
        """The post in which the user works now."""
        return getattr(self.request, "post", None) or next(iter(self.posts), None)

    @cached_property
    def navigation(self) -> list[Section]:
        sections: list[Section] = []
        for entry in import_string(settings.NAVIGATION):
            link = self._link(entry)
            if link is None:
                continue
            if not sections or sections[-1].title != entry.section:
                sections.append(Section(entry.section))
            sections[-1].links.append(link)
        return sections

    def _link(self, entry: Entry) -> Link | None:
        """None where the post may not go, or where the page is not built."""
        if entry.roles and (self.post is None or self.post.role not in entry.roles):
            return None
        try:
            url = reverse(entry.view)
        except NoReverseMatch:
            return None
        current = self._view_name in {entry.view, *entry.also}
        return Link(entry.label, url, entry.icon, current, self._count(entry), entry.hot)

    def _count(self, entry: Entry) -> int:
        if not entry.badge:
            return 0
        count: Callable[[HttpRequest], int] = import_string(entry.badge)
        return count(self.request)

    @property
    def _view_name(self) -> str:
        match = self.request.resolver_match
        return (match.view_name or "") if match else ""


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` in every template."""
    return {"frame": Frame(request)}
