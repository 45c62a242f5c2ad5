"""Closed lists of places and offices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    PROVINCE = "PROVINCE", _("省级")
    PREFECTURE = "PREFECTURE", _("地级")
    COUNTY = "COUNTY", _("县级")
    TOWNSHIP = "TOWNSHIP", _("乡级")
    VILLAGE = "VILLAGE", _("村级")


class Settlement(TextChoices):
    URBAN = "URBAN", _("城镇")
    RURAL = "RURAL", _("农村")


class Department(TextChoices):
    """Who has a part in social assistance."""

    CIVIL_AFFAIRS = "CIVIL_AFFAIRS", _("民政")
    FINANCE = "FINANCE", _("财政")
    AUDIT = "AUDIT", _("审计")
    HUMAN_RESOURCES = "HUMAN_RESOURCES", _("人力资源和社会保障")
    HOUSING = "HOUSING", _("住房和城乡建设")
    EDUCATION = "EDUCATION", _("教育")
    HEALTH = "HEALTH", _("卫生健康")
    MEDICAL_INSURANCE = "MEDICAL_INSURANCE", _("医疗保障")
    EMERGENCY = "EMERGENCY", _("应急管理")
    AGRICULTURE = "AGRICULTURE", _("农业农村")
    DISABLED_PERSONS_FEDERATION = "DISABLED_PERSONS_FEDERATION", _("残联")
