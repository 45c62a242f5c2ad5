"""What the forms of this app share; every check is one of the actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.office.base.errors import Refused
from doudi.office.base.forms import DayInput
from doudi.office.places.models import Division
from doudi.office.staff.permissions import visible_divisions

from ..actions import entry

VILLAGE = "VILLAGE"
EMPTY = [("", _("请选择"))]


def checked(check: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """The answer of a check of the actions, its refusal as an error of the field."""
    try:
        return check(*given, **named)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None


def refuse(form: forms.BaseForm, refusal: Refused) -> None:
    """Show what an action refused beside the field it is about."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def village_choices(user: Any) -> list[tuple[str, Any]]:
    """The villages of the user's divisions under their townships: one query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = visible_divisions(user).filter(level=VILLAGE, last_day=None).select_related("parent")
    for row in rows.order_by("code"):
        groups.setdefault(row.parent.name if row.parent else "", []).append((row.code, row.name))
    return list(groups.items())


class VillageField(forms.ChoiceField):
    """A village in the user's hands; its value is the division."""

    def clean(self, value: Any) -> Division | None:
        code = super().clean(value)
        return Division.objects.get(pk=code) if code else None


class DayForm(forms.Form):
    """An act on a day, for a reason."""

    on = forms.DateField(label=_("日期"), widget=DayInput)
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("写明依据，例如“结婚登记，结婚证已核对”。"),
    )

    def clean_reason(self) -> str:
        return checked(entry.clean_reason, self.cleaned_data["reason"])  # type: ignore[no-any-return]


class ReasonForm(forms.Form):
    """A reason alone."""

    reason = forms.CharField(label=_("理由"), max_length=200)

    def clean_reason(self) -> str:
        return checked(entry.clean_reason, self.cleaned_data["reason"])  # type: ignore[no-any-return]


class RevealForm(forms.Form):
    """Why someone looks at a number in full."""

    purpose = forms.CharField(
        label=_("查看目的"), max_length=100, help_text=_("例如“电话通知补交材料”。查看会留下记录。")
    )


class ImportForm(forms.Form):
    """A roster to read."""

    file = forms.FileField(
        label=_("名册文件"), help_text=_("用本页模板填写的 .xlsx 文件，不超过 10 MB、2 万行。")
    )
    on = forms.DateField(
        label=_("登记日期"), widget=DayInput, help_text=_("新建家庭和新增成员从这一天起算。")
    )
