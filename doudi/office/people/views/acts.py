"""The named acts on a household, each a page with a form."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.office.base.calendar import today
from doudi.office.staff.permissions import allowed

from .. import actions, permissions
from ..forms import (
    AccountForm,
    DayForm,
    HeadForm,
    JoinForm,
    MarksForm,
    MemberForm,
    MergeForm,
    MoveForm,
    RelationForm,
    SplitForm,
    relations,
)
from ..models import Household, Person
from .pages import carry_out, household_of, living, member_of

GET_POST = require_http_methods(["GET", "POST"])


def _page(
    request: HttpRequest, household: Household, form: Any, act: Any, said: str, template: str, **more: Any
) -> HttpResponse:
    context = {"household": household, **more}
    return carry_out(request, template, form, act, said, context, household.get_absolute_url())


@allowed(*permissions.KEEPERS)
@GET_POST
def member_new(request: HttpRequest, number: str) -> HttpResponse:
    """Someone joins: a person written down here, or one known already (`?person=`)."""
    household = household_of(request, number)
    known = _known_person(request)
    form = (JoinForm if known else MemberForm)(request.POST or None)

    @transaction.atomic
    def act(data: dict[str, Any]) -> None:
        relation, kind = data.pop("relation"), data.pop("kind")
        person = known or actions.register_person(by=request.user, on=today(), **data)
        actions.join(household, person, relation, kind, by=request.user, on=today())

    said = _("成员已登记。请接着登记其状况。")
    return _page(request, household, form, act, said, "people/member_new.html", known=known)


def _known_person(request: HttpRequest) -> Person | None:
    asked = request.GET.get("person", "")
    if not asked.isascii() or not asked.isdigit():
        return None
    person = get_object_or_404(Person, pk=int(asked))
    return person if permissions.is_within_reach(person, request.user) else None


@allowed(*permissions.OFFICERS)
@GET_POST
def member_edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The relation of a member to the head."""
    household = household_of(request, number)
    membership = member_of(household, pk)
    initial = {"on": today(), "relation": membership.relation}
    form = RelationForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> None:
        actions.set_relation(household, membership.person, by=request.user, **data)

    said = _("与户主关系已变更。")
    return _page(request, household, form, act, said, "people/member_edit.html", membership=membership)


@allowed(*permissions.OFFICERS)
@GET_POST
def member_leave(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    household = household_of(request, number)
    membership = member_of(household, pk)
    form = DayForm(request.POST or None, initial={"on": today()})

    def act(data: dict[str, Any]) -> None:
        actions.leave(household, membership.person, by=request.user, **data)

    said = _("成员已减少。")
    return _page(request, household, form, act, said, "people/member_leave.html", membership=membership)


@allowed(*permissions.OFFICERS)
@GET_POST
def death_new(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    household = household_of(request, number)
    membership = member_of(household, pk)
    form = DayForm(request.POST or None, initial={"on": today()})

    def act(data: dict[str, Any]) -> None:
        actions.record_death(membership.person, by=request.user, **data)

    said = _("去世已登记。如去世的是户主，请接着变更户主。")
    return _page(request, household, form, act, said, "people/death_new.html", membership=membership)


@allowed(*permissions.OFFICERS)
@GET_POST
def head_change(request: HttpRequest, number: str) -> HttpResponse:
    household = household_of(request, number)
    rows = living(household)
    people = {row.person_id: row.person for row in rows}
    form = HeadForm(request.POST or None, rows=rows, initial={"on": today()})

    def act(data: dict[str, Any]) -> None:
        person = people[data["person"]]
        named = {"on": data["on"], "reason": data["reason"], "relations": relations(data)}
        actions.set_head(household, person, by=request.user, **named)

    return _page(request, household, form, act, _("户主已变更。"), "people/head_change.html")


@allowed(*permissions.OFFICERS)
@GET_POST
def household_split(request: HttpRequest, number: str) -> HttpResponse:
    household = household_of(request, number)
    rows = living(household)
    people = {row.person_id: row.person for row in rows}
    initial = {"on": today(), "division": household.division_id}
    form = SplitForm(request.POST or None, user=request.user, rows=rows, initial=initial)

    def act(data: dict[str, Any]) -> Household:
        return actions.split(
            household,
            [people[pk] for pk in data["persons"]],
            by=request.user,
            on=data["on"],
            reason=data["reason"],
            new_head=people.get(data["new_head"]),
            old_head=people.get(data["old_head"]),
            new_division=data["division"],
            address=data["address"],
        )

    said = _("分户已办理，这是新户的档案。请核对成员关系，登记账户。")
    return _page(request, household, form, act, said, "people/household_split.html")


@allowed(*permissions.OFFICERS)
@GET_POST
def household_merge(request: HttpRequest, number: str) -> HttpResponse:
    household = household_of(request, number)
    form = MergeForm(
        request.POST or None, user=request.user, household=household, on=today(), initial={"on": today()}
    )

    def act(data: dict[str, Any]) -> None:
        named = {"on": data["on"], "reason": data["reason"], "relations": relations(data)}
        actions.merge(household, data["other"], by=request.user, **named)

    return _page(request, household, form, act, _("并户已办理。"), "people/household_merge.html")


@allowed(*permissions.OFFICERS)
@GET_POST
def household_move(request: HttpRequest, number: str) -> HttpResponse:
    household = household_of(request, number)
    form = MoveForm(request.POST or None, user=request.user, initial={"on": today()})

    def act(data: dict[str, Any]) -> None:
        actions.move(household, by=request.user, **data)

    return _page(request, household, form, act, _("迁移已办理。"), "people/household_move.html")


@allowed(*permissions.OFFICERS)
@GET_POST
def household_close(request: HttpRequest, number: str) -> HttpResponse:
    household = household_of(request, number)
    form = DayForm(request.POST or None, initial={"on": today()})

    def act(data: dict[str, Any]) -> None:
        actions.close(household, by=request.user, **data)

    return _page(request, household, form, act, _("家庭档案已注销。"), "people/household_close.html")


@allowed(*permissions.OFFICERS)
@GET_POST
def account_edit(request: HttpRequest, number: str) -> HttpResponse:
    household = household_of(request, number)
    people = {row.person_id: row.person for row in living(household)}
    guardians = Person.objects.filter(pk__in=[person.guardian_id for person in people.values()])
    people |= {person.pk: person for person in guardians}
    form = AccountForm(request.POST or None, holders=people.values(), initial={"on": today()})

    def act(data: dict[str, Any]) -> None:
        holder, bank, number = people[data["holder"]], data["bank"], data["account_number"]
        named = {"on": data["on"], "reason": data["reason"]}
        actions.set_account(household, holder, bank, number, by=request.user, **named)

    said = _("账户已登记，从启用日期起发放到这个账户。")
    return _page(request, household, form, act, said, "people/account_edit.html")


@allowed(*permissions.KEEPERS)
@GET_POST
def mark_edit(request: HttpRequest, number: str) -> HttpResponse:
    household = household_of(request, number)
    present = list(household.marks.values_list("tag", flat=True))
    form = MarksForm(request.POST or None, initial={"tags": present})
    if request.method == "POST":
        form = MarksForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        actions.set_marks(household, data["tags"], by=request.user)

    return _page(request, household, form, act, _("家庭标识已保存。"), "people/mark_edit.html")
