"""From the door to the receipt: one application for everything."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doudi.office.audit.actions import record_access
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.people import questions as people
from doudi.office.people.models import Household
from doudi.office.programmes import rulebook
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.permissions import allowed

from .. import actions, documents, forms, permissions
from ..models import Application, PaperRequest
from .shared import POST_TOO, pdf, village_choices

PAGE = 50
TAKES_IN = permissions.TAKES_IN
READS = (Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES, *COUNTY_ROLES)
TONES = {"SUBMITTED": "pri", "PAPERS_MISSING": "warn", "ACCEPTED": "ok", "WITHDRAWN": "", "CLOSED": ""}


@allowed(*READS, Role.AUDITOR)
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """Applications in one's divisions, the newest first."""
    form = forms.ApplicationFilterForm(request.GET, divisions=village_choices(request.user))
    rows = Application.objects.visible_to(request.user).select_related(
        "applicant", "household__division", "township"
    )
    rows = rows.prefetch_related("needs")
    if form.is_valid():
        rows = rows.narrowed(**form.cleaned_data)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    ids = [row.household_id for row in page]
    record_access(request.user, None, _("申请列表"), path=request.path, listed=ids)
    context = {"form": form, "page_obj": page, "takes_in": request.user.has_role(*TAKES_IN)}
    return render(request, "cases/application_list.html", context)


@allowed(*TAKES_IN)
@require_safe
def application_new(request: HttpRequest) -> HttpResponse:
    """First step: find the household, or put it on file."""
    text = request.GET.get("q", "").strip()
    found = people.find(request.user, text, 20) if text else []
    return render(request, "cases/application_new.html", {"q": text, "found": found})


@allowed(*TAKES_IN)
@POST_TOO
def application_fill(request: HttpRequest, number: str) -> HttpResponse:
    """Second step: who asks, for what; what is known of the household stays one click away."""
    household, on = _household(request, number), today()
    start = {"received_on": on, "channel": _channel(request)}
    form = forms.ApplicationForm(request.POST or None, household=household, on=on, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_application(by=request.user, on=on, **forms.application_of(form, household))
        except Refused as refusal:
            forms.refuse(form, refusal)
        else:
            messages.success(request, _("申请已登记，编号 %(number)s。") % {"number": made.number})
            return redirect("application_detail", number=made.number)
    context = {"household": household, "form": form, "elsewhere": actions.elsewhere(household, on)}
    return render(request, "cases/application_fill.html", context)


@allowed(*READS, Role.AUDITOR)
@require_safe
def application_detail(request: HttpRequest, number: str) -> HttpResponse:
    """What was asked, which programmes fit and why, which papers are needed; then accept."""
    application = _application(request, number)
    household, on = application.household, today()
    record_access(request.user, household, _("查看申请"), fields=[application.number], path=request.path)
    cases = list(application.cases.select_related("determination"))
    fits = [] if cases else rulebook.assess(household, on)
    context = {
        "application": application,
        "household": household,
        "tone": TONES.get(application.state, ""),
        "fits": _handled(fits),
        "elsewhere_offered": [row for row in rulebook.entitlements(fits).fits if not row.handled],
        "papers": list(application.papers.all()),
        "cases": [(case, rulebook.label(case.programme)) for case in cases],
        "elsewhere": [e for e in actions.elsewhere(household, on) if e.number != application.number]
        if not cases
        else [],
        "may": permissions.may_application(application, request.user, on),
        "progress_url": request.build_absolute_uri(reverse("progress", args=[application.receipt_code])),
    }
    return render(request, "cases/application_detail.html", context)


@allowed(Role.TOWNSHIP_INTAKE)
@POST_TOO
def application_papers(request: HttpRequest, number: str) -> HttpResponse:
    """Tell, once and in full, which papers are missing."""
    application, on = _application(request, number), today()
    answers = rulebook.assess(application.household, on, explained=False)
    names = [a.programme for a in _handled(answers) if a.outcome != rulebook.Outcome.NOT_ELIGIBLE]
    wanted = actions.papers_wanted(application.household, names, on, application.channel)
    form = forms.PapersForm(request.POST or None, papers=wanted)
    if _done(form, lambda c: actions.request_papers(application, c["papers"], by=request.user, on=on)):
        messages.success(request, _("已登记缺少的材料，可打印一次性告知书。"))
        return redirect("application_detail", number=application.number)
    return _act_page(request, application, form, _("一次性告知缺少的材料"), _("登记并告知"))


@allowed(*TAKES_IN)
@require_POST
def paper_supply(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A missing paper was brought."""
    paper = get_object_or_404(PaperRequest, pk=pk, application=_application(request, number))
    actions.supply_paper(paper, by=request.user, on=today())
    messages.success(request, _("“%(paper)s”已补齐。") % {"paper": paper.label})
    return redirect("application_detail", number=number)


@allowed(Role.TOWNSHIP_INTAKE)
@POST_TOO
def application_accept(request: HttpRequest, number: str) -> HttpResponse:
    """Accept: the statutory clock starts for each programme chosen."""
    application, on = _application(request, number), today()
    fits = _handled(rulebook.assess(application.household, on, explained=False))
    choices = [
        (fit.programme, _("%(label)s：%(outcome)s") % {"label": fit.label, "outcome": fit.outcome.label})
        for fit in fits
    ]
    chosen = [fit.programme for fit in fits if fit.is_eligible][:1]
    form = forms.AcceptForm(request.POST or None, programmes=choices, initial={"programmes": chosen})
    if _done(form, lambda c: actions.accept(application, c["programmes"], by=request.user, on=on)):
        messages.success(request, _("已受理。请打印受理回执交给申请人。"))
        return redirect("application_detail", number=application.number)
    return _act_page(request, application, form, _("受理申请"), _("受理，起算期限"))


@allowed(*TAKES_IN)
@POST_TOO
def application_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The applicant takes the application back."""
    application = _application(request, number)
    form = forms.ReasonForm(request.POST or None)
    by = {"by": request.user, "on": today()}
    if _done(form, lambda c: actions.withdraw_application(application, reason=c["reason"], **by)):
        messages.success(request, _("申请已撤回。"))
        return redirect("application_detail", number=application.number)
    return _act_page(request, application, form, _("撤回申请"), _("撤回"))


@allowed(*READS)
@require_safe
def application_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt with its QR code, for the applicant."""
    application = _application(request, number)
    url = request.build_absolute_uri(reverse("progress", args=[application.receipt_code]))
    return pdf(documents.receipt(application, url), f"{application.number}.pdf")


@allowed(*READS)
@require_safe
def papers_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter that says once what is missing."""
    application = _application(request, number)
    return pdf(documents.missing_papers(application), f"{application.number}-papers.pdf")


# --- inside -----------------------------------------------------------------------------------


def _channel(request: HttpRequest) -> str:
    return "VILLAGE" if request.user.has_role(Role.VILLAGE_ASSISTANT) else "WINDOW"  # type: ignore[union-attr]


def _handled(answers: list[rulebook.Assessment]) -> list[rulebook.Assessment]:
    """The programmes that are decided here; others are passed on to their departments."""
    return [a for a in answers if rulebook.is_handled(a.place, a.programme, a.on)]


def _act_page(
    request: HttpRequest, application: Application, form: Any, title: str, verb: str
) -> HttpResponse:
    context = {"application": application, "form": form, "title": title, "verb": verb}
    return render(request, "cases/application_act.html", context)


def _done(form: Any, act: Any) -> bool:
    """Whether the form was sent, fits, and the act went through; a refusal lands on the form."""
    if not form.is_valid():
        return False
    try:
        act(dict(form.cleaned_data))
    except Refused as refusal:
        forms.refuse(form, refusal)
        return False
    return True


def _household(request: HttpRequest, number: str) -> Household:
    rows = Household.objects.visible_to(request.user).select_related("division")
    return get_object_or_404(rows, number=number)


def _application(request: HttpRequest, number: str) -> Application:
    rows = Application.objects.visible_to(request.user)
    rows = rows.select_related("household__division", "applicant", "township", "by", "accepted_by")
    return get_object_or_404(rows, number=number)
