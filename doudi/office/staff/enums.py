"""Closed lists of the staff."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from doudi.office.places.enums import Level


class Role(TextChoices):
    VILLAGE_ASSISTANT = "VILLAGE_ASSISTANT", _("村级协理员")
    TOWNSHIP_INTAKE = "TOWNSHIP_INTAKE", _("乡镇经办")
    TOWNSHIP_REVIEWER = "TOWNSHIP_REVIEWER", _("乡镇审核")
    TOWNSHIP_HEAD = "TOWNSHIP_HEAD", _("乡镇负责人")
    COUNTY_OFFICER = "COUNTY_OFFICER", _("县级经办")
    COUNTY_HEAD = "COUNTY_HEAD", _("县级负责人")
    FINANCE_OFFICER = "FINANCE_OFFICER", _("财务人员")
    AUDITOR = "AUDITOR", _("审计人员")
    SYSTEM_ADMIN = "SYSTEM_ADMIN", _("系统管理员")
    CITIZEN = "CITIZEN", _("群众")


STAFF = tuple(role for role in Role if role != Role.CITIZEN)
TOWNSHIP_ROLES = (Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.TOWNSHIP_HEAD)
COUNTY_ROLES = (Role.COUNTY_OFFICER, Role.COUNTY_HEAD)
KEEP_REGISTER = frozenset({Role.COUNTY_OFFICER, Role.COUNTY_HEAD, Role.SYSTEM_ADMIN, Role.AUDITOR})
WITHOUT_CASES = frozenset({Role.SYSTEM_ADMIN, Role.CITIZEN})
LEVELS: dict[str, frozenset[str]] = {
    Role.VILLAGE_ASSISTANT: frozenset({Level.VILLAGE}),
    **dict.fromkeys(TOWNSHIP_ROLES, frozenset({Level.TOWNSHIP})),
    **dict.fromkeys(COUNTY_ROLES, frozenset({Level.COUNTY})),
    Role.FINANCE_OFFICER: frozenset({Level.COUNTY, Level.TOWNSHIP}),
    Role.AUDITOR: frozenset({Level.COUNTY, Level.PREFECTURE, Level.PROVINCE}),
    Role.SYSTEM_ADMIN: frozenset({Level.COUNTY, Level.PREFECTURE, Level.PROVINCE}),
    Role.CITIZEN: frozenset(Level.values),
}


class Relation(TextChoices):
    """Close relatives (民法典 第一千零四十五条) and relatives by marriage who must be declared as well."""

    SPOUSE = "SPOUSE", _("配偶")
    PARENT = "PARENT", _("父母")
    CHILD = "CHILD", _("子女")
    SIBLING = "SIBLING", _("兄弟姐妹")
    GRANDPARENT = "GRANDPARENT", _("祖父母、外祖父母")
    GRANDCHILD = "GRANDCHILD", _("孙子女、外孙子女")
    IN_LAW = "IN_LAW", _("近姻亲")


def duty_of(role: str) -> str:
    """What must stay in different hands: running the system, auditing, working on cases."""
    if role in {Role.SYSTEM_ADMIN, Role.AUDITOR}:
        return role
    return "" if role == Role.CITIZEN else "CASEWORK"
