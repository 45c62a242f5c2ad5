"""Pages for everybody: no log-in, no name of anybody but what a notice may show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from doudi.office.base.calendar import now, today
from doudi.office.base.errors import Refused
from doudi.office.cases import actions as cases
from doudi.office.cases.models import PublicNotice
from doudi.office.programmes import rulebook
from doudi.office.staff.permissions import public_page

from .. import actions, forms
from ..answers import clean_code, progress_of

POST_TOO = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 40


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door for everybody."""
    if request.user.is_authenticated:
        return redirect("inbox")
    return render(request, "portal/home.html", {"form": forms.CodeForm()})


@public_page
@POST_TOO
def progress_find(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the receipt."""
    form = forms.CodeForm(request.POST or None)
    if form.is_valid():
        code = clean_code(form.cleaned_data["code"])
        if _counted(request, form, "progress"):
            if progress_of(code, today()) is not None:
                return redirect("progress", code=code)
            form.add_error("code", _("没有查到这个查询码，请对照回执再输一遍。"))
    return render(request, "portal/progress_find.html", {"form": form})


@public_page
@require_safe
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, by the code alone; the name is masked."""
    found = progress_of(code, today())
    if found is None:
        return render(request, "portal/progress_find.html", {"form": _unknown(code)}, status=404)
    response = render(request, "portal/progress.html", {"found": found, "code": clean_code(code)})
    return _not_kept(response)


@public_page
@require_safe
def notice_board(request: HttpRequest) -> HttpResponse:
    """Notices on display now; those of the past are gone."""
    rows = PublicNotice.objects.on_display(today()).filter(division__path__contains=f"/{settings.PLACE}/")
    rows = rows.select_related("division__parent").order_by("division_id", "-first_day", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [(row, rulebook.label(row.programme)) for row in page]
    return _not_kept(render(request, "portal/notice_board.html", {"page_obj": page, "rows": shown}))


@public_page
@POST_TOO
@sensitive_post_parameters()
def notice_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One notice and the form for an objection; gone (410) when its days are over."""
    on = today()
    notice = (
        PublicNotice.objects.on_display(on)
        .filter(slug=slug)
        .select_related("division__parent", "case")
        .first()
    )
    if notice is None:
        return _not_kept(render(request, "portal/notice_gone.html", status=410))
    form = forms.ObjectionForm(request.POST or None)
    if form.is_valid() and _counted(request, form, "objection"):
        try:
            cases.object_to(notice, by=actions.PUBLIC, on=on, **form.cleaned_data)
        except Refused as refusal:
            forms.refuse(form, refusal)
        else:
            return redirect("sent", kind="objection")
    context = {"notice": notice, "label": rulebook.label(notice.programme), "form": form}
    return _not_kept(render(request, "portal/notice_detail.html", context))


@public_page
@POST_TOO
@sensitive_post_parameters()
def grievance_new(request: HttpRequest) -> HttpResponse:
    """Complain, report or ask."""
    form = forms.GrievanceForm(request.POST or None, place=settings.PLACE)
    made = _sent(request, form, "grievance", actions.send_grievance)
    if made is not None:
        return redirect("progress", code=made.code)
    return render(request, "portal/grievance_new.html", {"form": form})


@public_page
@POST_TOO
@sensitive_post_parameters()
def apply_by_phone(request: HttpRequest) -> HttpResponse:
    """Apply from a phone; the window registers it with the day on which it was sent."""
    form = forms.PhoneApplicationForm(request.POST or None, place=settings.PLACE)
    made = _sent(request, form, "apply", actions.send_phone_application)
    if made is not None:
        return redirect("progress", code=made.code)
    return render(request, "portal/apply_by_phone.html", {"form": form})


@public_page
@require_safe
def standards_public(request: HttpRequest) -> HttpResponse:
    """Who is helped, how much, on which paper: open to everybody."""
    on = today()
    rows = rulebook.main_standards(rulebook.standards(settings.PLACE, on))
    infos = rulebook.programmes(settings.PLACE, on)
    context = {"rows": rows, "infos": infos, "on": on, "place": rulebook.place_name(settings.PLACE)}
    return render(request, "portal/standards_public.html", context)


@public_page
@require_safe
def sent(request: HttpRequest, kind: str) -> HttpResponse:
    """Thanks, and what happens next."""
    return render(request, "portal/sent.html", {"kind": kind})


# --- inside -----------------------------------------------------------------------------------


def _sent(request: HttpRequest, form: Any, name: str, act: Callable[..., Any]) -> Any:
    """What the act made of the form; None where the form does not fit, came too often or was refused."""
    if not (form.is_valid() and _counted(request, form, name)):
        return None
    try:
        return act(by=actions.PUBLIC, on=today(), **form.cleaned_data)
    except Refused as refusal:
        forms.refuse(form, refusal)
        return None


def _counted(request: HttpRequest, form: Any, name: str) -> bool:
    """Count the sending; too many an hour land on the form."""
    try:
        actions.count_sending(name, request.META.get("REMOTE_ADDR", ""), by=actions.PUBLIC, at=now())
    except Refused as refusal:
        forms.refuse(form, refusal)
        return False
    return True


def _unknown(code: str) -> forms.CodeForm:
    form = forms.CodeForm({"code": code})
    form.is_valid()
    form.add_error("code", _("没有查到这个查询码，请对照回执再输一遍。"))
    return form


def _not_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
