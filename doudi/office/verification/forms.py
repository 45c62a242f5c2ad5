"""Consent, the request, answers and how a difference is settled."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.office.base.errors import Refused
from doudi.office.base.forms import DayInput
from doudi.office.people import catalogue
from doudi.office.people.models import Person

from .enums import CheckState, Purpose, Settled, Source, Weight
from .models import Finding

ROWS = 6
HOUSEHOLD = "household"


class ConsentForm(forms.Form):
    """Who consents, for what, from when to when, on which signed paper."""

    person = forms.TypedChoiceField(label=_("授权人"), coerce=int)
    purpose = forms.ChoiceField(label=_("用途"), choices=Purpose.choices)
    signed_on = forms.DateField(label=_("签署日期"), widget=DayInput())
    first_day = forms.DateField(label=_("有效期起"), widget=DayInput())
    last_day = forms.DateField(label=_("有效期止"), widget=DayInput())
    signature = forms.FileField(
        label=_("签字的授权书"), required=False, help_text=_("拍照或扫描，PDF、JPG 或 PNG。")
    )

    def __init__(self, *args: Any, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(person.pk, person.name) for person in persons]


class RefuseConsentForm(forms.Form):
    """An obligor outside the household does not consent."""

    person = forms.TypedChoiceField(label=_("义务人"), coerce=int)
    purpose = forms.ChoiceField(label=_("用途"), choices=Purpose.choices)
    reason = forms.CharField(label=_("情况说明"), max_length=200)

    def __init__(self, *args: Any, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(person.pk, person.name) for person in persons]


class CheckForm(forms.Form):
    """Which case, for what, which sources."""

    reference = forms.CharField(label=_("办件编号"), max_length=24, help_text=_("没有办件不能查询个人信息。"))
    purpose = forms.ChoiceField(label=_("用途"), choices=Purpose.choices)
    sources = forms.MultipleChoiceField(
        label=_("核对单位"), choices=Source.choices, widget=forms.CheckboxSelectMultiple
    )


class AnswerForm(forms.Form):
    """What one source said, in a few rows; no rows mean that it has nothing."""

    silent = forms.BooleanField(label=_("该单位未答复"), required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    file = forms.FileField(label=_("答复原件"), required=False, help_text=_("PDF、JPG 或 PNG。"))

    def __init__(self, *args: Any, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {str(person.pk): person for person in persons}
        whose = [("", "—"), (HOUSEHOLD, gettext("家庭")), *((pk, p.name) for pk, p in self.persons.items())]
        for number in range(1, ROWS + 1):
            names = {"n": number}
            self.fields[f"whose_{number}"] = forms.ChoiceField(
                label=gettext("第 %(n)d 项：谁的") % names, choices=whose, required=False
            )
            self.fields[f"fact_{number}"] = forms.CharField(
                label=gettext("第 %(n)d 项：项目") % names,
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"list": "fact-names"}),
            )
            self.fields[f"value_{number}"] = forms.CharField(
                label=gettext("第 %(n)d 项：数值") % names, max_length=40, required=False
            )

    fact_labels = staticmethod(catalogue.labels)

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row, for the page."""
        return [[self[f"{part}_{n}"] for part in ("whose", "fact", "value")] for n in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["rows"] = [row for n in range(1, ROWS + 1) if (row := self._read_row(n, cleaned))]
        if cleaned["rows"] and cleaned.get("silent"):
            self.add_error("silent", gettext("填了结果就不是“未答复”，请去掉其中一个。"))
        return cleaned

    def _read_row(self, number: int, cleaned: dict[str, Any]) -> tuple[Person | None, str, int] | None:
        whose, fact = cleaned.get(f"whose_{number}"), cleaned.get(f"fact_{number}")
        value = cleaned.get(f"value_{number}")
        if not any((whose, fact, value)):
            return None
        entity = "household" if whose == HOUSEHOLD else "person"
        info = catalogue.named(entity, fact or "")
        if not whose or info is None:
            self.add_error(
                f"fact_{number}", gettext("请选择是谁的、哪一项；家庭的项目选“家庭”，个人的项目选成员。")
            )
            return None
        try:
            return self.persons.get(whose), info.name, info.parse(value or "")
        except Refused as refusal:
            self.add_error(f"value_{number}", str(refusal))
            return None


class ImportForm(forms.Form):
    """A table of results."""

    file = forms.FileField(label=_("结果表"), help_text=_("用下载的模板填写，XLSX 或 CSV。"))


class CompleteForm(forms.Form):
    """Close the check; the last day of the report where the place has no rule of its own."""

    valid_until = forms.DateField(
        label=_("报告有效期至"),
        widget=DayInput(),
        required=False,
        help_text=_("不填则按本地设定；本地没有设定的不限。"),
    )


class SettleForm(forms.Form):
    """What a difference means."""

    outcome = forms.ChoiceField(label=_("怎样处理"), choices=Settled.choices, widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_("理由"), max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if finding.weight == Weight.BLOCKING:
            allowed = [choice for choice in Settled.choices if choice[0] != Settled.EXPLAINED]
            self.fields["outcome"].choices = allowed


class ListForm(forms.Form):
    """Which checks."""

    state = forms.ChoiceField(label=_("状态"), required=False)
    late = forms.BooleanField(label=_("只看超期"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", gettext("全部")), *CheckState.choices]


def refused(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal at the field that it is about, or at the head of the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
