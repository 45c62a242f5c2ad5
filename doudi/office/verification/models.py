"""Consent, the request, what each source answered, and the differences found."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.models import Stamped

from . import enums
from .querysets import CheckQuerySet, ConsentQuerySet, FindingQuerySet


class Consent(Stamped):
    """A person's consent to verification: for what, from which day to which."""

    household = models.ForeignKey("people.Household", models.PROTECT, related_name="consents")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="consents")
    purpose = models.CharField(_("用途"), max_length=20, choices=enums.Purpose.choices)
    first_day = models.DateField(_("有效期起"))
    last_day = models.DateField(_("有效期止"))
    signed_on = models.DateField(_("签署日期"))
    signature = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="consent_days_in_order"),
            models.CheckConstraint(condition=Q(signed_on__lte=F("last_day")), name="consent_signed_in_time"),
            models.UniqueConstraint(
                fields=["household", "person", "purpose"],
                condition=Q(withdrawn_on=None),
                name="consent_once",
                violation_error_message=_("此人已有同一用途的授权。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}—{self.last_day}"

    def covers(self, on) -> bool:
        return self.first_day <= on <= self.last_day and (self.withdrawn_on is None or on < self.withdrawn_on)


class ConsentRefusal(Stamped):
    """A support obligor outside the household does not consent; nobody asks about that person."""

    household = models.ForeignKey("people.Household", models.PROTECT, related_name="consent_refusals")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    purpose = models.CharField(_("用途"), max_length=20, choices=enums.Purpose.choices)
    refused_on = models.DateField(_("日期"))
    reason = models.CharField(_("情况说明"), max_length=200)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "person", "purpose"], name="consent_refused_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="consent_refusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.refused_on}"


class Check(Stamped):
    """One verification of a household; `reference` is the number of the case that it belongs to."""

    number = models.CharField(max_length=24, unique=True)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="checks")
    reference = models.CharField(_("办件编号"), max_length=24)
    purpose = models.CharField(_("用途"), max_length=20, choices=enums.Purpose.choices)
    state = models.CharField(max_length=10, choices=enums.CheckState.choices, default=enums.CheckState.OPEN)
    asked_on = models.DateField()
    asked_by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")
    due_on = models.DateField()
    due_provisional = models.BooleanField(default=False)
    completed_on = models.DateField(null=True, blank=True)
    completed_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reference=""), name="check_belongs_to_a_case"),
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(state="OPEN"),
                name="check_open_once",
                violation_error_message=_("这一办件正在核对，请打开正在进行的那一次。"),
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", completed_on=None, completed_by=None)
                | ~Q(state="OPEN") & Q(completed_on__isnull=False, completed_by__isnull=False),
                name="check_completed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("completed_on")),
                name="check_valid_after_completion",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == enums.CheckState.OPEN

    def is_valid(self, on) -> bool:
        """Whether its report may be used that day; one without a last day does not expire."""
        return not self.is_open and (self.valid_until is None or on <= self.valid_until)


class CheckedPerson(Stamped):
    """Somebody whom a check asks about, and the consent that allows it (for a child, an adult's)."""

    check_run = models.ForeignKey(Check, models.PROTECT, related_name="persons")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["check_run", "person"], name="checked_person_once")]

    def __str__(self) -> str:
        return str(self.person)


class CheckAnswer(Stamped):
    """What one source said of the household."""

    check_run = models.ForeignKey(Check, models.PROTECT, related_name="answers")
    source = models.CharField(max_length=24, choices=enums.Source.choices)
    state = models.CharField(
        max_length=10, choices=enums.AnswerState.choices, default=enums.AnswerState.ASKED
    )
    answered_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_run", "source"], name="check_source_once"),
            models.CheckConstraint(
                condition=Q(state="ASKED", answered_on=None, by=None)
                | ~Q(state="ASKED") & Q(answered_on__isnull=False, by__isnull=False),
                name="check_answer_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.get_source_display()


class AnswerRow(Stamped):
    """One value that a source gave; `recorded` is the fact made of it."""

    answer = models.ForeignKey(CheckAnswer, models.PROTECT, related_name="rows")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    fact = models.CharField(max_length=60)
    value = models.BigIntegerField()
    recorded = models.OneToOneField("people.Fact", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.fact}={self.value}"


class Finding(Stamped):
    """A difference between what was declared and what the sources say, for one fact."""

    answer = models.ForeignKey(CheckAnswer, models.PROTECT, related_name="findings")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    fact = models.CharField(max_length=60)
    declared = models.BigIntegerField(null=True)
    matched = models.BigIntegerField()
    weight = models.CharField(max_length=12, choices=enums.Weight.choices)
    note = models.CharField(max_length=200, blank=True)
    settled = models.CharField(max_length=10, choices=enums.Settled.choices, blank=True)
    settled_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)
    explanation = models.CharField(max_length=300, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled="", settled_by=None, settled_on=None)
                | ~Q(settled="") & Q(settled_by__isnull=False, settled_on__isnull=False),
                name="finding_settled_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(settled__in=["", "ADOPTED"]) | ~Q(explanation=""), name="finding_explained"
            ),
            models.UniqueConstraint(fields=["answer", "person", "fact"], name="finding_once"),
            models.UniqueConstraint(
                fields=["answer", "fact"], condition=Q(person=None), name="finding_of_household_once"
            ),
        ]

    def __str__(self) -> str:
        return self.fact
