"""A county at work: staff for every role, households, and the road from the door to the decision.

`World` uses the real acts only. `Rules` stands in for the rulebook where a test is about the office and not
about the law; stories use the real policies and give their own divisions.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from doudi.office.base.citizen_id import check_digit
from doudi.office.base.crypto import blind_index
from doudi.office.cases import actions
from doudi.office.cases.enums import Step
from doudi.office.cases.models import Case
from doudi.office.people import actions as people
from doudi.office.people.enums import MembershipKind, Relation
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.programmes import rulebook
from doudi.office.programmes.enums import Outcome
from doudi.office.staff.enums import Role
from doudi.office.staff.models import Post, User
from doudi.office.verification import actions as verification
from doudi.office.verification.models import Check
from doudi.policies.procedures import Procedure, ProcedureStep
from tests import county as made_up_county

LONG_AGO = date(2000, 1, 1)
LIVING = MembershipKind.LIVING_TOGETHER
_numbers = itertools.count(1)


def citizen_id(birth: str = "19740512", order: int | None = None, area: str = "513722") -> str:
    """A made-up number with the right check digit, new at each call."""
    order = next(_numbers) if order is None else order
    body = f"{area}{birth}{order % 1000:03d}"
    return body + check_digit(body)


def divisions(*rows: tuple[str, str, str] | tuple[str, str, str, str]) -> list[Division]:
    """Divisions from the top down, each (code, name, level[, settlement]); the parent is the last one above."""
    made: dict[str, Division] = {}
    order = [Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
    for code, name, level, *settlement in rows:
        above = [d for d in made.values() if order.index(d.level) < order.index(level)]
        parent = above[-1] if above else None
        made[code] = Division.objects.create(
            code=code,
            name=name,
            level=level,
            parent=parent,
            path=f"{parent.path if parent else '/'}{code}/",
            settlement=settlement[0] if settlement else "",
        )
    return list(made.values())


def staff(name: str, role: str, at: Division, number: str = "") -> User:
    """A natural person with one post since long ago."""
    user = User.objects.create_user(
        f"u{next(_numbers)}",
        name=name,
        person_key=blind_index("citizen_id", number or citizen_id("19800101")),
    )
    Post.objects.create(user=user, role=role, division=at, first_day=LONG_AGO)
    return user


@dataclass
class World:
    """One county, its staff, and short ways to do what tests need again and again."""

    county: Division
    township: Division
    village: Division
    other_township: Division
    on: date
    users: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        if name.startswith("_") or name not in STAFF:
            raise AttributeError(name)
        if name not in self.users:
            full_name, role, where = STAFF[name]
            self.users[name] = staff(full_name, role, getattr(self, where))
        return self.users[name]

    # --- people

    def person(self, name: str = "张有福", birth: str = "19740512", number: str = "", **more: Any) -> Any:
        return people.register_person(
            by=self.intake, name=name, document_number=number or citizen_id(birth), on=self.on, **more
        )

    def household(
        self,
        *members: tuple[str, str],
        facts: Any = None,
        settlement: str = "",
        on: date | None = None,
        **more: Any,
    ) -> Any:
        """A household of (name, birth) pairs; the first is its head. `facts` as for `declare`."""
        on = on or self.on
        persons = [self.person(*member) for member in members or (("张有福", "19740512"),)]
        relations = [Relation.HEAD, Relation.SPOUSE, *([Relation.SON] * len(persons))]
        rows = [(who, relations[i], LIVING) for i, who in enumerate(persons)]
        household = people.form_household(
            by=self.intake,
            division=self.village,
            settlement=settlement or self.village.settlement or "RURAL",
            members=rows,
            on=on,
            **more,
        )
        if facts:
            self.declare(household, facts, on=on)
        return household

    def declare(self, household: Any, facts: Any, on: date | None = None, **more: Any) -> None:
        """`facts`: a list with one dict for each member in order; the last may be for the household under "household"."""
        members = [m.person for m in household.memberships.order_by("pk").select_related("person")]
        subjects: list[Any] = [*members[: len(facts)]]
        for subject, known in zip(subjects, facts, strict=False):
            rows = known if isinstance(known, dict) else dict(known)
            for name, value in rows.items():
                self._fact(
                    subject if name[0] != "@" else household, name.lstrip("@"), value, on or self.on, **more
                )

    def _fact(self, subject: Any, name: str, value: int, on: date, **more: Any) -> None:
        people.record_fact(
            by=self.intake, subject=subject, name=name, value=value, first_day=on, on=on, **more
        )

    # --- the road

    def apply(self, household: Any, **more: Any) -> Any:
        head = household.memberships.get(relation=Relation.HEAD, last_day=None).person
        given = {
            "by": self.intake,
            "household": household,
            "applicant": head,
            "channel": "WINDOW",
            "needs": ["LIVING"],
            "received_on": self.on,
            "on": self.on,
        }
        return actions.open_application(**{**given, **more})

    def case(self, household: Any = None, programme: str = "dibao", on: date | None = None) -> Case:
        on = on or self.on
        application = self.apply(household or self.household(on=on), received_on=on, on=on)
        return actions.accept(application, [programme], by=self.intake, on=on)[0]

    def consent(self, case: Case, on: date | None = None) -> None:
        on = on or self.on
        for person in verification.missing_consents(case.household, on=on):
            verification.give_consent(
                case.household,
                person,
                by=self.intake,
                first_day=on,
                last_day=on + timedelta(days=180),
                signed_on=on,
                on=on,
            )

    def check(self, case: Case, on: date | None = None, sources: Iterable[str] = ("BANKS",)) -> Check:
        """Ask, answer with nothing found, complete."""
        on = on or self.on
        check = actions.start_verification(case, by=self.intake, on=on, sources=sources)
        for answer in check.answers.all():
            verification.answer(check, answer.source, by=self.intake, on=on)
        return verification.complete(check, by=self.intake, on=on)

    def visit(self, case: Case, on: date | None = None, **more: Any) -> Any:
        on = on or self.on
        given = {
            "by": self.intake,
            "on": on,
            "visited_on": on,
            "first": self.intake,
            "second": self.assistant,
            "findings": "家中两间砖房，情况与申报一致。",
        }
        return actions.record_visit(case, **{**given, **more})

    def county_visit(self, case: Case, on: date | None = None) -> Any:
        on = on or self.on
        pair = {"first": self.officer, "second": self.officer2}
        return actions.record_county_visit(
            case, by=self.officer, on=on, visited_on=on, findings="属实。", **pair
        )

    def appraise(
        self, case: Case, on: date | None = None, votes: tuple[int, int, int, int] = (9, 9, 8, 1), **more: Any
    ) -> Any:
        """`votes`: invited, present, for, against."""
        on = on or self.on
        invited, present, votes_for, votes_against = votes
        record = case.steps.get(round=case.round, key=case.current_key)
        by = self.officer if record.level == "COUNTY" else self.intake
        given = {
            "by": by,
            "on": on,
            "held_on": on,
            "invited": invited,
            "present": present,
            "votes_for": votes_for,
            "votes_against": votes_against,
            "members": "村民代表九人",
        }
        return actions.record_appraisal(case, **{**given, **more})

    def drive(self, case: Case, to: str = "CONFIRM", on: date | None = None, opinion: str = "AGREE") -> date:
        """Do every step before the first one of kind `to`, each as it should be done; answers the day reached."""
        on = on or self.on
        while case.current_step != to:
            on = self.do_step(case, on, opinion)
        return on

    def do_step(self, case: Case, on: date, opinion: str = "AGREE") -> date:
        step = case.current_step
        if step == Step.CONSENT:
            self.consent(case, on)
            actions.do_consent(case, by=self.intake, on=on)
        elif step == Step.VERIFICATION:
            if not verification.latest_report(case.household, on):
                self.check(case, on)
            actions.finish_verification(case, by=self.intake, on=on)
        elif step == Step.HOME_VISIT:
            self.visit(case, on)
        elif step == Step.APPRAISAL:
            self.appraise(case, on)
        elif step == Step.REVIEW:
            actions.review(case, opinion, "情况属实，按核算结果办理。", by=self.reviewer, on=on)
        elif step == Step.PUBLIC_NOTICE:
            notice = self.post(case, on)
            on = notice.last_day + timedelta(days=1)
            actions.end_notice(case, by=self.intake, on=on)
        else:
            raise AssertionError(f"nothing to do at {step}")
        return on

    def post(self, case: Case, on: date) -> Any:
        record = case.steps.get(round=case.round, key=case.current_key)
        by = self.officer if record.level == "COUNTY" else self.intake
        return actions.post_notice(case, by=by, on=on)

    def decider(self, case: Case) -> User:
        return self.head if case.delegated else self.county_head

    def confirm(self, case: Case, on: date, **more: Any) -> Any:
        return actions.confirm(case, by=self.decider(case), on=on, **more)


STAFF: dict[str, tuple[str, Role, str]] = {
    "assistant": ("刘芳", Role.VILLAGE_ASSISTANT, "village"),
    "intake": ("周敏", Role.TOWNSHIP_INTAKE, "township"),
    "intake2": ("李强", Role.TOWNSHIP_INTAKE, "township"),
    "reviewer": ("陈静", Role.TOWNSHIP_REVIEWER, "township"),
    "head": ("王刚", Role.TOWNSHIP_HEAD, "township"),
    "officer": ("邓伟", Role.COUNTY_OFFICER, "county"),
    "officer2": ("何丽", Role.COUNTY_OFFICER, "county"),
    "county_head": ("杨勇", Role.COUNTY_HEAD, "county"),
    "county_head2": ("孙平", Role.COUNTY_HEAD, "county"),
    "finance": ("钱进", Role.FINANCE_OFFICER, "county"),
    "auditor": ("严明", Role.AUDITOR, "county"),
    "admin": ("管平", Role.SYSTEM_ADMIN, "county"),
    "citizen": ("路人甲", Role.CITIZEN, "county"),
    "stranger": ("外乡人", Role.TOWNSHIP_INTAKE, "other_township"),
    "stranger_head": ("外乡长", Role.TOWNSHIP_HEAD, "other_township"),
    "stranger_reviewer": ("外乡审", Role.TOWNSHIP_REVIEWER, "other_township"),
    "stranger_assistant": ("外村助", Role.VILLAGE_ASSISTANT, "other_township"),
}


def make_at(*places: tuple[str, ...], on: date) -> World:
    """A real place: divisions from the province down, the last two a township and its village."""
    made = divisions(*places)
    above = next(d for d in reversed(made) if d.level == Level.COUNTY)
    return World(above, made[-2], made[-1], made[-2], on)


def make(on: date = date(2026, 3, 2)) -> World:
    """The made-up county 990101 with two townships."""
    places = made_up_county.make()
    return World(places.county, places.east, places.east_village, places.west, on)


# --- made-up rules ----------------------------------------------------------------------------


def Plan(key: str, step: str, role: str | None = None, **given: Any) -> ProcedureStep:
    """A step of a made-up procedure."""
    return ProcedureStep(key=key, step=step, role=role, **given)


VISIT = Plan(
    "home_visit", "HOME_VISIT", "TOWNSHIP_INTAKE", waive=("FULL_VERIFICATION_REPORT",), waive_law="办法第五条"
)
APPRAISAL = Plan("appraisal", "APPRAISAL", level="VILLAGE", when="ON_OBJECTION")
NOTICE = Plan("public_notice", "PUBLIC_NOTICE", level="VILLAGE", days=7, calendar="CALENDAR")
NATIONAL = Procedure(
    place="990101",
    place_name="示例县",
    programme="dibao",
    since=LONG_AGO,
    source="示例办法",
    total_days=30,
    delegated_days=20,
    extended_days=45,
    refusal_notice_days=3,
    start_month="NEXT_MONTH",
    delegable=True,
    steps=(
        Plan("consent", "CONSENT", "TOWNSHIP_INTAKE"),
        Plan("verification", "VERIFICATION", "TOWNSHIP_INTAKE", start_days=3),
        VISIT,
        APPRAISAL,
        Plan("review", "REVIEW", "TOWNSHIP_REVIEWER"),
        NOTICE,
        Plan("confirm", "CONFIRM", "COUNTY_HEAD", delegated_role="TOWNSHIP_HEAD", days=10),
    ),
)


def procedure(**changes: Any) -> Procedure:
    """The national shape with other settings."""
    if "steps" in changes:
        changes["steps"] = tuple(changes["steps"])
    return replace(NATIONAL, **changes)


def with_step(plan: ProcedureStep, base: Procedure = NATIONAL) -> Procedure:
    """`base` with one step replaced by its key."""
    return replace(base, steps=tuple(plan if old.key == plan.key else old for old in base.steps))


PROGRAMMES = {"dibao": "最低生活保障", "tekun": "特困人员救助供养", "near_dibao": "低保边缘家庭"}
PAPERS = (
    {"key": "application", "label": "申请书", "needed": "ALWAYS"},
    {"key": "proxy", "label": "委托书", "needed": "BY_PROXY"},
    {"key": "identity", "label": "居民身份证", "needed": "ALWAYS", "verified_by": "PUBLIC_SECURITY"},
)
LINE_PARAMETER = {
    "name": "dibao_line",
    "label": "低保标准",
    "text": "630.00 元/月",
    "since": "2025-07-01",
    "source": "渝民规〔2025〕6号",
}
LINE = {
    "name": "dibao_gap",
    "label": "补差",
    "value_text": "630.00 元",
    "text": "低保标准 630.00 元 × 1 人 − 家庭月收入 0.00 元 = 630.00 元",
    "law": "民发〔2021〕57号 第二十三条",
    "member": "",
    "depth": 0,
    "quiet": False,
    "parameters": [LINE_PARAMETER],
}  # fmt: skip


class Rules:
    """What the rulebook answers in a test: change `outcome`, `amount_fen`, `procedure` as the story goes."""

    def __init__(self) -> None:
        self.procedure: Any = NATIONAL
        self.outcome = Outcome.ELIGIBLE
        self.amount_fen: int | None = 63_000
        self.covered: int | None = None

    def install(self, monkeypatch: Any, without: Iterable[str] = ()) -> "Rules":
        """Put the answers in place of the rulebook's, all but those named in `without`."""
        patches = {
            "procedure": lambda *_which: self.procedure,
            "programmes": self._programmes,
            "label": lambda name: PROGRAMMES.get(name, name),
            "exclusion_group": lambda _name: "BASIC",
            "assess": self._assess,
            "frozen": self._frozen,
            "parameter": lambda *_which: None,
        }
        for name in set(patches) - set(without):
            monkeypatch.setattr(rulebook, name, patches[name])
        return self

    def refuse(self) -> None:
        self.outcome, self.amount_fen = Outcome.NOT_ELIGIBLE, None

    def unknown(self) -> None:
        self.outcome, self.amount_fen = Outcome.UNKNOWN, None

    def _programmes(self, place: str, on: date) -> list[Any]:
        empty = rulebook.ProgrammeInfo("", "", "", "CIVIL_AFFAIRS", "HOUSEHOLD", PAPERS, (), (), (), "BASIC")
        return [replace(empty, name=name, label=label) for name, label in PROGRAMMES.items()]

    def _assess(self, household: Any, on: date, programmes: Any = None, **_more: Any) -> list[Any]:
        living = household.memberships.living_together(on).order_by("pk")
        persons = tuple(living.values_list("person_id", flat=True))
        return [
            rulebook.Assessment(
                persons=persons,
                covered=persons[: self.covered],
                programme=name,
                label=PROGRAMMES[name],
                place="990101",
                on=on,
                outcome=self.outcome,
                amount_fen=self.amount_fen,
                sheet=[LINE],
                why_not=[] if self.outcome == Outcome.ELIGIBLE else [LINE],
                result=household,
            )
            for name in programmes or PROGRAMMES
        ]

    def _frozen(self, assessment: Any) -> dict[str, Any]:
        said = [assessment.programme, str(assessment.outcome), assessment.amount_fen, assessment.covered]
        return {
            "place": "990101",
            "on": assessment.on.isoformat(),
            "persons": assessment.persons,
            "said": said,
        }
