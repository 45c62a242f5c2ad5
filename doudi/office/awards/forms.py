"""What is typed when an award is changed; the acts decide whether it may happen."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.office.base.calendar import today
from doudi.office.base.forms import DayInput, MonthInput
from doudi.office.people.models import Person
from doudi.office.places.models import Division
from doudi.office.programmes.forms import ROWS, WhatIfForm
from doudi.office.programmes.models import Determination

from .enums import CHOSEN_ENDS, AwardReason, EndReason, HearingAbout, LateGround
from .models import AwardUnit, Hearing
from .permissions import earliest_month
from .questions import month_of, next_month, previous_month


class FilterForm(forms.Form):
    """What the list of awards is narrowed to."""

    q = forms.CharField(
        label=_("姓名或编号"), required=False, max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": _("姓名 / 救助编号 / 家庭编号")}),
    )  # fmt: skip
    programme = forms.ChoiceField(label=_("救助项目"), required=False)
    division = forms.ChoiceField(label=_("乡镇（街道）"), required=False)

    def __init__(
        self, data: Any, programmes: list[tuple[str, str]], divisions: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["programme"].choices = [("", _("全部项目")), *programmes]
        self.fields["division"].choices = [("", _("全部乡镇（街道）")), *divisions]


class HearForm(forms.Form):
    """What the recipient says before a decision against them."""

    about = forms.ChoiceField(label=_("拟作出的决定"), choices=HearingAbout.choices)
    heard_on = forms.DateField(label=_("听取意见日期"), widget=DayInput, initial=today)
    ground = forms.CharField(
        label=_("拟调整的理由"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("把告知当事人的理由写下来。"),
    )
    statement = forms.CharField(
        label=_("当事人意见"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("照当事人的原话记录；没有意见的，写“无意见”。"),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: AwardUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class HearingChoice(forms.ModelChoiceField):
    """A record of what the recipient said that no decision rests on yet."""

    def __init__(self, about: HearingAbout, without: Any = "", **kwargs: Any) -> None:
        self.about = about
        super().__init__(
            Hearing.objects.none(),
            label=_("听取意见记录"),
            required=not without,
            empty_label=without or _("请选择"),
            **kwargs,
        )

    def offer(self, unit: AwardUnit) -> None:
        unused = unit.hearings.filter(about=self.about, award=None, ended_award=None, suspension=None)
        self.queryset = unused


class UnitForm(forms.Form):
    """A decision on one award; hearings of other awards cannot be chosen."""

    def __init__(self, *args: Any, unit: AwardUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        for field in self.fields.values():
            if isinstance(field, HearingChoice):
                field.offer(unit)
        self.prepare(unit)

    def prepare(self, unit: AwardUnit) -> None:
        """Fill in what follows from the award."""


def next_free_month(unit: AwardUnit, on: date) -> date:
    """The first month that a decision of this day can still reach."""
    return max(next_month(month_of(on)), earliest_month(unit) or date.min)


class MonthField(forms.DateField):
    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label=label, widget=MonthInput, **kwargs)


class ChangeForm(UnitForm):
    """A new amount, which is always a determination's."""

    determination = forms.ModelChoiceField(
        Determination.objects.none(), label=_("核算结果"), empty_label=_("请选择"),
        help_text=_("金额由核算得出；没有新的核算结果时，请先重新核算。"),
    )  # fmt: skip
    first_month = MonthField(_("从哪个月起执行"))
    reason = forms.ChoiceField(
        label=_("变更原因"),
        choices=[
            (r.value, r.label) for r in (AwardReason.INCREASE, AwardReason.MEMBERS, AwardReason.STANDARD)
        ],
        help_text=_("金额减少时，系统自动记为减发。"),
    )
    hearing = HearingChoice(HearingAbout.DECREASE, _("不需要（没有减少）"), help_text=_("金额减少时必选。"))
    members = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("保障对象"), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, unit: AwardUnit) -> None:
        rows = Determination.objects.filter(
            household=unit.household, programme=unit.programme, outcome="ELIGIBLE"
        )
        newest = unit.awards.effective().last()
        self.fields["determination"].queryset = rows.filter(pk__gt=newest.determination_id if newest else 0)
        self.fields["determination"].label_from_instance = _determination_label
        at_home = unit.household.memberships.filter(last_day=None, kind="LIVING_TOGETHER").values("person")
        self.fields["members"].queryset = Person.objects.filter(pk__in=at_home, died_on=None)
        self.initial.setdefault("first_month", next_free_month(unit, today()))
        self.initial.setdefault(
            "members", list(unit.members.filter(last_day=None).values_list("person", flat=True))
        )


class SuspendForm(UnitForm):
    first_month = MonthField(_("从哪个月起暂停"))
    hearing = HearingChoice(HearingAbout.SUSPEND)
    reason = forms.CharField(label=_("暂停理由"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def prepare(self, unit: AwardUnit) -> None:
        self.initial.setdefault("first_month", next_free_month(unit, today()))


class ResumeForm(UnitForm):
    first_month = MonthField(_("从哪个月起恢复"), help_text=_("从暂停的第一个月起恢复的，所停各月一并补发。"))
    reason = forms.CharField(label=_("恢复理由"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def prepare(self, unit: AwardUnit) -> None:
        self.initial.setdefault("first_month", next_free_month(unit, today()))


class EndForm(UnitForm):
    last_month = MonthField(_("最后发放月份"))
    reason = forms.ChoiceField(label=_("停发原因"), choices=[(r.value, r.label) for r in CHOSEN_ENDS])
    hearing = HearingChoice(
        HearingAbout.END,
        _("不需要（去世或自愿放弃）"),
        help_text=_("除去世和自愿放弃外，停发前须先听取当事人意见。"),
    )
    note = forms.CharField(
        label=_("停发说明"), max_length=200, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("自愿放弃的，写明书面声明的日期和经手人。"),
    )  # fmt: skip

    def prepare(self, unit: AwardUnit) -> None:
        self.initial.setdefault("last_month", previous_month(next_free_month(unit, today())))
        self.initial.setdefault("reason", EndReason.INCOME)


class GraceForm(UnitForm):
    first_month = MonthField(_("渐退期从哪个月起"))
    hearing = HearingChoice(HearingAbout.END)

    def prepare(self, unit: AwardUnit) -> None:
        self.initial.setdefault("first_month", next_free_month(unit, today()))


def _determination_label(row: Determination) -> str:
    from doudi.office.base.money import yuan

    words = {"number": row.number, "on": f"{row.on:%Y-%m-%d}", "amount": yuan(row.amount_fen)}
    return str(_("%(number)s · %(on)s · %(amount)s 元/月") % words)


class RaiseForm(forms.Form):
    """Which new value is computed: where, for which programme, from which day; and from when lists pay it."""

    division = forms.ModelChoiceField(Division.objects.none(), label=_("范围"), empty_label=None)
    programme = forms.ChoiceField(label=_("救助项目"))
    value_on = forms.DateField(
        label=_("新标准从哪天起"),
        widget=DayInput,
        help_text=_("文件规定的起始日。政策库中已有的，或在“保障标准”中已批准的标准，都可以测算。"),
    )
    regular_month = forms.DateField(
        label=_("从哪个月起按新标准发放"),
        widget=MonthInput,
        help_text=_("这个月以前的差额列为补发。已编入发放名单的月份，自动顺延到下一个月。"),
    )

    def __init__(self, *args: Any, divisions: Any, programmes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = divisions
        self.fields["programme"].choices = programmes


class RaiseFilter(forms.Form):
    """What the lines of a raise are narrowed to."""

    q = forms.CharField(
        label=_("户主或编号"), required=False, max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": _("户主 / 救助编号 / 家庭编号")}),
    )  # fmt: skip
    division = forms.ChoiceField(label=_("乡镇（街道）"), required=False)

    def __init__(self, data: Any, divisions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["division"].choices = [("", _("全部乡镇（街道）")), *divisions]


class NoForm(forms.Form):
    """An act that asks for nothing."""


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("撤销理由"), max_length=200, widget=forms.Textarea({"rows": 2}))


class ReassessForm(WhatIfForm):
    """What came out late: since when, what was different, who was gone, who had come."""

    ground = forms.ChoiceField(label=_("事由"), choices=LateGround.choices)
    since_on = forms.DateField(label=_("从哪天起"), widget=DayInput, help_text=_("事实发生的日期。"))
    found_on = forms.DateField(label=_("得知日期"), widget=DayInput, initial=today)
    detail = forms.CharField(
        label=_("经过和依据"), max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text=_("怎样得知、有什么材料。"),
    )  # fmt: skip
    added = forms.MultipleChoiceField(
        label=_("应当加入的成员"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, persons: list[tuple[int, str]], newcomers: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, persons=[*persons, *newcomers], **kwargs)
        del self.fields["on"]
        self.fields["without"].choices = persons
        self.fields["without"].label = _("已去世或已离开的成员")
        self.fields["added"].choices = newcomers
        self.newcomers = bool(newcomers)
        for number in range(1, ROWS + 1):
            self.fields[f"whose_{number}"].label = gettext("情况 %(n)d：谁的") % {"n": number}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["joined"] = [int(pk) for pk in cleaned.get("added", [])]
        return cleaned
