"""Who must keep out of a case: its people, their relatives, and those who had a part in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.staff.models import StaffRelative, User
from doudi.office.staff.permissions import check_no_conflict, is_same_person

from ..enums import Step
from ..models import Case, HomeVisit


def person_keys(household: Any) -> list[str]:
    """The blind indexes of all who are or were of the household, obligors too."""
    keys = household.memberships.values_list("person__id_index", flat=True)
    return [key for key in keys.distinct() if key]


def check_related_free(household: Any, user: User, on: date) -> None:
    """Refuses the household's own people and their relatives."""
    keys = person_keys(household)
    check_no_conflict(user, keys, on)
    check_not_declared_by(user, keys, on)


def check_not_declared_by(user: User, keys: Iterable[str], on: date) -> None:
    """The declaration counts from both sides: somebody of the household works here and named this user."""
    if not user.person_key:
        return
    declared = StaffRelative.objects.declared_on(on).filter(
        person_key=user.person_key, user__person_key__in=keys
    )
    if declared.exists():
        raise Refused(_("家庭中有与您互为近亲属的工作人员，您须回避，请由其他工作人员办理。"))


def taken_in_by(case: Case) -> list[User]:
    application = case.application
    return [user for user in (application.by, application.accepted_by) if user is not None]


def investigators(case: Case) -> list[User]:
    visits = HomeVisit.objects.filter(case=case).select_related("first_investigator", "second_investigator")
    return [user for visit in visits for user in (visit.first_investigator, visit.second_investigator)]


def participants(case: Case) -> list[User]:
    """Everyone who has done something on the case, in whatever round and post."""
    done = case.steps.exclude(by=None).exclude(step=Step.CONFIRM).select_related("by")
    noticed = [notice.by for notice in case.notices.select_related("by")]
    held = [appraisal.by for appraisal in case.appraisals.select_related("by")]
    settled = [objection.by for objection in case.objections.exclude(by=None).select_related("by")]
    return [
        *taken_in_by(case),
        *investigators(case),
        *(record.by for record in done),
        *noticed,
        *held,
        *settled,
    ]


def is_among(user: User, others: Iterable[User]) -> bool:
    return any(is_same_person(user, other) for other in others)
