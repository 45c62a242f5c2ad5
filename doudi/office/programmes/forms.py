"""Asking the rulebook: which place and day, and what if something were different."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.office.base.errors import Refused
from doudi.office.base.forms import DayInput
from doudi.office.people import catalogue
from doudi.office.places.enums import Level
from doudi.office.places.models import Division

from . import rulebook
from .enums import MeetingKind

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
            self.fields[f"fact_{number}"] = forms.CharField(
                label=gettext("哪一项"),
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"list": "fact-names"}),
            )
            self.fields[f"value_{number}"] = forms.CharField(
                label=gettext("改成"),
                max_length=40,
                required=False,
                help_text=gettext("金额以元为单位；是或否；选项写名称"),
            )

    fact_labels = staticmethod(catalogue.labels)

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
        info = catalogue.named(entity, fact or "")
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


class CliffForm(forms.Form):
    """Whose wage changes, and by the law of which day."""

    person = forms.TypedChoiceField(label=_("谁的工资变化"), required=False, coerce=int, empty_value=None)
    on = forms.DateField(label=_("按哪一天的规定"), widget=DayInput())

    def __init__(self, *args: Any, persons: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", gettext("工资最高的成员")), *persons]


SIDE_WORDS = {"URBAN": _("城市"), "RURAL": _("农村")}
COMPARED = (2, 4)


class SimulationAskedForm(forms.Form):
    """What is tried: which programme, by the rules of which day."""

    programme = forms.ChoiceField(label=_("救助项目"))
    on = forms.DateField(label=_("按哪一天的规定"), widget=DayInput())

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programmes


class LeversForm(forms.Form):
    """The parameters of a programme with their values in force, to be moved; empty means as it is."""

    def __init__(self, *args: Any, levers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levers = {
            f"{lever.name}-{side}": (lever, side) for lever in levers for side in rulebook.sides(lever)
        }
        for key, (lever, side) in self.levers.items():
            self.fields[key] = _lever_field(lever, side)

    def rows(self, names: Sequence[str], others: bool = False) -> list[dict[str, Any]]:
        """The fields of these parameters, or of all others, each with its slider where it is a number."""
        found = [
            {
                "field": self[key],
                "slider": rulebook.slider(lever, side, self[key].value()),
                "now": lever.unit.show(rulebook.value_of(lever, side)),
                "order": names.index(lever.name) if lever.name in names else 0,
            }
            for key, (lever, side) in self.levers.items()
            if (lever.name in names) != others
        ]
        return sorted(found, key=lambda row: row["order"])

    def clean(self) -> dict[str, Any]:
        """`changes`: by parameter, the values of the settlements that differ from those in force."""
        cleaned = super().clean() or {}
        changes: dict[str, dict[str, Any]] = {}
        for key, (lever, side) in self.levers.items():
            if text := cleaned.get(key):
                self._read(key, lever, side, text, changes)
        cleaned["changes"] = changes
        return cleaned

    def _read(self, key: str, lever: Any, side: str, text: str, changes: dict[str, dict[str, Any]]) -> None:
        try:
            value = rulebook.read_figure(lever.parameter, text)
        except Refused as refusal:
            self.add_error(key, str(refusal))
            return
        places = lever.values if side == rulebook.BOTH else (side,)
        for settlement in places:
            if lever.values[settlement] != value:
                changes.setdefault(lever.name, {})[settlement] = value

    def moved(self) -> list[tuple[str, str]]:
        """Keys and texts of what differs, for a form that sends them on."""
        changes = self.cleaned_data["changes"]
        return [
            (key, self.cleaned_data[key])
            for key, (lever, side) in self.levers.items()
            if side in changes.get(lever.name, ()) or (side == rulebook.BOTH and lever.name in changes)
        ]


def _lever_field(lever: Any, side: str) -> forms.Field:
    unit, now = lever.unit, rulebook.write_figure(lever.unit, rulebook.value_of(lever, side))
    label = (
        lever.parameter.label if side == rulebook.BOTH else f"{lever.parameter.label}（{SIDE_WORDS[side]}）"
    )
    given: dict[str, Any] = {
        "label": label,
        "required": False,
        "initial": now,
        "help_text": lever.parameter.meaning,
    }
    if unit.kind in ("enum", "bool"):
        words = [unit.show(member) for member in (unit.enum or (True, False))]
        return forms.ChoiceField(choices=[(word, word) for word in words], **given)
    attrs = {"unit": rulebook.unit_label(unit), "autocomplete": "off", "inputmode": "decimal"}
    widget = (
        forms.NumberInput({**attrs, "step": "any"})
        if unit.kind in rulebook.SLIDING
        else forms.TextInput(attrs)
    )
    return forms.CharField(widget=widget, max_length=200, **given)


class ScenarioForm(forms.Form):
    """A name under which the scenario is kept."""

    name = forms.CharField(label=_("方案名称"), max_length=60)


class ScenarioDraftForm(forms.Form):
    """Which changes of a scenario become drafts of local standards, and from when."""

    names = forms.MultipleChoiceField(label=_("转为草案的标准"), widget=forms.CheckboxSelectMultiple)
    since = forms.DateField(label=_("自何时起"), widget=DayInput())
    source = forms.CharField(
        label=_("文号"), max_length=200, required=False, help_text=_("还没有文号可以先空着，报批前补上")
    )

    def __init__(self, *args: Any, names: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = names


class PlaceOnlyForm(forms.Form):
    """Which place."""

    place = forms.ChoiceField(label=_("地方"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = rulebook.place_choices()


class PlaceDayForm(PlaceOnlyForm):
    """Which place, which day."""

    on = forms.DateField(label=_("哪一天"), widget=DayInput())


class ChangesForm(PlaceOnlyForm):
    """Which place, from which day to which."""

    before = forms.DateField(label=_("从哪一天"), widget=DayInput())
    after = forms.DateField(label=_("到哪一天"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("before") and cleaned.get("after") and cleaned["after"] < cleaned["before"]:
            self.add_error("after", gettext("后一天不能早于前一天。"))
        return cleaned


class DocumentsForm(PlaceOnlyForm):
    """Papers of a place and those above it, by words of the name."""

    text = forms.CharField(label=_("文件名称或文号"), required=False, max_length=60)


class ParameterForm(forms.Form):
    """Which standard is to be set."""

    name = forms.ChoiceField(label=_("哪一项标准"), widget=forms.Select(attrs={"wide": True}))

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in rulebook.standards(place, date.max):
            groups.setdefault(row.programme_label, []).append((row.name, row.label))
        self.fields["name"].choices = [("", "—"), *groups.items()]


class LocalStandardForm(forms.Form):
    """The figures of a local standard and the paper that sets them; figures come out in the engine's numbers."""

    since = forms.DateField(label=_("自何时起"), widget=DayInput())
    last_day = forms.DateField(
        label=_("至何时止"), widget=DayInput(), required=False, help_text=_("一直有效的不填")
    )
    value = forms.CharField(label=_("城乡同值"), required=False, max_length=200)
    urban = forms.CharField(label=_("城市"), required=False, max_length=200, help_text=_("城乡不同时填"))
    rural = forms.CharField(label=_("农村"), required=False, max_length=200, help_text=_("城乡不同时填"))
    source = forms.CharField(
        label=_("文号"), required=False, max_length=200, help_text=_("起草时可以先空着，报批前须填")
    )
    issued_on = forms.DateField(label=_("文件日期"), widget=DayInput(), required=False)
    rests_on = forms.CharField(
        label=_("所依据的上位文件"), required=False, max_length=200, help_text=_("如 渝民规〔2025〕6号")
    )
    meetings_needed = forms.TypedChoiceField(
        label=_("须几类会议决定"), choices=[(n, n) for n in range(4)], coerce=int, initial=0
    )
    text = forms.CharField(label=_("文件原文摘录"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    note = forms.CharField(
        label=_("说明"), required=False, max_length=300, widget=forms.TextInput(attrs={"wide": True})
    )
    is_trial = forms.BooleanField(label=_("试行"), required=False)
    review_on = forms.DateField(
        label=_("复核日期"), widget=DayInput(), required=False, help_text=_("试行的须填，到期在待办里提醒")
    )
    hands_back = forms.BooleanField(label=_("期满后沿用上级的规定"), required=False)

    def __init__(self, *args: Any, parameter: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        unit = rulebook.unit_label(parameter.unit)
        for side in ("value", "urban", "rural"):
            self.fields[side].widget.attrs |= {"unit": unit, "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        one, urban, rural = (self._figure(side, cleaned) for side in ("value", "urban", "rural"))
        if self.errors:
            return cleaned
        if (one is None) == (urban is None and rural is None):
            self.add_error("value", gettext("填“城乡同值”一栏，或分别填城市和农村，二者取一。"))
        elif one is None and None in (urban, rural):
            self.add_error("rural" if rural is None else "urban", gettext("城市和农村都要填写。"))
        cleaned["values"] = {
            "URBAN": urban if one is None else one,
            "RURAL": rural if one is None else one,
        }
        return cleaned

    def _figure(self, side: str, cleaned: dict[str, Any]) -> Any:
        text = cleaned.get(side)
        if not text:
            return None
        try:
            return rulebook.read_figure(self.parameter, text)
        except Refused as refusal:
            self.add_error(side, str(refusal))
            return None

    def draft(self) -> dict[str, Any]:
        """What `actions.draft_standard` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in SIDES}


SIDES = ("value", "urban", "rural")


class OpinionForm(forms.Form):
    """Approve: perhaps with an opinion."""

    opinion = forms.CharField(label=_("审批意见"), required=False, max_length=500, initial=_("同意"))


class ReasonForm(forms.Form):
    """Return or withdraw: with a reason."""

    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class NothingForm(forms.Form):
    """An act that needs no words."""


class MeetingForm(forms.Form):
    """What a meeting decided."""

    kind = forms.ChoiceField(label=_("会议"), choices=MeetingKind.choices)
    held_on = forms.DateField(label=_("开会日期"), widget=DayInput())
    minutes = forms.CharField(label=_("会议纪要编号"), max_length=100)
    conclusion = forms.CharField(
        label=_("决定事项"), max_length=300, widget=forms.TextInput(attrs={"wide": True})
    )


class ScopeForm(forms.Form):
    """Where a programme is open, from when, by which paper."""

    programme = forms.ChoiceField(label=_("救助项目"))
    since = forms.DateField(label=_("自何时起"), widget=DayInput())
    source = forms.CharField(label=_("依据"), max_length=200)
    townships = forms.ModelMultipleChoiceField(
        label=_("试点乡镇"),
        queryset=Division.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个也不选，就是全县推开"),
    )

    def __init__(self, *args: Any, county: Division, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = rulebook.programmes(county.pk, on)
        self.fields["programme"].choices = [(info.name, info.label) for info in known]
        inside = Division.objects.under(county).of_level(Level.TOWNSHIP)
        self.fields["townships"].queryset = inside
