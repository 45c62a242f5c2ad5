"""What a source said: recorded as matched facts, compared with what was declared."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.people import actions as people
from doudi.office.people import catalogue
from doudi.office.people.enums import Origin
from doudi.office.people.models import Person

from .. import permissions
from ..enums import AnswerState, Source
from ..models import AnswerRow, Check, CheckAnswer
from .findings import compare

Row = tuple[Person | None, str, int]
"""Whom (None for the household), which fact, its value."""


class RowsRefused(Refused):
    """Nothing was written; `errors` says what is wrong with each row."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors), "rows")
        self.errors = errors


@action
def answer(
    check: Check,
    source: str,
    *,
    by: Any,
    on: date,
    rows: Iterable[Row] = (),
    file: Any = None,
    note: str = "",
) -> CheckAnswer:
    """Enter what one source said; no rows means that it has nothing on anybody."""
    check = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    permissions.check_work_on(check, by, on)
    merged = _merged(check, list(rows), on)
    return _write(check, source, merged, by=by, on=on, file=file, note=note)


@action
def answer_from_file(
    check: Check, *, by: Any, on: date, answers: Mapping[str, Iterable[Row]], file: Any = None
) -> list[CheckAnswer]:
    """Enter the answers of several sources from one file: all of them or none."""
    check = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    permissions.check_work_on(check, by, on)
    merged = {source: _merged(check, list(rows), on) for source, rows in answers.items()}
    if not merged:
        raise Refused(_("文件里没有任何核对单位的结果。"), "file")
    return [_write(check, source, rows, by=by, on=on, file=file) for source, rows in merged.items()]


@action
def mark_silent(check: Check, source: str, *, by: Any, on: date, note: str = "") -> CheckAnswer:
    """The source did not answer; the report will be partial."""
    check = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    permissions.check_work_on(check, by, on)
    return _close(check, source, AnswerState.SILENT, by=by, on=on, note=note)


def _write(
    check: Check,
    source: str,
    rows: Mapping[tuple[Person | None, str], int],
    *,
    by: Any,
    on: date,
    file: Any = None,
    note: str = "",
) -> CheckAnswer:
    given = _close(check, source, AnswerState.ANSWERED, by=by, on=on, file=file, note=note)
    _withdraw_earlier(check, source, by, on)
    for (person, fact), value in rows.items():
        recorded = people.record_fact(
            by=by,
            subject=person or check.household,
            name=fact,
            value=value,
            origin=Origin.MATCHED,
            first_day=on,
            source=str(Source(source).label),
            evidence=file,
            note=check.number,
            on=on,
        )
        AnswerRow.objects.create(answer=given, person=person, fact=fact, value=value, recorded=recorded)
    for person, fact in rows:
        compare(given, person, fact, on)
    return given


def _close(
    check: Check, source: str, state: AnswerState, *, by: Any, on: date, file: Any = None, note: str = ""
) -> CheckAnswer:
    given = check.answers.select_for_update().filter(source=source).first()
    if given is None:
        raise Refused(_("这次核对没有向这个单位发出请求，请核对单位名称。"), "source")
    if given.state == AnswerState.ANSWERED:
        raise Refused(
            _("%(source)s 的结果已经录入；有误的请在差异中处理，或重新发起核对。") % {"source": given}
        )
    given.state, given.answered_on, given.by, given.file = state, on, by, file
    given.note = note.strip()[:200]
    given.save(update_fields=["state", "answered_on", "by", "file", "note"])
    record(by, "answer_check", check, after={"source": source, "state": state, "note": given.note})
    return given


def _merged(check: Check, rows: list[Row], on: date) -> dict[tuple[Person | None, str], int]:
    """One value for each person and fact: amounts of money add up, anything else may be said once."""
    asked = set(check.persons.values_list("person_id", flat=True))
    merged: dict[tuple[Person | None, str], int] = {}
    errors = []
    for number, (person, fact, value) in enumerate(rows, 1):
        try:
            _check_row(asked, person, fact, value)
            merged[person, fact] = _joined(merged.get((person, fact)), person, fact, value)
        except Refused as refusal:
            errors.append(_("第 %(row)d 行：%(why)s") % {"row": number, "why": refusal})
    if errors:
        raise RowsRefused(errors)
    return merged


def _check_row(asked: set[int], person: Person | None, fact: str, value: int) -> None:
    if person is not None and person.pk not in asked:
        raise Refused(_("%(name)s 没有授权，不在这次核对的人员中。") % {"name": person})
    catalogue.check("household" if person is None else "person", fact, value)


def _joined(before: int | None, person: Person | None, fact: str, value: int) -> int:
    entity = "household" if person is None else "person"
    if before is None:
        return value
    if not catalogue.is_money(entity, fact):
        raise Refused(
            _("“%(fact)s”重复，同一人的这一项只能有一个数值。") % {"fact": catalogue.label(entity, fact)}
        )
    return catalogue.check(entity, fact, before + value)


def _withdraw_earlier(check: Check, source: str, by: Any, on: date) -> None:
    """A new answer takes the place of what the same source said in earlier checks."""
    earlier = AnswerRow.objects.filter(
        answer__source=source, answer__check_run__household=check.household, recorded__withdrawn_at=None
    ).exclude(answer__check_run=check)
    for row in earlier.select_related("recorded"):
        people.withdraw_fact(
            row.recorded, by=by, on=on, reason=gettext_noop("已有新的核对结果 %(n)s") % {"n": check.number}
        )
