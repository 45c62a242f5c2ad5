"""What was granted: to whom (dated members of a unit), from which month, how much, and why."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.models import Stamped

from . import enums
from .questions import AwardQuerySet, AwardUnitQuerySet, SuspensionQuerySet, UnitMemberQuerySet


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
