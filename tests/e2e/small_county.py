"""A small made-up county to look at, in a process of its own: `python -m tests.e2e.small_county FILE`.

Writes into FILE a session for every user, and what the pages are about (numbers of cases, households …).
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import django

ROSTER = [
    {
        "家庭序号": "1",
        "村（社区）": "青杠村",
        "姓名": "虚构甲",
        "与户主关系": "户主",
        "证件号码": "659901196505050014",
    },
    {"家庭序号": "2", "村（社区）": "没有这个村", "姓名": "虚构乙", "与户主关系": "户主", "证件号码": "123"},
]
PROBLEM = "隔壁那户有新车，请查一查他家的低保。"


def make() -> dict[str, Any]:
    """The county of the demo with few households, all in the main township; then what else pages show."""
    from django.core.management import call_command
    from django.db import transaction

    from doudi.demo import county, payday, start, stories
    from doudi.office.base.calendar import today

    call_command("migrate", verbosity=0)
    call_command("messages", "en", compile_only=True, stdout=io.StringIO())
    start._static()
    stories.OLD_CASES, stories.FRESH_CASES, stories.WAITING = 8, 12, 3
    with transaction.atomic():
        staff = county.make()
        teller = stories.Teller(staff, today())
        ours = [v for v in teller.villages if v.parent_id == county.MAIN_TOWNSHIP]
        teller.villages = sorted(ours, key=lambda v: v.pk != county.LOG_INS[0].division)
        teller.tell(lambda _n, _total: None)
        payday.pay(staff, today())
        _sent_in(staff, teller.villages[0], today())
        _checks(staff, today())
    _roster(staff, today())
    _raised(staff, today())
    _tried_out(staff, today())
    return {"sessions": _sessions(staff), "about": _about()}


def _sent_in(staff: dict[str, Any], village: Any, on: Any) -> None:
    """A complaint, an objection and an application by phone; a relative; papers that are missing."""
    from doudi.office.cases import actions as cases
    from doudi.office.cases.models import Application, Case
    from doudi.office.portal import actions
    from doudi.office.staff import actions as posts
    from doudi.office.staff.models import User

    portal: User = posts.portal_user()
    actions.send_grievance(by=portal, kind="REPORT", division=village, text=PROBLEM, on=on)
    person = {"name": "虚构人", "document_number": "659901197001019996", "phone": "13900000000"}
    actions.send_phone_application(by=portal, division=village, needs=["LIVING"], on=on, **_valid(person))
    posted = Case.objects.filter(state="OPEN", current_step="PUBLIC_NOTICE").order_by("pk")[:2]
    notices = [cases.post_notice(case, by=staff["intake"], on=on) for case in posted]
    cases.object_to(notices[0], by=portal, on=on, text=PROBLEM)
    application = Application.objects.filter(state="SUBMITTED").last()
    papers = [("medical", "诊断证明"), ("guardian", "监护证明")]
    cases.request_papers(application, papers, by=staff["intake"], on=on)
    number = _valid({"document_number": "659901198001019995"})["document_number"]
    posts.declare_relative(
        staff["intake"], by=staff["intake"], name="周强", id_number=number, relation="PARENT", on=on
    )


def _valid(person: dict[str, str]) -> dict[str, str]:
    """With the right check digit."""
    from doudi.office.base.citizen_id import check_digit

    body = person["document_number"][:17]
    return {**person, "document_number": body + check_digit(body)}


def _checks(staff: dict[str, Any], on: Any) -> None:
    """A check where the bank knows more than was declared, and the others have not answered yet."""
    from doudi.office.cases import actions as cases
    from doudi.office.cases.models import Case
    from doudi.office.verification import actions

    case = Case.objects.filter(state="OPEN", current_step="VERIFICATION").first()
    check = cases.start_verification(case, by=staff["intake"], on=on)
    head = case.application.applicant
    actions.answer(check, "HUMAN_RESOURCES", by=staff["intake"], on=on, rows=[(head, "wage_income", 260_000)])
    actions.mark_silent(check, "TAX", by=staff["intake"], on=on, note="系统维护")


def _roster(staff: dict[str, Any], on: Any) -> None:
    """A roster that was brought, with a mistake in it; the worker looks it over."""
    import xlsxwriter
    from django.core.files.uploadedfile import SimpleUploadedFile

    from doudi.office.base import tasks
    from doudi.office.people import actions
    from doudi.office.people.imports import columns
    from doudi.office.places.models import Division

    titles = [str(column.label) for column in columns.COLUMNS]
    rows = [[row.get(title, "") for title in titles] for row in ROSTER]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("家庭成员")
    for number, row in enumerate([titles, *rows]):
        page.write_row(number, 0, row)
    book.close()
    township = Division.objects.get(pk="990101100")
    upload = SimpleUploadedFile("roster.xlsx", out.getvalue())
    actions.begin_import(upload, by=staff["intake"], division=township, on=on)
    tasks.run_worker(once=True)


def _raised(staff: dict[str, Any], on: Any) -> None:
    """A standard of the county's own that was approved, what it means for awards, and a wage found late."""
    from datetime import date

    from doudi.office.awards import actions, answers
    from doudi.office.awards.models import AwardUnit
    from doudi.office.awards.questions import next_month
    from doudi.office.payments.models import PaymentLine
    from doudi.office.places.models import Division
    from doudi.office.programmes import actions as programmes

    county, month = Division.objects.get(pk="990101"), on.replace(day=1)
    common = {"place": "990101", "by": staff["county"], "source": "示例府发〔2026〕9号"}
    line = programmes.draft_standard(
        name="dibao_line", since=month, values={"URBAN": 91_000, "RURAL": 76_000}, **common
    )
    programmes.approve_standard(
        programmes.submit_standard(line, by=staff["county"]), opinion="同意", by=staff["bureau"]
    )
    coming = date(month.year + 1, 1, 1)
    programmes.draft_standard(name="elder_age", since=coming, values={"URBAN": 65, "RURAL": 65}, **common)
    actions.compute_raise(county, "dibao", month, next_month(month), by=staff["county"], on=on)
    unit = AwardUnit.objects.get(pk=PaymentLine.objects.filter(state="PAID").first().unit_id)
    head = unit.members.first().person_id
    asked = answers.Asked(
        since=unit.awards.first().first_month, on=on, changes={(head, "wage_income"): 600_000}
    )
    actions.record_reassessment(
        unit, asked, by=staff["intake"], ground="INCOME", found_on=on, detail="社会保险数据比对：已就业"
    )


def _tried_out(staff: dict[str, Any], on: Any) -> None:
    """The households written down for simulations, and two scenarios to compare."""
    from django.test import Client

    from doudi.office.base import tasks
    from doudi.office.places.models import Division
    from doudi.office.programmes import actions
    from doudi.office.programmes.rulebook import simulating

    simulating.simulated_programmes = lambda county, on: [
        ("dibao", "最低生活保障")
    ]  # the others take long to compile
    actions.ask_population(Division.objects.get(pk="990101"), on=on, by=staff["county"])
    tasks.run_worker(once=True)
    client = Client()
    client.force_login(staff["county"], backend="django.contrib.auth.backends.ModelBackend")
    for line in (950, 1000):
        asked = {
            "name": f"提到 {line} 元",
            "programme": "dibao",
            "on": on.isoformat(),
            "dibao_line-URBAN": line,
        }
        assert client.post("/simulation/save/", asked).status_code == 302


def _sessions(staff: dict[str, Any]) -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    found = {}
    for name, user in staff.items():
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        found[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def _about() -> dict[str, str]:
    """One of each for the addresses of the pages."""
    from doudi.office.awards.models import AwardUnit, Raise, Reassessment
    from doudi.office.cases.models import Application, Case, PublicNotice
    from doudi.office.payments.models import PaymentBatch
    from doudi.office.portal.models import Grievance, PhoneApplication
    from doudi.office.programmes.models import Determination, LocalStandard, SimulationScenario
    from doudi.office.staff.models import User
    from doudi.office.verification.models import Check

    def at(step: str) -> Case:
        return Case.objects.filter(state="OPEN", current_step=step).order_by("pk").first()

    papers = Application.objects.filter(state="PAPERS_MISSING").first()
    confirmed = Case.objects.filter(state="CONFIRMED").order_by("pk").first()
    head = confirmed.application.applicant
    visits = Case.objects.filter(state="OPEN", current_step="HOME_VISIT")
    visit = visits.filter(household__division__posts__user__username="village").first()
    check = Check.objects.filter(state="OPEN").last()
    notice = PublicNotice.objects.filter(taken_down_on=None).last()
    return {
        "consent": at("CONSENT").number,
        "consent_household": at("CONSENT").household.number,
        "verification": at("VERIFICATION").number,
        "visit": visit.number,
        "review": at("REVIEW").number,
        "confirm": at("CONFIRM").number,
        "confirmed": confirmed.number,
        "refused": Case.objects.filter(state="REFUSED").first().number,
        "household": confirmed.household.number,
        "member": str(head.pk),
        "name": head.name,
        "waiting": Application.objects.filter(state="SUBMITTED").first().number,
        "papers": papers.number,
        "slug": notice.slug,
        "notice": notice.case.number,
        "code": confirmed.application.receipt_code,
        "code_open": at("REVIEW").application.receipt_code,
        "award": AwardUnit.objects.first().number,
        "paid": PaymentBatch.objects.order_by("pk").first().number,
        "prepared": PaymentBatch.objects.order_by("pk").last().number,
        "determination": Determination.objects.last().number,
        "check": check.number,
        "checked": str(check.household.number),
        "grievance": Grievance.objects.first().number,
        "phone": PhoneApplication.objects.first().code,
        "draft": LocalStandard.objects.get(state="DRAFT").number,
        "raise": Raise.objects.get().number,
        "reassessment": Reassessment.objects.get().number,
        "scenario": str(SimulationScenario.objects.first().pk),
        "scenario_2": str(SimulationScenario.objects.last().pk),
        "user": str(User.objects.get(username="intake").pk),
    }


if __name__ == "__main__":
    django.setup()
    Path(sys.argv[1]).write_text(json.dumps(make()), encoding="utf-8")
