"""Pilot townships: where a programme is open, and since when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.programmes import actions, rulebook
from doudi.office.programmes.forms import ScopeForm
from doudi.office.programmes.models import ProgrammeScope
from doudi.office.programmes.permissions import POLICY_READERS
from doudi.office.staff.enums import Role
from doudi.office.staff.permissions import allowed, visible_divisions

from .tabs import tabs


@allowed(*POLICY_READERS)
@require_safe
def programme_scope_list(request: HttpRequest) -> HttpResponse:
    """What was said about where programmes are open, the latest first."""
    rows = list(ProgrammeScope.objects.visible_to(request.user).select_related("division", "by"))
    names = dict(
        Division.objects.filter(pk__in=[c for row in rows for c in row.townships]).values_list("pk", "name")
    )
    context = {
        "tabs": tabs(request, "programme_scope_list"),
        "rows": [
            {
                "row": row,
                "label": rulebook.label(row.programme),
                "names": [names.get(c, c) for c in row.townships],
            }
            for row in rows
        ],
        "may_set": request.user.has_role(Role.COUNTY_HEAD),  # type: ignore[union-attr]
    }
    return render(request, "programmes/programme_scope_list.html", context)


@allowed(Role.COUNTY_HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_scope_new(request: HttpRequest) -> HttpResponse:
    """Limit a programme to some townships, or open it everywhere."""
    county = get_object_or_404(visible_divisions(request.user), level=Level.COUNTY)
    form = ScopeForm(request.POST or None, county=county, on=today())
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.set_scope(
                asked["programme"], county, list(asked["townships"]),
                since=asked["since"], source=asked["source"], by=request.user,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("已登记试点范围。"))
            return redirect("programme_scope_list")
    return render(request, "programmes/programme_scope_new.html", {"form": form, "county": county})
