"""Monthly payment lists, frozen line by line; the ledger takes its place beside them later (README.md)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.fields import BlindIndexField, SealedTextField
from doudi.office.base.models import SealedRow, Stamped

from . import enums
from .questions import BatchQuerySet, LineQuerySet


class PaymentBatch(SealedRow, Stamped):
    """All lines of a programme for a month, prepared by one person and approved by another.

    `content` is the bank file, sealed; its bytes, name and hash are fixed when the batch is approved.
    """

    number = models.CharField(_("批次号"), max_length=24, unique=True)
    programme = models.CharField(_("救助项目"), max_length=40)
    kind = models.CharField(_("种类"), max_length=8, choices=enums.Kind, default=enums.Kind.REGULAR)
    division = models.ForeignKey("places.Division", models.PROTECT, related_name="+", verbose_name=_("范围"))
    month = models.DateField(_("发放月份"))
    seq = models.IntegerField(default=1)
    state = models.CharField(
        _("状态"), max_length=10, choices=enums.BatchState.choices, default=enums.BatchState.BUILDING
    )
    prepared_by = models.ForeignKey("staff.User", models.PROTECT, related_name="+", verbose_name=_("编制人"))
    approved_by = models.ForeignKey(
        "staff.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人")
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    template = models.CharField(_("银行文件格式"), max_length=40)
    file_name = models.CharField(max_length=80, blank=True)
    content = models.BinaryField(null=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    cancelled_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField(_("撤销理由"), max_length=200, blank=True)
    resend_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="resends")

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "programme", "-seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "division", "month", "seq"],
                name="batch_once",
                violation_error_message=_("这一批刚刚已由他人编制，请刷新列表查看。"),
            ),
            models.UniqueConstraint(
                fields=["programme", "division", "month", "kind"],
                condition=Q(state__in=["BUILDING", "PREPARED"]),
                name="batch_one_waiting",
                violation_error_message=_("这个月还有一批待审批，请先审批或撤销那一批。"),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                name="batch_four_eyes",
                violation_error_message=_("编制人不能审批自己编制的批次。"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["BUILDING", "PREPARED", "CANCELLED"])
                | Q(approved_by__isnull=False, approved_at__isnull=False, content__isnull=False)
                & ~Q(content_sha256=""),
                name="batch_no_step_skipped",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["SENT", "SETTLED"], sent_at__isnull=False, sent_by__isnull=False)
                | ~Q(state__in=["SENT", "SETTLED"]) & Q(sent_at=None, sent_by=None),
                name="batch_sent_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="CANCELLED", cancelled_by__isnull=False) & ~Q(cancel_reason="")
                | ~Q(state="CANCELLED") & Q(cancelled_by=None, cancel_reason=""),
                name="batch_cancelled_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PaymentLine(SealedRow, Stamped):
    """One household, one programme, one month: the household as it was, the account, the amount.

    A line of arrears pays what approved raises owe for months before; its `parts` say which.

    `serial` is the key of the line inside its batch; the bank's answer names it.
    """

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="lines")
    serial = models.IntegerField(_("序号"))
    unit = models.ForeignKey("awards.AwardUnit", models.PROTECT, related_name="payment_lines")
    award = models.ForeignKey("awards.Award", models.PROTECT, related_name="payment_lines")
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="payment_lines")
    programme = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=enums.Kind, default=enums.Kind.REGULAR)
    month = models.DateField()
    amount_fen = models.BigIntegerField(_("金额"))
    previous_fen = models.BigIntegerField(_("上月金额"), null=True, blank=True)
    difference = models.CharField(_("与上月相比"), max_length=8, choices=enums.Difference.choices)
    holder_name = models.CharField(_("户名"), max_length=60)
    holder_document = SealedTextField(_("证件号码"), blank=True, default="")
    bank = models.CharField(_("开户银行"), max_length=60)
    account_number = SealedTextField(_("账号"))
    account_index = BlindIndexField()
    household_number = models.CharField(max_length=24)
    division_code = models.CharField(max_length=12)
    division_name = models.CharField(max_length=120)
    member_count = models.IntegerField(_("保障人数"))
    state = models.CharField(
        _("状态"), max_length=10, choices=enums.LineState.choices, default=enums.LineState.LIVE
    )
    resend_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="resent_as")

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme", "month"],
                condition=Q(state__in=["LIVE", "PAID"], kind="REGULAR"),
                name="line_once_per_household_programme_month",
                violation_error_message=_("这户这个月的同一项救助金已在发放名单中。"),
            ),
            models.UniqueConstraint(fields=["batch", "serial"], name="line_serial_once"),
            models.UniqueConstraint(
                fields=["resend_of"], condition=~Q(state="VOID"), name="line_resent_once",
                violation_error_message=_("这笔退回的款项已经重发。"),
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="line_amount_positive"),
            models.CheckConstraint(condition=Q(serial__gt=0), name="line_serial_positive"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["programme", "month", "household"], name="line_of_month")]

    def __str__(self) -> str:
        return f"{self.batch_id}-{self.serial}"


class ArrearPart(Stamped):
    """A month of arrears inside a line, paid by one line at a time: live while the line counts."""

    line = models.ForeignKey(PaymentLine, models.PROTECT, related_name="parts")
    arrear = models.ForeignKey("awards.Arrear", models.PROTECT, related_name="parts")
    fen = models.BigIntegerField()
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["arrear"],
                condition=Q(live=True),
                name="arrear_paid_once",
                violation_error_message=_("这个月的补发款已在另一份名单中。"),
            ),
            models.UniqueConstraint(fields=["line", "arrear"], name="arrear_once_in_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.arrear_id}"


class LineMember(Stamped):
    """A person whom a line pays for, as the household was; live while the line counts.

    Of a line of arrears none is ever live: the months inside are guarded by its parts.
    """

    line = models.ForeignKey(PaymentLine, models.PROTECT, related_name="members")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=12, blank=True)
    exclusion_group = models.CharField(max_length=40)
    month = models.DateField()
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "exclusion_group", "month"],
                condition=Q(live=True),
                name="person_paid_once_per_month",
                violation_error_message=_("此人这个月的同类救助金已在发放名单中。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class HeldUnit(Stamped):
    """A household that was left out of a list, and why; the others went on."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="held")
    unit = models.ForeignKey("awards.AwardUnit", models.PROTECT, related_name="+")
    problem = models.CharField(max_length=16, choices=enums.Problem.choices)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["problem", "unit__number"]
        constraints = [models.UniqueConstraint(fields=["batch", "unit"], name="held_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.get_problem_display()}"

    @property
    def remedy(self) -> str:
        return str(enums.REMEDIES[enums.Problem(self.problem)])


class ReturnFile(SealedRow, Stamped):
    """What the bank sent back, kept sealed; the same bytes are read once."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="returns")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    paid = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sha256"], name="return_file_once")]

    def __str__(self) -> str:
        return self.file_name


class ReturnLine(Stamped):
    """The bank's word on one line, once."""

    line = models.OneToOneField(PaymentLine, models.PROTECT, related_name="answer")
    file = models.ForeignKey(ReturnFile, models.PROTECT, related_name="lines")
    paid = models.BooleanField()
    code = models.CharField(_("返回码"), max_length=20, blank=True)
    reason = models.CharField(_("退回原因"), max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.line_id} {self.code}"
