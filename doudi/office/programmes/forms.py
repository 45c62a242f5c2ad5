"""Asking the rulebook: which place and day, and what if something were different."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.office.base.errors import Refused
from doudi.office.base.forms import DayInput
from doudi.office.people import catalogue

from . import rulebook

ROWS = 3
HOUSEHOLD = "household"


class StandardsForm(forms.Form):
    """Which place, which day, which programme."""

    place = forms.ChoiceField(label=_("地方"))
    on = forms.DateField(label=_("哪一天"), widget=DayInput())
    programme = forms.ChoiceField(label=_("项目"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = rulebook.place_choices()
        labels = {row.programme: row.programme_label for row in rulebook.all_standards()}
        self.fields["programme"].choices = [("", gettext("全部")), *labels.items()]


class WhatIfForm(forms.Form):
    """A trial: other values, somebody less; nothing of it is stored."""

    on = forms.DateField(label=_("按哪一天计算"), widget=DayInput())
    without = forms.MultipleChoiceField(
        label=_("假如不计入"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, persons: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["without"].choices = persons
        whose = [("", "—"), (HOUSEHOLD, gettext("家庭")), *((str(pk), name) for pk, name in persons)]
        for number in range(1, ROWS + 1):
            self.fields[f"whose_{number}"] = forms.ChoiceField(
                label=gettext("假如 %(n)d：谁的") % {"n": number}, choices=whose, required=False
            )
            self.fields[f"fact_{number}"] = forms.ChoiceField(
                label=gettext("哪一项"), choices=_fact_choices(), required=False
            )
            self.fields[f"value_{number}"] = forms.CharField(
                label=gettext("改成"),
                max_length=40,
                required=False,
                help_text=gettext("金额以元为单位；是或否；选项写名称"),
            )

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each change, for the page."""
        return [[self[f"{part}_{n}"] for part in ("whose", "fact", "value")] for n in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["changes"] = {}
        for number in range(1, ROWS + 1):
            self._read_row(number, cleaned)
        cleaned["removed"] = [int(pk) for pk in cleaned.get("without", [])]
        return cleaned

    def _read_row(self, number: int, cleaned: dict[str, Any]) -> None:
        whose, fact = cleaned.get(f"whose_{number}"), cleaned.get(f"fact_{number}")
        value = cleaned.get(f"value_{number}")
        if not any((whose, fact, value)):
            return
        entity = "household" if whose == HOUSEHOLD else "person"
        info = catalogue.find(entity, fact or "")
        if not whose or info is None:
            self.add_error(
                f"fact_{number}", gettext("请选择是谁的、哪一项；家庭的项目选“家庭”，个人的项目选成员。")
            )
            return
        try:
            person = None if whose == HOUSEHOLD else int(whose)
            cleaned["changes"][person, info.name] = info.parse(value) if value else None
        except Refused as refusal:
            self.add_error(f"value_{number}", str(refusal))


def _fact_choices() -> list[Any]:
    by_entity = [(gettext("个人"), "person"), (gettext("家庭"), "household")]
    groups = [(label, [(f.name, f.label) for f in catalogue.facts(entity)]) for label, entity in by_entity]
    return [("", "—"), *groups]
