"""Persons, households as dated memberships, and facts that carry their origin."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.office.base.fields import BlindIndexField, SealedTextField
from doudi.office.base.models import SealedRow, Stamped

from . import enums
from .questions import FactQuerySet, HouseholdQuerySet, MembershipQuerySet, PersonQuerySet


class Person(SealedRow, Stamped):
    """A natural person. The citizen id is sealed; `id_index` finds it without showing it."""

    name = models.CharField(_("姓名"), max_length=60)
    name_initials = models.CharField(max_length=40, blank=True, db_index=True)
    document_kind = models.CharField(_("证件类型"), max_length=20, choices=enums.DocumentKind.choices)
    document_number = SealedTextField(_("证件号码"), blank=True)
    id_index = BlindIndexField()
    id_tail_index = BlindIndexField(db_index=True)
    sex = models.CharField(_("性别"), max_length=8, choices=enums.Sex.choices)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    died_on = models.DateField(_("去世日期"), null=True, blank=True)
    phone = SealedTextField(_("电话"), blank=True)
    phone_index = BlindIndexField(db_index=True)
    hukou_division = models.ForeignKey(
        "places.Division", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("户籍地")
    )
    guardian = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document_kind="NONE", id_index="") | ~Q(document_kind="NONE") & ~Q(id_index=""),
                name="person_document_matches_kind",
                violation_error_message=_("有证件的人员须登记证件号码；没有证件的请选“无证件”。"),
            ),
            models.UniqueConstraint(
                fields=["id_index"],
                condition=~Q(id_index=""),
                name="person_document_once",
                violation_error_message=_("这个证件号码已经登记过，请直接选用已有人员。"),
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(birth_on=None) | Q(died_on__gte=F("birth_on")),
                name="person_dies_after_birth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person_detail", args=[self.pk])

    def age(self, on) -> int | None:
        """Full years on that day; None when the birth day is not known."""
        if self.birth_on is None:
            return None
        return on.year - self.birth_on.year - ((on.month, on.day) < (self.birth_on.month, self.birth_on.day))


class Household(SealedRow, Stamped):
    """People who live together and are assisted as one; its members are dated."""

    number = models.CharField(_("家庭编号"), max_length=20, unique=True)
    division = models.ForeignKey(
        "places.Division", models.PROTECT, related_name="+", verbose_name=_("居住村（社区）")
    )
    settlement = models.CharField(_("城乡类别"), max_length=8, choices=enums.Settlement.choices)
    address = SealedTextField(_("详细地址"), blank=True)
    address_index = BlindIndexField(db_index=True)
    first_day = models.DateField(_("建档日期"))
    last_day = models.DateField(_("注销日期"), null=True, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="household_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("household_detail", args=[self.number])


class Membership(Stamped):
    """A person in a household from a day to a day, both inside."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=16, choices=enums.MembershipKind.choices)
    relation = models.CharField(_("与户主关系"), max_length=12, choices=enums.Relation.choices)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="membership_days_in_order"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(last_day=None, kind="LIVING_TOGETHER"),
                name="person_lives_in_one_household",
                violation_error_message=_("此人已在另一户共同生活，请先办理分户或迁出。"),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(last_day=None, relation="HEAD"),
                name="household_has_one_head",
                violation_error_message=_("一户只能有一名户主。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_relation_display()}"


class HouseholdMark(Stamped):
    """A group that a household belongs to (reservoir migrant, disaster-affected …)."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="marks")
    tag = models.CharField(max_length=24, choices=enums.HouseholdTag.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "tag"], name="household_mark_once")]

    def __str__(self) -> str:
        return self.get_tag_display()


class HouseholdEvent(Stamped):
    """What happened to a household: split, merge, a new head after a death."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="events")
    other = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=enums.HouseholdEventKind.choices)
    on = models.DateField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Fact(Stamped):
    """One thing known of a person or a household, with its origin, period and evidence.

    `name` is a fact of the rulebook's catalogue (`doudi facts`); `value` is in its unit: fen, years,
    0 or 1, or the number of an enum. Several rows of one name and origin on the same day (two jobs)
    add up when the fact is money. A correction withdraws the old row and writes a new one.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="facts")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="facts")
    name = models.CharField(max_length=60)
    value = models.BigIntegerField()
    origin = models.CharField(max_length=10, choices=enums.Origin.choices)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    evidence = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(household=None), name="fact_is_of_a_person_or_a_household"
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="fact_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="fact_withdrawn_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "name"], name="fact_of_household"),
            models.Index(fields=["person", "name"], name="fact_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class BankAccount(SealedRow, Stamped):
    """Where a household's money goes; one account at a time."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="accounts")
    holder = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("户名"))
    bank = models.CharField(_("开户银行"), max_length=60)
    account_number = SealedTextField(_("账号"))
    account_index = BlindIndexField(db_index=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(last_day=None), name="household_has_one_account"
            )
        ]

    def __str__(self) -> str:
        return self.bank


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "division__path")


class ImportRun(Stamped):
    """A roster that was read: counts, and the file of wrong rows; the same file twice changes nothing."""

    kind = models.CharField(max_length=20, default="ROSTER")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")
    errors_file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    division = models.ForeignKey("places.Division", models.PROTECT, related_name="+")
    on = models.DateField(_("登记日期"))
    by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12, choices=enums.ImportState.choices, default=enums.ImportState.CHECKING
    )
    message = models.CharField(max_length=500, blank=True)
    new = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    same = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    task_id = models.BigIntegerField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(new__gte=0, changed__gte=0, same__gte=0, refused__gte=0),
                name="import_counts_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state="DONE") | Q(done_at__isnull=False), name="import_done_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_live(self) -> bool:
        """Still being read or written."""
        return self.state in (enums.ImportState.CHECKING, enums.ImportState.RUNNING)

    @property
    def total(self) -> int:
        return self.new + self.changed + self.same + self.refused
