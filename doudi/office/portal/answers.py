"""What the public may see of an application, by its code alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.masking import mask_name
from doudi.office.cases.models import Application
from doudi.office.cases.questions import step_list
from doudi.office.programmes import rulebook

from .models import Grievance, PhoneApplication

CODE_LENGTH = 8


def clean_code(text: str) -> str:
    """As people type it: small letters, spaces and hyphens do not matter."""
    return "".join(c for c in text.upper() if c.isalnum())


def progress_of(code: str, on: date) -> dict[str, Any] | None:
    """Where an application, a phone application or a grievance stands; None where the code is unknown."""
    code = clean_code(code)
    if len(code) != CODE_LENGTH:
        return None
    return _application(code, on) or _phone(code, on) or _grievance(code)


def _application(code: str, on: date) -> dict[str, Any] | None:
    row = Application.objects.filter(receipt_code=code).select_related("applicant", "township").first()
    if row is None:
        return None
    cases = list(row.cases.select_related("decision").order_by("pk"))
    return {
        "name": mask_name(row.applicant.name),
        "number": row.number,
        "received_on": row.received_on,
        "where": row.township.name,
        "state": row.get_state_display(),
        "papers": [paper.label for paper in row.papers.filter(supplied_on=None)],
        "cases": [_case(case, on) for case in cases],
        "waiting": not cases,
    }


def _case(case: Any, on: date) -> dict[str, Any]:
    decision = getattr(case, "decision", None)
    return {
        "label": rulebook.label(case.programme),
        "state": case.get_state_display(),
        "open": case.state == "OPEN",
        "due_on": case.due_on,
        "steps": _steps(case, on),
        "decided": decision,
        "refused": decision is not None and decision.outcome == "REFUSED",
    }


def _steps(case: Any, on: date) -> list[dict[str, Any]]:
    accepted = {"label": _("受理"), "state": "DONE", "when": f"{case.accepted_on:%Y-%m-%d}"}
    return [accepted, *(_step(step, on) for step in step_list(case) if step.state != "NOT_NEEDED")]


def _step(step: Any, on: date) -> dict[str, Any]:
    state = {"DONE": "DONE", "WAIVED": "SKIPPED"}.get(step.state, "NOW" if step.is_current else "OPEN")
    when = f"{step.done_on:%Y-%m-%d}" if step.done_on else ""
    return {
        "label": step.label,
        "state": state,
        "when": when,
        "who": step.role_label if step.is_current else "",
    }


def _phone(code: str, on: date) -> dict[str, Any] | None:
    row = PhoneApplication.objects.filter(code=code).select_related("application", "division__parent").first()
    if row is None:
        return None
    if row.application is not None:
        return _application(row.application.receipt_code, on)
    return {
        "name": mask_name(row.name),
        "number": "",
        "received_on": row.received_on,
        "where": str(row.division.parent or row.division),
        "state": row.get_state_display(),
        "answer": row.answer,
        "papers": [],
        "cases": [],
        "waiting": True,
    }


def _grievance(code: str) -> dict[str, Any] | None:
    row = Grievance.objects.filter(code=code).select_related("division").first()
    if row is None:
        return None
    return {
        "name": "",
        "number": row.number,
        "received_on": row.received_on,
        "where": row.division.name,
        "state": row.get_state_display(),
        "answer": row.answer,
        "due_on": row.due_on,
        "papers": [],
        "cases": [],
        "grievance": True,
    }
