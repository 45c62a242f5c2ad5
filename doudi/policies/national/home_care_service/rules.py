# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Care at home for old people of poor families: for whom, which services, how often."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import CareLevel, DisabilityKind


@rule(law="社会救助法 第十三条")
def has_assistance_class(person: Record) -> bool:
    """困难家庭：家庭或者本人已认定任何一种救助类别。"""
    return person.is_member and person.assistance_class != AssistanceClass.NONE


@rule()
def is_alone(person: Record, household: Record) -> bool:
    """独居：户内只有一人，或者实际一人居住。"""
    return person.lives_alone or household.size == 1


@rule()
def needs_home_care(person: Record, p: Record) -> bool:
    """高龄、独居、留守或者不能自理：有一项即可。"""
    return person.age >= p.advanced_age or person.is_alone or person.left_behind or person.has_lost_self_care


@rule()
def home_care_eligible(person: Record) -> bool:
    """符合居家关爱服务条件：困难家庭的老人，高龄、独居、留守或者不能自理。"""
    return person.is_old and person.has_assistance_class and person.needs_home_care


@rule()
def elder_visit_interval_days(person: Record, p: Record) -> int:
    """访视间隔（天）：不能自理的按更短的间隔；本地没有规定的为 0。"""
    if not person.home_care_eligible or not p.elder_visits_offered:
        return 0
    return p.elder_visit_days_unable if person.has_lost_self_care else p.elder_visit_days


@rule()
def home_care_hours(person: Record, p: Record) -> int:
    """居家服务时数（小时/月）：按自理能力；本地没有规定的为 0。"""
    if not person.home_care_eligible or not p.elder_visits_offered:
        return 0
    if person.elder_care_level == CareLevel.ABLE:
        return 0
    return p.home_care_hours_full if person.elder_care_level == CareLevel.NONE else p.home_care_hours_partial


@rule()
def care_at_home_open(person: Record) -> bool:
    """可以提供照料：部分或者完全丧失自理能力的。"""
    return person.home_care_eligible and person.has_lost_self_care


@rule()
def rehabilitation_at_home_open(person: Record) -> bool:
    """可以提供康复：有残疾的。"""
    return person.home_care_eligible and person.disability_kind != DisabilityKind.NONE


@rule()
def nursing_at_home_open(person: Record) -> bool:
    """可以提供护理：完全丧失自理能力的。"""
    return person.home_care_eligible and person.elder_care_level == CareLevel.NONE


@rule()
def home_care_amount(person: Record) -> Money:
    """居家关爱服务金额：是服务，不发现金。"""
    return 0
