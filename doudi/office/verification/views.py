"""Consents, checks and their differences on the screen."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from doudi.office.audit.actions import record_access
from doudi.office.base.calendar import WorkDays, today
from doudi.office.base.errors import Refused
from doudi.office.files import actions as files
from doudi.office.files.enums import FileKind
from doudi.office.people import catalogue
from doudi.office.people.models import Household
from doudi.office.staff.permissions import allowed

from . import actions, exports, forms, imports, permissions
from .actions.answers import RowsRefused
from .enums import AnswerState, Purpose, Source
from .models import Check, Consent, Finding

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POST_TOO = require_http_methods(["GET", "HEAD", "POST"])


@allowed(*permissions.READERS)
@require_safe
def verification_list(request: HttpRequest) -> HttpResponse:
    """Checks inside one's divisions, those that wait first."""
    form = forms.ListForm(request.GET)
    on = today()
    rows = Check.objects.visible_to(request.user).select_related("household__division", "asked_by")
    if form.is_valid():
        if state := form.cleaned_data["state"]:
            rows = rows.filter(state=state)
        if form.cleaned_data["late"]:
            rows = rows.overdue(on)
    page = Paginator(rows.order_by("completed_on", "due_on", "pk"), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    record_access(
        request.user, None, _("核对列表"), path=request.path, listed=[c.household_id for c in shown]
    )
    days = WorkDays()
    for check in shown:
        check.left = days.between(on, check.due_on) if check.is_open else None
    return render(
        request, "verification/verification_list.html", {"form": form, "page_obj": page, "rows": shown}
    )


@allowed(*permissions.READERS)
@require_safe
def verification_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One check: who is asked about, what each source said, and the differences."""
    check = _check(request, number)
    record_access(request.user, check.household, _("查看核对"), fields=[check.number], path=request.path)
    return render(request, "verification/verification_detail.html", _shown(check, request.user))


@allowed(*permissions.READERS)
@require_safe
def verification_report(request: HttpRequest, number: str) -> HttpResponse:
    """The report on one sheet of paper."""
    check = _check(request, number)
    record_access(request.user, check.household, _("打印核对报告"), fields=[check.number], path=request.path)
    return render(request, "verification/verification_report.html", _shown(check, request.user))


@allowed(*permissions.CONSENT_TAKERS)
@POST_TOO
def consent_new(request: HttpRequest, number: str) -> HttpResponse:
    """A member or obligor signs the consent."""
    household, on = _household(request, number), today()
    persons = [*permissions.adults(household, on), *permissions.obligors(household, on)]
    start = {"signed_on": on, "first_day": on, "purpose": Purpose.APPLICATION}
    form = forms.ConsentForm(*_sent(request), persons=persons, initial=start)

    def give(cleaned: dict[str, Any]) -> None:
        given = {**cleaned, "signature": _stored(cleaned["signature"], request, FileKind.CONSENT, household)}
        chosen = given.pop("person")
        person = next(p for p in persons if p.pk == chosen)
        actions.give_consent(household, person, by=request.user, on=on, **given)

    if _done(form, give):
        messages.success(request, _("授权已登记。"))
        return redirect("household_detail", number=household.number)
    missing = permissions.missing_consents(household, Purpose.APPLICATION, on)
    context = {"household": household, "form": form, "missing": missing}
    return render(request, "verification/consent_new.html", context)


@allowed(*permissions.CONSENT_TAKERS)
@POST_TOO
def consent_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """An obligor outside the household does not consent."""
    household, on = _household(request, number), today()
    persons = permissions.obligors(household, on)
    form = forms.RefuseConsentForm(*_sent(request), persons=persons)

    def refuse(cleaned: dict[str, Any]) -> None:
        person = next(p for p in persons if p.pk == cleaned["person"])
        values = {"purpose": cleaned["purpose"], "reason": cleaned["reason"]}
        actions.refuse_consent(household, person, by=request.user, on=on, **values)

    if _done(form, refuse):
        messages.success(request, _("已记下，核对时不会查询此人。"))
        return redirect("household_detail", number=household.number)
    return render(request, "verification/consent_refuse.html", {"household": household, "form": form})


@allowed(*permissions.CONSENT_TAKERS)
@POST_TOO
def consent_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The person takes the consent back."""
    household = _household(request, number)
    consent = get_object_or_404(Consent, pk=pk, household=household)
    if request.method == "POST":
        actions.withdraw_consent(consent, by=request.user, on=today())
        messages.success(request, _("授权已撤回。"))
        return redirect("household_detail", number=household.number)
    return render(request, "verification/consent_withdraw.html", {"household": household, "consent": consent})


@allowed(*permissions.CHECKERS)
@POST_TOO
def check_new(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the sources about a household."""
    household, on = _household(request, number), today()
    start = {"reference": request.GET.get("reference", ""), "sources": list(Source.values)}
    form = forms.CheckForm(*_sent(request), initial={"purpose": Purpose.APPLICATION, **start})
    made: list[Check] = []
    if _done(form, lambda c: made.append(actions.start_check(household, by=request.user, on=on, **c))):
        messages.success(request, _("核对已发起：%(number)s。") % {"number": made[0]})
        return redirect("verification_detail", number=made[0].number)
    missing = permissions.missing_consents(household, Purpose.APPLICATION, on)
    context = {"household": household, "form": form, "missing": missing}
    return render(request, "verification/check_new.html", context)


@allowed(*permissions.CHECKERS)
@POST_TOO
def check_answer(request: HttpRequest, number: str, source: str) -> HttpResponse:
    """Enter what one source said, or that it said nothing."""
    check, on = _check(request, number), today()
    given = get_object_or_404(check.answers, source=source)
    persons = [row.person for row in check.persons.select_related("person")]
    form = forms.AnswerForm(*_sent(request), persons=persons)

    def enter(cleaned: dict[str, Any]) -> None:
        note = cleaned["note"]
        if cleaned["silent"]:
            actions.mark_silent(check, source, by=request.user, on=on, note=note)
            return
        file = _stored(cleaned["file"], request, FileKind.VERIFICATION, check.household)
        actions.answer(check, source, by=request.user, on=on, rows=cleaned["rows"], file=file, note=note)

    if _done(form, enter):
        messages.success(request, _("%(source)s的结果已登记。") % {"source": given})
        return redirect("verification_detail", number=check.number)
    return render(request, "verification/check_answer.html", {"check": check, "answer": given, "form": form})


@allowed(*permissions.CHECKERS)
@POST_TOO
def check_import(request: HttpRequest, number: str) -> HttpResponse:
    """Enter the results of many sources from a table: all or nothing, with every fault named."""
    check, on = _check(request, number), today()
    form = forms.ImportForm(*_sent(request))
    errors: list[str] = []

    def enter(cleaned: dict[str, Any]) -> None:
        answers = _read(check, cleaned["file"])
        file = _stored(cleaned["file"], request, FileKind.VERIFICATION, check.household)
        actions.answer_from_file(check, by=request.user, on=on, answers=answers, file=file)

    try:
        if _done(form, enter):
            messages.success(request, _("结果已全部导入。"))
            return redirect("verification_detail", number=check.number)
    except RowsRefused as refused:
        errors = refused.errors
    return render(request, "verification/check_import.html", {"check": check, "form": form, "errors": errors})


@allowed(*permissions.CHECKERS)
@require_safe
def check_template(request: HttpRequest, number: str) -> HttpResponse:
    """The table to fill."""
    check = _check(request, number)
    name = f'attachment; filename="{check.number}.xlsx"'
    return HttpResponse(
        exports.results_template(check), content_type=XLSX, headers={"Content-Disposition": name}
    )


@allowed(*permissions.CHECKERS)
@POST_TOO
def check_complete(request: HttpRequest, number: str) -> HttpResponse:
    """Close the check and make the report."""
    check = _check(request, number)
    form = forms.CompleteForm(*_sent(request))
    if _done(form, lambda cleaned: actions.complete(check, by=request.user, on=today(), **cleaned)):
        messages.success(request, _("核对已结束，报告可以使用。"))
        return redirect("verification_detail", number=check.number)
    return render(request, "verification/check_complete.html", {"check": check, "form": form})


@allowed(*permissions.CHECKERS)
@POST_TOO
def finding_settle(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Decide what a difference means."""
    check = _check(request, number)
    finding = get_object_or_404(Finding.objects.of_check(check).select_related("person", "answer"), pk=pk)
    form = forms.SettleForm(*_sent(request), finding=finding)
    if _done(form, lambda cleaned: actions.settle(finding, by=request.user, on=today(), **cleaned)):
        messages.success(request, _("差异已处理。"))
        return redirect("verification_detail", number=check.number)
    context = {"check": check, "finding": _told(finding), "form": form}
    return render(request, "verification/finding_settle.html", context)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent with the form, if it was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _done(form: django_forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was sent, fits, and the act went through; a refusal lands on the form."""
    if not form.is_valid():
        return False
    try:
        act(dict(form.cleaned_data))
    except RowsRefused:
        raise
    except Refused as refusal:
        forms.refused(form, refusal)
        return False
    return True


def _check(request: HttpRequest, number: str) -> Check:
    seen = Check.objects.visible_to(request.user).select_related("household__division", "asked_by")
    return get_object_or_404(seen, number=number)


def _household(request: HttpRequest, number: str) -> Household:
    return get_object_or_404(
        Household.objects.visible_to(request.user).select_related("division"), number=number
    )


def _stored(upload: Any, request: HttpRequest, kind: str, household: Household) -> Any:
    """The file kept, or None where there is none."""
    if upload is None:
        return None
    upload.seek(0)
    return files.store(upload, by=request.user, kind=kind, division=household.division)


def _read(check: Check, upload: Any) -> dict[str, list[Any]]:
    """The rows of an uploaded table, through a file that the reader can open."""
    suffix = Path(upload.name).suffix.lower()
    with tempfile.NamedTemporaryFile(suffix=suffix if suffix in (".xlsx", ".csv") else ".bad") as copy:
        copy.writelines(upload.chunks())
        copy.flush()
        return imports.read_results(check, Path(copy.name))


def _shown(check: Check, user: Any) -> dict[str, Any]:
    """What the page of a check needs."""
    on = today()
    findings = Finding.objects.of_check(check).select_related("person", "answer", "settled_by")
    answers = list(check.answers.select_related("by", "file"))
    return {
        "check": check,
        "left": WorkDays().between(on, check.due_on) if check.is_open else None,
        "persons": list(check.persons.select_related("person", "consent")),
        "left_out": permissions.refusing_obligors(check.household, check.purpose, check.asked_on),
        "answers": [{"row": answer, "rows": [_told(row) for row in _rows(answer)]} for answer in answers],
        "waiting": sum(answer.state == AnswerState.ASKED for answer in answers),
        "findings": [_told(finding) for finding in findings],
        "may": _refusal(lambda: permissions.check_work_on(check, user, on)),
        "on": on,
    }


def _rows(answer: Any) -> Any:
    return answer.rows.select_related("person", "recorded")


def _told(row: Any) -> dict[str, Any]:
    """A finding or a row of an answer, in the words of the catalogue."""
    entity = "household" if row.person_id is None else "person"
    told = {"row": row, "label": catalogue.label(entity, row.fact)}
    for name in ("value", "declared", "matched"):
        value = getattr(row, name, None)
        told[name] = "" if value is None else catalogue.show(entity, row.fact, value)
    return told


def _refusal(check: Callable[[], None]) -> str:
    """Why something may not be done; empty when it may."""
    try:
        check()
    except Refused as refusal:
        return str(refusal)
    return ""


def panel(request: HttpRequest, household: Household) -> tuple[str, str, dict[str, Any]] | None:
    """Consents and checks on the file of a household."""
    if not request.user.has_role(*permissions.READERS, *permissions.CONSENT_TAKERS):  # type: ignore[union-attr]
        return None
    on: date = today()
    context = {
        "consents": list(household.consents.filter(withdrawn_on=None).select_related("person")),
        "missing": permissions.missing_consents(household, Purpose.APPLICATION, on),
        "refusing": permissions.refusing_obligors(household, Purpose.APPLICATION, on),
        "obligors": permissions.obligors(household, on),
        "checks": list(household.checks.all()[:5]),
        "may_take": not _refusal(lambda: permissions.check_take_consent(household, request.user, on)),
        "may_check": request.user.has_role(*permissions.CHECKERS),  # type: ignore[union-attr]
        "on": on,
    }
    return _("授权与核对"), "verification/household_panel.html", context
