"""What happened to the made-up households: every case is driven by the people who would do it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from doudi.office.base.calendar import add_working_days
from doudi.office.cases import actions
from doudi.office.cases.enums import Step
from doudi.office.cases.models import Case
from doudi.office.people.models import Household
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.programmes import rulebook
from doudi.office.staff.models import User
from doudi.office.verification import actions as verification

from . import households
from .county import MAIN_TOWNSHIP

OLD_CASES, FRESH_CASES, WAITING = 34, 20, 5
SURVEY_TEXT = "住房为砖混结构，家中陈设简单；收入、劳动能力与申报一致，邻居证实。"
REFUSAL_TEXT = "家庭月收入高于最低生活保障标准，不符合条件。"
Say = Callable[[int, int], None]
BASIC = ("dibao", "near_dibao", "tekun")


class Teller:
    """Tells the stories of one county, with the same dice each time."""

    def __init__(self, staff: dict[str, User], today: date) -> None:
        self.staff, self.today = staff, today
        self.dice = random.Random(20261121)
        self.villages = list(Division.objects.filter(level=Level.VILLAGE).order_by("code"))

    def tell(self, say: Say) -> None:
        """Decided cases first, then those on their way, then applications that wait."""
        total = OLD_CASES + FRESH_CASES + WAITING
        for number in range(OLD_CASES):
            self.decided(number)
            say(number + 1, total)
        for number in range(FRESH_CASES):
            self.on_its_way(number)
            say(OLD_CASES + number + 1, total)
        for number in range(WAITING):
            self.waiting(number)
            say(OLD_CASES + FRESH_CASES + number + 1, total)

    def decided(self, number: int) -> None:
        start = self.today - timedelta(days=self.dice.randint(45, 140))
        kind = households.KINDS[number % 8]
        case = self.accepted(kind, self.villages[number % len(self.villages)], start)
        on = self.drive(case, start, stop=None)
        if case.current_step == Step.CONFIRM:
            self.decide(case, on)

    def on_its_way(self, number: int) -> None:
        """Cases stop at every step; some of them are late."""
        stops = (
            Step.CONSENT,
            Step.VERIFICATION,
            Step.HOME_VISIT,
            Step.REVIEW,
            Step.PUBLIC_NOTICE,
            Step.CONFIRM,
        )
        stop = stops[number % len(stops)]
        days = {Step.CONFIRM: (16, 30), Step.PUBLIC_NOTICE: (3, 9)}.get(stop, (1, 8))
        start = self.today - timedelta(days=self.dice.randint(*days))
        ours = [v for v in self.villages if v.parent_id == MAIN_TOWNSHIP]
        village = ours[number % len(ours)] if number % 3 else self.villages[number % len(self.villages)]
        case = self.accepted(households.KINDS[number % 6], village, start)
        self.drive(case, start, stop=stop)

    def waiting(self, number: int) -> None:
        """Applications that nobody has accepted yet; one lacks papers."""
        ours = [v for v in self.villages if v.parent_id == MAIN_TOWNSHIP]
        on = self.today - timedelta(days=number % 3)
        household = self.household(households.KINDS[number], ours[number % len(ours)], on)
        self.apply(household, households.KINDS[number], on)

    # --- steps ------------------------------------------------------------------------------------

    def household(self, kind: households.Kind, village: Division, on: date) -> Household:
        return households.make(kind, village, by=self.post("intake", village), on=on, dice=self.dice)

    def apply(self, household: Household, kind: households.Kind, on: date):
        head = household.memberships.get(relation="HEAD", last_day=None).person
        return actions.open_application(
            by=self.post("intake", household.division),
            household=household,
            applicant=head,
            channel="WINDOW",
            needs=["LIVING", "MEDICAL"] if "病" in kind.statement else ["LIVING"],
            received_on=on,
            on=on,
            statement=kind.statement,
        )

    def accepted(self, kind: households.Kind, village: Division, on: date) -> Case:
        household = self.household(kind, village, on)
        application = self.apply(household, kind, on)
        fits = rulebook.assess(household, on, BASIC)
        eligible = [fit.programme for fit in fits if fit.is_eligible and fit.amount_fen]
        programme = eligible[0] if eligible else "dibao"
        return actions.accept(application, [programme], by=self.post("intake", village), on=on)[0]

    def post(self, role: str, village: Division) -> User:
        """Who holds the post where the village lies."""
        township = village.parent_id
        return self.staff[role] if township == MAIN_TOWNSHIP else self.staff[_name(role, township)]

    def assistant(self, village: Division) -> User:
        return self.staff.get(f"village{village.pk[-6:]}", self.staff["village"])

    def drive(self, case: Case, on: date, stop: str | None) -> date:
        """One step after the other until `stop`, or until the decision; never past today."""
        while case.state == "OPEN" and case.current_step not in {stop, Step.CONFIRM}:
            on = self.do_step(case, on)
            if on > self.today:
                break
        return on

    def do_step(self, case: Case, on: date) -> date:
        intake = self.post("intake", case.household.division)
        later = add_working_days(on, 1).due
        step = case.current_step
        if step == Step.CONSENT:
            self.consent(case, on)
            actions.do_consent(case, by=intake, on=on)
        elif step == Step.VERIFICATION:
            self.verify(case, on)
        elif step == Step.HOME_VISIT:
            second = self.assistant(case.household.division)
            actions.record_visit(
                case, by=intake, on=on, visited_on=on, first=intake, second=second, findings=SURVEY_TEXT
            )
        elif step == Step.REVIEW:
            self.review(case, on)
        elif step == Step.PUBLIC_NOTICE:
            return self.notice(case, on)
        return min(later, self.today)

    def consent(self, case: Case, on: date) -> None:
        by = self.post("intake", case.household.division)
        for person in verification.missing_consents(case.household, on=on):
            verification.give_consent(
                case.household,
                person,
                by=by,
                first_day=on,
                last_day=on + timedelta(days=365),
                signed_on=on,
                on=on,
            )

    def verify(self, case: Case, on: date) -> None:
        by = self.post("intake", case.household.division)
        check = actions.start_verification(case, by=by, on=on)
        for answer in check.answers.all():
            verification.answer(check, answer.source, by=by, on=on)
        verification.complete(check, by=by, on=on)
        actions.finish_verification(case, by=by, on=on)

    def review(self, case: Case, on: date) -> None:
        by = self.post("review", case.household.division)
        found = rulebook.assess(case.household, on, programmes=[case.programme])[0]
        opinion, text = ("AGREE", "情况属实，拟同意。") if found.is_eligible else ("REFUSE", REFUSAL_TEXT)
        actions.review(case, opinion, text, by=by, on=on)

    def notice(self, case: Case, on: date) -> date:
        notice = actions.post_notice(case, by=self.post("intake", case.household.division), on=on)
        over = notice.last_day + timedelta(days=1)
        if over > self.today:
            return over
        actions.end_notice(case, by=self.post("intake", case.household.division), on=over)
        return over

    def decide(self, case: Case, on: date) -> None:
        on = min(on, self.today)
        by = self.post("head", case.household.division) if case.delegated else self.staff["bureau"]
        opinion = case.steps.filter(step=Step.REVIEW).latest("round").opinion
        if opinion == "AGREE":
            actions.confirm(case, by=by, on=on)
        else:
            decision = actions.refuse(case, by=by, on=on, reason=REFUSAL_TEXT)
            told = min(add_working_days(on, 2).due, self.today)
            actions.mark_told(decision, by=self.post("intake", case.household.division), on=told)


def _name(role: str, township: str) -> str:
    return f"{ {'intake': 'intake', 'review': 'reviewer', 'head': 'head'}[role] }{township[-3:]}"
