"""The catalogue of facts as forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.office.base.errors import Refused
from doudi.office.base.forms import DayInput
from doudi.office.base.money import yuan_number

from ..catalogue import FactInfo
from ..enums import OF_ONE_NEED, Origin
from .parts import EMPTY

BY_HAND = [(Origin.DECLARED.value, Origin.DECLARED.label), (Origin.SURVEYED.value, Origin.SURVEYED.label)]


class FactFieldsForm(forms.Form):
    """The catalogue as a form: one field for each fact of a subject, filled with what an origin says."""

    use_required_attribute = False

    origin = forms.ChoiceField(label=_("信息来源"), choices=BY_HAND)
    first_day = forms.DateField(
        label=_("从哪天起"), widget=DayInput, help_text=_("这一天起按下面的内容算；此前的登记保留到前一天。")
    )
    source = forms.CharField(
        label=_("依据"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"placeholder": _("例如：用工单位证明")}),
    )

    def __init__(
        self,
        *args: Any,
        groups: Iterable[tuple[str, list[FactInfo]]],
        present: Mapping[str, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = list(groups)
        self.infos = {info.name: info for _group, infos in self.groups for info in infos}
        self.present = present
        for info in self.infos.values():
            self.fields[f"fact_{info.name}"] = fact_field(info, present.get(info.name))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["values"] = values = {}
        for name, info in self.infos.items():
            text = data.get(f"fact_{name}")
            try:
                values[name] = info.parse(text) if text not in (None, "") else None
            except Refused as refusal:
                self.add_error(f"fact_{name}", str(refusal))
        return data

    def changes(self) -> dict[str, int | None]:
        """The facts that now say something else."""
        values = self.cleaned_data["values"]
        return {name: value for name, value in values.items() if value != self.present.get(name)}

    def sections(self) -> list[tuple[str, list[Any], bool]]:
        """The fields by group, and whether the page may keep them folded."""
        return [
            (group, [self[f"fact_{info.name}"] for info in infos], self._may_fold(infos))
            for group, infos in self.groups
        ]

    def _may_fold(self, infos: list[FactInfo]) -> bool:
        """A group for one need of which nothing is known, and nothing is wrong."""
        said = any(info.name in self.present or f"fact_{info.name}" in self.errors for info in infos)
        return not said and all(info.group in OF_ONE_NEED for info in infos)


class _Silent:
    """A field that may stay empty, like all of its page, and so does not say of itself that it may."""

    def validate(self, value: Any) -> None:
        """Nothing: `FactInfo.parse` judges what was typed."""


class _Line(_Silent, forms.CharField):
    pass


class _List(_Silent, forms.ChoiceField):
    pass


def fact_field(info: FactInfo, present: int | None) -> forms.Field:
    """A field for one fact: a list where there are choices, else a line with its unit."""
    choices = list(info.choices) or ([(1, _("是")), (0, _("否"))] if info.type == "bool" else [])
    common: dict[str, Any] = {"label": info.label, "help_text": info.meaning}
    if choices:
        common["initial"] = "" if present is None else present
        return _List(choices=[("", _("不详")), *choices], **common)
    unit = {"money": info.unit or _("元"), "ratio": "%"}.get(info.type, info.unit)
    widget = forms.TextInput({"unit": unit, "inputmode": "decimal", "autocomplete": "off"})
    if present is not None:
        common["initial"] = _editable(info, present)
    return _Line(max_length=30, widget=widget, **common)


def _editable(info: FactInfo, value: int) -> str:
    if info.type in {"money", "ratio"}:
        return f"{yuan_number(value):.2f}".removesuffix(".00")
    return str(value)


class FactForm(forms.Form):
    """One row of its own: a second job, a fact with evidence."""

    name = forms.ChoiceField(label=_("项目"))
    value = forms.CharField(
        label=_("内容"), max_length=30, help_text=_("金额以元为单位；是非题填“是”或“否”；选项填选项名称。")
    )
    origin = forms.ChoiceField(label=_("信息来源"), choices=BY_HAND)
    source = forms.CharField(label=_("依据"), max_length=80, required=False)
    first_day = forms.DateField(label=_("开始日期"), widget=DayInput)
    last_day = forms.DateField(label=_("结束日期"), widget=DayInput, required=False)
    evidence = forms.FileField(
        label=_("证明材料"), required=False, help_text=_("PDF、JPG 或 PNG，不超过 10 MB。")
    )
    note = forms.CharField(
        label=_("说明"), max_length=200, required=False, widget=forms.TextInput({"wide": True})
    )

    def __init__(self, *args: Any, groups: Iterable[tuple[str, list[FactInfo]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = list(groups)
        self.infos = {info.name: info for _group, infos in groups for info in infos}
        listed = [(group, [(info.name, info.label) for info in infos]) for group, infos in groups]
        self.fields["name"].choices = [*EMPTY, *listed]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        info = self.infos.get(data.get("name", ""))
        if info is not None and data.get("value"):
            try:
                data["value"] = info.parse(data["value"])
            except Refused as refusal:
                self.add_error("value", str(refusal))
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("结束日期不能早于开始日期。"))
        return data
