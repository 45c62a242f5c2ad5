"""Results of sources from a table: read whole, refused whole, every fault named with its row."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from doudi.office.base import citizen_id
from doudi.office.base.errors import Refused
from doudi.office.base.sheets import SheetRefused, read_sheet
from doudi.office.people import catalogue
from doudi.office.people.models import Person

from .actions.answers import Row, RowsRefused
from .enums import Source
from .models import Check

SOURCE, NUMBER, FACT, VALUE = 0, 1, 2, 3
MOST_ROWS = 2000


@override("zh-hans")
def columns() -> list[str]:
    """The head of the table: Chinese, as it travels between offices, whatever the language of the reader."""
    return [_("核对单位"), _("证件号码"), _("项目"), _("数值")]


def read_results(check: Check, path: Path) -> dict[str, list[Row]]:
    """Rows by source, ready for `answer_from_file`; raises RowsRefused with all faults at once.

    A row with only a source says that the source has nothing on anybody; without a citizen id the row
    is about the household.
    """
    try:
        table = read_sheet(path)
    except SheetRefused as refused:
        raise RowsRefused([str(refused)]) from None
    _check_table(table)
    persons = {p.document_number: p for p in Person.objects.filter(pk__in=check.persons.values("person"))}
    answers: dict[str, list[Row]] = defaultdict(list)
    errors = []
    for number, cells in enumerate(table[1:], 2):
        try:
            _read_row(cells, persons, answers)
        except Refused as refusal:
            errors.append(_("第 %(row)d 行：%(why)s") % {"row": number, "why": refusal})
    if errors:
        raise RowsRefused(errors)
    return dict(answers)


def _check_table(table: list[list[Any]]) -> None:
    head = [str(cell or "").strip() for cell in table[0]][:4] if table else []
    if head != columns():
        wanted = "、".join(columns())
        raise RowsRefused([_("第 1 行应依次是：%(columns)s。请使用下载的模板。") % {"columns": wanted}])
    if len(table) > MOST_ROWS:
        raise RowsRefused([_("一次最多 %(n)d 行，请分开导入。") % {"n": MOST_ROWS - 1}])


def _read_row(cells: list[Any], persons: Mapping[str, Person], answers: dict[str, list[Row]]) -> None:
    source, number, fact, value = [
        str("" if cell is None else cell).strip() for cell in (*cells, *[None] * 4)[:4]
    ]
    if not any((source, number, fact, value)):
        return
    rows = answers[_source(source)]
    if not fact and not value and not number:
        return
    person = _person(number, persons) if number else None
    info = _fact("person" if number else "household", fact)
    rows.append((person, info.name, info.parse(value)))


def _source(text: str) -> str:
    for source in Source:
        label = source_label(source)
        if text in (source.value, label, label.partition("（")[0]):
            return source.value
    raise Refused(_("没有“%(source)s”这个核对单位。") % {"source": text})


@override("zh-hans")
def source_label(source: str) -> str:
    """The name of a source as it stands in the table."""
    return str(Source(source).label)


def _person(text: str, persons: Mapping[str, Person]) -> Person:
    try:
        number = citizen_id.normalise(text).number
    except ValueError:
        number = text.upper()
    if number not in persons:
        raise Refused(_("证件号码不是这次核对的人员，请检查号码和授权。"))
    return persons[number]


def _fact(entity: str, text: str) -> catalogue.FactInfo:
    for info in catalogue.facts(entity):
        if text in (info.name, str(info.label)):
            return info
    whose = _("个人") if entity == "person" else _("家庭")
    raise Refused(_("%(whose)s的项目里没有“%(fact)s”。") % {"whose": whose, "fact": text})
