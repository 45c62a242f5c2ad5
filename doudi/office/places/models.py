"""Administrative divisions, from the province down to the village."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.office.places.enums import Level, Settlement

NATION = "000000"
POLICY_CODE_DIGITS = 6


class DivisionQuerySet(models.QuerySet):
    def under(self, division: "Division") -> "DivisionQuerySet":
        """The division itself and all below it."""
        return self.filter(path__startswith=division.path)

    def valid_on(self, on: date) -> "DivisionQuerySet":
        return self.filter(Q(first_day=None) | Q(first_day__lte=on), Q(last_day=None) | Q(last_day__gte=on))

    def of_level(self, level: str) -> "DivisionQuerySet":
        return self.filter(level=level)


class Division(models.Model):
    """A division by its code (GB/T 2260 and the statistical codes below it)."""

    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=80)
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(_("路径"), max_length=80, unique=True, help_text="/500000/500101/500101100/")
    settlement = models.CharField(_("城乡"), max_length=5, choices=Settlement, blank=True)
    first_day = models.DateField(_("启用日期"), null=True, blank=True)
    last_day = models.DateField(_("停用日期"), null=True, blank=True)
    confirms_since = models.DateField(_("行使审核确认权起"), null=True, blank=True)
    confirms_until = models.DateField(_("行使审核确认权止"), null=True, blank=True)
    confirm_source = models.CharField(_("委托依据"), max_length=200, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = _("行政区划")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="division_days",
                violation_error_message=_("停用日期不能早于启用日期。"),
            ),
            models.CheckConstraint(
                condition=Q(confirms_since=None, confirms_until=None)
                | (Q(level=Level.TOWNSHIP, confirms_since__isnull=False) & ~Q(confirm_source="")),
                name="division_delegation",
                violation_error_message=_("审核确认权只能委托给乡镇（街道），并须写明起始日期和依据。"),
            ),
            models.CheckConstraint(
                condition=Q(confirms_until=None) | Q(confirms_until__gte=F("confirms_since")),
                name="division_delegation_days",
            ),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & Q(path__endswith="/"), name="division_path_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def confirms_on(self, on: date) -> bool:
        """Whether this township had the power to confirm on that day."""
        since, until = self.confirms_since, self.confirms_until
        return since is not None and since <= on and (until is None or on <= until)

    def holds(self, other: "Division") -> bool:
        """Whether `other` is this division or lies in it."""
        return other.path.startswith(self.path)

    @property
    def path_codes(self) -> list[str]:
        """The codes from the top down to this division."""
        return [code for code in self.path.split("/") if code]

    @property
    def place_codes(self) -> list[str]:
        """The places whose policies may apply here, nearest first, the nation last."""
        own = [code for code in reversed(self.path_codes) if len(code) == POLICY_CODE_DIGITS]
        return [*own, NATION]

    @property
    def policy_place(self) -> str:
        """The six-digit code to ask the policies with: the county, or what stands in its place."""
        return self.place_codes[0]

    def code_at(self, level: str) -> str:
        """The code of the township, county … that this division lies in; empty when it lies above.

        Provinces have four trailing zeros, prefectures two; townships nine digits, villages twelve.
        """
        return next((code for code in self.path_codes if level_of(code) == level), "")


def level_of(code: str) -> str:
    """The level that the shape of a code tells."""
    if len(code) > POLICY_CODE_DIGITS:
        return Level.TOWNSHIP if len(code) == 9 else Level.VILLAGE
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY
