"""The standards that counties have set themselves, laid over the library in every process."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import Count, Max
from django.utils import translation
from django.utils.translation import gettext as _

from doudi.engine import Policies
from doudi.engine.parameters import Parameter, Period
from doudi.office.base.errors import Refused
from doudi.office.programmes.models import LocalStandard
from doudi.policies import get_policies, in_use, library, use

_log = logging.getLogger(__name__)
_lock = Lock()


@dataclass
class _Layer:
    """What this process last put in force, and the state of the table from which it was made."""

    version: tuple[Any, ...] | None = None
    policies: Policies | None = None


_layer = _Layer()


def refresh() -> None:
    """Puts the approved local standards in force where others have been approved since: one small query."""
    version = _version()
    if version == _layer.version and in_use() is _layer.policies:
        return
    with _lock:
        made = overlaid(approved_periods()) if version[0] else None
        use(made)
        _layer.version, _layer.policies = version, made


def in_force() -> Policies:
    """The policies by which everything is computed now."""
    return get_policies()


def _version() -> tuple[Any, ...]:
    decided = LocalStandard.objects.filter(decided_at__isnull=False)
    told = decided.aggregate(n=Count("pk"), decided=Max("decided_at"), withdrawn=Max("withdrawn_at"))
    return told["n"], told["decided"], told["withdrawn"]


Periods = dict[str, dict[str, list[Period]]]


def approved_periods() -> Periods:
    """By place and parameter; what the library no longer knows is left out and logged."""
    found: Periods = {}
    for row in LocalStandard.objects.approved():
        if find_parameter(row.place, row.name) is None:
            _log.warning("local standard %s: the library knows no %s at %s", row.number, row.name, row.place)
            continue
        found.setdefault(row.place, {}).setdefault(row.name, []).append(period_of(row))
    return found


def overlaid(periods: Mapping[str, Mapping[str, list[Period]]]) -> Policies:
    """The library with these periods, and nothing else laid over it."""
    return library().overlaid(periods)


def with_standard(standard: LocalStandard) -> Policies:
    """The policies as they would be if this one were approved too; for checks, nothing is put in force."""
    periods = approved_periods()
    periods.setdefault(standard.place, {}).setdefault(standard.name, []).append(period_of(standard))
    return overlaid(periods)


def period_of(standard: LocalStandard) -> Period:
    """A local standard as the engine knows it; it says by its origin that the library does not hold it."""
    values = {
        settlement: tuple(value) if isinstance(value, list) else value
        for settlement, value in standard.figures.items()
    }
    decided = standard.decided_at
    return Period(
        since=standard.first_day,
        until=standard.last_day,
        values=values,
        source=standard.source,
        url="",
        checked=decided.date() if decided else None,
        note=standard.note,
        hands_back=standard.hands_back,
        origin=origin_of(standard),
    )


def origin_of(standard: LocalStandard) -> str:
    """Where the value was entered; Chinese whoever asks, as it is kept with determinations."""
    with translation.override("zh-hans"):
        return _("本地标准 %(number)s") % {"number": standard.number}


def find_parameter(place_code: str, name: str) -> Parameter | None:
    """A parameter as the place or one above it defines it; None where the library knows neither."""
    known = library()
    if place_code not in known.places:
        return None
    chain = known.places[place_code].chain
    found = (known.parameters[at.code].get(name) for at in chain)
    return next((parameter for parameter in found if parameter is not None), None)


def place_known(place_code: str) -> None:
    """Refuses a place for which the library has no folder: nothing can be laid over it."""
    if place_code not in library().places:
        text = _(
            "文件库里还没有代码为 %(code)s 的地方。请先按 docs/standards.zh.md“怎样加一个地方”建好文件夹。"
        )
        raise Refused(text % {"code": place_code}, "place")


def parameter_known(place_code: str, name: str) -> Parameter:
    """The parameter as the place or one above it defines it; refuses in words what the library does not know."""
    place_known(place_code)
    parameter = find_parameter(place_code, name)
    if parameter is None:
        raise Refused(_("文件库里没有叫 %(name)s 的参数，请从列表中选择。") % {"name": name}, "name")
    return parameter
