"""The pages of facts that came out late: tried out first, then kept as a result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from doudi.office.audit import actions as audit
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.money import yuan
from doudi.office.people import actions as people
from doudi.office.people.models import Person
from doudi.office.programmes import rulebook
from doudi.office.staff.permissions import allowed

from .. import actions, answers, documents, exports, forms, permissions
from ..models import AwardUnit, Reassessment
from .raises import XLSX_TYPE, _download


@allowed(*permissions.REASSESSES)
@require_http_methods(["GET", "POST"])
def reassessment_new(request: HttpRequest, number: str) -> HttpResponse:
    """What should have been paid since; shown as a proposal, and kept when asked for."""
    rows: Any = AwardUnit.objects.visible_to(request.user).select_related("household__division__parent")
    unit = get_object_or_404(rows, number=number.upper())
    people.note_file_read(unit.household, by=request.user, path=request.path)
    persons, newcomers = _people(unit)
    form = forms.ReassessForm(request.POST or None, persons=persons, newcomers=newcomers)
    result, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if request.POST.get("act") == "record":
                    row = _record(unit, form.cleaned_data, request.user)
                    messages.success(request, _("已登记追溯核定 %(number)s。") % {"number": row.number})
                    return redirect("reassessment_detail", row.number)
                result, status = answers.reassess(unit, _asked(form.cleaned_data)), 200
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "unit": unit,
        "label": rulebook.label(unit.programme),
        "form": form,
        "result": result,
        "months": [month.as_data() for month in result.months] if result else [],
        "facts": _sums(result.over_fen, result.under_fen) if result else [],
        "earlier": unit.reassessments.select_related("by"),
    }
    return render(request, "awards/reassessment_new.html", context, status=status)


def _people(unit: AwardUnit) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Those of the newest determination, and those at home who are not in it."""
    newest = unit.awards.effective().select_related("determination").last()
    frozen = newest.determination.frozen if newest else {}
    ids = frozen.get("persons", [])
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    at_home = unit.household.memberships.living_together(today()).select_related("person").heads_first()
    newcomers = [(row.person_id, row.person.name) for row in at_home if row.person_id not in names]
    return [(pk, names[pk]) for pk in ids if pk in names], newcomers


def _asked(given: dict[str, Any]) -> answers.Asked:
    return answers.Asked(
        since=given["since_on"],
        on=today(),
        changes=given["changes"],
        without=tuple(given["removed"]),
        added=tuple(given["joined"]),
    )


def _record(unit: AwardUnit, given: dict[str, Any], user: Any) -> Reassessment:
    return actions.record_reassessment(
        unit, _asked(given), by=user, ground=given["ground"], found_on=given["found_on"], detail=given["detail"]
    )  # fmt: skip


def _sums(over: int, under: int) -> list[dict[str, Any]]:
    return [
        {"label": _("多发合计"), "value": yuan(over), "unit": _("元"), "tone": "bad" if over else ""},
        {"label": _("少发合计"), "value": yuan(under), "unit": _("元")},
    ]


@allowed(*permissions.SEES)
@require_safe
def reassessment_detail(request: HttpRequest, number: str) -> HttpResponse:
    """A result as it was kept."""
    row = _row(request, number)
    context = {
        "row": row,
        "label": rulebook.label(row.unit.programme),
        "facts": _sums(row.over_fen, row.under_fen),
    }
    return render(request, "awards/reassessment_detail.html", context)


@allowed(*permissions.SEES)
@require_safe
def reassessment_export(request: HttpRequest, number: str) -> HttpResponse:
    """The months as a workbook."""
    row = _row(request, number)
    return _download(exports.reassessment_workbook(row), f"{row.number}.xlsx", XLSX_TYPE)


@allowed(*permissions.SEES)
@require_safe
def reassessment_letter(request: HttpRequest, number: str) -> HttpResponse:
    """追溯核定表 as PDF."""
    row = _row(request, number)
    return _download(documents.reassessment_sheet(row), f"{row.number}.pdf", "application/pdf")


def _row(request: HttpRequest, number: str) -> Reassessment:
    rows: Any = Reassessment.objects.visible_to(request.user)
    row: Reassessment = get_object_or_404(
        rows.select_related("unit__household__division", "by"), number=number.upper()
    )
    audit.record_access(
        request.user, row.unit.household, _("查看追溯核定"), fields=[row.number], path=request.path
    )
    return row
