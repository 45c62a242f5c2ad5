"""What people tell the office without logging in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.fields import SealedTextField
from doudi.office.base.models import SealedRow, Stamped
from doudi.office.cases.enums import NeedKind

from . import enums


class GrievanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "division__path")


class Grievance(SealedRow, Stamped):
    """A complaint, a report or a question, with its number and its answer."""

    number = models.CharField(max_length=24, unique=True)
    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(_("类型"), max_length=10, choices=enums.GrievanceKind)
    division = models.ForeignKey(
        "places.Division", models.PROTECT, related_name="+", verbose_name=_("涉及地区")
    )
    text = models.TextField(_("内容"), max_length=2000)
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    contact = SealedTextField(_("联系电话"), blank=True)
    received_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=enums.GrievanceState, default=enums.GrievanceState.OPEN)
    answer = models.TextField(_("答复"), max_length=2000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = GrievanceQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN") | Q(by__isnull=False, answered_on__isnull=False) & ~Q(answer=""),
                name="grievance_answered_by_someone",
            )
        ]

    def __str__(self) -> str:
        return self.number


class PhoneApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "division__path")

    def waiting(self):
        return self.filter(state=enums.PhoneState.NEW)


class PhoneApplication(SealedRow, Stamped):
    """An application sent from a phone; the window registers it with its household and its day of arrival."""

    code = models.CharField(_("查询码"), max_length=12, unique=True)
    division = models.ForeignKey(
        "places.Division", models.PROTECT, related_name="+", verbose_name=_("居住村（社区）")
    )
    name = models.CharField(_("姓名"), max_length=60)
    document_number = SealedTextField(_("身份证号"), max_length=64)
    phone = SealedTextField(_("联系电话"), max_length=30)
    statement = models.TextField(_("困难情况"), max_length=2000, blank=True)
    received_on = models.DateField()
    state = models.CharField(max_length=12, choices=enums.PhoneState, default=enums.PhoneState.NEW)
    application = models.OneToOneField(
        "cases.Application", models.PROTECT, null=True, blank=True, related_name="phone_application"
    )
    answer = models.CharField(_("说明"), max_length=300, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = PhoneApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="NEW", by=None, application=None)
                | Q(state="REGISTERED", by__isnull=False, application__isnull=False)
                | Q(state="DECLINED", by__isnull=False, application=None) & ~Q(answer=""),
                name="phone_application_handled_by_someone",
            )
        ]

    def __str__(self) -> str:
        return self.code


class PhoneNeed(Stamped):
    """What a phone application asks for."""

    phone_application = models.ForeignKey(PhoneApplication, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=16, choices=NeedKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phone_application", "kind"], name="phone_need_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class PublicCount(models.Model):
    """How often a public form was sent from one address in one hour; the address is only a keyed mark."""

    mark = models.CharField(max_length=64)
    form = models.CharField(max_length=20)
    hour_at = models.DateTimeField()
    times = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "form", "hour_at"], name="public_count_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.times}"
