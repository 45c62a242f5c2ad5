"""What is typed when a list is made, given up, or answered by the bank."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.office.awards.questions import month_of
from doudi.office.base.calendar import today
from doudi.office.base.forms import MonthInput
from doudi.office.places.models import Division

from . import bankfiles
from .enums import Difference, Kind, LineState


def this_month():
    return month_of(today())


class BatchForm(forms.Form):
    """Which list to make."""

    programme = forms.ChoiceField(label=_("救助项目"))
    kind = forms.ChoiceField(
        label=_("种类"),
        choices=Kind.choices,
        initial=Kind.REGULAR,
        required=False,
        help_text=_("“补发”列出已批准的提标方案里还没有发的差额，每户一笔。"),
    )
    month = forms.DateField(label=_("发放月份"), widget=MonthInput, initial=this_month)
    division = forms.ModelChoiceField(Division.objects.none(), label=_("范围"), empty_label=None)
    template = forms.ChoiceField(label=_("银行文件格式"), help_text=_("按代发银行约定的格式选择。"))

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], divisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programmes
        self.fields["division"].queryset = divisions
        self.fields["template"].choices = [
            (name, layout.label) for name, layout in bankfiles.layouts().items()
        ]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Kind.REGULAR


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("撤销理由"), max_length=200, widget=forms.Textarea({"rows": 2}))


class NoForm(forms.Form):
    """An act that asks for nothing."""


class ReturnForm(forms.Form):
    upload = forms.FileField(
        label=_("银行回单文件"),
        help_text=_("原样上传银行给的文件；同一个文件传两次不会重复记账。"),
        allow_empty_file=True,
    )


class LineFilter(forms.Form):
    """What the list of lines is narrowed to."""

    q = forms.CharField(
        label=_("户名或家庭编号"), required=False, max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": _("户名 / 家庭编号")}),
    )  # fmt: skip
    difference = forms.ChoiceField(
        label=_("与上月相比"), required=False, choices=[("", _("全部")), *Difference.choices]
    )
    state = forms.ChoiceField(label=_("结果"), required=False, choices=[("", _("全部")), *LineState.choices])
