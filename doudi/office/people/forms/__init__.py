"""What people fill in; every check is the one of the actions, so that a file is judged like a form."""

from .acts import (
    AccountForm,
    HeadForm,
    MarksForm,
    MergeForm,
    MoveForm,
    RelationForm,
    SplitForm,
    relations,
)
from .facts import FactFieldsForm, FactForm
from .parts import DayForm, ImportForm, ReasonForm, RevealForm, checked, refuse, village_choices
from .persons import HouseholdForm, JoinForm, MemberForm, MemberFormSet, PersonEditForm, PersonForm

__all__ = [
    "AccountForm",
    "DayForm",
    "FactFieldsForm",
    "FactForm",
    "HeadForm",
    "HouseholdForm",
    "ImportForm",
    "JoinForm",
    "MarksForm",
    "MemberForm",
    "MemberFormSet",
    "MergeForm",
    "MoveForm",
    "PersonEditForm",
    "PersonForm",
    "ReasonForm",
    "RelationForm",
    "RevealForm",
    "SplitForm",
    "checked",
    "refuse",
    "relations",
    "village_choices",
]
