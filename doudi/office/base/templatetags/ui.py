"""Tags and filters of the pages, built in: no `{% load %}`. See templates/components/README.md."""

import functools
import re
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from doudi.office.base import masking, money

register = template.Library()

register.filter("yuan", money.yuan)
register.filter("mask_name", masking.mask_name)
register.filter("mask_citizen_id", masking.mask_citizen_id)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_account", masking.mask_account)
register.filter("mask_text", masking.mask_text)

TONE_ICONS = {
    "ok": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "bad": "x-circle-fill",
    "inf": "info-circle-fill",
}


@functools.cache
def drawing(name: str) -> str:
    """The inside of an icon of bootstrap-icons; empty where the package is not installed."""
    folder = settings.NODE_MODULES / "bootstrap-icons" / "icons"
    if not folder.is_dir():
        return ""
    svg = (folder / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    return re.sub(r"\s*\n\s*", "", found[1]) if found else ""


@register.simple_tag
def icon(name: str, label: str = "", tone: str = "") -> SafeString:
    """An SVG in the page itself: no icon font, no request. With a label it is read aloud."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="ic {}" viewBox="0 0 16 16" fill="currentColor" {}>{}</svg>',
        tone,
        meaning,
        mark_safe(drawing(name)),  # noqa: S308 -- our own package's file
    )


@register.simple_tag
def tag(label: str, tone: str = "", picture: str = "", big: bool = False) -> SafeString:
    """A status in a word: tone ok, warn, bad, inf, pri or nothing; never colour alone."""
    picture = icon(picture) if picture else ""
    return format_html('<span class="tag {}{}">{}{}</span>', tone, " big" if big else "", picture, label)


@register.filter
def day(value: date | str) -> str:
    """A date as 2026-11-21; stored sheets keep it as text."""
    return value if isinstance(value, str) else value.isoformat()


@register.filter
def tone_icon(tone: str) -> str:
    return TONE_ICONS.get(tone, "info-circle-fill")


@register.filter
def same(value: object, other: object) -> str:
    """`aria-pressed` and its kin: "true" if the two are the same."""
    return "true" if value == other else "false"


@register.inclusion_tag("components/deadline.html")
def deadline(
    due: date | None,
    left: int | None = None,
    *,
    working: bool = True,
    provisional: bool = False,
    explain: str = "",
    big: bool = False,
) -> dict[str, Any]:
    """Days left, the date, and a link to how it is counted. `left` below zero is overdue."""
    tone = "" if left is None or left > 2 else ("warn" if left >= 0 else "bad")
    return {
        "due": due,
        "words": days_left(left, working),
        "tone": tone,
        "icon": "exclamation-circle" if tone == "bad" else "clock",
        "provisional": provisional,
        "explain": explain,
        "big": big,
    }


def days_left(left: int | None, working: bool) -> str:
    """The words on a deadline."""
    if left is None:
        return ""
    if left == 0:
        return _("今天到期")
    if working:
        words = _("剩 %(days)d 个工作日") if left > 0 else _("超期 %(days)d 个工作日")
    else:
        words = _("剩 %(days)d 天") if left > 0 else _("超期 %(days)d 天")
    return words % {"days": abs(left)}


@register.inclusion_tag("components/th.html", takes_context=True)
def th(context: Context, label: str, sort: str = "", num: bool = False, css: str = "") -> dict[str, Any]:
    """A table heading; with `sort` a link that sorts by that key, and back."""
    request = context["request"]
    now = request.GET.get("sort") or context.get("sort", "")
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{sort}" if now == sort else sort
    return {
        "label": label,
        "num": num,
        "css": css,
        "url": f"{request.path}?{query.urlencode()}" if sort else "",
        "order": {sort: "ascending", f"-{sort}": "descending"}.get(now, "") if sort else "",
    }


@register.inclusion_tag("components/paging.html", takes_context=True)
def paging(context: Context, page: Any, export: str = "") -> dict[str, Any]:
    """How many rows, which page, back and forth; `export` is an address that gets the same filter."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    start = f"{context['request'].path}?{query.urlencode()}{'&' if query else ''}page="
    return {"page": page, "start": start, "export": export, "query": query.urlencode()}


class PanelNode(template.Node):
    """See `panel`."""

    child_nodelists = ("body", "corner")

    def __init__(
        self, title: FilterExpression, options: dict[str, FilterExpression], body: NodeList, corner: NodeList
    ) -> None:
        self.title, self.options, self.body, self.corner = title, options, body, corner

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.options.items()}
        title = self.title.resolve(context)
        values |= {"title": title, "body": self.body.render(context), "corner": self.corner.render(context)}
        with context.push(panel=values):
            return context.template.engine.get_template("components/panel.html").render(context)


@register.tag
def panel(parser: Parser, token: Token) -> PanelNode:
    """`{% panel "标题" id= note= count= tone= flush= level= %} … {% corner %} … {% endpanel %}`.

    `flush` leaves out the padding (tables, lists); what stands after `{% corner %}` goes to the head's end.
    """
    bits = token.split_contents()[1:]
    if not bits:
        raise template.TemplateSyntaxError("{% panel %} needs a title.")
    title = parser.compile_filter(bits.pop(0))
    options = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"{{% panel %}} does not know {bits[0]!r}.")
    body = parser.parse(("corner", "endpanel"))
    corner = NodeList()
    if parser.next_token().contents == "corner":
        corner = parser.parse(("endpanel",))
        parser.delete_first_token()
    return PanelNode(title, options, body, corner)
