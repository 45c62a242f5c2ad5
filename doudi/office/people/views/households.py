"""The list of households, the file of one, and opening a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.office.audit.actions import record_access
from doudi.office.audit.models import AccessRecord
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.staff.enums import Role
from doudi.office.staff.permissions import allowed

from .. import actions, panels, permissions, questions
from ..enums import HouseholdTag, MembershipKind, Relation, Settlement
from ..forms import HouseholdForm, MemberFormSet, refuse, village_choices
from ..models import BankAccount, Household
from .pages import PAGE_ROWS, household_of, reason_against
from .sheet import fact_sections

SORTS = {"number": "number", "-number": "-number", "first_day": "first_day", "-first_day": "-first_day"}
SEES_READERS = (Role.AUDITOR, Role.COUNTY_HEAD, Role.COUNTY_OFFICER, Role.TOWNSHIP_HEAD)
MOST_READERS = 6
MOST_EVENTS = 8


@allowed(*permissions.READERS)
@require_GET
def household_list(request: HttpRequest) -> HttpResponse:
    given = request.GET
    rows = _narrowed(Household.objects.visible_to(request.user), given)
    sort = given.get("sort", "-number")
    rows = rows.order_by(SORTS.get(sort, "-number")).with_members(today())
    page = Paginator(rows, PAGE_ROWS).get_page(given.get("page"))
    if page.object_list:
        listed = [household.pk for household in page.object_list]
        record_access(request.user, None, _("家庭档案列表"), path=request.get_full_path(), listed=listed)
    context = {
        "page": page,
        "rows": [_listed(household) for household in page.object_list],
        "given": given,
        "sort": sort,
        "villages": village_choices(request.user),
        "settlements": Settlement.choices,
        "tags": HouseholdTag.choices,
        "may_form": request.user.has_role(*permissions.KEEPERS),
        "filtered": any(given.get(name) for name in ("q", "village", "settlement", "tag", "state")),
    }
    return render(request, "people/household_list.html", context)


def _listed(household: Household) -> dict[str, Any]:
    """One row of the list, from what was read with it."""
    living = [row for row in household.today if row.kind == MembershipKind.LIVING_TOGETHER]
    heads = [row.person.name for row in living if row.relation == Relation.HEAD]
    others = [row.person.name for row in living if row.relation != Relation.HEAD]
    return {"household": household, "head": "".join(heads), "others": others, "count": len(living)}


def _narrowed(rows: Any, given: Any) -> Any:
    """The households that the filter lets through."""
    if given.get("q", "").strip():
        rows = rows.found_by(given["q"])
    if given.get("village"):
        rows = rows.filter(division=given["village"][:12])
    if given.get("settlement") in Settlement.values:
        rows = rows.filter(settlement=given["settlement"])
    if given.get("tag") in HouseholdTag.values:
        rows = rows.filter(marks__tag=given["tag"])
    if given.get("state") == "CONFLICT":
        rows = rows.with_conflicts()
    if given.get("state") == "CLOSED":
        return rows.exclude(last_day=None)
    return rows if given.get("state") == "ALL" else rows.filter(last_day=None)


@allowed(*permissions.READERS)
@require_GET
def household_detail(request: HttpRequest, number: str) -> HttpResponse:
    household = household_of(request, number)
    on = today() if household.last_day is None else household.last_day
    actions.note_file_read(household, by=request.user, path=request.path)
    sheet = questions.facts_for(household, on)
    account = BankAccount.objects.filter(household=household, last_day=None).select_related("holder").first()
    keep = reason_against(permissions.check_keep, household, request.user, today())
    change = reason_against(permissions.check_change, household, request.user, today())
    events = household.events.select_related("person", "other", "by")
    context = {
        "household": household,
        "on": on,
        "sheet": sheet,
        "head": next((row for row, _facts in sheet.members if row.relation == Relation.HEAD), None),
        "rows": [(row, row.person.age(on)) for row, _facts in sheet.members],
        "former": household.memberships.exclude(last_day=None).select_related("person"),
        "sections": fact_sections(sheet),
        "marks": household.marks.all(),
        "account": account,
        "events": [_event(row) for row in events[:MOST_EVENTS]],
        "panels": panels.shown(request, household),
        "acts": panels.acts(request, household),
        "todo": _todo(request.user, household, sheet, account, not change),
        "may_keep": not keep,
        "may_change": not change,
        "is_keeper": request.user.has_role(*permissions.KEEPERS),
        "why_not": keep or change,
        "readers": _readers(request.user, household),
    }
    return render(request, "people/household_detail.html", context)


def _event(row: Any) -> dict[str, Any]:
    who = f"{row.person.name} · " if row.person else ""
    other = f"{row.other.number} · " if row.other else ""
    return {
        "text": f"{row.get_kind_display()}",
        "at": row.on,
        "who": row.by.name,
        "note": f"{who}{other}{row.reason}",
        "url": row.other.get_absolute_url() if row.other else "",
    }


def _readers(user: Any, household: Household) -> list[AccessRecord] | None:
    """Who opened the file lately, for those who watch over it."""
    if not user.has_role(*SEES_READERS):
        return None
    return list(AccessRecord.objects.filter(household_id=household.pk).order_by("-seq")[:MOST_READERS])


def _todo(
    user: Any, household: Household, sheet: Any, account: Any, may_change: bool
) -> list[dict[str, Any]]:
    """What is missing or odd in the file, each with the page that mends it, for those who may."""
    if household.last_day is not None:
        return []
    found = [*_missing(household, sheet, account)]
    if not may_change:
        found = [{**item, "url": "" if item["url"].startswith("/") else item["url"]} for item in found]
    likeness = (
        questions.duplicates(user, address_key=household.address_index) if household.address_index else []
    )
    for alike in likeness:
        if alike.household != household:
            text = _("同地址另有一户：%(name)s") % {"name": alike.person.name}
            url = alike.household.get_absolute_url()
            note = alike.household.number
            found.append(
                {
                    "label": text,
                    "note": note,
                    "state": "HINT",
                    "icon": "people-fill",
                    "url": url,
                    "verb": _("查看"),
                }
            )
    return found


def _missing(household: Household, sheet: Any, account: Any) -> Any:
    def page(name: str, query: str = "") -> str:
        return reverse(name, args=[household.number]) + query

    if not any(row.relation == Relation.HEAD for row, _facts in sheet.members):
        yield {
            "label": _("没有户主，须变更户主"),
            "state": "BLOCKED",
            "url": page("head_change"),
            "verb": _("办理"),
        }
    if sheet.conflicts:
        text = _("%(n)d 项申报与核对不一致") % {"n": sheet.conflicts}
        yield {"label": text, "state": "BLOCKED", "url": "#facts", "verb": _("查看")}
    for row, facts in sheet.living:
        if not facts:
            text = _("%(name)s的状况还没有登记") % {"name": row.person.name}
            yield {
                "label": text,
                "state": "OPEN",
                "url": page("fact_edit", f"?person={row.person_id}"),
                "verb": _("登记"),
            }
    if not sheet.household:
        text = _("家庭财产和居住状况还没有登记")
        yield {"label": text, "state": "OPEN", "url": page("fact_edit"), "verb": _("登记")}
    if account is None:
        yield {"label": _("还没有发放账户"), "state": "OPEN", "url": page("account_edit"), "verb": _("登记")}


@allowed(*permissions.KEEPERS)
@require_http_methods(["GET", "POST"])
def household_new(request: HttpRequest) -> HttpResponse:
    data = request.POST.copy() if request.method == "POST" else None
    more = data is not None and "more" in data
    if more and data.get("members-TOTAL_FORMS", "").isdigit():
        data["members-TOTAL_FORMS"] = min(int(data["members-TOTAL_FORMS"]) + 1, 30)
    form = HouseholdForm(data, user=request.user, initial={"on": today()})
    members = MemberFormSet(data, prefix="members", initial=[{"relation": Relation.HEAD}])
    if data is not None and not more and form.is_valid() and members.is_valid():
        try:
            household = _form_household(request.user, form.cleaned_data, members)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(
                request,
                _("家庭档案已建立，编号 %(number)s。请接着登记家庭状况。") % {"number": household.number},
            )
            return redirect(household)
    if more:
        form, members = _unjudged(form, members)
    context = {"form": form, "members": members, "back": reverse("household_list")}
    return render(request, "people/household_new.html", context, status=200 if data is None or more else 422)


def _unjudged(form: Any, members: Any) -> tuple[Any, Any]:
    """The same input without errors: one more row was asked for, nothing was handed in."""
    for shown in (form, *members.forms):
        shown._errors = {}
    members._errors, members._non_form_errors = [{} for _form in members.forms], members.error_class()
    return form, members


@transaction.atomic
def _form_household(user: Any, data: dict[str, Any], members: Any) -> Household:
    """Persons and household together, or nothing."""
    rows = []
    for number, form in enumerate(members.forms):
        fields = dict(form.cleaned_data)
        if not fields:
            continue
        relation, kind = fields.pop("relation"), fields.pop("kind")
        try:
            rows.append((actions.register_person(by=user, on=data["on"], **fields), relation, kind))
        except Refused as refusal:
            refuse(members.forms[number], refusal)
            raise Refused(_("第 %(n)d 名成员有问题：%(why)s") % {"n": number + 1, "why": refusal}) from None
    return actions.form_household(by=user, members=rows, **data)
