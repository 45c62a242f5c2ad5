"""Whether a local standard may be: floors below it, figures that it leaves behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from doudi.engine import Policies
from doudi.office.programmes.models import LocalStandard
from doudi.policies.floors import Check, floors_at

from .local import with_standard


@dataclass(frozen=True)
class Judgement:
    """`refused`: the figure itself breaks a limit. `warned`: it holds, but something else no longer does."""

    refused: list[str]
    warned: list[str]
    held: list[str]


def judge(standard: LocalStandard) -> Judgement:
    """A standard against every limit that is known on its first day and on the later days on which one changes."""
    policies = with_standard(standard)
    now = _touching(policies, standard, standard.first_day)
    own = [check for check in now if standard.name in check.subjects]
    others = [check for check in now if standard.name not in check.subjects and not check.holds]
    later = [
        text for day in _later_days(policies, standard) for text in _broken_later(policies, standard, day)
    ]
    return Judgement(
        refused=[_with_source(check) for check in own if not check.holds],
        warned=[_with_source(check) for check in others] + later,
        held=[_with_source(check) for check in own if check.holds],
    )


def _touching(policies: Policies, standard: LocalStandard, on: date) -> list[Check]:
    """The checks in which this parameter has a part, as figure or as what sets the limit."""
    checks = floors_at(policies, standard.place, on)
    return [check for check in checks if standard.name in {p.name for p in check.parameters}]


def _later_days(policies: Policies, standard: LocalStandard) -> Iterator[date]:
    """Days on which something else begins while this standard is the one in force."""
    place = policies.place(standard.place)
    own = policies.parameters[place.code][standard.name].periods
    ends = min((p.since for p in own if p.since > standard.first_day), default=date.max)
    names = {
        p.name for check in floors_at(policies, place.code, standard.first_day) for p in check.parameters
    }
    days = {
        period.since
        for at in place.chain
        for name in names & policies.parameters[at.code].keys()
        for period in policies.parameters[at.code][name].periods
    }
    yield from sorted(
        day for day in days if standard.first_day < day < min(ends, standard.last_day or date.max)
    )


def _broken_later(policies: Policies, standard: LocalStandard, day: date) -> Iterator[str]:
    for check in _touching(policies, standard, day):
        if not check.holds:
            yield _("%(day)s 起：%(text)s") % {"day": day, "text": check.text}


def _with_source(check: Check) -> str:
    sources = "、".join(check.sources)
    return _("%(text)s（%(sources)s）") % {"text": check.text, "sources": sources} if sources else check.text
