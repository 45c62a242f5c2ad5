"""Trying standards out: the population is made ready, a scenario is kept, deleted, or becomes a draft."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.base.tasks import enqueue
from doudi.office.places.models import Division
from doudi.office.programmes import permissions
from doudi.office.programmes.models import LocalStandard, SimulationScenario

from .standards import draft_standard

POPULATION = "programmes.population"


@action
def ask_population(county: Division, *, on: date, by: Any) -> Task:
    """Has the households of a county written down anew for simulations, in the background."""
    permissions.check_simulate(county, by)
    record(by, "ask_population", county, after={"on": on})
    return enqueue(POPULATION, {"county": county.pk, "on": on.isoformat()}, by=by)


@action
def save_scenario(
    county: Division,
    name: str,
    *,
    programme: str,
    on: date,
    population_on: date,
    changes: list[dict[str, Any]],
    effects: Mapping[str, Any],
    by: Any,
) -> SimulationScenario:
    """Keeps what was tried and what came of it under a name; nothing of any household."""
    permissions.check_simulate(county, by)
    if not name.strip():
        raise Refused(_("请填写方案名称。"), "name")
    if not changes:
        raise Refused(_("还没有改动任何标准，请先调整再保存。"), "name")
    try:
        with transaction.atomic():
            scenario = SimulationScenario.objects.create(
                division=county,
                name=name.strip(),
                programme=programme,
                on=on,
                population_on=population_on,
                changes=changes,
                effects=effects,
                by=by,
            )
    except IntegrityError:
        raise Refused(_("已有同名的测算方案，请换一个名称。"), "name") from None
    record(by, "save_scenario", scenario, after=_told(scenario))
    return scenario


@action
def delete_scenario(scenario: SimulationScenario, *, by: Any) -> None:
    """Its maker does not need it any more."""
    permissions.check_delete_scenario(scenario, by)
    record(by, "delete_scenario", scenario, before=_told(scenario))
    scenario.delete()


@action
def draft_scenario(
    scenario: SimulationScenario, *, since: date, names: Collection[str], source: str = "", by: Any
) -> list[LocalStandard]:
    """The chosen changes as drafts of local standards, all or none; they take no effect before approval."""
    permissions.check_draft(scenario.division, by)
    chosen = [change for change in scenario.changes if change["name"] in names]
    if not chosen:
        raise Refused(_("请至少选择一项标准。"), "names")
    note = _("由测算方案“%(name)s”转来") % {"name": scenario.name}
    return [
        draft_standard(
            place=scenario.division_id,
            name=change["name"],
            since=since,
            values=change["after"],
            source=source,
            note=note,
            by=by,
        )
        for change in chosen
    ]


def _told(scenario: SimulationScenario) -> dict[str, Any]:
    return {name: getattr(scenario, name) for name in ("name", "programme", "on", "changes")}
