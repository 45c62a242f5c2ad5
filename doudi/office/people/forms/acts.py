"""What the named acts ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.office.base.forms import DayInput

from ..actions import entry
from ..enums import HouseholdTag, Relation, Settlement
from ..models import Household, Membership, Person
from .parts import EMPTY, DayForm, VillageField, checked, village_choices

OTHER_RELATIONS = [choice for choice in Relation.choices if choice[0] != Relation.HEAD]


class HeadForm(DayForm):
    """A new head, and how the others are related to them."""

    person = forms.TypedChoiceField(label=_("新户主"), coerce=int)

    def __init__(self, *args: Any, rows: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(rows)
        others = [row for row in rows if row.relation != Relation.HEAD]
        self.fields["person"].choices = [*EMPTY, *((row.person_id, row.person.name) for row in others)]
        add_relations(self, rows)
        self.order_fields(["person", "on", *(name for name in self.fields if name.startswith("relation_"))])


class RelationForm(DayForm):
    """How a member is related to the head."""

    relation = forms.ChoiceField(label=_("与户主关系"), choices=[*EMPTY, *OTHER_RELATIONS])
    field_order = ("relation", "on")


class SplitForm(DayForm):
    """Who goes, and who is head on either side."""

    persons = forms.TypedMultipleChoiceField(
        label=_("分出的成员"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    new_head = forms.TypedChoiceField(label=_("新户的户主"), coerce=int, required=False, empty_value=None)
    old_head = forms.TypedChoiceField(label=_("原户的户主"), coerce=int, required=False, empty_value=None)
    division = VillageField(label=_("新户居住村（社区）"))
    address = forms.CharField(label=_("新户详细地址"), max_length=120, required=False)

    def __init__(self, *args: Any, user: Any, rows: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [
            (
                row.person_id,
                _("%(name)s（%(relation)s）") % {"name": row.person, "relation": row.get_relation_display()},
            )
            for row in rows
        ]
        self.fields["persons"].choices = people
        for name in ("new_head", "old_head"):
            self.fields[name].choices = [("", _("不变，或只有一人")), *people]
        self.fields["division"].choices = village_choices(user)
        self.order_fields(["persons", "new_head", "old_head", "division", "address", "on"])


class MergeForm(DayForm):
    """The household that is merged; once its number is known, how each member is related to the head."""

    other = forms.CharField(
        label=_("并入的家庭编号"), max_length=20, help_text=_("该户成员并入本户后，该户档案注销。")
    )

    def __init__(self, *args: Any, user: Any, household: Household, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.households = Household.objects.visible_to(user).open_on(on).exclude(pk=household.pk)
        number = str(self.data.get("other", "")).strip().upper()
        self.found = self.households.filter(number=number).first() if number else None
        if self.found is not None:
            add_relations(
                self, Membership.objects.filter(household=self.found).living_together(on), required=True
            )
        self.order_fields(["other", "on", *(name for name in self.fields if name.startswith("relation_"))])

    def clean_other(self) -> Household:
        if self.found is None:
            raise forms.ValidationError(_("您的辖区内没有这个编号的在册家庭，请核对编号。"))
        return self.found


def add_relations(form: forms.Form, rows: Iterable[Membership], required: bool = False) -> None:
    """A field `relation_<person>` for each member."""
    queryset = rows.select_related("person") if hasattr(rows, "select_related") else rows
    for row in queryset:
        field = forms.ChoiceField(
            label=_("%(name)s与户主的关系") % {"name": row.person.name},
            choices=[("", _("请选择") if required else _("不变")), *OTHER_RELATIONS],
            required=required,
        )
        form.fields[f"relation_{row.person_id}"] = field


def relations(data: Mapping[str, Any]) -> dict[int, str]:
    """What was chosen in the fields of `add_relations`."""
    chosen = {name: value for name, value in data.items() if name.startswith("relation_") and value}
    return {int(name.removeprefix("relation_")): value for name, value in chosen.items()}


class MoveForm(DayForm):
    """Where the household lives from a day on."""

    division = VillageField(label=_("迁入村（社区）"))
    settlement = forms.ChoiceField(
        label=_("城乡类别"), choices=[("", _("按迁入村（社区）")), *Settlement.choices], required=False
    )
    address = forms.CharField(label=_("详细地址"), max_length=120, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = [*EMPTY, *village_choices(user)]
        self.order_fields(["division", "settlement", "address", "on"])


class AccountForm(forms.Form):
    """Where the money goes."""

    holder = forms.TypedChoiceField(label=_("户名"), coerce=int)
    bank = forms.CharField(label=_("开户银行"), max_length=60)
    account_number = forms.CharField(
        label=_("账号"),
        max_length=50,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    again = forms.CharField(
        label=_("再输一次账号"),
        max_length=50,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    on = forms.DateField(label=_("启用日期"), widget=DayInput)
    reason = forms.CharField(label=_("变更理由"), max_length=200, required=False)

    def __init__(self, *args: Any, holders: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [*EMPTY, *((person.pk, person.name) for person in holders)]

    def clean_account_number(self) -> str:
        return checked(entry.clean_account_number, self.cleaned_data["account_number"])  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        again = "".join(str(data.get("again", "")).split()).replace("-", "")
        if data.get("account_number") and data["account_number"] != again:
            self.add_error("again", _("两次输入的账号不一致，请对照存折或银行卡重新输入。"))
        return data


class MarksForm(forms.Form):
    """The groups that a household belongs to."""

    tags = forms.MultipleChoiceField(
        label=_("家庭标识"), choices=HouseholdTag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
