"""One application for everything; one case per programme; a record for each step of the procedure."""

import json
import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.fields import SealedTextField
from doudi.office.base.models import SealedRow, Stamped
from doudi.office.staff.enums import Role

from . import enums
from .questions import (
    ApplicationQuerySet,
    CaseQuerySet,
    DecisionQuerySet,
    NoticeQuerySet,
    ObjectionQuerySet,
    StepRecordQuerySet,
)


class Application(SealedRow, Stamped):
    """A household asks for help, once, for all its needs."""

    number = models.CharField(_("受理编号"), max_length=24, unique=True)
    receipt_code = models.CharField(_("查询码"), max_length=12, unique=True)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="applications")
    applicant = models.ForeignKey("people.Person", models.PROTECT, related_name="applications")
    township = models.ForeignKey("places.Division", models.PROTECT, related_name="+")
    channel = models.CharField(_("来源"), max_length=10, choices=enums.Channel.choices)
    proxy_name = models.CharField(_("代办人"), max_length=60, blank=True)
    proxy_relation = models.CharField(_("与申请人关系"), max_length=30, blank=True)
    proxy_phone = SealedTextField(_("代办人电话"), blank=True)
    received_on = models.DateField(_("申请日期"))
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    state = models.CharField(max_length=16, choices=enums.ApplicationState.choices)
    statement = models.TextField(_("困难情况"), max_length=2000, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey("staff.User", models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=0)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_on=None, accepted_by=None)
                | Q(accepted_on__isnull=False, accepted_by__isnull=False),
                name="application_accepted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "SUBMITTED", "PAPERS_MISSING", "WITHDRAWN"])
                | Q(accepted_on__isnull=False),
                name="application_accepted_before_it_goes_on",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state__in=["SUBMITTED", "PAPERS_MISSING"]),
                name="one_waiting_application_per_household",
                violation_error_message=_("这户已有一份申请等待受理，请打开那一份继续办理。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Need(Stamped):
    """What the household says it lacks."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=16, choices=enums.NeedKind.choices)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "kind"], name="need_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class PaperRequest(Stamped):
    """A paper that the household has to bring; all are told at once."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers")
    paper = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    told_on = models.DateField()
    file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    supplied_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "paper"], name="paper_once")]

    def __str__(self) -> str:
        return self.label


class Case(Stamped):
    """One programme asked for by one application, on its way through the procedure in force."""

    number = models.CharField(max_length=24, unique=True)
    application = models.ForeignKey(Application, models.PROTECT, related_name="cases")
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="cases")
    township = models.ForeignKey("places.Division", models.PROTECT, related_name="+")
    programme = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=enums.CaseState.choices, default=enums.CaseState.OPEN)
    current_key = models.CharField(max_length=30, blank=True)
    current_step = models.CharField(max_length=14, choices=enums.Step.choices, blank=True)
    current_role = models.CharField(max_length=24, choices=Role.choices, blank=True)
    round = models.IntegerField(default=1)
    accepted_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    due_provisional = models.BooleanField(default=False)
    step_due_on = models.DateField(null=True, blank=True)
    extended_reason = models.CharField(max_length=200, blank=True)
    delegated = models.BooleanField(default=False)
    escalated_on = models.DateField(null=True, blank=True)
    escalated_reason = models.CharField(max_length=200, blank=True)
    relative_disclosed = models.BooleanField(default=False)
    determination = models.ForeignKey(
        "programmes.Determination", models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_to = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "programme"], name="case_once_per_programme"),
            models.UniqueConstraint(
                fields=["household", "programme"],
                condition=Q(state="OPEN"),
                name="one_open_case_per_programme",
                violation_error_message=_("这户同一项救助正在办理，请打开那一件继续。"),
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", closed_on=None) | ~Q(state="OPEN") & Q(closed_on__isnull=False),
                name="case_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(escalated_on=None, escalated_reason="")
                | Q(escalated_on__isnull=False, delegated=False) & ~Q(escalated_reason=""),
                name="case_escalated_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "current_role", "step_due_on"], name="case_inbox")]

    def __str__(self) -> str:
        return self.number


class StepRecord(Stamped):
    """One step of one round: who did it, when; or on which ground it was waived."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    key = models.CharField(max_length=30)
    step = models.CharField(max_length=14, choices=enums.Step.choices)
    round = models.IntegerField(default=1)
    position = models.IntegerField()
    role = models.CharField(max_length=24, choices=Role.choices)
    level = models.CharField(max_length=8, choices=enums.AppraisalLevel.choices, blank=True)
    state = models.CharField(max_length=10, choices=enums.StepState.choices, default=enums.StepState.PENDING)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.CharField(max_length=30, blank=True, choices=enums.WaiveGround.choices)
    opinion = models.CharField(max_length=8, blank=True, choices=enums.Opinion.choices)
    text = models.TextField(_("意见"), max_length=2000, blank=True)

    objects = StepRecordQuerySet.as_manager()

    class Meta:
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key", "round"], name="step_once_per_round"),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "NOT_NEEDED"]) | Q(by__isnull=False, done_on__isnull=False),
                name="step_done_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="WAIVED") | ~Q(ground=""), name="step_waived_on_a_ground"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.key}"


class CaseReturn(Stamped):
    """Why a case went back and a new round began."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="returns")
    round = models.IntegerField()
    cause = models.CharField(max_length=18, choices=enums.ReturnCause.choices)
    to_key = models.CharField(max_length=30)
    reason = models.CharField(max_length=300)
    returned_on = models.DateField()
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="return_once_per_round"),
            models.CheckConstraint(condition=~Q(reason=""), name="return_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_cause_display()}"


class HomeVisit(Stamped):
    """A visit by two investigators, signed by a member; photos are files."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    round = models.IntegerField(default=1)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True)
    visited_on = models.DateField(_("调查日期"))
    first_investigator = models.ForeignKey("staff.User", models.PROTECT, related_name="+")
    second_investigator = models.ForeignKey("staff.User", models.PROTECT, related_name="+")
    for_county = models.BooleanField(default=False)
    remote = models.BooleanField(_("远程调查"), default=False)
    remote_reason = models.CharField(max_length=200, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    findings = models.TextField(_("调查情况"), max_length=3000)
    member_signature = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_investigator=F("second_investigator")),
                name="visit_by_two",
                violation_error_message=_("入户调查须由两名工作人员共同进行。"),
            ),
            models.CheckConstraint(
                condition=Q(remote=False) | ~Q(remote_reason=""), name="remote_visit_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.visited_on}"


class VisitPhoto(Stamped):
    visit = models.ForeignKey(HomeVisit, models.PROTECT, related_name="photos")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.file)


class Appraisal(Stamped):
    """A community appraisal: who was present, how they voted, what came out."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="appraisals")
    key = models.CharField(max_length=30)
    round = models.IntegerField(default=1)
    level = models.CharField(max_length=8, choices=enums.AppraisalLevel.choices)
    held_on = models.DateField()
    invited = models.IntegerField(_("应到人数"))
    present = models.IntegerField(_("实到人数"))
    representatives = models.IntegerField(_("其中村（居）民代表"), null=True, blank=True)
    votes_for = models.IntegerField(_("同意"))
    votes_against = models.IntegerField(_("不同意"))
    members = models.TextField(_("参加人员"), max_length=1000)
    passed = models.BooleanField()
    note = models.CharField(_("评议情况"), max_length=500, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key", "round"], name="appraisal_once_per_round"),
            models.CheckConstraint(
                condition=Q(present__lte=F("invited"), votes_for__gte=0, votes_against__gte=0)
                & Q(votes_for__lte=F("present") - F("votes_against")),
                name="appraisal_counts_fit",
                violation_error_message=_("票数之和不能多于实到人数，实到不能多于应到。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.held_on}"


class PublicNotice(Stamped):
    """What a public notice shows, and nothing else: a name, a number of people, an amount."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    key = models.CharField(max_length=30)
    round = models.IntegerField(default=1)
    slug = models.CharField(max_length=24, unique=True)
    level = models.CharField(max_length=8, choices=enums.AppraisalLevel.choices)
    division = models.ForeignKey("places.Division", models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    applicant_name = models.CharField(max_length=60)
    member_count = models.IntegerField()
    amount_fen = models.BigIntegerField()
    programme = models.CharField(max_length=40)
    taken_down_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key", "round"], name="notice_once_per_round"),
            models.CheckConstraint(
                condition=Q(member_count__gt=0, amount_fen__gte=0), name="notice_says_something"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="notice_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.key}"

    def is_on_display(self, on: date) -> bool:
        """Whether the public may see it that day."""
        return self.first_day <= on <= self.last_day and (
            self.taken_down_on is None or on < self.taken_down_on
        )


class Objection(SealedRow, Stamped):
    """Somebody objects to a notice; the case goes back to survey."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    received_on = models.DateField()
    text = models.TextField(_("异议内容"), max_length=2000)
    contact = SealedTextField(_("联系方式"), blank=True)
    real_name = models.CharField(_("姓名"), max_length=60, blank=True)
    state = models.CharField(
        max_length=10, choices=enums.ObjectionState.choices, default=enums.ObjectionState.OPEN
    )
    answer = models.TextField(_("处理结果"), max_length=2000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN") | Q(by__isnull=False, answered_on__isnull=False) & ~Q(answer=""),
                name="objection_answered_by_someone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.received_on}"


class Decision(Stamped):
    """Confirmed or refused, with the determination it rests on and the letter that was sent."""

    number = models.CharField(_("文号"), max_length=30, unique=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=enums.DecisionOutcome.choices)
    determination = models.ForeignKey("programmes.Determination", models.PROTECT, related_name="+")
    monthly_fen = models.BigIntegerField(null=True)
    first_month = models.DateField(null=True)
    reason = models.TextField(max_length=2000)
    decided_on = models.DateField()
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")
    tell_by = models.DateField(null=True)
    told_on = models.DateField(null=True, blank=True)
    told_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.BinaryField()
    letter_sha256 = models.CharField(max_length=64)
    seal_text = models.CharField(_("二维码内容"), max_length=600)
    unit = models.ForeignKey(
        "awards.AwardUnit", models.PROTECT, null=True, blank=True, related_name="decisions"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(outcome="REFUSED", monthly_fen=None, first_month=None)
                | Q(outcome="CONFIRMED", monthly_fen__gte=0, first_month__isnull=False),
                name="decision_amount_fits_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Draft(SealedRow, Stamped):
    """A form that somebody has begun; kept, sealed, until it is sent."""

    user = models.ForeignKey("staff.User", models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40, blank=True)
    data = SealedTextField(_("内容"))
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "form", "object_id"], name="draft_once")]

    def __str__(self) -> str:
        return self.form

    @property
    def content(self) -> dict:
        """The fields of the form, as they were typed."""
        return json.loads(self.data)
