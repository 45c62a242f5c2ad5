"""One row of every kind in a township, so that every address of the house can be asked for it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from doudi.office.awards.models import AwardUnit, Raise, RaiseLine, Reassessment
from doudi.office.cases import actions as cases
from doudi.office.files import actions as files
from doudi.office.files.models import File
from doudi.office.payments import actions as payments
from doudi.office.people import actions as people
from doudi.office.people.models import Fact, ImportRun
from doudi.office.portal import actions as portal
from doudi.office.programmes.actions import determine, draft_standard, save_scenario
from doudi.office.staff.models import StaffRelative
from doudi.office.verification import actions as verification
from doudi.office.verification.models import Consent, Finding
from doudi.policies.effects import DIMENSIONS, Effects, Totals
from tests.office_world import World

ON = date(2026, 3, 2)
NOTHING = {
    "business_income_year": 0, "property_income_year": 0, "pension_income": 0, "resident_pension": 0,
    "resident_pension_central": 0, "transfer_income": 0, "disability_kind": 0, "disability_grade": 0,
    "serious_illness": 0, "employed": 0, "schooling": 0, "work_capacity": 2,
}  # fmt: skip
AT_HOME = {"financial_assets": 0, "vehicles": 0, "homes": 1, "company_capital": 0, "assets_within_rule": 1}
Made = dict[str, tuple[Any, ...]]


@dataclass
class Station:
    """The rows of one township; `head` is the name of every head of a household there."""

    world: World
    head: str

    def rows(self) -> Made:
        """By kind: the arguments of an address that leads to a row of this township."""
        return {**self._people(), **self._running(), **self._decided(), **self._sent_in(), **self._office()}

    def _home(self, **more: Any) -> Any:
        return self.world.household((self.head, "19740512"), **more)

    def _people(self) -> Made:
        home = self._home(facts=[{"wage_income": 50_000}])
        person = home.memberships.get().person
        application = self.world.apply(home)
        papers = cases.request_papers(
            application, [("application", "申请书")], by=self.world.intake, on=self.world.on
        )
        return {
            "household": (home.number,),
            "member": (home.number, person.pk),
            "person": (person.pk,),
            "reveal": ("person", person.pk, "phone"),
            "fact": (home.number, Fact.objects.get(person=person).pk),
            "application": (application.number,),
            "paper": (application.number, papers[0].pk),
            "code": (application.receipt_code,),
        }

    def _running(self) -> Made:
        """A case in the middle of a check that found a difference."""
        case = self.world.case(self._home(facts=[{"wage_income": 0}]))
        self.world.consent(case)
        cases.do_consent(case, by=self.world.intake, on=self.world.on)
        check = cases.start_verification(
            case, by=self.world.intake, on=self.world.on, sources=["BANKS", "TAX"]
        )
        person = case.application.applicant
        rows = [(person, "wage_income", 99_900)]
        verification.answer(check, "TAX", by=self.world.intake, on=self.world.on, rows=rows)
        consent = Consent.objects.filter(household=case.household).latest("pk")
        return {
            "case": (case.number,),
            "act": (case.number, "finish_verification"),
            "draft": ("finish_verification", case.number),
            "consent": (case.household.number, consent.pk),
            "check": (check.number,),
            "answer": (check.number, "BANKS"),
            "finding": (check.number, Finding.objects.of_check(check).latest("pk").pk),
        }

    def _decided(self) -> Made:
        case = self.world.case(self._home())
        head = case.application.applicant
        people.set_account(
            case.household, head, "农商行", f"621700{self.world.township.pk}", by=self.world.intake, on=self.world.on
        )  # fmt: skip
        on = self.world.drive(case)
        decision = self.world.confirm(case, on)
        waiting = self.world.case(self._home())
        self.world.drive(waiting, "PUBLIC_NOTICE")
        notice = self.world.post(waiting, self.world.on)
        return {
            "decided": (case.number,),
            "notice": (notice.slug,),
            "public_notice": (notice.slug,),
            "award": (decision.unit.number,),
            "award_act": (decision.unit.number, "hear"),
            "reassessment": (self._late(decision.unit).number,),
        }

    def _late(self, unit: Any) -> Reassessment:
        """The result of a reassessment, as it is kept."""
        return Reassessment.objects.create(
            number=f"ZS{unit.number}", unit=unit, ground="DEATH", since_on=self.world.on, found_on=self.world.on,
            detail="数据比对", months=[], over_fen=0, under_fen=0, by=self.world.intake,
        )  # fmt: skip

    def _sent_in(self) -> Made:
        known = {"by": portal.PUBLIC, "division": self.world.village, "on": self.world.on}
        grievance = portal.send_grievance(kind="COMPLAINT", text="没有通知我", name=self.head, **known)
        phone = portal.send_phone_application(
            name=self.head,
            document_number="11010519491231002X",
            phone="13900001111",
            needs=["LIVING"],
            **known,
        )
        return {"grievance": (grievance.number,), "phone": (phone.code,), "sent": ("objection",)}

    def _office(self) -> Made:
        user = self.world.intake
        relative = StaffRelative.objects.create(
            user=user, person_key=f"key of {self.head}", name=self.head, relation="SPOUSE",
            declared_on=self.world.on, declared_by=user,
        )  # fmt: skip
        file = files.store(picture(), by=user, division=self.world.village)
        run = ImportRun.objects.create(
            file=File.objects.get(pk=file.pk), division=self.world.township, on=self.world.on, by=user, state="CHECKED", new=1
        )  # fmt: skip
        return {
            "relative": (relative.pk,),
            "user": (user.pk,),
            "post": (user.posts.get().pk,),
            "township": (self.world.township.pk,),
            "file": (file.uuid,),
            "import": (run.pk,),
        }

    def judged(self) -> Made:
        """Two stored determinations, by the real rulebook."""
        home = self._home(facts=[NOTHING | {"@" + name: value for name, value in AT_HOME.items()}])
        numbers = []
        for wage in (0, 10_000):
            people.record_fact(
                by=self.world.intake, subject=home.memberships.get().person, name="wage_income", value=wage,
                first_day=self.world.on, on=self.world.on,
            )  # fmt: skip
            made = determine(home, "dibao", by=self.world.intake, on=self.world.on)
            numbers.append(made.number)
        return {"determination": (numbers[0],), "determinations": tuple(numbers)}

    def standard(self) -> Made:
        """A local standard belongs to the county."""
        place = self.world.county.pk
        made = draft_standard(
            place=place, name="elder_age", since=ON, values={"URBAN": 60, "RURAL": 60}, by=self.world.officer
        )
        return {"standard": (made.number,), "standard_act": (made.number, "submit")}

    def raised(self) -> Made:
        """A raised standard belongs to the county."""
        unit = AwardUnit.objects.filter(household__division=self.world.village).latest("pk")
        determination, day = unit.awards.get().determination, date(2026, 7, 1)
        run = Raise.objects.create(
            number=f"TB{self.world.county.pk}", division=self.world.county, programme="dibao", value_on=day,
            first_month=day, regular_month=date(2026, 10, 1), by=self.world.officer,
        )  # fmt: skip
        line = RaiseLine.objects.create(
            run=run, unit=unit, value_on=day, name=self.head, member_count=1, determination=determination,
            old_fen=1, new_fen=2, from_month=run.regular_month, state="PROPOSED",
        )  # fmt: skip
        return {
            "raise": (run.number,),
            "raise_letter": (run.number, line.pk),
            "raise_act": (run.number, "cancel"),
        }

    def batch(self) -> Made:
        """A payment list belongs to the county."""
        batch = payments.prepare_batch(
            "dibao", date(2026, 4, 1), self.world.county, by=self.world.officer, template="csv_utf8", on=ON
        )
        return {
            "batch": (batch.number,),
            "batch_act": (batch.number, "approve"),
            "scenario": (self._scenario().pk,),
        }

    def _scenario(self) -> Any:
        """Something that the county tried out."""
        nothing = Effects(Totals(*[0] * len(fields(Totals))), {key: {} for key in DIMENSIONS})
        change = {
            "name": "dibao_line",
            "label": "低保标准",
            "before": {},
            "after": {},
            "before_text": "1",
            "after_text": "2",
        }
        return save_scenario(
            self.world.county, "提标", programme="dibao", on=ON, population_on=ON, changes=[change],
            effects=nothing.plain(), by=self.world.officer,
        )  # fmt: skip


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (4, 4), "white").save(data, "PNG")
    return SimpleUploadedFile("photo.png", data.getvalue())
