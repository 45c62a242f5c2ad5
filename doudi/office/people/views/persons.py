"""Finding people, their own page, and looking at what is masked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from doudi.office.audit.actions import record_access
from doudi.office.audit.models import AccessRecord
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.places.models import Division
from doudi.office.staff.permissions import allowed

from .. import actions, panels, permissions, questions
from ..enums import DocumentKind
from ..forms import PersonEditForm, RevealForm, refuse
from ..models import BankAccount, Household, Person
from .households import SEES_READERS
from .pages import carry_out, person_of

MOST_HITS = 50
MOST_SHORT = 8
FULL_LENGTH = 18
REVEALED = {
    "person": {"document_number": gettext_lazy("证件号码"), "phone": gettext_lazy("电话")},
    "household": {"address": gettext_lazy("详细地址")},
    "account": {"account_number": gettext_lazy("账号")},
}


@allowed(*permissions.READERS)
@require_GET
def person_search(request: HttpRequest) -> HttpResponse:
    """By name, pinyin initials, ID or its last six, phone, number or village; a fragment for the search box."""
    text = request.GET.get("q", "").strip()
    is_short = bool(getattr(request, "htmx", False))
    hits = questions.find(request.user, text, MOST_SHORT if is_short else MOST_HITS)
    more = panels.found(request.user, text) if text else []
    if hits and not is_short:
        listed = {hit.household.pk for hit in hits}
        record_access(request.user, None, _("搜索"), path=request.path, listed=listed)
    template = "people/person_search.html#hits" if is_short else "people/person_search.html"
    context = {"hits": hits, "found": more, "q": text, "most": MOST_HITS, "is_short": is_short}
    return render(request, template, context)


@allowed(*permissions.READERS)
@require_GET
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    actions.note_file_read(person, by=request.user, path=request.path)
    memberships = person.memberships.filter(household__in=Household.objects.visible_to(request.user))
    looks = None
    if request.user.has_role(*SEES_READERS):
        looks = AccessRecord.objects.about_person(person.pk).order_by("-seq")[:MOST_HITS]
    context = {
        "person": person,
        "age": person.age(person.died_on or today()),
        "memberships": memberships.select_related("household__division__parent").order_by("-first_day"),
        "hints": panels.hints(request.user, person),
        "looks": looks,
        "may_edit": request.user.has_role(*permissions.KEEPERS),
    }
    return render(request, "people/person_detail.html", context)


@allowed(*permissions.KEEPERS)
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    initial = {
        "name": person.name,
        "document_kind": person.document_kind,
        "sex": person.sex,
        "birth_on": person.birth_on,
        "phone": person.phone,
        "hukou_division": person.hukou_division_id or "",
    }
    form = PersonEditForm(request.POST or None, user=request.user, person=person, initial=initial)

    def act(data: dict[str, Any]) -> None:
        actions.update_person(person, by=request.user, **_real_changes(person, data))

    said = _("人员信息已更正。")
    return carry_out(
        request, "people/person_edit.html", form, act, said, {"person": person}, person.get_absolute_url()
    )


def _real_changes(person: Person, data: dict[str, Any]) -> dict[str, Any]:
    """A document that stays the same is not handed in again, so that sex and birth may be corrected beside it."""
    same = (person.document_kind, person.document_number) == (data["document_kind"], data["document_number"])
    dropped = {"document_kind", "document_number"} if same else set()
    return {name: value for name, value in data.items() if name not in dropped}


@allowed(*permissions.REVEALERS)
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, kind: str, pk: int, field: str) -> HttpResponse:
    """Ask for the purpose, then show one value in full; each look is noted."""
    label = REVEALED.get(kind, {}).get(field)
    obj = _revealed_object(request, kind, pk) if label else None
    if obj is None:
        raise Http404
    form = RevealForm(request.POST or None)
    value = None
    if request.method == "POST" and form.is_valid():
        try:
            value = actions.reveal(obj, field, by=request.user, path=request.path, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
    back = obj.household if isinstance(obj, BankAccount) else obj
    context = {"form": form, "label": label, "value": value, "back": back.get_absolute_url()}
    status = 422 if form.errors and not request.htmx else 200
    return render(request, "people/reveal.html", context, status=status)


def _revealed_object(request: HttpRequest, kind: str, pk: int) -> Person | Household | BankAccount:
    households = Household.objects.visible_to(request.user).select_related("division")
    if kind == "person":
        return person_of(request, pk)
    if kind == "household":
        return get_object_or_404(households, pk=pk)
    accounts = BankAccount.objects.select_related("household__division").filter(household__in=households)
    return get_object_or_404(accounts, pk=pk)


@allowed(*permissions.KEEPERS)
@require_GET
def duplicate_hint(request: HttpRequest) -> HttpResponse:
    """While a person is typed: is the number whole and right, and is someone like that known already?"""
    given = _typed(request.GET)
    kind, number = given.get("document_kind", ""), given.get("document_number", "").strip()
    context: dict[str, Any] = {"missing": 0, "problem": "", "document": None, "likeness": []}
    index = ""
    if number and kind == DocumentKind.CITIZEN_ID and len(number) < FULL_LENGTH and number.isalnum():
        context["missing"] = FULL_LENGTH - len(number)
        context["length"] = len(number)
    elif number:
        try:
            context["document"] = actions.clean_document(kind, number)
            index = context["document"].index
        except Refused as refusal:
            context["problem"] = str(refusal)
    found = questions.duplicates(
        request.user,
        name=given.get("name", "").strip(),
        id_index=index,
        phone=_clean_phone(given.get("phone", "")),
        birth_on=getattr(context["document"], "birth_on", None),
        address_key=_address_key(request, given),
    )
    context["likeness"] = [
        (alike, panels.hints(request.user, alike.person) if alike.household else []) for alike in found
    ]
    return render(request, "people/duplicate_hint.html", context)


def _typed(data: Any) -> dict[str, str]:
    """The fields of one row of a form set, without its prefix."""
    prefix = data.get("row", "")
    wanted = ("name", "document_kind", "document_number", "phone")
    typed = {name: data.get(f"{prefix}-{name}" if prefix else name, "")[:64] for name in wanted}
    return {**typed, "division": data.get("division", ""), "address": data.get("address", "")[:120]}


def _clean_phone(text: str) -> str:
    try:
        return actions.clean_phone(text)
    except Refused:
        return ""


def _address_key(request: HttpRequest, given: dict[str, str]) -> str:
    if not given["address"] or not given["division"]:
        return ""
    division = Division.objects.filter(pk=given["division"][:12]).first()
    return questions.address_index(division, given["address"]) if division else ""
