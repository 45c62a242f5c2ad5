"""The self-check: one thing a page, answers carried along in the page itself, nothing kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doudi.office.base.calendar import today
from doudi.office.programmes import rulebook
from doudi.office.staff.permissions import public_page

from .. import forms

LAST = ("income", "assets")
DISPLAY = {"size", "contrast", "language"}
"""What the switches of the page send along; the answers stay as they are."""


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def self_check(request: HttpRequest) -> HttpResponse:
    """Ask, page by page; then say what fits, about how much, and what to bring."""
    if request.method != "POST":
        return _page(request, "home", {}, _form("home", None))
    given = request.POST
    step = given.get("step", "home")
    pages = _pages(given)
    if step not in pages:
        return _page(request, "home", given, _form("home", None))
    if DISPLAY & set(given):
        return _again(request, step, given, pages)
    if "back" in given:
        from_result = given.get("carry") == "result"
        before = step if from_result else pages[max(pages.index(step) - 1, 0)]
        return _page(request, before, given, _form(before, given))
    form = _form(step, given)
    if not form.is_valid():
        return _page(request, step, given, form)
    pages = _pages(given)
    if step != pages[-1]:
        after = pages[pages.index(step) + 1]
        return _page(request, after, given, _form(after, given if _was_asked(after, given) else None))
    return _result(request, given, pages)


def _again(request: HttpRequest, step: str, given: Any, pages: list[str]) -> HttpResponse:
    """The same page after its type or its language was switched, with what had been typed."""
    if given.get("carry") == "result":
        return _result(request, given, pages)
    mark = f"{step}-"
    typed = {name.removeprefix(mark): value for name, value in given.items() if name.startswith(mark)}
    kind = FORMS.get(step, forms.MemberForm)
    return _page(request, step, given, kind(prefix=step, initial=typed or None))


def _pages(given: Any) -> list[str]:
    """The names of the pages: the home, one for each member, money, property."""
    form = forms.HomeForm(given or None, prefix="home")
    size = form.cleaned_data["size"] if form.is_valid() else 1
    return ["home", *(f"member{n}" for n in range(1, size + 1)), *LAST]


FORMS: dict[str, type[Form]] = {
    "home": forms.HomeForm,
    "income": forms.IncomeForm,
    "assets": forms.AssetsForm,
}


def _form(step: str, given: Any) -> Form:
    return FORMS.get(step, forms.MemberForm)(given, prefix=step)


def _was_asked(step: str, given: Any) -> bool:
    return any(name.startswith(f"{step}-") for name in given)


def _page(request: HttpRequest, step: str, given: Any, form: Form) -> HttpResponse:
    pages = _pages(given)
    number = pages.index(step) if step in pages else 0
    carried = [(k, v) for k, v in given.items() if "-" in k and not k.startswith(f"{step}-")]
    context = {
        "form": form,
        "step": step,
        "title": _title(step, form),
        "carried": carried,
        "number": number + 1,
        "total": len(pages),
        "first": number == 0,
        "last": step == pages[-1],
    }
    return render(request, "portal/self_check.html", context)


def _title(step: str, form: Form) -> str:
    if not step.startswith("member"):
        return str(form.title)  # type: ignore[attr-defined]
    number = step.removeprefix("member")
    return _("先说您自己") if number == "1" else _("再说第 %(n)s 个人") % {"n": number}


def _result(request: HttpRequest, given: Any, pages: list[str]) -> HttpResponse:
    data: dict[str, Any] = {"members": []}
    for page in pages:
        form = _form(page, given)
        if not form.is_valid():
            return _page(request, page, given, form)
        if page.startswith("member"):
            data["members"].append(form.cleaned_data)
        else:
            data |= form.cleaned_data
    data.pop("size")
    answers = rulebook.self_check(forms.answers_of(data), settings.PLACE, today())
    rows = rulebook.entitlements(answers)
    carried = [(k, v) for k, v in given.items() if "-" in k]
    certain = [row for row in rows.fits if not row.answer.missing]
    context = {
        "fits": [_told(row) for row in certain],
        "maybe": [row for row in rows.fits if row.answer.missing],
        "open": rows.open,
        "closed": [_told(row) for row in rows.closed if row.handled],
        "carried": carried,
        "step": pages[-1],
        "papers": list(dict.fromkeys(paper for row in certain if row.handled for paper in row.papers)),
    }
    return render(request, "portal/self_check_result.html", context)


def _told(row: rulebook.Entitlement) -> dict[str, Any]:
    """What one programme says, in words for everybody."""
    return {
        "row": row,
        "why": [line["text"] for line in row.answer.why_not if line["text"]],
        "sheet": [line for line in row.answer.sheet if line["depth"] < 2],
    }
