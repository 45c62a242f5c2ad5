"""Long work of the rulebook: the households of a county, written down for simulations."""

from collections.abc import Callable
from datetime import date
from typing import Any

from doudi.office.base.tasks import Handle, task
from doudi.office.places.models import Division

from . import rulebook
from .actions.simulation import POPULATION

STEPS = 1000


@task(POPULATION)
def population(handle: Handle, county: str, on: str) -> dict[str, Any]:
    """Write the file, then compute it once with each programme, so that the first look at the page is quick."""
    division, day = Division.objects.get(pk=county), date.fromisoformat(on)
    state = rulebook.write_population(division, day, _half(handle, 0))
    problems = list(rulebook.warm_up(division.pk, day, _half(handle, 1)))
    return {"households": state.households, "persons": state.persons, "problems": problems}


def _half(handle: Handle, which: int) -> Callable[[int, int], None]:
    """Progress of one half of the work as progress of the whole."""

    def tell(done: int, total: int) -> None:
        handle.progress(STEPS * which + STEPS * done // max(total, 1), 2 * STEPS)

    return tell
