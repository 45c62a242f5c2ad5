"""A fact that came out late: what it means for months gone by is written down; no money moves."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action, next_number
from doudi.office.base.errors import Refused
from doudi.office.staff.models import User

from .. import answers, permissions
from ..models import AwardUnit, Reassessment


@action
def record_reassessment(
    unit: AwardUnit, asked: answers.Asked, *, by: User, ground: str, found_on: date, detail: str
) -> Reassessment:
    """Keep the result of a reassessment; recovering or paying it is decided elsewhere."""
    permissions.check_reassess(unit, by)
    _check(asked, found_on, detail)
    result = answers.reassess(unit, asked)
    if not result.months:
        raise Refused(_("从这一天起没有发放过这项救助，不需要追溯核定。"), "since_on")
    if result.open_months:
        first = result.open_months[0]
        raise Refused(
            _("%(month)s 还不能核定：%(why)s") % {"month": f"{first.month:%Y-%m}", "why": first.note}
        )
    row = Reassessment.objects.create(
        number=next_number("ZS", unit.household.division.policy_place, asked.on.year),
        unit=unit,
        ground=ground,
        since_on=asked.since,
        found_on=found_on,
        detail=detail.strip(),
        changes=_plain(asked),
        months=[month.as_data() for month in result.months],
        over_fen=result.over_fen,
        under_fen=result.under_fen,
        by=by,
    )
    after = {"since": asked.since, "over_fen": row.over_fen, "under_fen": row.under_fen}
    audit.record(by, "record_reassessment", row, after=after, household_id=unit.household_id)
    return row


def _check(asked: answers.Asked, found_on: date, detail: str) -> None:
    if asked.since > asked.on or found_on > asked.on:
        raise Refused(_("日期不能晚于今天。"), "since_on" if asked.since > asked.on else "found_on")
    if not (asked.changes or asked.without or asked.added):
        raise Refused(_("请写明哪一项情况不同：改了哪项事实，谁去世或离开，或者谁加入了家庭。"))
    if not detail.strip():
        raise Refused(_("请写明经过和依据。"), "detail")


def _plain(asked: answers.Asked) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"person": person, "fact": name, "value": value} for (person, name), value in asked.changes.items()
    ]
    rows += [{"without": person} for person in asked.without]
    return rows + [{"added": person} for person in asked.added]
