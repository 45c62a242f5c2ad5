"""Chains of questions asked of persons, households, memberships and facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from ..enums import MembershipKind, Origin, Relation

LIVING = MembershipKind.LIVING_TOGETHER


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> PersonQuerySet:
        """Persons of a household inside the user's divisions, now or before."""
        households = _model("Household").objects.visible_to(user)
        mine = _model("Membership").objects.filter(person=OuterRef("pk"), household__in=households)
        return self.filter(Exists(mine))


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> HouseholdQuerySet:
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "division__path")  # type: ignore[return-value]

    def open_on(self, on: date) -> HouseholdQuerySet:
        return self.filter(Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on)

    def with_members(self, on: date) -> HouseholdQuerySet:
        """Each with `.today`, its memberships of that day, heads first; two more queries in all."""
        rows = _model("Membership").objects.on(on).select_related("person").heads_first()
        return self.select_related("division__parent").prefetch_related(
            Prefetch("memberships", rows, to_attr="today"), "marks"
        )

    def with_someone(self, persons: models.QuerySet) -> HouseholdQuerySet:
        """Households that one of `persons` belongs to or belonged to."""
        return self.filter(
            Exists(_model("Membership").objects.filter(household=OuterRef("pk"), person__in=persons))
        )

    def found_by(self, text: str) -> HouseholdQuerySet:
        """Households with a member, head, number or village that the words of a search mean."""
        from .search import meaning

        condition = meaning(text)
        if condition is None:
            return self.none()
        return self.filter(Exists(_model("Membership").objects.filter(condition, household=OuterRef("pk"))))

    def with_conflicts(self) -> HouseholdQuerySet:
        """Households with a fact that a source contradicts (same day of origin ignored; a hint for lists)."""
        fact = _model("Fact")
        said = fact.objects.standing().exclude(origin=Origin.MATCHED).filter(name=OuterRef("name"))
        own = fact.objects.standing().filter(origin=Origin.MATCHED)
        of_household = own.filter(household=OuterRef("pk")).filter(
            Exists(said.filter(household=OuterRef("household")).exclude(value=OuterRef("value")))
        )
        members = _model("Membership").objects.filter(household=OuterRef(OuterRef("pk")), last_day=None)
        of_member = own.filter(person__in=members.values("person")).filter(
            Exists(said.filter(person=OuterRef("person")).exclude(value=OuterRef("value")))
        )
        return self.filter(Exists(of_household) | Exists(of_member))


class MembershipQuerySet(models.QuerySet):
    def on(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)

    def living_together(self, day: date) -> MembershipQuerySet:
        return self.on(day).filter(kind=LIVING)

    def heads_first(self) -> MembershipQuerySet:
        order = [*Relation.values]
        whens = [models.When(relation=value, then=number) for number, value in enumerate(order)]
        kinds = [models.When(kind=value, then=number) for number, value in enumerate(MembershipKind.values)]
        return self.order_by(models.Case(*kinds), models.Case(*whens), "person__birth_on", "pk")


class FactQuerySet(models.QuerySet):
    def standing(self) -> FactQuerySet:
        """Facts that nobody withdrew."""
        return self.filter(withdrawn_at=None)

    def on(self, day: date) -> FactQuerySet:
        return self.standing().filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)


def _model(name: str) -> Any:
    return apps.get_model("people", name)
