"""What was granted: to whom (dated members of a unit), from which month, how much, and why."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.models import Stamped

from . import enums
from .questions import (
    ArrearQuerySet,
    AwardQuerySet,
    AwardUnitQuerySet,
    RaiseLineQuerySet,
    RaiseQuerySet,
    ReassessmentQuerySet,
    SuspensionQuerySet,
    UnitMemberQuerySet,
)


class AwardUnit(Stamped):
    """The people who are granted one programme together; never tied to the head of a household."""

    number = models.CharField(_("救助编号"), max_length=24, unique=True)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="award_units")
    programme = models.CharField(_("救助项目"), max_length=40)
    ended_on = models.DateField(_("停发日期"), null=True, blank=True)

    objects = AwardUnitQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme"],
                condition=Q(ended_on=None),
                name="one_unit_per_household_and_programme",
                violation_error_message=_("这户已在享受同一项救助，请办理变更，不要重复批准。"),
            )
        ]

    def __str__(self) -> str:
        return self.number


class UnitMember(Stamped):
    """A person in an award unit; in one unit per exclusion group at a time."""

    unit = models.ForeignKey(AwardUnit, models.PROTECT, related_name="members")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="unit_members")
    exclusion_group = models.CharField(max_length=40)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = UnitMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "exclusion_group"],
                condition=Q(last_day=None),
                name="person_in_one_exclusive_award",
                violation_error_message=_("此人正在享受不能同时享受的另一项救助。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Hearing(Stamped):
    """The recipient was heard before an award is reduced, suspended or ended (社会救助法 第四十八条)."""

    unit = models.ForeignKey(AwardUnit, models.PROTECT, related_name="hearings")
    about = models.CharField(_("拟作出的决定"), max_length=8, choices=enums.HearingAbout.choices)
    heard_on = models.DateField(_("听取意见日期"))
    ground = models.CharField(_("拟调整的理由"), max_length=300)
    statement = models.CharField(_("当事人意见"), max_length=1000)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-heard_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(ground="") & ~Q(statement=""), name="hearing_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.heard_on} {self.get_about_display()}：{self.ground}"


class Award(Stamped):
    """A monthly amount for a unit from a month to a month; two awards of a unit never share a month.

    A recognition without money (低保边缘) has the amount 0.
    """

    unit = models.ForeignKey(AwardUnit, models.PROTECT, related_name="awards")
    monthly_fen = models.BigIntegerField(_("月救助金"))
    first_month = models.DateField(_("起始月份"))
    last_month = models.DateField(_("终止月份"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=12, choices=enums.AwardReason.choices)
    determination = models.ForeignKey("programmes.Determination", models.PROTECT, related_name="+")
    decision_number = models.CharField(_("决定文号"), max_length=24)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")
    hearing = models.OneToOneField(Hearing, models.PROTECT, null=True, blank=True, related_name="award")
    end_reason = models.CharField(_("停发原因"), max_length=16, choices=enums.EndReason.choices, blank=True)
    end_note = models.CharField(_("停发说明"), max_length=200, blank=True)
    ended_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    end_hearing = models.OneToOneField(
        Hearing, models.PROTECT, null=True, blank=True, related_name="ended_award"
    )

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["first_month", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(monthly_fen__gte=0), name="award_amount_not_negative"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(last_month=None), name="unit_has_one_open_award"
            ),
            models.UniqueConstraint(
                fields=["unit", "first_month"],
                condition=Q(last_month=None) | Q(last_month__gte=F("first_month")),
                name="award_once_per_month",
            ),
            models.CheckConstraint(
                condition=Q(end_reason="", ended_by=None) | ~Q(end_reason="") & Q(ended_by__isnull=False),
                name="award_ended_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(last_month=None) | ~Q(end_reason=""), name="award_end_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(end_reason__in=["", *enums.WITHOUT_HEARING]) | Q(end_hearing__isnull=False),
                name="award_ended_after_a_hearing",
                violation_error_message=_("停发前须先听取当事人意见。"),
            ),
            models.CheckConstraint(
                condition=~Q(reason="DECREASE") | Q(hearing__isnull=False),
                name="award_reduced_after_a_hearing",
                violation_error_message=_("减发前须先听取当事人意见。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.first_month:%Y-%m}"

    @property
    def is_withdrawn(self) -> bool:
        """Ended before it began."""
        return self.last_month is not None and self.last_month < self.first_month


class Suspension(Stamped):
    """Months in which an award rests."""

    unit = models.ForeignKey(AwardUnit, models.PROTECT, related_name="suspensions")
    first_month = models.DateField(_("暂停月份"))
    last_month = models.DateField(_("最后暂停月份"), null=True, blank=True)
    reason = models.CharField(_("暂停理由"), max_length=200)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")
    hearing = models.OneToOneField(Hearing, models.PROTECT, related_name="suspension")
    resume_reason = models.CharField(_("恢复理由"), max_length=200, blank=True)
    resumed_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["first_month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(last_month=None), name="unit_suspended_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_has_a_reason"),
            models.CheckConstraint(
                condition=Q(last_month=None, resumed_by=None, resume_reason="")
                | Q(last_month__isnull=False, resumed_by__isnull=False) & ~Q(resume_reason=""),
                name="suspension_lifted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.first_month:%Y-%m}"

    @property
    def is_withdrawn(self) -> bool:
        return self.last_month is not None and self.last_month < self.first_month


class Raise(Stamped):
    """A standard is raised: who gets how much more, from which month, and the arrears; before anything is paid.

    `first_month` is the first month in which the value holds, `regular_month` the first one that regular lists
    pay with it; the months between are arrears. `changes` are the values as they were and are.
    """

    number = models.CharField(_("编号"), max_length=24, unique=True)
    division = models.ForeignKey("places.Division", models.PROTECT, related_name="+", verbose_name=_("范围"))
    programme = models.CharField(_("救助项目"), max_length=40)
    value_on = models.DateField(_("新标准起始日"))
    first_month = models.DateField(_("补发起始月份"))
    regular_month = models.DateField(_("按新标准发放的月份"))
    changes = models.JSONField(default=list)
    state = models.CharField(
        _("状态"), max_length=10, choices=enums.RaiseState, default=enums.RaiseState.BUILDING
    )
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+", verbose_name=_("测算人"))
    decided_by = models.ForeignKey(
        "staff.User", models.PROTECT, null=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    cancelled_by = models.ForeignKey("staff.User", models.PROTECT, null=True, related_name="+")
    cancel_reason = models.CharField(_("撤销理由"), max_length=200, blank=True)

    objects = RaiseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("提标方案")
        constraints = [
            models.UniqueConstraint(
                fields=["division", "programme", "value_on"],
                condition=Q(state__in=["BUILDING", "PROPOSED", "APPROVED"]),
                name="raise_one_waiting",
                violation_error_message=_("这项标准同日的一份方案还没有办完，请先审批或撤销那一份。"),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")),
                name="raise_four_eyes",
                violation_error_message=_("测算人不能审批自己提出的方案。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["APPROVED", "DONE"], decided_by__isnull=False, decided_at__isnull=False
                )
                | Q(state__in=["BUILDING", "PROPOSED", "CANCELLED"], decided_by=None, decided_at=None),
                name="raise_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="CANCELLED", cancelled_by__isnull=False) & ~Q(cancel_reason="")
                | ~Q(state="CANCELLED") & Q(cancelled_by=None, cancel_reason=""),
                name="raise_cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(regular_month__gte=F("first_month")), name="raise_months_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RaiseLine(Stamped):
    """What a raised standard means for one award unit: the new monthly amount, and the arrears month by month.

    `months` holds a row for each month of arrears: {"month", "had", "due", "note"}; `determination` is the one
    whose frozen facts were computed again; `made_award` is the award that the approval led to.
    """

    run = models.ForeignKey(Raise, models.PROTECT, related_name="lines")
    unit = models.ForeignKey(AwardUnit, models.PROTECT, related_name="raise_lines")
    value_on = models.DateField()
    name = models.CharField(_("户主"), max_length=60)
    member_count = models.IntegerField(_("保障人数"))
    determination = models.ForeignKey("programmes.Determination", models.PROTECT, related_name="+")
    old_fen = models.BigIntegerField(_("原月救助金"))
    new_fen = models.BigIntegerField(_("新月救助金"))
    from_month = models.DateField(_("按新标准发放的月份"), null=True)
    months = models.JSONField(default=list)
    arrears_fen = models.BigIntegerField(_("补发合计"), default=0)
    state = models.CharField(_("状态"), max_length=10, choices=enums.RaiseLineState)
    problem = models.CharField(_("问题"), max_length=16, choices=enums.RaiseProblem, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    made_award = models.OneToOneField(Award, models.PROTECT, null=True, blank=True, related_name="raised_by")

    objects = RaiseLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "unit"], name="raise_line_once_in_run"),
            models.UniqueConstraint(
                fields=["unit", "value_on"],
                condition=Q(state__in=["PROPOSED", "APPLIED"]),
                name="raise_line_once_per_unit_and_day",
                violation_error_message=_("这户这次提标已在另一份方案中。"),
            ),
            models.CheckConstraint(
                condition=Q(arrears_fen__gte=0, old_fen__gte=0, new_fen__gte=0),
                name="raise_line_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["PROPOSED", "APPLIED"]) | Q(new_fen__gte=F("old_fen")),
                name="raise_line_never_lowers",
            ),
            models.CheckConstraint(
                condition=Q(state="HELD") & ~Q(problem="") | ~Q(state="HELD") & Q(problem=""),
                name="raise_line_held_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.unit}"

    @property
    def more_fen(self) -> int:
        """How much more a month, from `from_month` on; 0 for an award that has ended."""
        return self.new_fen - self.old_fen if self.from_month else 0

    @property
    def remedy(self) -> str:
        return str(enums.RAISE_REMEDIES[enums.RaiseProblem(self.problem)]) if self.problem else ""


class Arrear(Stamped):
    """What a unit is owed for one month by an approved raise, once; the next list of arrears pays it.

    `before_fen` is what it was due until then: the award of the month and earlier arrears. The database
    checks it, so that the same gap is never owed twice.
    """

    line = models.ForeignKey(RaiseLine, models.PROTECT, related_name="arrears")
    unit = models.ForeignKey(AwardUnit, models.PROTECT, related_name="arrears")
    month = models.DateField(_("月份"))
    before_fen = models.BigIntegerField(_("原应发"))
    fen = models.BigIntegerField(_("补发"))

    objects = ArrearQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "month"], name="arrear_once_per_month"),
            models.UniqueConstraint(
                fields=["unit", "month", "before_fen"],
                name="arrear_gap_once",
                violation_error_message=_("这个月的差额已经补发过。"),
            ),
            models.CheckConstraint(condition=Q(fen__gt=0, before_fen__gte=0), name="arrear_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.month:%Y-%m}"


class Reassessment(Stamped):
    """What should have been paid since a fact that came out late was true, against what was paid: a result only.

    `changes` is what was put in, `months` a row for each month: {"month", "paid", "due", "reasons"}. No
    money moves here; a recovery or a later payment refers to it.
    """

    number = models.CharField(_("编号"), max_length=24, unique=True)
    unit = models.ForeignKey(AwardUnit, models.PROTECT, related_name="reassessments")
    ground = models.CharField(_("事由"), max_length=10, choices=enums.LateGround)
    since_on = models.DateField(_("从哪天起"))
    found_on = models.DateField(_("得知日期"))
    detail = models.CharField(_("经过和依据"), max_length=500)
    changes = models.JSONField(default=list)
    months = models.JSONField(default=list)
    over_fen = models.BigIntegerField(_("多发合计"))
    under_fen = models.BigIntegerField(_("少发合计"))
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+", verbose_name=_("登记人"))

    objects = ReassessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("追溯核定")
        constraints = [
            models.CheckConstraint(
                condition=Q(over_fen__gte=0, under_fen__gte=0), name="reassessment_not_negative"
            ),
            models.CheckConstraint(condition=~Q(detail=""), name="reassessment_has_words"),
        ]

    def __str__(self) -> str:
        return self.number
