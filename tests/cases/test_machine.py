"""Random hands: whatever is tried, no step is skipped without a ground and nobody decides on their own work."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from doudi.office.base.errors import Refused
from doudi.office.cases import actions, permissions
from doudi.office.cases.models import Case, PublicNotice
from doudi.office.verification import actions as verification
from tests import office_world
from tests.office_world import STAFF, Plan

PLANS = (
    Plan("consent", "CONSENT", "TOWNSHIP_INTAKE"),
    Plan("verification", "VERIFICATION", "TOWNSHIP_INTAKE"),
    Plan(
        "home_visit", "HOME_VISIT", "TOWNSHIP_INTAKE", waive=("FULL_VERIFICATION_REPORT",), waive_law="办法"
    ),
    Plan("appraisal", "APPRAISAL", level="VILLAGE", waive=("NO_OBJECTION",), waive_law="办法"),
    Plan("township_appraisal", "APPRAISAL", level="TOWNSHIP"),
    Plan("review", "REVIEW", "TOWNSHIP_REVIEWER"),
    Plan("village_notice", "PUBLIC_NOTICE", level="VILLAGE", days=7, calendar="CALENDAR"),
    Plan("county_notice", "PUBLIC_NOTICE", level="COUNTY", days=7, calendar="CALENDAR"),
    Plan("confirm", "CONFIRM", "COUNTY_HEAD", delegated_role="TOWNSHIP_HEAD"),
)
who = st.sampled_from(sorted(STAFF))
WORLD: dict = {}


class Hands(RuleBasedStateMachine):
    """Anybody tries anything; refusals are fine, but what happens must be right."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world, self.rules = WORLD["world"], WORLD["rules"]
        self.rules.outcome, self.rules.amount_fen = "ELIGIBLE", 63_000
        self.on = self.world.on
        self.case = self.world.case()
        self.world.consent(self.case)

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def attempt(self, act, *args, **kwargs):
        case = Case.objects.get()
        try:
            with transaction.atomic():
                act(case, *args, on=self.on, **kwargs)
        except Refused:
            return

    def user(self, name):
        return getattr(self.world, name)

    @rule(days=st.integers(0, 9))
    def time_passes(self, days):
        self.on += timedelta(days=days)

    @rule(name=who)
    def consent(self, name):
        self.attempt(actions.do_consent, by=self.user(name))

    @rule(name=who, full=st.booleans())
    def verify(self, name, full):
        self.attempt(actions.start_verification, by=self.user(name), sources=["BANKS"])
        check = self.case.household.checks.filter(state="OPEN").first()
        if check is not None:
            end = verification.answer if full else verification.mark_silent
            end(check, "BANKS", by=self.world.intake, on=self.on)
            verification.complete(check, by=self.world.intake, on=self.on)
        self.attempt(actions.finish_verification, by=self.user(name))

    @rule(name=who, first=who, second=who)
    def visit(self, name, first, second):
        pair = {
            "first": self.user(first),
            "second": self.user(second),
            "visited_on": self.on,
            "findings": "属实。",
        }
        self.attempt(actions.record_visit, by=self.user(name), **pair)

    @rule(name=who, ground=st.sampled_from(["FULL_VERIFICATION_REPORT", "NO_OBJECTION", "COUNTY_SETTING"]))
    def waive(self, name, ground):
        self.attempt(actions.waive, ground, by=self.user(name), text="据此免除。")

    @rule(name=who, votes_for=st.integers(0, 9))
    def appraise(self, name, votes_for):
        counts = {"invited": 9, "present": 9, "votes_for": votes_for, "votes_against": 9 - votes_for}
        self.attempt(actions.record_appraisal, by=self.user(name), held_on=self.on, members="代表", **counts)

    @rule(name=who, opinion=st.sampled_from(["AGREE", "REFUSE"]))
    def review(self, name, opinion):
        self.attempt(actions.review, opinion, "如上。", by=self.user(name))

    @rule(name=who)
    def post(self, name):
        self.attempt(actions.post_notice, by=self.user(name))

    @rule(name=who)
    def end(self, name):
        self.attempt(actions.end_notice, by=self.user(name))

    @rule()
    def objection(self):
        notice = PublicNotice.objects.order_by("-pk").first()
        if notice is not None:
            try:
                actions.object_to(notice, by=actions.CLOCK, on=self.on, text="有异议。")
            except Refused:
                return

    @rule(name=who, upheld=st.booleans())
    def answer(self, name, upheld):
        objection = self.case.objections.filter(state="OPEN").first()
        if objection is not None:
            try:
                actions.settle_objection(
                    objection, by=self.user(name), on=self.on, upheld=upheld, answer="已查。"
                )
            except Refused:
                return

    @rule(name=who)
    def send_back(self, name):
        self.attempt(actions.send_back, by=self.user(name), reason="补查。")

    @rule(name=who, refuse=st.booleans())
    def decide(self, name, refuse):
        self.try_to_decide(name, refuse)

    def try_to_decide(self, name, refuse):
        if refuse:
            self.attempt(actions.refuse, by=self.user(name), reason="不符合。")
        else:
            self.attempt(actions.confirm, by=self.user(name))

    @rule(steps=st.integers(1, 9))
    def the_right_hands_go_on(self, steps):
        """Without this, chance alone would hardly ever reach a decision."""
        for _step in range(steps):
            case = Case.objects.get()
            if case.state == "OPEN" and case.current_step != "CONFIRM":
                self.right_step(case)

    def right_step(self, case):
        objection = case.objections.filter(state="OPEN").first()
        try:
            with transaction.atomic():
                if case.current_step == "REVIEW" and objection:
                    by = self.world.reviewer
                    actions.settle_objection(objection, by=by, on=self.on, upheld=False, answer="已查。")
                else:
                    opinion = "AGREE" if self.rules.outcome == "ELIGIBLE" else "REFUSE"
                    self.on = self.world.do_step(case, self.on, opinion)
        except Refused:
            return

    @initialize(eligible=st.booleans())
    def the_facts_are(self, eligible):
        self.the_facts_turn_out(eligible)

    @rule(eligible=st.booleans())
    def the_facts_change(self, eligible):
        self.the_facts_turn_out(eligible)

    def the_facts_turn_out(self, eligible):
        self.rules.outcome = "ELIGIBLE" if eligible else "NOT_ELIGIBLE"
        self.rules.amount_fen = 63_000 if eligible else None

    @rule()
    def the_head_decides(self):
        case = Case.objects.get()
        refuse = case.steps.filter(round=case.round, opinion="REFUSE").exists()
        self.try_to_decide("head" if case.delegated else "county_head", refuse)

    @rule()
    def the_right_hands_finish(self):
        self.the_right_hands_go_on(12)
        self.the_head_decides()

    @invariant()
    def steps_are_done_in_order(self):
        case = Case.objects.get()
        done = [r.state in ("DONE", "WAIVED") for r in case.steps.of_round(case).exclude(state="NOT_NEEDED")]
        assert done == sorted(done, reverse=True)

    @invariant()
    def a_step_left_out_has_its_ground(self):
        for record in Case.objects.get().steps.filter(state="WAIVED"):
            assert record.ground in {g for plan in PLANS if plan.key == record.key for g in plan.waive}
            assert record.by
            assert record.text

    @invariant()
    def an_open_case_knows_its_present_step(self):
        case = Case.objects.get()
        first = case.steps.of_round(case).filter(state="PENDING").order_by("position").first()
        assert case.current_key == (first.key if first else "")
        assert (case.state == "OPEN") == (first is not None)

    @invariant()
    def a_decision_is_made_by_other_hands_after_everything(self):
        case = Case.objects.get()
        if case.state not in ("CONFIRMED", "REFUSED"):
            assert not hasattr(case, "decision")
            return
        WORLD["reached"].add(case.state)
        decision = case.decision
        assert decision.by not in permissions.participants(case)
        assert not case.steps.filter(state="PENDING").exists()
        last = case.steps.of_round(case).get(key="review")
        assert (last.opinion == "AGREE") == (case.state == "CONFIRMED")
        if case.state == "CONFIRMED":
            assert not case.objections.filter(state="OPEN").exists()
            notices = case.notices.filter(round=case.round)
            assert {n.level for n in notices} == {"VILLAGE", "COUNTY"}
            assert all(n.last_day < decision.decided_on for n in notices)
            assert {n.amount_fen for n in notices} == {decision.monthly_fen}


@pytest.mark.parametrize("delegated", [False, True])
def test_no_order_of_acts_skips_a_step_or_lets_anybody_decide_for_themselves(world, rules, delegated):
    rules.procedure = office_world.procedure(steps=PLANS)
    if delegated:
        world.township.confirms_since, world.township.confirm_source = date(2021, 1, 1), "文件"
        world.township.save()
    for name in STAFF:
        getattr(world, name)
    WORLD.update(world=world, rules=rules, reached=set())
    run_state_machine_as_test(
        Hands,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert WORLD["reached"] == {"CONFIRMED", "REFUSED"}
