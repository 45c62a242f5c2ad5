"""Walking through the pages as people do: log in, follow links, fill in the forms that a page offers.

Nothing here reaches past the pages: a field that is not on the page, a choice that is not offered or a button
that is greyed out is an error of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.test.html import Element, parse_html
from django.urls import reverse

from doudi.office.staff.models import User

PASSWORD = "walks with care 7"
NOON = 4  # in UTC: midday at the desk
_hashes: list[str] = []


def hashed() -> str:
    """One hash for all log-ins of a run: hashing is slow on purpose."""
    if not _hashes:
        _hashes.append(make_password(PASSWORD))
    return _hashes[0]


# --- reading a page ---------------------------------------------------------------------------


def elements(node: Any) -> Iterator[Element]:
    """An element and everything in it, in the order of the page."""
    if isinstance(node, Element):
        yield node
        for child in node.children:
            yield from elements(child)


def attributes(element: Element) -> dict[str, str]:
    return {name: "" if value is None else value for name, value in element.attributes}


def words(node: Any) -> str:
    """The text of an element, with single spaces."""
    if not isinstance(node, Element):
        return str(node)
    return re.sub(r"\s+", " ", "".join(f"{words(child)} " for child in node.children)).strip()


def flat(text: str) -> str:
    """Without spaces: where a line breaks on the page says nothing."""
    return re.sub(r"\s+", "", text)


def named(node: Any, name: str) -> Iterator[Element]:
    return (element for element in elements(node) if element.name == name)


@dataclass
class Box:
    """One field of a form: what it is called, what is in it, and what may be chosen."""

    name: str
    kind: str
    label: str = ""
    values: list[str] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)  # value -> words
    disabled: bool = False

    def choose(self, given: Any) -> list[Any]:
        """What is sent for `given`: texts as they are, choices by their value or by their words."""
        many = given if isinstance(given, list | tuple) else [given]
        if not self.offered:
            return list(many)
        return [self._offered(str(one)) for one in many]

    def _offered(self, wanted: str) -> str:
        if wanted in self.offered:
            return wanted
        found = [value for value, text in self.offered.items() if text == wanted]
        found = found or [value for value, text in self.offered.items() if wanted and wanted in text]
        assert found, f"“{self.label or self.name}” 没有“{wanted}”可选，只有：{list(self.offered.values())}"
        return found[0]


class Form:
    """A form of a page: its address, its fields and its buttons."""

    def __init__(self, element: Element, page: Page) -> None:
        self.element, given = element, attributes(element)
        self.method = given.get("method", "get").lower()
        self.action = urljoin(page.url, given.get("action", ""))
        self.boxes: dict[str, Box] = {}
        self._read()

    def _read(self) -> None:
        labels = {attributes(e).get("for"): words(e) for e in named(self.element, "label")}
        legends = self._legends()
        for element in elements(self.element):
            given = attributes(element)
            if element.name not in {"input", "select", "textarea"} or "name" not in given:
                continue
            label = re.sub(r" ?（选填）$", "", labels.get(given.get("id"), ""))
            self._add(element, given, label, legends)

    def _legends(self) -> dict[str, str]:
        """The words over a group of choices, by the name of the field."""
        found = {}
        for fieldset in named(self.element, "fieldset"):
            legend = next((words(e) for e in named(fieldset, "legend")), "")
            for entry in named(fieldset, "input"):
                found[attributes(entry).get("name", "")] = re.sub(r" ?（选填）$", "", legend)
        return found

    def _add(self, element: Element, given: dict[str, str], label: str, legends: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text") if element.name == "input" else element.name
        if kind in {"checkbox", "radio"}:
            box = self.boxes.setdefault(name, Box(name, kind, legends.get(name, label)))
            box.offered[given.get("value", "on")] = label
            box.values += [given.get("value", "on")] if "checked" in given else []
            return
        box = self.boxes[name] = Box(name, kind, label, disabled="disabled" in given)
        if kind == "select":
            options = [(attributes(option), words(option)) for option in named(element, "option")]
            box.offered = {one.get("value", text): text for one, text in options}
            chosen = [one.get("value", text) for one, text in options if "selected" in one]
            box.values = chosen or [next(iter(box.offered), "")]
        elif kind == "textarea":
            box.values = [words(element)]
        elif kind != "file":
            box.values = [given.get("value", "")]

    def button(self, text: str) -> dict[str, str] | None:
        """The attributes of the button with this text."""
        for element in named(self.element, "button"):
            if flat(text) in flat(words(element)) and attributes(element).get("type", "submit") == "submit":
                return attributes(element)
        return None

    def box(self, key: str) -> Box:
        """A field by its name or by its label."""
        if key in self.boxes:
            return self.boxes[key]
        found = [box for box in self.boxes.values() if box.label == key]
        assert found, f"表单没有“{key}”，只有：{[box.label or box.name for box in self.boxes.values()]}"
        return found[0]

    def data(self, given: dict[str, Any]) -> dict[str, Any]:
        """What a browser would send: what stands in the form, changed by what is filled in."""
        sent: dict[str, Any] = {
            box.name: box.values for box in self.boxes.values() if box.values and not box.disabled
        }
        for key, value in given.items():
            box = self.box(key)
            sent[box.name] = box.choose(value)
        return sent


class Page:
    """What came back: its words, its links, its forms."""

    def __init__(self, walker: Walker, response: Any, url: str) -> None:
        self.walker, self.response, self.url = walker, response, url
        self.status = response.status_code
        kind = response.headers.get("Content-Type", "")
        self.bytes = b"".join(response.streaming_content) if response.streaming else response.content
        self.html = self.bytes.decode() if kind.startswith("text/html") else ""
        self._tree: Any = None

    @property
    def tree(self) -> Any:
        if self._tree is None:
            self._tree = parse_html(re.sub(r"(?s)^.*?<html", "<html", self.html))
        return self._tree

    @property
    def text(self) -> str:
        """Everything that can be read on the page."""
        if not self.html:
            return ""
        body = next(named(self.tree, "body"))
        return words(body)

    def has(self, text: str) -> bool:
        return flat(text) in flat(self.text)

    def says(self, *texts: str) -> Page:
        for text in texts:
            assert self.has(text), f"{self.url} 上没有“{text}”：\n{self.text}"
        return self

    def lacks(self, *texts: str) -> Page:
        for text in texts:
            assert text not in self.html, f"{self.url} 上不该有“{text}”"
        return self

    def links(self) -> list[tuple[str, str]]:
        """The links of what the page is about, then those around it."""
        middle = [link for main in named(self.tree, "main") for link in named(main, "a")]
        around = [link for link in named(self.tree, "a") if not any(link is one for one in middle)]
        found = ((words(e), attributes(e).get("href", "")) for e in [*middle, *around])
        return [(text, urljoin(self.url, href)) for text, href in found if href]

    def link(self, text: str) -> str:
        found = [href for words_, href in self.links() if flat(text) in flat(words_)]
        assert found, f"{self.url} 上没有“{text}”的链接，只有：{[words_ for words_, _ in self.links()]}"
        return found[0]

    def follow(self, text: str) -> Page:
        """Click on the first link with this text."""
        return self.walker.open(self.link(text))

    def forms(self) -> list[Form]:
        return [Form(element, self) for element in named(self.tree, "form")]

    def form(self, button: str) -> Form:
        """The form with this button."""
        found = [form for form in self.forms() if form.button(button) is not None]
        buttons = [words(element) for element in named(self.tree, "button")]
        assert found, f"{self.url} 上没有“{button}”的按钮，只有：{buttons}\n{self.text}"
        return found[-1]

    def send(self, button: str, files: dict[str, Any] | None = None, /, **given: Any) -> Page:
        """Fill the form of that button and press it; comes back with the page that follows."""
        form = self.form(button)
        pressed = form.button(button) or {}
        assert "disabled" not in pressed, f"“{button}”是灰色的：{self.text}"
        data = {**form.data(given), **(files or {})}
        if "name" in pressed:
            data[pressed["name"]] = pressed.get("value", "")
        return self.walker.submit(form.method, form.action, data)

    def refuses(self, button: str, reason: str, /, **given: Any) -> Page:
        """The same, where the page has to say no; what was typed stays."""
        answer = self.send(button, **given)
        assert answer.status in {200, 409, 422}
        assert answer.url == self.url
        return answer.says(reason)


# --- walking ----------------------------------------------------------------------------------


class Walker:
    """Somebody in front of a browser. `settings.FIXED_NOW` is the calendar on the wall."""

    def __init__(self, settings: Any) -> None:
        self.settings = settings
        self.client = Client(enforce_csrf_checks=True)
        self.clients: dict[int, Client] = {}

    def day(self, on: date) -> date:
        """It is midday of that day from now on."""
        self.settings.FIXED_NOW = datetime(on.year, on.month, on.day, NOON, tzinfo=UTC)
        return on

    @property
    def today(self) -> date:
        return self.settings.FIXED_NOW.date()

    def as_(self, user: User) -> Walker:
        """From now on this user sits there; the first time by the log-in page."""
        known = self.clients.get(user.pk)
        if known is not None:
            self.client = known
            return self
        User.objects.filter(pk=user.pk).update(password=hashed())
        self.client = self.clients[user.pk] = Client(enforce_csrf_checks=True)
        page = self.open("login").send("登录", username=user.username, password=PASSWORD)
        assert page.url != reverse("login"), page.text
        return self

    def as_anybody(self) -> Walker:
        """Somebody on the street, without a log-in."""
        self.client = Client(enforce_csrf_checks=True)
        return self

    def open(self, where: str, *args: Any, status: int = 200, query: str = "") -> Page:
        """A page by its name (with its arguments) or by its address."""
        url = where if where.startswith(("/", "http")) else reverse(where, args=args) + query
        url = url.replace("http://testserver", "")
        response = self.client.get(url, follow=True)
        final = response.redirect_chain[-1][0] if response.redirect_chain else url
        assert response.status_code == status, f"{url}: {response.status_code}"
        return Page(self, response, urljoin(url, final))

    def submit(self, method: str, url: str, data: dict[str, Any]) -> Page:
        """Send a form and go where it leads."""
        if method == "get":
            response = self.client.get(url, data)
            assert response.status_code == 200, response.status_code
            return Page(self, response, url)
        response = self.client.post(url, data)
        if response.status_code == 302:
            return self.open(urljoin(url, response["Location"]))
        assert response.status_code < 500, response.status_code
        return Page(self, response, url)
