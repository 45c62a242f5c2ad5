"""Stored determinations, and trying out what would be."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doudi.office.audit.actions import record_access
from doudi.office.base.calendar import today
from doudi.office.base.money import yuan
from doudi.office.people.models import Household, Person
from doudi.office.programmes import actions, rulebook
from doudi.office.programmes.enums import Outcome
from doudi.office.programmes.forms import WhatIfForm
from doudi.office.programmes.models import Determination, with_days
from doudi.office.programmes.permissions import READERS, TRIERS
from doudi.office.staff.permissions import allowed

TONES = {Outcome.ELIGIBLE: "ok", Outcome.NOT_ELIGIBLE: "bad", Outcome.UNKNOWN: "warn"}


@allowed(*READERS)
@require_safe
def determination_detail(request: HttpRequest, number: str) -> HttpResponse:
    """What the rulebook said, with the calculation sheet as it was stored."""
    determination = _visible(request, number)
    _note_look(request, determination, _("查看认定"))
    before = Determination.objects.filter(
        household=determination.household, programme=determination.programme, pk__lt=determination.pk
    ).first()
    context = {
        "determination": determination,
        "label": rulebook.label(determination.programme),
        "place": rulebook.place_name(determination.place),
        "conclusion": _conclusion(determination),
        "before": before,
    }
    return render(request, "programmes/determination_detail.html", context)


@allowed(*READERS)
@require_safe
def determination_replay(request: HttpRequest, number: str) -> HttpResponse:
    """Compute it again now, and say what differs."""
    determination = _visible(request, number)
    _note_look(request, determination, _("重新计算认定"))
    context = {
        "determination": determination,
        "label": rulebook.label(determination.programme),
        "problems": actions.replay(determination),
    }
    return render(request, "programmes/determination_replay.html", context)


@allowed(*READERS)
@require_safe
def determination_diff(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """What changed from an earlier determination of the household to a later one."""
    later = _visible(request, number)
    earlier = get_object_or_404(Determination.objects.filter(household=later.household), number=other)
    _note_look(request, later, _("对比认定"))
    changes = rulebook.changes(earlier.frozen, later.frozen)
    names = Person.objects.in_bulk({change.person for change in changes if change.person})
    rows = [{"change": change, "who": names.get(change.person)} for change in changes]
    kinds = [("FACT", _("情况变化")), ("PARAMETER", _("标准变化")), ("VALUE", _("结果变化"))]
    groups = [(title, [row for row in rows if row["change"].kind == kind]) for kind, title in kinds]
    context = {"earlier": earlier, "later": later, "label": rulebook.label(later.programme), "groups": groups}
    return render(request, "programmes/determination_diff.html", context)


@allowed(*TRIERS)
@require_safe
def what_if(request: HttpRequest, number: str) -> HttpResponse:
    """What the household gets today, and what it would get if something were different; nothing is stored."""
    household = get_object_or_404(Household.objects.visible_to(request.user), number=number)
    record_access(request.user, household, _("测算"), path=request.path)
    on = today()
    persons = [(m.person_id, m.person.name) for m in household.memberships.on(on).select_related("person")]
    form = WhatIfForm({"on": on.isoformat(), **_plain(request)}, persons=persons)
    context: dict[str, Any] = {"household": household, "form": form, "tried": False}
    if form.is_valid():
        context |= _tried(household, form.cleaned_data)
    return render(request, "programmes/what_if.html", context)


def _plain(request: HttpRequest) -> dict[str, Any]:
    return {key: values if key == "without" else values[-1] for key, values in request.GET.lists()}


def _tried(household: Household, asked: dict[str, Any]) -> dict[str, Any]:
    """Each programme as it is and as it would be."""
    now = rulebook.assess(household, asked["on"])
    changed = bool(asked["changes"] or asked["removed"])
    trial = rulebook.assess(household, asked["on"], changes=asked["changes"], without=asked["removed"])
    would = {answer.programme: answer for answer in trial}
    rows = [
        {
            "now": answer,
            "would": would[answer.programme],
            "differs": _said(answer) != _said(would[answer.programme]),
            "shown": would[answer.programme] if changed else answer,
        }
        for answer in now
    ]
    others = [str(row["now"].label) for row in rows if not _matters(row)]
    rows = [row for row in rows if _matters(row)]
    for row in rows:
        row["explained"] = row["differs"] or row["now"].programme in rulebook.BASIC
        row["lines"] = with_days(row["shown"].sheet)
        row["why_not"] = with_days(row["shown"].why_not)
        row["tone"], row["now_tone"] = TONES[row["shown"].outcome], TONES[row["now"].outcome]
    return {"rows": rows, "others": others, "tried": changed, "on": asked["on"]}


def _matters(row: dict[str, Any]) -> bool:
    """Whether it fits, may fit, or has changed; basic help is told in any case."""
    said = {row["now"].outcome, row["would"].outcome}
    return row["differs"] or said != {Outcome.NOT_ELIGIBLE} or row["now"].programme in rulebook.BASIC


def _said(answer: rulebook.Assessment) -> tuple[Any, ...]:
    return answer.outcome, answer.amount_fen, answer.path


def _conclusion(determination: Determination) -> dict[str, Any]:
    amount = determination.amount_fen
    return {
        "title": determination.get_outcome_display(),
        "text": determination.path,
        "tone": TONES[Outcome(determination.outcome)],
        "amount": yuan(amount) if amount else "",
    }


def _visible(request: HttpRequest, number: str) -> Determination:
    seen = Determination.objects.visible_to(request.user).select_related("household__division", "by")
    return get_object_or_404(seen, number=number)


def _note_look(request: HttpRequest, determination: Determination, purpose: str) -> None:
    record_access(
        request.user, determination.household, purpose, fields=[determination.number], path=request.path
    )


def panel(request: HttpRequest, household: Household) -> tuple[str, str, dict[str, Any]] | None:
    """What the rulebook says today, and the determinations kept, on the file of a household."""
    if not request.user.has_role(*TRIERS, *READERS):  # type: ignore[union-attr]
        return None
    answers = rulebook.assess(household, today(), explained=False)
    kept = [
        {"row": row, "label": rulebook.label(row.programme)} for row in household.determinations.all()[:10]
    ]
    context = {
        "rows": rulebook.entitlements(answers),
        "kept": kept,
        "may_try": request.user.has_role(*TRIERS),  # type: ignore[union-attr]
        "may_read": request.user.has_role(*READERS),  # type: ignore[union-attr]
    }
    return _("测算与认定"), "programmes/household_panel.html", context
