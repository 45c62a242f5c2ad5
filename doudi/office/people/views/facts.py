"""Writing down what is known of a person or a household."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.office.base.calendar import today
from doudi.office.files import actions as files
from doudi.office.files.enums import FileKind
from doudi.office.staff.permissions import allowed

from .. import actions, catalogue, permissions, questions
from ..enums import MembershipKind, Origin
from ..forms import FactFieldsForm, FactForm, ReasonForm
from ..models import Fact, Household, Membership, Person
from .pages import carry_out, household_of, member_of
from .sheet import labelled

OBLIGOR_GROUPS = frozenset({"SUPPORT", "IDENTITY"})
BY_HAND = (Origin.DECLARED, Origin.SURVEYED)


@allowed(*permissions.KEEPERS)
@require_http_methods(["GET", "POST"])
def fact_edit(request: HttpRequest, number: str) -> HttpResponse:
    """All facts of one subject by one origin on one page."""
    household = household_of(request, number)
    subject, membership = _subject(request, household)
    asked = request.POST.get("origin") or request.GET.get("origin")
    origin = Origin.SURVEYED if asked == Origin.SURVEYED else Origin.DECLARED
    initial = {"origin": origin, "first_day": today()}
    groups = _groups(membership)
    present = _present(household, subject, origin)
    form = FactFieldsForm(request.POST or None, groups=groups, present=present, initial=initial)

    def act(data: dict[str, Any]) -> None:
        common = {
            "subject": subject,
            "origin": origin,
            "first_day": data["first_day"],
            "source": data["source"],
        }
        rows = [{**common, "name": name, "value": value} for name, value in form.changes().items()]
        actions.set_facts(by=request.user, facts=rows)

    context = {
        "household": household,
        "membership": membership,
        "others": Membership.objects.filter(household=household)
        .on(today())
        .select_related("person")
        .heads_first(),
        "origin": origin.value,
        "origin_label": origin.label,
        "query": f"person={membership.person_id}" if membership else "",
    }
    said = _("家庭状况已保存。")
    return carry_out(request, "people/fact_edit.html", form, act, said, context, household.get_absolute_url())


def _subject(request: HttpRequest, household: Household) -> tuple[Person | Household, Membership | None]:
    asked = request.GET.get("person", "")
    if not asked:
        return household, None
    if not asked.isascii() or not asked.isdigit():
        raise Http404
    membership = member_of(household, int(asked))
    return membership.person, membership


def _groups(membership: Membership | None) -> list[tuple[str, list[Any]]]:
    """The pages that make sense for this subject: the duty of support is asked of obligors alone."""
    if membership is None:
        return labelled(catalogue.groups("household"))
    obligor = membership.kind == MembershipKind.SUPPORT_OBLIGOR
    groups = catalogue.groups("person")
    return labelled([pair for pair in groups if obligor or pair[0] != "SUPPORT"])


def _present(household: Household, subject: Person | Household, origin: Origin) -> dict[str, int]:
    """What the origin says today of this subject."""
    sheet = questions.facts_for(household, today())
    facts = sheet.household
    if isinstance(subject, Person):
        facts = next((known for row, known in sheet.members if row.person_id == subject.pk), {})
    said = {name: view.said(origin) for name, view in facts.items()}
    return {name: value for name, value in said.items() if value is not None}


@allowed(*permissions.KEEPERS)
@require_http_methods(["GET", "POST"])
def fact_new(request: HttpRequest, number: str) -> HttpResponse:
    """One more row beside the others, with its own period and evidence."""
    household = household_of(request, number)
    subject, membership = _subject(request, household)
    initial = {"origin": Origin.DECLARED, "first_day": today()}
    form = FactForm(request.POST or None, request.FILES or None, groups=_groups(membership), initial=initial)

    @transaction.atomic
    def act(data: dict[str, Any]) -> None:
        upload = data.pop("evidence")
        if upload is not None:
            data["evidence"] = files.store(
                upload, by=request.user, kind=FileKind.EVIDENCE, division=household.division
            )
        actions.record_fact(by=request.user, subject=subject, **data)

    context = {"household": household, "membership": membership}
    said = _("已登记。")
    return carry_out(request, "people/fact_new.html", form, act, said, context, household.get_absolute_url())


@allowed(*permissions.KEEPERS)
@require_http_methods(["GET", "POST"])
def fact_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Say that a fact written by hand does not hold; what a source said is settled in 信息核对."""
    household = household_of(request, number)
    people = Membership.objects.filter(household=household).values("person")
    rows = Fact.objects.standing().filter(origin__in=BY_HAND).select_related("person", "household")
    fact = get_object_or_404(rows.filter(household=household) | rows.filter(person__in=people), pk=pk)
    form = ReasonForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        actions.withdraw_fact(fact, by=request.user, **data)

    entity = "household" if fact.household_id else "person"
    context = {
        "household": household,
        "fact": fact,
        "label": catalogue.label(entity, fact.name),
        "text": catalogue.show(entity, fact.name, fact.value),
    }
    said = _("已撤销。记录仍保留，可在变更记录中查到。")
    return carry_out(
        request, "people/fact_withdraw.html", form, act, said, context, household.get_absolute_url()
    )
