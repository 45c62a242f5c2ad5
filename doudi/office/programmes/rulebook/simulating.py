"""A county's households as a population to try standards on: a file without names, and the answers it gives."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from doudi.engine import EngineError
from doudi.office.base.calendar import database_now
from doudi.office.base.errors import Refused
from doudi.office.people import questions
from doudi.office.people.models import Fact, Household, Membership
from doudi.office.places.enums import Level
from doudi.policies import get_policies
from doudi.policies.answers import known_place
from doudi.policies.catalogue import Rhythm
from doudi.policies.scenarios import Change, Lever, Scenario, facts_read, levers

from .household import ROLES, fact_values, member_values
from .recognition import recognised_as

FOLDER = "simulation"
SLICE = 500
SIMULATED = (Rhythm.MONTHLY, Rhythm.STATUS)
NEEDED = ("age", "role", "disability_kind")
"""Facts by which households are grouped, whatever the rules read."""
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class PopulationState:
    """How the file of a county was made; nothing of any household."""

    on: date
    made_at: datetime
    households: int
    persons: int


def population_file(county: str) -> Path:
    """Where the households of a county are kept for simulations."""
    return Path(settings.DATA) / FOLDER / f"{county}.parquet"


def population_state(county: str) -> PopulationState | None:
    """How old the file is and what it holds; None where there is none, or none that can be read."""
    from pyarrow import ArrowException, parquet

    try:
        told = json.loads(parquet.read_schema(population_file(county)).metadata[b"doudi"])
        return PopulationState(
            on=date.fromisoformat(told["on"]),
            made_at=datetime.fromisoformat(told["made_at"]),
            households=told["households"],
            persons=told["persons"],
        )
    except (OSError, ArrowException, KeyError, TypeError, ValueError):
        return None


def simulated_programmes(county: str, on: date) -> list[tuple[str, str]]:
    """The programmes of a county whose cost by the month can be tried: (name, label), dibao first."""
    offered = get_policies().programmes(known_place(county), on).values()
    found = [(p.name, p.label) for p in offered if p.rhythm in SIMULATED]
    return sorted(found, key=lambda pair: pair[0] != "dibao")


def write_population(county: Any, on: date, progress: Tell) -> PopulationState:
    """Writes the households of a county as they are known on a day; the file before is gone when it is whole."""
    import pyarrow as pa
    from pyarrow import parquet

    place = known_place(county.policy_place)
    names = sorted({*facts_read(get_policies(), place, on, _names(place, on)), *NEEDED})
    schema = _schema(names)
    ids = list(
        Household.objects.filter(division__path__startswith=county.path)
        .open_on(on)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    parts, persons, households = [], 0, 0
    for start in range(0, len(ids), SLICE):
        progress(start, len(ids))
        rows, count = _rows(ids[start : start + SLICE], on, names)
        parts.append(pa.Table.from_pylist(rows, schema))
        persons, households = persons + len(rows), households + count
    state = PopulationState(on, database_now(), households, persons)
    told = json.dumps(asdict(state), default=lambda value: value.isoformat()).encode()
    whole = pa.concat_tables(parts) if parts else schema.empty_table()
    path = population_file(county.pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".", suffix=".parquet", dir=path.parent)
    os.close(handle)
    try:
        parquet.write_table(whole.replace_schema_metadata({b"doudi": told}), draft)
        os.replace(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)
    progress(len(ids), len(ids))
    return state


def _names(place: str, on: date) -> list[str]:
    return [name for name, _label in simulated_programmes(place, on)]


def _schema(names: list[str]) -> Any:
    import pyarrow as pa

    texts = [pa.field(name, pa.string()) for name in ("place", "settlement", "township")]
    return pa.schema(
        [pa.field("household_id", pa.int64()), *texts, *(pa.field(n, pa.int64()) for n in names)]
    )


def _rows(ids: list[int], on: date, names: list[str]) -> tuple[list[dict[str, Any]], int]:
    """One row for each person who counts, beside the household's own facts; and how many households they are."""
    wanted = set(names)
    rows: list[dict[str, Any]] = []
    households = list(Household.objects.filter(pk__in=ids).select_related("division").order_by("pk"))
    members, facts = _members(ids, on), _facts(ids, on, wanted)
    count = 0
    for household in households:
        granted = recognised_as(household, on)
        own = {**granted.household, **fact_values(facts["household", household.pk])}
        shared = {
            "household_id": household.pk,
            "place": known_place(household.division.policy_place),
            "settlement": household.settlement,
            "township": household.division.code_at(Level.TOWNSHIP),
            **own,
        }
        counted = [m for m in members.get(household.pk, []) if m.kind in ROLES]
        for member in counted:
            of_person = member_values(member, facts["person", member.person_id], on)
            row = {**shared, **granted.of_person(member.person_id), **of_person}
            rows.append({name: value for name, value in row.items() if name in wanted or name in shared})
        count += bool(counted)
    return rows, count


def _members(ids: list[int], on: date) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    for row in Membership.objects.filter(household__in=ids).on(on).select_related("person").heads_first():
        found.setdefault(row.household_id, []).append(row)
    return found


class _Sheets(dict[tuple[str, int], questions.Facts]):
    """What counts of the facts of each subject; nothing for those of whom nothing is known."""

    def __missing__(self, key: tuple[str, int]) -> questions.Facts:
        return {}


def _facts(ids: list[int], on: date, names: set[str]) -> _Sheets:
    persons = Membership.objects.filter(household__in=ids).on(on).values("person")
    known = Fact.objects.on(on).filter(name__in=names)
    by_subject: dict[tuple[str, int], list[Fact]] = {}
    for fact in known.filter(household__in=ids):
        by_subject.setdefault(("household", fact.household_id), []).append(fact)
    for fact in known.filter(person__in=persons):
        by_subject.setdefault(("person", fact.person_id), []).append(fact)
    return _Sheets({key: questions.chosen(key[0], rows) for key, rows in by_subject.items()})


@dataclass
class _Kept:
    """What this process has laid out: the population of one county, and simulators over it."""

    stamp: tuple[Any, ...] = ()
    population: Any = None
    simulators: dict[tuple[Any, ...], Any] | None = None


_kept: dict[str, _Kept] = {}
_lock = Lock()
MOST_COUNTIES, MOST_SIMULATORS = 2, 4


def simulator(county: str, programme: str, on: date) -> Any:
    """The households of a county under the rules of a day, ready to be asked; Refused says what is missing."""
    from doudi.policies.simulation import Simulator

    policies = get_policies()
    with _lock:
        kept = _population(county)
        key = (programme, on, id(policies))
        known: dict[tuple[Any, ...], Any] = kept.simulators if kept.simulators is not None else {}
        if key not in known or known[key].policies is not policies:
            try:
                known[key] = Simulator(kept.population, programme, on, policies=policies)
            except EngineError as error:
                raise Refused(_("还不能测算：%(why)s") % {"why": error}) from error
        while len(known) > MOST_SIMULATORS:
            del known[next(iter(known))]
        return known[key]


def _population(county: str) -> _Kept:
    """The population of the file as it is now."""
    from pyarrow import parquet

    from doudi.policies.simulation import population

    path = population_file(county)
    try:
        told = path.stat()
        stamp = (told.st_mtime_ns, told.st_size, told.st_ino)
        kept = _kept.get(county)
        if kept is None or kept.stamp != stamp:
            table = parquet.read_table(path)
            on = date.fromisoformat(json.loads(table.schema.metadata[b"doudi"])["on"])
            kept = _Kept(stamp, population(*_split(table), on=on, policies=get_policies()), {})
            _kept[county] = kept
            while len(_kept) > MOST_COUNTIES:
                del _kept[next(iter(_kept))]
    except OSError as error:
        raise Refused(_("还没有准备好本县的家庭数据，请先点“准备数据”。")) from error
    return kept


def _split(table: Any) -> tuple[Any, Any]:
    """Persons and households of the file: a household's own columns stand on each of its rows."""
    import numpy as np
    import pyarrow as pa

    facts = get_policies().facts
    keys = table["household_id"].to_numpy()
    first = np.concatenate([[True], keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, bool)
    of_person = [name for name in table.column_names if name in facts and facts[name].entity == "person"]
    others = [name for name in table.column_names if name not in of_person]
    return table.select(["household_id", *of_person]), table.select(others).filter(pa.array(first))


def simulation_levers(county: str, programme: str, on: date) -> list[Lever]:
    """What can be changed: the parameters with a value that the programme rests on."""
    try:
        return levers(get_policies(), known_place(county), on, programme)
    except EngineError as error:
        raise Refused(_("还不能测算：%(why)s") % {"why": error}) from error


def try_out(county: str, programme: str, on: date, changes: Mapping[str, Mapping[str, Any]]) -> Any:
    """The effects of other values, by parameter and settlement; nothing is stored."""
    tried = Scenario(tuple(Change(name, values) for name, values in changes.items()))  # type: ignore[arg-type]
    try:
        return simulator(county, programme, on).run(tried).effects
    except EngineError as error:
        raise Refused(_("还不能测算：%(why)s") % {"why": error}) from error


def warm_up(county: str, on: date, progress: Tell) -> Iterator[str]:
    """Compiles what each programme needs, so that the first look at the page is quick; says which cannot be."""
    found = simulated_programmes(county, on)
    for done, (name, label) in enumerate(found):
        progress(done, len(found))
        try:
            simulator(county, name, on)
        except Refused as refusal:
            yield f"{label}：{refusal}"
    progress(len(found), len(found))


def read_effects(plain: Mapping[str, Any]) -> Any:
    """The stored sums of a scenario."""
    from doudi.policies import effects

    return effects.read_effects(plain)
