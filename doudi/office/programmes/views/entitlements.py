"""What a household may get of all programmes, and what it has left as it earns more."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doudi.engine import EngineError
from doudi.office.audit.actions import record_access
from doudi.office.base.calendar import today
from doudi.office.people.models import Household
from doudi.office.staff.permissions import allowed

from .. import rulebook
from ..forms import CliffForm
from ..models import with_days
from ..permissions import TRIERS

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 300, 64, 28
TICKS = 4


@allowed(*TRIERS)
@require_safe
def entitlements(request: HttpRequest, number: str) -> HttpResponse:
    """All programmes at once for one household: what fits, what may yet fit, what does not, and why."""
    household, on = _household(request, number), today()
    record_access(request.user, household, _("查看能得到的帮助"), path=request.path)
    answers = rulebook.assess(household, on)
    rows = rulebook.entitlements(answers)
    for row in rows.fits:
        row.lines[:] = with_days(row.answer.sheet)
    context = {"household": household, "rows": rows, "on": on, "intro": _intro()}
    return render(request, "programmes/entitlements.html", context)


def _intro() -> str:
    return _("按今天登记的情况，把全部救助和福利项目一起算一遍；不作为决定，以认定和主管部门的决定为准。")


@allowed(*TRIERS)
@require_safe
def cliff(request: HttpRequest, number: str) -> HttpResponse:
    """What a household has left as one of its members earns more; nothing is stored."""
    household = _household(request, number)
    record_access(request.user, household, _("按收入变化试算"), path=request.path)
    living = household.memberships.living_together(today()).select_related("person")
    persons = [(m.person_id, m.person.name) for m in living]
    form = CliffForm({"on": today().isoformat(), **request.GET.dict()}, persons=persons)
    context: dict[str, Any] = {"household": household, "form": form}
    if form.is_valid():
        asked = form.cleaned_data
        try:
            context |= _shown(household, asked["on"], asked["person"], dict(persons))
        except EngineError as problem:
            context["problem"] = str(problem)
    return render(request, "programmes/cliff.html", context)


def _shown(household: Household, on: Any, person: int | None, names: dict[int, str]) -> dict[str, Any]:
    view, who = rulebook.cliff(household, on, person)
    used = list(dict.fromkeys(name for point in view.points for name in point.amounts))
    table = [
        {
            "earned": point.earned,
            "income": point.income,
            "amounts": [point.amounts.get(name, 0) for name in used],
            "resources": point.resources,
        }
        for point in view.points
    ]
    return {
        "view": view,
        "who": names.get(who, ""),
        "names": [view.labels.get(name, name) for name in used],
        "table": table,
        "grace_total": sum(view.grace),
        "chart": chart(view),
    }


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where it stands, and the yuan it stands for."""

    at: int
    yuan: int


def chart(view: Any) -> dict[str, Any]:
    """The two lines and the ends of programmes, as points of a drawing of WIDTH by HEIGHT."""
    most = max((point.resources for point in view.points), default=0) or 1
    widest = view.points[-1].earned or 1

    def x(fen: int) -> int:
        return LEFT + fen * (WIDTH - LEFT) // widest

    def y(fen: int) -> int:
        return HEIGHT - BOTTOM - fen * (HEIGHT - BOTTOM) // most

    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "base": HEIGHT - BOTTOM,
        "all": " ".join(f"{x(p.earned)},{y(p.resources)}" for p in view.points),
        "income": " ".join(f"{x(p.earned)},{y(p.income)}" for p in view.points),
        "falls": [x(fall.earned) for fall in view.falls],
        "across": [Tick(x(widest * i // TICKS), widest * i // TICKS // 100) for i in range(TICKS + 1)],
        "up": [Tick(y(most * i // TICKS), most * i // TICKS // 100) for i in range(TICKS + 1)],
    }


def _household(request: HttpRequest, number: str) -> Household:
    return get_object_or_404(Household.objects.visible_to(request.user), number=number)
