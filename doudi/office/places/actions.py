"""Divisions as they are published, and the power to confirm that a county hands to a township."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.places.permissions import check_delegate

ORDER = {level: number for number, level in enumerate(Level.values)}
FIELDS = ("name", "level", "settlement", "first_day", "last_day")


@action
def load_divisions(rows: Iterable[Mapping[str, Any]], *, by: Any) -> dict[str, int]:
    """Take in a list of divisions; answers how many are new, changed and the same.

    A row has code, name, level, and may have parent (code), settlement, first_day, last_day.
    All or nothing: a row that does not fit is refused with its code.
    """
    counts = {"new": 0, "changed": 0, "same": 0}
    known = {division.code: division for division in Division.objects.all()}
    for row in sorted(rows, key=lambda row: (ORDER.get(str(row["level"]), 0), str(row["code"]))):
        counts[_take(row, known, by)] += 1
    return counts


def _take(row: Mapping[str, Any], known: dict[str, Division], by: Any) -> str:
    code = str(row["code"]).strip()
    old = known.get(code)
    division = _filled(row, code, known)
    try:
        division.full_clean(validate_unique=False, exclude=["parent"])
    except ValidationError as error:
        text = _("区划 %(code)s 有误：%(why)s")
        raise Refused(text % {"code": code, "why": "；".join(error.messages)}) from None
    after = {name: getattr(division, name) for name in (*FIELDS, "path")}
    before = {name: getattr(old, name) for name in after} if old else None
    known[code] = division
    if before == after:
        return "same"
    division.save()
    audit.record(by, "load_division", division, before=before, after=after)
    return "changed" if old else "new"


def _filled(row: Mapping[str, Any], code: str, known: Mapping[str, Division]) -> Division:
    parent = _parent(row, code, known)
    kept = known.get(code)
    return Division(
        code=code,
        parent=parent,
        path=f"{parent.path if parent else '/'}{code}/",
        name=str(row.get("name") or "").strip(),
        level=str(row["level"]),
        settlement=str(row.get("settlement") or ""),
        first_day=_day(row.get("first_day")),
        last_day=_day(row.get("last_day")),
        confirms_since=kept.confirms_since if kept else None,
        confirms_until=kept.confirms_until if kept else None,
        confirm_source=kept.confirm_source if kept else "",
    )


def _parent(row: Mapping[str, Any], code: str, known: Mapping[str, Division]) -> Division | None:
    named = str(row.get("parent") or "").strip()
    if not named:
        return None
    if named not in known:
        raise Refused(
            _("区划 %(code)s 的上级 %(parent)s 不存在，请先导入上级。") % {"code": code, "parent": named}
        )
    return known[named]


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value))


@action
def delegate_confirmation(
    township: Division, *, by: Any, since: date, source: str, until: date | None = None
) -> Division:
    """Let a township confirm by itself, from a day on, by a document that says so."""
    township = Division.objects.select_for_update().get(pk=township.pk)
    check_delegate(by, township)
    if township.level != Level.TOWNSHIP:
        raise Refused(_("审核确认权只能委托给乡镇（街道）。"))
    if not source.strip():
        raise Refused(_("请写明委托的文件依据。"), "source")
    if until is not None and until < since:
        raise Refused(_("委托的截止日期不能早于起始日期。"), "until")
    before = _delegation(township)
    township.confirms_since, township.confirms_until = since, until
    township.confirm_source = source.strip()
    township.save(update_fields=["confirms_since", "confirms_until", "confirm_source"])
    audit.record(by, "delegate_confirmation", township, before=before, after=_delegation(township))
    return township


@action
def end_delegation(township: Division, *, by: Any, until: date, reason: str) -> Division:
    """Take the power to confirm back; `until` is the last day on which the township has it."""
    township = Division.objects.select_for_update().get(pk=township.pk)
    check_delegate(by, township)
    if township.confirms_since is None:
        raise Refused(_("%(place)s没有被委托审核确认。") % {"place": township.name})
    if until < township.confirms_since:
        raise Refused(_("收回日期不能早于委托的起始日期。"), "until")
    before = _delegation(township)
    township.confirms_until = until
    township.save(update_fields=["confirms_until"])
    audit.record(by, "end_delegation", township, before=before, after=_delegation(township), reason=reason)
    return township


def _delegation(township: Division) -> dict[str, Any]:
    return {
        "since": township.confirms_since,
        "until": township.confirms_until,
        "source": township.confirm_source,
    }
