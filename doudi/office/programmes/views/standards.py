"""Standards in force at a place on a day, and the table of thresholds."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doudi.office.base.calendar import today
from doudi.office.programmes import exports, rulebook
from doudi.office.programmes.forms import StandardsForm
from doudi.office.staff.permissions import signed_in

from .tabs import tabs


@signed_in
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """All parameters in force at a place on a day, with their documents; what must be set locally stays visible."""
    form = _standards_form(request)
    rows = rulebook.standards(*_asked(form)) if form.is_valid() else []
    main = rulebook.main_standards(rows)
    programme = form.is_valid() and form.cleaned_data["programme"]
    context = {"form": form, "count": len(rows), "main": main, "programme": programme}
    context["groups"] = _groups(rows, main, request.GET)
    context["tabs"] = tabs(request, "standards")
    context["unset"] = any(not row.is_set for row in rows)
    if form.is_valid():
        context |= {"place": rulebook.place_name(form.cleaned_data["place"]), "on": form.cleaned_data["on"]}
    return render(request, "programmes/standards.html", context)


@signed_in
@require_safe
def standards_export(request: HttpRequest) -> HttpResponse:
    """The same table as a file: `format` is xlsx or csv."""
    form = _standards_form(request)
    if not form.is_valid():
        return HttpResponse(_("请选择地方和日期。"), status=400, content_type="text/plain; charset=utf-8")
    place, on, _programme = _asked(form)
    return exports.standards_file(rulebook.standards(*_asked(form)), place, on, request.GET.get("format"))


def _groups(
    rows: list[rulebook.Standard], main: list[rulebook.Standard], asked: QueryDict
) -> list[dict[str, Any]]:
    """By programme: what has a value and is not among the main figures, what has none, and where it is shown."""
    first = {row.name for row in main}
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        query = asked.copy()
        query["programme"] = row.programme
        empty = {"label": row.programme_label, "set": [], "unset": [], "href": f"?{query.urlencode()}"}
        group = groups.setdefault(row.programme_label, empty)
        if row.name not in first:
            group["set" if row.is_set else "unset"].append(row)
    return [group for group in groups.values() if group["set"] or group["unset"]]


def _standards_form(request: HttpRequest) -> StandardsForm:
    place = rulebook.known_place(own_place(request))
    given = {"place": place, "on": today().isoformat(), **request.GET.dict()}
    return StandardsForm(given)


def own_place(request: HttpRequest) -> str:
    """The place of the post in charge, or the nation."""
    post = next(iter(request.user.current_posts()), None)  # type: ignore[union-attr]
    return post.division.policy_place if post else rulebook.NATION


def _asked(form: StandardsForm) -> tuple[str, date, str]:
    return form.cleaned_data["place"], form.cleaned_data["on"], form.cleaned_data["programme"]
