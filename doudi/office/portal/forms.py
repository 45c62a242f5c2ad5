"""What the public fills in: few questions, large tiles, plain words."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from doudi.office.base import citizen_id
from doudi.office.base.errors import Refused
from doudi.office.base.forms import YuanField
from doudi.office.cases.enums import NeedKind
from doudi.office.cases.forms import VisitForm
from doudi.office.people.actions import entry
from doudi.office.people.enums import Settlement
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.programmes.rulebook import Answers, Member

from .enums import GrievanceKind

MOST_MEMBERS = 12


def refuse(form: forms.BaseForm, refusal: Refused) -> None:
    """Show what an act refused beside the field it is about."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def checked(check: Callable[[str], str], text: str) -> str:
    """The answer of a check of the register, its refusal as an error of the field."""
    try:
        return check(text)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None


def village_groups(place: str) -> list[tuple[str, Any]]:
    """Villages of the county under their townships."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Division.objects.filter(level=Level.VILLAGE, last_day=None, path__contains=f"/{place}/")
    for row in rows.select_related("parent").order_by("code"):
        groups.setdefault(row.parent.name if row.parent else "", []).append((row.code, row.name))
    return [("", _("请选择")), *groups.items()]


class VillageField(forms.ChoiceField):
    """A village of the county; its value is the division."""

    def clean(self, value: Any) -> Division | None:
        code = super().clean(value)
        return Division.objects.get(pk=code) if code else None


# --- the self-check ---------------------------------------------------------------------------


class HomeForm(forms.Form):
    title = _("您家住在哪里，一共几口人？")
    settlement = forms.ChoiceField(
        label=_("住在"), choices=Settlement.choices, widget=forms.RadioSelect, initial=Settlement.RURAL
    )
    size = forms.IntegerField(
        label=_("一起生活的有几口人"),
        min_value=1,
        max_value=MOST_MEMBERS,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("包括自己；在外上学的孩子也算。"),
    )


class MemberForm(forms.Form):
    age = forms.IntegerField(
        label=_("多大年纪（周岁）"),
        min_value=0,
        max_value=120,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    activity = forms.ChoiceField(
        label=_("现在"),
        choices=[("NONE", _("没有工作")), ("WORK", _("上班、务工或做生意")), ("SCHOOL", _("上学"))],
        widget=forms.RadioSelect,
        initial="NONE",
    )
    disability = forms.ChoiceField(
        label=_("残疾证"),
        choices=[
            ("NONE", _("没有残疾证")),
            ("SEVERE", _("一级或二级")),
            ("MENTAL_3", _("智力或精神三级")),
            ("OTHER", _("其他")),
        ],
        widget=forms.RadioSelect,
        initial="NONE",
    )
    ill = forms.BooleanField(label=_("患重病、大病"), required=False)


class IncomeForm(forms.Form):
    title = _("全家平时有多少收入？没有就填 0。")
    wages_month = YuanField(label=_("工资、务工"), unit=_("元/月"))
    pension_month = YuanField(label=_("养老金、退休金"), unit=_("元/月"))
    business_year = YuanField(
        label=_("种地、养殖、做生意"), unit=_("元/年"), help_text=_("去掉成本后，一年大约剩多少。")
    )
    other_month = YuanField(label=_("子女给的、租金、其他"), unit=_("元/月"))


class AssetsForm(forms.Form):
    title = _("家里有哪些财产和大额支出？")
    savings = YuanField(label=_("存款、理财合计"), unit=_("元"))
    vehicles = forms.IntegerField(
        label=_("汽车"), min_value=0, max_value=20, initial=0, help_text=_("几辆；不算残疾人代步车。")
    )
    homes = forms.IntegerField(
        label=_("房子"), min_value=0, max_value=20, initial=1, help_text=_("几套；没有就填 0。")
    )
    medical_year = YuanField(label=_("近一年自己付的医药费"), unit=_("元/年"))


def answers_of(data: dict[str, Any]) -> Answers:
    """The checked answers of all pages as one."""
    return Answers(
        settlement=data["settlement"],
        members=[Member(**member) for member in data["members"]],
        **{name: data[name] for form in (IncomeForm, AssetsForm) for name in form.base_fields},
    )


# --- sending something in ---------------------------------------------------------------------


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("查询码"),
        max_length=16,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("回执上的 8 位字母和数字。"),
    )


class GrievanceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("您要"),
        choices=GrievanceKind.choices,
        widget=forms.RadioSelect,
        initial=GrievanceKind.COMPLAINT,
    )
    division = VillageField(label=_("涉及哪个村（社区）"))
    text = forms.CharField(label=_("情况"), max_length=2000, widget=forms.Textarea({"rows": 6}))
    name = forms.CharField(label=_("您的姓名"), required=False, max_length=60, help_text=_("可以不填。"))
    contact = forms.CharField(
        label=_("联系电话"),
        required=False,
        max_length=30,
        help_text=_("留下电话，便于把结果告诉您；会加密保存。"),
    )

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = village_groups(place)


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("您认为哪里不对"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("请写明您认为不对的地方。")},
    )
    real_name = forms.CharField(label=_("您的姓名"), required=False, max_length=60, help_text=_("可以不填。"))
    contact = forms.CharField(
        label=_("联系电话"), required=False, max_length=30, help_text=_("留下电话，便于把结果告诉您。")
    )


class PhoneApplicationForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40)
    document_number = forms.CharField(
        label=_("身份证号"), max_length=30, widget=forms.TextInput({"autocomplete": "off"})
    )
    phone = forms.CharField(label=_("联系电话"), max_length=30, widget=forms.TextInput({"inputmode": "tel"}))
    division = VillageField(label=_("住在哪个村（社区）"))
    needs = forms.MultipleChoiceField(
        label=_("需要什么帮助"),
        choices=NeedKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少勾选一项需要的帮助。")},
    )
    statement = forms.CharField(
        label=_("说说困难"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = village_groups(place)

    def clean_name(self) -> str:
        return checked(entry.clean_name, self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return checked(entry.clean_phone, self.cleaned_data["phone"])

    def clean_document_number(self) -> str:
        try:
            return citizen_id.normalise(self.cleaned_data["document_number"]).number
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


# --- the office answers -----------------------------------------------------------------------


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("答复"), max_length=2000, widget=forms.Textarea({"rows": 5, "wide": True})
    )


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("不能登记的原因"),
        max_length=300,
        widget=forms.Textarea({"rows": 3, "wide": True}),
        help_text=_("申请人查进度时会看到；写明可以怎么办。"),
    )


class RegisterForm(forms.Form):
    """The member of a household on file who sent the application."""

    member = forms.ChoiceField(label=_("申请人"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = members


# --- visiting with a phone --------------------------------------------------------------------

PLACE = re.compile(r"(-?\d{1,2}\.\d{1,5}),(-?\d{1,3}\.\d{1,5}),±(\d{1,6})")
PNG = "data:image/png;base64,"


class PhoneVisitForm(VisitForm):
    """The visit form of a phone: place and signature come from the phone itself (static/doudi/visit.js)."""

    client_key = latitude = longitude = None  # type: ignore[assignment]
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    signature = forms.CharField(required=False, max_length=2_000_000, widget=forms.HiddenInput)

    def prepare(self) -> None:
        super().prepare()
        self.initial.pop("client_key", None)
        self.initial.setdefault("client_id", uuid.uuid4())
        self.fields["photos"].widget.attrs |= {"data-photos": "", "capture": False}

    def clean_place(self) -> tuple[Decimal, Decimal, str] | None:
        text = self.cleaned_data["place"]
        found = PLACE.fullmatch(text)
        if text and not found:
            raise forms.ValidationError(_("定位数据不完整，请重新定位或不定位。"))
        if not found:
            return None
        latitude, longitude = Decimal(found[1]), Decimal(found[2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise forms.ValidationError(_("定位数据不在地图上，请重新定位或不定位。"))
        return latitude, longitude, text

    def clean_signature(self) -> SimpleUploadedFile | None:
        text = self.cleaned_data["signature"]
        if not text:
            return None
        try:
            picture = base64.b64decode(text.removeprefix(PNG), validate=True)
        except ValueError:
            raise forms.ValidationError(_("签名没有传完整，请重签。")) from None
        return SimpleUploadedFile("signature.png", picture, "image/png")

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given["client_key"] = given.pop("client_id")
        where = given.pop("place")
        if where:
            given |= {"latitude": where[0], "longitude": where[1], "place": where[2]}
        return given
