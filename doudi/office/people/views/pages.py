"""What the pages of this app share: rows in scope, and the course of an act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from doudi.office.base.errors import Refused

from ..forms import refuse
from ..models import Household, Membership, Person

PAGE_ROWS = 50


def household_of(request: HttpRequest, number: str) -> Household:
    """The household by its number (or key); 404 where it is not the user's to see."""
    named = Q(number=number.upper()) | (Q(pk=int(number)) if number.isascii() and number.isdigit() else Q())
    rows = Household.objects.visible_to(request.user).select_related("division__parent")
    return get_object_or_404(rows, named)


def person_of(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.user).select_related("hukou_division"), pk=pk)


def member_of(household: Household, pk: int) -> Membership:
    rows = Membership.objects.filter(household=household, last_day=None).select_related("person")
    return get_object_or_404(rows, person_id=pk)


def living(household: Household) -> list[Membership]:
    """Those who live together now, the head first."""
    rows = Membership.objects.filter(household=household, last_day=None, kind="LIVING_TOGETHER")
    return list(rows.select_related("person").heads_first())


def reason_against(check: Callable[..., None], *given: Any) -> str:
    """Why a check refuses; nothing where it does not."""
    try:
        check(*given)
    except Refused as refusal:
        return str(refusal)
    return ""


def carry_out(
    request: HttpRequest,
    template: str,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    said: str,
    context: dict[str, Any],
    back: str,
) -> HttpResponse:
    """Show a form, act on it, and go back; what the act refuses stands in the form with all that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said)
            return redirect(result if isinstance(result, Household) else back)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, "back": back, **context}, status=status)
