"""What people fill in on the way of an application; the acts check again."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.office.base.errors import Refused
from doudi.office.base.forms import DayInput
from doudi.office.people.models import Household, Person
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.models import User

from . import permissions
from .actions import steps
from .enums import ApplicationState, CaseState, Channel, NeedKind, Opinion, WaiveGround
from .models import Case, Objection

STAFF_CHANNELS = [(c.value, c.label) for c in Channel if c != Channel.PHONE]
MOST_PHOTOS = 12


def refuse(form: forms.BaseForm, refusal: Refused) -> None:
    """Show what an act refused beside the field it is about."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def text_area(rows: int = 3, **attrs: Any) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "wide": True, **attrs})


class FilterForm(forms.Form):
    """What lists are narrowed by; nothing is required."""

    q = forms.CharField(label=_("搜索"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("状态"), required=False)
    division = forms.ChoiceField(label=_("村（社区）"), required=False)

    def __init__(
        self, *args: Any, states: list[tuple[str, Any]], divisions: list[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("全部状态")), *states]
        self.fields["division"].choices = [("", _("全部村（社区）")), *divisions]


class CaseFilterForm(FilterForm):
    programme = forms.ChoiceField(label=_("救助项目"), required=False)
    due = forms.ChoiceField(
        label=_("期限"),
        required=False,
        choices=[("", _("不限期限")), ("late", _("已超期")), ("mine", _("该我办理"))],
    )

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, states=list(CaseState.choices), **kwargs)
        self.fields["programme"].choices = [("", _("全部项目")), *programmes]


class ApplicationFilterForm(FilterForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, states=list(ApplicationState.choices), **kwargs)


class ApplicationForm(forms.Form):
    """One application for everything the household lacks."""

    applicant = forms.TypedChoiceField(label=_("申请人"), coerce=int)
    needs = forms.MultipleChoiceField(
        label=_("需要什么帮助"),
        choices=NeedKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少勾选一项需要的帮助。")},
    )
    statement = forms.CharField(
        label=_("困难情况"),
        required=False,
        max_length=2000,
        widget=text_area(4),
        help_text=_("用群众自己的话写，例如“丈夫中风后不能干活，药费每月一千多”。"),
    )
    channel = forms.ChoiceField(label=_("申请途径"), choices=STAFF_CHANNELS, initial=Channel.WINDOW)
    received_on = forms.DateField(label=_("申请日期"), widget=DayInput)
    proxy_name = forms.CharField(label=_("代办人姓名"), required=False, max_length=60)
    proxy_relation = forms.CharField(label=_("与申请人关系"), required=False, max_length=30)
    proxy_phone = forms.CharField(label=_("代办人电话"), required=False, max_length=30)

    def __init__(self, *args: Any, household: Household, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        living = household.memberships.living_together(on).select_related("person")
        self.people = {row.person_id: row.person for row in living}
        self.fields["applicant"].choices = [(pk, person.name) for pk, person in self.people.items()]

    def clean_applicant(self) -> Person:
        return self.people[self.cleaned_data["applicant"]]


class PapersForm(forms.Form):
    """Everything that is missing, told once."""

    papers = forms.MultipleChoiceField(
        label=_("缺少的材料"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选缺少的材料；材料齐全的，请直接受理。")},
        help_text=_("材料只能一次性告知；核对能查到的不得要求群众提供。"),
    )

    def __init__(self, *args: Any, papers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"].choices = papers

    def clean_papers(self) -> list[tuple[str, str]]:
        labels = dict(self.fields["papers"].choices)
        return [(name, labels[name]) for name in self.cleaned_data["papers"]]


class AcceptForm(forms.Form):
    programmes = forms.MultipleChoiceField(
        label=_("受理的救助项目"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项救助。")},
    )

    def __init__(self, *args: Any, programmes: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programmes"].choices = programmes


class ReasonForm(forms.Form):
    """An act that needs nothing but a reason."""

    reason = forms.CharField(label=_("理由"), max_length=2000, widget=text_area())


class NothingForm(forms.Form):
    """An act that only asks whether one is sure."""


class CaseForm(forms.Form):
    """A form of one act on a case; `arguments` are what the act takes."""

    def __init__(self, *args: Any, case: Case, user: User, on: date, **kwargs: Any) -> None:
        self.case, self.user, self.on = case, user, on
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and starting values from the case."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PlainForm(CaseForm):
    pass


class ReasonedForm(CaseForm):
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=text_area())


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files in one box."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        rows = [row for row in (data if isinstance(data, list | tuple) else [data]) if row]
        if len(rows) > MOST_PHOTOS:
            raise forms.ValidationError(_("一次最多上传 %(n)d 张照片。") % {"n": MOST_PHOTOS})
        return [super(MultipleFileField, self).clean(row, initial) for row in rows]


class VisitForm(CaseForm):
    """What two investigators saw."""

    roles: tuple[Role, ...] = (Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES)
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    visited_on = forms.DateField(label=_("调查日期"), widget=DayInput)
    first = forms.TypedChoiceField(label=_("调查人一"), coerce=int)
    second = forms.TypedChoiceField(label=_("调查人二"), coerce=int)
    place = forms.CharField(label=_("调查地点"), required=False, max_length=120)
    findings = forms.CharField(
        label=_("调查情况"),
        max_length=3000,
        widget=text_area(5),
        help_text=_("住房、收入来源、劳动力、患病残疾、与申报不一致之处。"),
    )
    photos = MultipleFileField(
        label=_("入户照片"),
        required=False,
        widget=MultipleFileInput({"accept": "image/jpeg,image/png", "wide": True}),
        help_text=_("最多 12 张，JPG 或 PNG；照片中的拍摄位置等信息会自动去除。"),
    )
    signature = forms.FileField(
        label=_("家庭成员签字页"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )
    remote = forms.BooleanField(label=_("因重大突发事件等远程调查"), required=False)
    remote_reason = forms.CharField(label=_("远程调查理由"), required=False, max_length=200)
    latitude = forms.DecimalField(required=False, max_digits=8, decimal_places=5, widget=forms.HiddenInput)
    longitude = forms.DecimalField(required=False, max_digits=8, decimal_places=5, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.initial = {
            "client_key": uuid.uuid4(),
            "visited_on": self.on,
            "first": self.user.pk,
            **self.initial,
        }
        self.people = investigators(self.case, self.roles, self.on)
        choices = [(pk, user.name) for pk, user in self.people.items()]
        self.fields["first"].choices = choices
        self.fields["second"].choices = [("", _("请选择")), *choices]

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["first"], given["second"] = self.people[given["first"]], self.people[given["second"]]
        return given


class CountyVisitForm(VisitForm):
    roles = COUNTY_ROLES
    remote = remote_reason = latitude = longitude = client_key = None  # type: ignore[assignment]

    def prepare(self) -> None:
        super().prepare()
        self.initial.pop("client_key")


class AppraisalForm(CaseForm):
    held_on = forms.DateField(label=_("评议日期"), widget=DayInput)
    invited = forms.IntegerField(label=_("应到人数"), min_value=1, max_value=500)
    present = forms.IntegerField(label=_("实到人数"), min_value=1, max_value=500)
    votes_for = forms.IntegerField(label=_("同意票"), min_value=0, max_value=500)
    votes_against = forms.IntegerField(label=_("不同意票"), min_value=0, max_value=500)
    members = forms.CharField(label=_("参加人员"), max_length=1000, widget=text_area(2))
    representatives = forms.IntegerField(
        label=_("其中村（居）民代表"), min_value=0, max_value=500, help_text=_("本地程序规定了代表所占比例。")
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=300, widget=text_area(2))

    def prepare(self) -> None:
        self.initial = {"held_on": self.on, **self.initial}
        if not getattr(present_plan(self.case), "representatives_percent", None):
            del self.fields["representatives"]


class NoticeForm(CaseForm):
    """Nothing to fill in where the procedure says for how many days; else the days."""

    days = forms.IntegerField(
        label=_("公示天数"),
        min_value=1,
        max_value=60,
        help_text=_("本地程序没有规定天数，请按本地做法填写。"),
    )

    def prepare(self) -> None:
        plan = present_plan(self.case)
        if plan is None or plan.days:
            del self.fields["days"]


class ReviewForm(CaseForm):
    opinion = forms.ChoiceField(label=_("审核意见"), choices=Opinion.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("意见说明"), required=False, max_length=2000, widget=text_area(4))


class ConfirmForm(CaseForm):
    text = forms.CharField(
        label=_("确认意见"), required=False, max_length=2000, widget=text_area(2), help_text=_("可不填。")
    )


class SettleObjectionForm(CaseForm):
    objection = forms.TypedChoiceField(label=_("异议"), coerce=int)
    upheld = forms.TypedChoiceField(
        label=_("调查结果"),
        choices=[("0", _("异议不成立")), ("1", _("异议成立"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("答复"), max_length=2000, widget=text_area(4))

    def prepare(self) -> None:
        rows = Objection.objects.filter(case=self.case, state="OPEN")
        self.objections = {row.pk: row for row in rows}
        self.fields["objection"].choices = [(row.pk, f"{row.received_on}　{row.text[:40]}") for row in rows]

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "objection": self.objections[self.cleaned_data["objection"]]}


class SendBackForm(CaseForm):
    to_key = forms.ChoiceField(label=_("退回到"))
    reason = forms.CharField(label=_("退回理由"), max_length=2000, widget=text_area())

    def prepare(self) -> None:
        from .questions import step_label

        records = list(self.case.steps.of_round(self.case))
        here = next((r.position for r in records if r.key == self.case.current_key), 0)
        self.fields["to_key"].choices = [(r.key, step_label(r)) for r in records if r.position < here]


class WaiveForm(CaseForm):
    ground = forms.ChoiceField(label=_("免除理由"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("依据文件"), required=False, max_length=300, help_text=_("依规定免除的，写明文件名称和文号。")
    )

    def prepare(self) -> None:
        grounds = steps.waive_grounds(self.case, self.on)
        self.fields["ground"].choices = [(g, WaiveGround(g).label) for g in grounds]


class AssignForm(CaseForm):
    to = forms.TypedChoiceField(label=_("交给"), coerce=int)

    def prepare(self) -> None:
        roles = (Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES, *COUNTY_ROLES)
        self.people = investigators(self.case, roles, self.on)
        self.fields["to"].choices = [
            ("", _("请选择")),
            *((pk, user.name) for pk, user in self.people.items()),
        ]

    def arguments(self) -> dict[str, Any]:
        return {"to": self.people[self.cleaned_data["to"]]}


def present_plan(case: Case) -> Any:
    """What the procedure says of the present step; None when the case is over."""
    plans = permissions.procedure_of(case).steps
    return next((plan for plan in plans if plan.key == case.current_key), None)


def investigators(case: Case, roles: tuple[Role, ...], on: date) -> dict[int, User]:
    """Staff who have this household in their charge."""
    codes = case.household.division.path_codes
    rows = User.objects.filter(
        is_active=True,
        posts__in=_posts(roles, codes, on),
    ).distinct()
    return {user.pk: user for user in rows.order_by("name", "pk")}


def _posts(roles: tuple[Role, ...], codes: list[str], on: date) -> Any:
    from doudi.office.staff.models import Post

    return Post.objects.open_on(on).filter(role__in=roles, division__in=codes)


def application_of(form: ApplicationForm, household: Household) -> dict[str, Any]:
    """What `open_application` takes."""
    return {"household": household, **form.cleaned_data}
