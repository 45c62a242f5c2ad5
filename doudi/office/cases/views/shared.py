"""What the pages of this app have in common."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.office.base.calendar import WorkDays
from doudi.office.base.errors import Refused
from doudi.office.base.money import yuan
from doudi.office.places.enums import Level
from doudi.office.programmes import rulebook
from doudi.office.programmes.enums import Outcome
from doudi.office.staff.permissions import visible_divisions

from .. import actions
from ..models import Case

BRIEF_DEPTH = 4
POST_TOO = require_http_methods(["GET", "HEAD", "POST"])


def let_the_clock_pass(on: date) -> None:
    """Take down what has hung long enough, whoever looks first: no page shows a notice as running that is over."""
    with suppress(Refused):  # somebody is at the same case this very moment, and will have done it
        actions.end_due_notices(on)


def days_left(due: date | None, on: date, days: WorkDays) -> int | None:
    """Working days until a deadline; below zero as soon as its day has passed."""
    if due is None:
        return None
    left = days.between(on, due)
    return min(left, -1) if due < on else left


def pdf(data: bytes, name: str) -> HttpResponse:
    """A paper, shown in the browser's own viewer and saved under `name`."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


def village_choices(user: Any) -> list[tuple[str, str]]:
    """Townships and villages of the user's posts, for narrowing a list."""
    rows = visible_divisions(user).filter(level__in=[Level.TOWNSHIP, Level.VILLAGE]).order_by("code")
    indent = {Level.TOWNSHIP.value: "", Level.VILLAGE.value: "　"}
    return [(row.path, f"{indent[row.level]}{row.name}") for row in rows]


def sheet_of(case: Case, on: date) -> dict[str, Any]:
    """The stored determination, or before the review how it would come out today."""
    stored = case.determination
    if stored is not None:
        conclusion = _conclusion(stored.outcome, stored.amount_fen, case)
        return {
            "stored": stored,
            "lines": _brief(stored.sheet),
            "all_lines": stored.sheet,
            "conclusion": conclusion,
        }
    found = rulebook.assess(case.household, on, programmes=[case.programme])
    if not found:
        return {"lines": [], "conclusion": None}
    now = found[0]
    conclusion = _conclusion(now.outcome, now.amount_fen, case)
    lines = now.why_not or _brief(now.sheet)
    return {"lines": lines, "all_lines": now.sheet, "conclusion": conclusion, "missing": now.missing}


def _brief(sheet: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The household's own lines down to the fourth level; the rest stands behind a fold."""
    return [line for line in sheet if not line["member"] and line["depth"] <= BRIEF_DEPTH]


def _conclusion(outcome: str, amount_fen: int | None, case: Case) -> dict[str, Any]:
    label = rulebook.label(case.programme)
    words = {
        Outcome.ELIGIBLE: (_("符合%(programme)s条件"), "ok"),
        Outcome.NOT_ELIGIBLE: (_("不符合%(programme)s条件"), "bad"),
        Outcome.UNKNOWN: (_("情况还不全，%(programme)s尚不能判断"), "warn"),
    }
    title, tone = words[Outcome(outcome)]
    amount = yuan(amount_fen) if amount_fen else ""
    return {"title": title % {"programme": label}, "tone": tone, "amount": amount, "text": ""}
