"""Who someone is, and the household that is opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.office.base.errors import Refused
from doudi.office.base.forms import DayInput

from ..actions import entry
from ..enums import DocumentKind, MembershipKind, Relation, Settlement, Sex
from ..models import Person
from .parts import EMPTY, VillageField, checked, refuse, village_choices


class PersonForm(forms.Form):
    """Who someone is. Sex and birth day may stay empty where the number says them."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "off"}))
    document_kind = forms.ChoiceField(
        label=_("证件类型"), choices=DocumentKind.choices, initial=DocumentKind.CITIZEN_ID
    )
    document_number = forms.CharField(
        label=_("证件号码"),
        max_length=64,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "live": True}),
    )
    sex = forms.ChoiceField(label=_("性别"), choices=[("", _("按证件号码")), *Sex.choices], required=False)
    birth_on = forms.DateField(label=_("出生日期"), widget=DayInput, required=False)
    phone = forms.CharField(
        label=_("电话"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )

    def clean_name(self) -> str:
        return checked(entry.clean_name, self.cleaned_data["name"])  # type: ignore[no-any-return]

    def clean_phone(self) -> str:
        return checked(entry.clean_phone, self.cleaned_data["phone"])  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        try:
            document = entry.clean_document(data.get("document_kind", ""), data.get("document_number", ""))
        except Refused as refusal:
            refuse(self, refusal)
        else:
            data["document_number"] = document.number
        return data


class MemberForm(PersonForm):
    """A person and their place in the household."""

    relation = forms.ChoiceField(label=_("与户主关系"), choices=[*EMPTY, *Relation.choices])
    kind = forms.ChoiceField(
        label=_("成员类别"), choices=MembershipKind.choices, initial=MembershipKind.LIVING_TOGETHER
    )


class _Members(forms.BaseFormSet):
    def clean(self) -> None:
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        heads = [row for row in rows if row["relation"] == Relation.HEAD]
        if len(heads) != 1 or heads[0]["kind"] != MembershipKind.LIVING_TOGETHER:
            raise forms.ValidationError(_("请在共同生活的成员中指定一名户主，而且只能有一名。"))
        numbers = [row["document_number"] for row in rows if row["document_number"]]
        if len(numbers) != len(set(numbers)):
            raise forms.ValidationError(_("有两名成员的证件号码相同，请核对。"))


MemberFormSet = forms.formset_factory(
    MemberForm, formset=_Members, extra=0, min_num=1, max_num=30, absolute_max=40
)


class HouseholdForm(forms.Form):
    """Where the household lives."""

    division = VillageField(label=_("居住村（社区）"))
    settlement = forms.ChoiceField(
        label=_("城乡类别"),
        choices=[("", _("按所在村（社区）")), *Settlement.choices],
        required=False,
    )
    address = forms.CharField(
        label=_("详细地址"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"placeholder": _("组、门牌号")}),
    )
    on = forms.DateField(label=_("建档日期"), widget=DayInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = [*EMPTY, *village_choices(user)]


class JoinForm(forms.Form):
    """The place of someone known already in a household."""

    relation = forms.ChoiceField(label=_("与户主关系"), choices=[*EMPTY, *Relation.choices])
    kind = forms.ChoiceField(
        label=_("成员类别"), choices=MembershipKind.choices, initial=MembershipKind.LIVING_TOGETHER
    )


class PersonEditForm(PersonForm):
    """A correction of a person; the number is typed anew only when it changes."""

    hukou_division = VillageField(label=_("户籍地"), required=False)
    reason = forms.CharField(label=_("更正理由"), max_length=200, widget=forms.TextInput({"wide": True}))

    def __init__(self, *args: Any, user: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        choices = village_choices(user)
        here = person.hukou_division
        if here is not None and here.code not in str(choices):
            choices = [(here.code, here.name), *choices]
        self.fields["hukou_division"].choices = [("", _("未登记")), *choices]
        self.fields["document_number"].help_text = _("不更正就留空。")

    def clean_reason(self) -> str:
        return checked(entry.clean_reason, self.cleaned_data["reason"])  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        same_kind = self.cleaned_data.get("document_kind") == self.person.document_kind
        if same_kind and not self.cleaned_data.get("document_number"):
            self.cleaned_data["document_number"] = self.person.document_number
        return super().clean()
