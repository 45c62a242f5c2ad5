"""Determinations, frozen for ever; the standards that a county sets itself; where a programme is piloted."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.models import Stamped

from . import enums


def with_days(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stored rows of a sheet, with the days of their parameters as dates."""
    return [{**line, "parameters": [_with_day(p) for p in line["parameters"]]} for line in lines]


def _with_day(parameter: dict[str, Any]) -> dict[str, Any]:
    return {**parameter, "since": date.fromisoformat(parameter["since"])}


class DeterminationQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "household__division__path")


class Determination(Stamped):
    """Facts, parameters, rules and every derived value, with their content hash; never changed."""

    number = models.CharField(max_length=24, unique=True)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="determinations")
    programme = models.CharField(max_length=40)
    place = models.CharField(max_length=12)
    on = models.DateField()
    outcome = models.CharField(max_length=14, choices=enums.Outcome.choices)
    amount_fen = models.BigIntegerField(null=True)
    path = models.CharField(max_length=40, blank=True)
    covered = models.JSONField(default=list)
    frozen = models.JSONField()
    sheet = models.JSONField()
    why_not = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, related_name="+")

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen=None) | Q(amount_fen__gte=0), name="determination_amount_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The whole calculation sheet, with dates as dates, for `components/sheet.html`."""
        return with_days(self.sheet)

    @property
    def main_lines(self) -> list[dict[str, Any]]:
        """The sheet without the steps that add nothing."""
        return [line for line in self.lines if not line["quiet"]]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """The conditions that failed."""
        return with_days(self.why_not)


class LocalStandardQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user)

    def approved(self):
        """Those that count, in the order in which they were approved: of the same day the later one counts."""
        return self.filter(state=enums.StandardState.APPROVED).order_by("decided_at", "pk")

    def waiting(self):
        return self.filter(state=enums.StandardState.SUBMITTED)

    def for_review(self, on: date):
        """Approved ones whose day of review has come."""
        return self.approved().filter(review_on__lte=on).filter(Q(last_day=None) | Q(last_day__gte=on))


class LocalStandard(Stamped):
    """A parameter as a county sets it, from a day on, by a document; once approved it never changes.

    `figures` holds the engine's numbers by settlement: {"URBAN": 77000, "RURAL": 63000} (fen,
    ten-thousandths, members of an enum), lists where the parameter is one.
    """

    number = models.CharField(_("编号"), max_length=30, unique=True)
    division = models.ForeignKey("places.Division", models.PROTECT, related_name="+", verbose_name=_("地方"))
    name = models.CharField(_("参数"), max_length=60)
    first_day = models.DateField(_("自何时起"))
    last_day = models.DateField(_("至何时止"), null=True, blank=True)
    hands_back = models.BooleanField(_("期满后沿用上级"), default=False)
    figures = models.JSONField(_("取值"))
    source = models.CharField(_("文号"), max_length=200, blank=True)
    issued_on = models.DateField(_("文件日期"), null=True, blank=True)
    rests_on = models.CharField(_("所依据的上位文件"), max_length=200, blank=True)
    text = models.TextField(_("文件原文摘录"), blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    is_trial = models.BooleanField(_("试行"), default=False)
    review_on = models.DateField(_("复核日期"), null=True, blank=True)
    meetings_needed = models.PositiveSmallIntegerField(_("须几类会议决定"), default=0)
    state = models.CharField(
        _("状态"), max_length=10, choices=enums.StandardState, default=enums.StandardState.DRAFT
    )
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+", verbose_name=_("起草人"))
    decided_by = models.ForeignKey(
        "staff.User", models.PROTECT, null=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    opinion = models.CharField(_("审批意见"), max_length=500, blank=True)
    withdrawn_by = models.ForeignKey(
        "staff.User", models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=500, blank=True)

    objects = LocalStandardQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("本地标准")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="standard_days",
                violation_error_message=_("截止日期不能早于起始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(hands_back=False) | Q(last_day__isnull=False), name="standard_hands_back_at_end"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="standard_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(withdrawn_at=None, withdrawn_by=None) & ~Q(state="WITHDRAWN"))
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, state="WITHDRAWN"),
                name="standard_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="APPROVED") | (Q(decided_at__isnull=False) & ~Q(source="")),
                name="standard_approved_with_document",
            ),
            models.UniqueConstraint(
                fields=["division", "name", "first_day"],
                condition=Q(state__in=["DRAFT", "SUBMITTED", "RETURNED"]),
                name="standard_open_once",
                violation_error_message=_("这项标准同日起的一份还在起草或待批，请先办完那一份。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> str:
        """The code of the place whose standard it is."""
        return self.division_id  # type: ignore[no-any-return]

    @property
    def is_open(self) -> bool:
        """Whether its figures may still be changed."""
        return self.state in {enums.StandardState.DRAFT, enums.StandardState.RETURNED}


class StandardMeeting(Stamped):
    """A meeting that decided on a standard; what was noted is never changed."""

    standard = models.ForeignKey(LocalStandard, models.PROTECT, related_name="meetings")
    kind = models.CharField(_("会议"), max_length=20, choices=enums.MeetingKind)
    held_on = models.DateField(_("开会日期"))
    record = models.CharField(_("会议纪要编号"), max_length=100)
    conclusion = models.CharField(_("决定事项"), max_length=300)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+", verbose_name=_("登记人"))

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = verbose_name_plural = _("会议决定")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.record}"


class ProgrammeScopeQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user)

    def in_force(self, county: str, programme: str, on: date):
        """The latest word on where a programme of a county is open on a day, or None."""
        said = self.filter(division_id=county, programme=programme, first_day__lte=on)
        return said.order_by("first_day", "pk").last()


class ProgrammeScope(Stamped):
    """From a day on a programme is open in some townships only, or, where none is named, everywhere again."""

    division = models.ForeignKey("places.Division", models.PROTECT, related_name="+", verbose_name=_("县"))
    programme = models.CharField(_("救助项目"), max_length=40)
    first_day = models.DateField(_("自何时起"))
    townships = models.JSONField(_("试点乡镇"), default=list)
    source = models.CharField(_("依据"), max_length=200)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+", verbose_name=_("登记人"))

    objects = ProgrammeScopeQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-pk"]
        verbose_name = verbose_name_plural = _("试点范围")
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="scope_has_document")]

    def __str__(self) -> str:
        return f"{self.programme} {self.first_day}"

    def holds(self, codes: list[str]) -> bool:
        """Whether a division with these codes above it lies in the scope."""
        return not self.townships or bool(set(self.townships) & set(codes))


class SimulationScenarioQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user)


class SimulationScenario(Stamped):
    """What a county tried out, under a name: other values of parameters, and the sums that came of it.

    `changes` are rows {"name", "before", "after"}, each with the engine's numbers by settlement; `effects`
    are sums by group (`doudi.policies.effects`), never a household. It is kept as it was, or deleted.
    """

    division = models.ForeignKey("places.Division", models.PROTECT, related_name="+", verbose_name=_("县"))
    name = models.CharField(_("方案名称"), max_length=60)
    programme = models.CharField(_("救助项目"), max_length=40)
    on = models.DateField(_("按哪一天的规定"))
    population_on = models.DateField(_("家庭情况截至"))
    changes = models.JSONField(_("改动的标准"))
    effects = models.JSONField(_("测算结果"))
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+", verbose_name=_("测算人"))

    objects = SimulationScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("测算方案")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="scenario_has_name"),
            models.UniqueConstraint(
                fields=["division", "name"],
                name="scenario_name_once",
                violation_error_message=_("已有同名的测算方案，请换一个名称。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
