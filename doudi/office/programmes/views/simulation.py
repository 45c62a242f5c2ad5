"""Trying out standards on the county's own households: sliders, sums, scenarios side by side."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.places.models import Division
from doudi.office.programmes import actions, exports, rulebook
from doudi.office.programmes.actions.simulation import POPULATION
from doudi.office.programmes.forms import (
    COMPARED,
    LeversForm,
    ScenarioDraftForm,
    ScenarioForm,
    SimulationAskedForm,
)
from doudi.office.programmes.models import SimulationScenario
from doudi.office.programmes.permissions import SIMULATORS
from doudi.office.staff.enums import Role
from doudi.office.staff.permissions import allowed

from .effects import compared, result

OLD_DAYS = 30
PAGE = "programmes/simulation.html"


def _county(request: HttpRequest) -> Division:
    """The county of the post by which the user is here."""
    posts = request.user.current_posts()  # type: ignore[union-attr]
    return next(post.division for post in posts if post.role in SIMULATORS)


@allowed(*SIMULATORS)
@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """The standards as sliders, and at once what another value would cost and whom it would reach."""
    county = _county(request)
    if request.htmx and request.htmx.target == "state":  # type: ignore[attr-defined]
        context = _state(county)
        answer = render(request, f"{PAGE}#state", context)
        if not context["is_waiting"]:
            answer["HX-Refresh"] = "true"
        return answer
    context = _page(request, county, request.GET)
    part = "#result" if request.htmx and request.htmx.target == "result" else ""  # type: ignore[attr-defined]
    return render(request, f"{PAGE}{part}", context)


def _page(
    request: HttpRequest, county: Division, given: Any, save: ScenarioForm | None = None
) -> dict[str, Any]:
    context: dict[str, Any] = {"county": county, **_state(county), "save": save or ScenarioForm()}
    context["may_draft"] = request.user.has_role(Role.COUNTY_OFFICER)  # type: ignore[union-attr]
    rows = SimulationScenario.objects.visible_to(request.user).select_related("by")
    context["scenarios"] = [
        {"row": row, "label": rulebook.label(row.programme), "effects": rulebook.read_effects(row.effects)}
        for row in rows
    ]
    if context["state"]:
        context |= _tried(county, given)
    return context


def _state(county: Division) -> dict[str, Any]:
    """How old the households are, and whether they are being written anew."""
    state = rulebook.population_state(county.pk)
    task = Task.objects.filter(kind=POPULATION, args__county=county.pk).order_by("pk").last()
    days = (today() - state.on).days if state else 0
    return {
        "state": state,
        "days": days,
        "is_old": days > OLD_DAYS,
        "task": task,
        "is_waiting": task is not None and task.is_live,
        "problems": (task.result or {}).get("problems", []) if task else [],
    }


def _tried(county: Division, given: Any) -> dict[str, Any]:
    """The form as it was moved, and what came of it."""
    on = today()
    start = {"programme": "dibao", "on": on.isoformat()}
    programmes = rulebook.simulated_programmes(county.pk, on)
    asked = SimulationAskedForm(
        {**start, **{k: given[k] for k in start if k in given}}, programmes=programmes
    )
    context: dict[str, Any] = {"asked": asked}
    if not asked.is_valid():
        return context | {"problem": _("请选择救助项目和日期。")}
    programme, on = asked.cleaned_data["programme"], asked.cleaned_data["on"]
    try:
        levers = rulebook.simulation_levers(county.pk, programme, on)
        form = LeversForm({**_now(levers), **given.dict()}, levers=levers)
        context |= {
            "form": form,
            "main": form.rows(rulebook.MAIN),
            "more": form.rows(rulebook.MAIN, others=True),
        }
        if not form.is_valid():
            return context | {"problem": _("有的数值填写有误，请改正标出的内容。")}
        changes = form.cleaned_data["changes"]
        effects = rulebook.try_out(county.pk, programme, on, changes)
    except Refused as refusal:
        return context | {"problem": str(refusal)}
    context |= {"moved": form.moved(), "changes": _changes(levers, changes), "effects": effects}
    return context | result(effects)


def _now(levers: list[Any]) -> dict[str, Any]:
    """The values in force, as the form holds them."""
    form = LeversForm(levers=levers)
    return {name: field.initial for name, field in form.fields.items()}


def _changes(levers: list[Any], changes: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """What is changed, whole: for both settlements what it is and what it would be."""
    return [
        {
            "name": lever.name,
            "label": lever.parameter.label,
            "before": lever.values,
            "after": {**lever.values, **changes[lever.name]},
            "before_text": rulebook.show_figures(lever.unit, lever.values),
            "after_text": rulebook.show_figures(lever.unit, {**lever.values, **changes[lever.name]}),
        }
        for lever in levers
        if lever.name in changes
    ]


@allowed(*SIMULATORS)
@require_POST
def simulation_build(request: HttpRequest) -> HttpResponse:
    """Write the households down anew."""
    actions.ask_population(_county(request), on=today(), by=request.user)
    return redirect("simulation")


@allowed(*SIMULATORS)
@require_POST
def simulation_save(request: HttpRequest) -> HttpResponse:
    """Keep what is tried under a name."""
    county = _county(request)
    form = ScenarioForm(request.POST)
    context = _page(request, county, request.POST, form)
    if form.is_valid() and "effects" in context:
        asked = context["asked"].cleaned_data
        try:
            scenario = actions.save_scenario(
                county,
                form.cleaned_data["name"],
                programme=asked["programme"],
                on=asked["on"],
                population_on=context["state"].on,
                changes=context["changes"],
                effects=context["effects"].plain(),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
            if not context["changes"]:  # then the box for the name is not there to show it
                context["problem"] = str(refusal)
        else:
            messages.success(request, _("方案“%(name)s”已保存。") % {"name": scenario})
            return redirect("simulation")
    return render(request, PAGE, context, status=422)


@allowed(*SIMULATORS)
@require_safe
def simulation_compare(request: HttpRequest) -> HttpResponse:
    """Two to four scenarios side by side."""
    rows = _chosen(request)
    least, most = COMPARED
    wrong = not least <= len(rows) <= most
    context = {"wrong": wrong, **({} if wrong else compared(rows))}
    if rows:
        context |= {"first": rows[0], "rest": "&".join(f"with={row.pk}" for row in rows[1:])}
    return render(request, "programmes/simulation_compare.html", context)


def _chosen(request: HttpRequest) -> list[SimulationScenario]:
    """The scenarios that the address names, of those that the user may see, the oldest first."""
    wanted = [int(text) for text in request.GET.getlist("with") if text.isdecimal() and len(text) < 10]
    return list(SimulationScenario.objects.visible_to(request.user).filter(pk__in=wanted).order_by("pk"))


def _scenario(request: HttpRequest, pk: int) -> SimulationScenario:
    seen = SimulationScenario.objects.visible_to(request.user).select_related("by", "division")
    return get_object_or_404(seen, pk=pk)


@allowed(*SIMULATORS)
@require_safe
def simulation_export(request: HttpRequest, pk: int) -> HttpResponse:
    """A scenario, and those to compare it with, as a workbook."""
    rows = [_scenario(request, pk), *(row for row in _chosen(request) if row.pk != pk)]
    return exports.scenarios_file(rows)


@allowed(*SIMULATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def simulation_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Its maker deletes a scenario, after being asked."""
    scenario = _scenario(request, pk)
    if request.method == "POST":
        try:
            actions.delete_scenario(scenario, by=request.user)
            messages.success(request, _("方案“%(name)s”已删除。") % {"name": scenario})
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("simulation")
    return render(request, "programmes/simulation_delete.html", {"scenario": scenario})


@allowed(Role.COUNTY_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def simulation_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn a scenario into drafts of local standards."""
    scenario = _scenario(request, pk)
    names = [(change["name"], f"{change['label']}：{change['after_text']}") for change in scenario.changes]
    start = {"names": [name for name, _label in names]}
    form = ScenarioDraftForm(request.POST or None, names=names, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            drafts = actions.draft_scenario(scenario, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            numbers = "、".join(draft.number for draft in drafts)
            messages.success(request, _("已起草本地标准 %(numbers)s，批准前不生效。") % {"numbers": numbers})
            return redirect("local_standard_list")
    context = {"scenario": scenario, "form": form}
    return render(
        request, "programmes/simulation_draft.html", context, status=422 if request.method == "POST" else 200
    )
