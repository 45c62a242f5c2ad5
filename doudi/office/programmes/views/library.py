"""What the library holds: changes between two days, what is covered, the papers, the history of a value."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doudi.office.base.calendar import today
from doudi.office.programmes import rulebook
from doudi.office.programmes.forms import ChangesForm, DocumentsForm, PlaceOnlyForm
from doudi.office.programmes.rulebook import local
from doudi.office.programmes.rulebook.history import history
from doudi.office.staff.permissions import signed_in
from doudi.policies import get_policies
from doudi.policies.changes import SUBJECT_LABELS, changes_between
from doudi.policies.coverage import coverage
from doudi.policies.documents import documents

from .standards import own_place
from .tabs import tabs

MOST_DOCUMENTS = 100


@signed_in
@require_safe
def policy_changes(request: HttpRequest) -> HttpResponse:
    """A bulletin: what differs in the law of a place between two days."""
    on = today()
    given = {
        "place": rulebook.known_place(own_place(request)),
        "before": date(on.year, 1, 1).isoformat(),
        "after": on.isoformat(),
    }
    form = ChangesForm({**given, **request.GET.dict()})
    context: dict[str, Any] = {
        "form": form,
        "tabs": tabs(request, "policy_changes"),
        "asked": form.is_valid(),
    }
    if form.is_valid():
        asked = form.cleaned_data
        found = changes_between(get_policies(), asked["place"], asked["before"], asked["after"])
        groups = [
            {"label": label, "rows": [change for change in found if change.subject == subject]}
            for subject, label in SUBJECT_LABELS.items()
        ]
        context |= {
            "count": len(found),
            "groups": [group for group in groups if group["rows"]],
            "place": rulebook.place_name(asked["place"]),
            "before": asked["before"],
            "after": asked["after"],
        }
    return render(request, "programmes/policy_changes.html", context)


@signed_in
@require_safe
def policy_coverage(request: HttpRequest) -> HttpResponse:
    """Programme, place and years; checked when, by which cases, against which published figures."""
    form = PlaceOnlyForm({"place": rulebook.known_place(own_place(request)), **request.GET.dict()})
    place = form.cleaned_data["place"] if form.is_valid() else rulebook.NATION
    rows = [row for row in coverage() if row.place == place]
    context = {
        "form": form,
        "tabs": tabs(request, "policy_coverage"),
        "rows": rows,
        "place": rulebook.place_name(place),
    }
    return render(request, "programmes/policy_coverage.html", context)


@signed_in
@require_safe
def policy_documents(request: HttpRequest) -> HttpResponse:
    """Every paper that the library cites, and what rests on it."""
    form = DocumentsForm({"place": rulebook.known_place(own_place(request)), **request.GET.dict()})
    rows = []
    if form.is_valid():
        text = form.cleaned_data["text"].strip()
        rows = [row for row in documents(get_policies(), form.cleaned_data["place"]) if text in row.title]
    context = {
        "form": form,
        "tabs": tabs(request, "policy_documents"),
        "rows": rows[:MOST_DOCUMENTS],
        "more": max(len(rows) - MOST_DOCUMENTS, 0),
    }
    return render(request, "programmes/policy_documents.html", context)


@signed_in
@require_safe
def standard_history(request: HttpRequest, place: str, name: str) -> HttpResponse:
    """Every value of a parameter over the years at a place, with where each was entered."""
    parameter = local.find_parameter(place, name)
    if parameter is None:
        raise Http404
    on = today()
    context = {
        "parameter": parameter,
        "place": rulebook.place_name(place),
        "place_code": place,
        "rows": history(place, name, on),
        "tabs": tabs(request, "standards"),
    }
    return render(request, "programmes/standard_history.html", context)
