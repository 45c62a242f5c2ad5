"""The table of thresholds, with floors and conflicts."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doudi.office.base.calendar import today
from doudi.office.programmes import exports, rulebook
from doudi.office.programmes.forms import PlaceDayForm
from doudi.office.staff.permissions import signed_in
from doudi.policies import departments, get_policies
from doudi.policies.conflicts import ConflictKind
from doudi.policies.thresholds import Thresholds, plain, thresholds_at

from .standards import own_place
from .tabs import tabs

TITLES = (
    (ConflictKind.BELOW_FLOOR, _("低于低限")),
    (ConflictKind.DIFFERENT_LINES, _("同一需求门槛不同")),
    (ConflictKind.NOT_CHECKED, _("满一年没有核对")),
)


@signed_in
@require_safe
def standards_lines(request: HttpRequest) -> HttpResponse:
    """Every programme's line in yuan a head and month; `format` is json, xlsx or csv for the same as data."""
    given = {"place": rulebook.known_place(own_place(request)), "on": today().isoformat()}
    form = PlaceDayForm({**given, **request.GET.dict()})
    kind = request.GET.get("format", "")
    if not form.is_valid():
        if kind:
            return HttpResponse(_("请选择地方和日期。"), status=400, content_type="text/plain; charset=utf-8")
        return render(
            request,
            "programmes/standards_lines.html",
            {"form": form, "tabs": tabs(request, "standards_lines")},
        )
    place, on = form.cleaned_data["place"], form.cleaned_data["on"]
    found = thresholds_at(get_policies(), place, on, today=today())
    if kind == "json":
        return JsonResponse(plain(found), json_dumps_params={"ensure_ascii": False})
    if kind in ("csv", "xlsx"):
        return exports.lines_file(found, kind)
    context = {"form": form, "tabs": tabs(request, "standards_lines"), **_shown(found)}
    return render(request, "programmes/standards_lines.html", context)


def _shown(found: Thresholds) -> dict[str, Any]:
    shares = {ratio.line.programme.name: ratio for ratio in found.ratios}
    conflicts = [
        {"title": title, "rows": [c for c in found.conflicts if c.kind == kind]} for kind, title in TITLES
    ]
    return {
        "place": rulebook.place_name(found.place),
        "on": found.on,
        "rows": [
            {
                "line": line,
                "owner": departments.label(line.programme.owner),
                "ratio": shares.get(line.programme.name),
            }
            for line in found.lines
        ],
        "floors": found.floors,
        "broken": sum(not check.holds for check in found.floors),
        "conflicts": [group for group in conflicts if group["rows"]],
    }
