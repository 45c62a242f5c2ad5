# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Visits to children: who is visited, how often, and whose guardianship needs protection."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.children import GuardianState
from doudi.policies.enums.classes import ChildStatus


@rule()
def of_minor_age(person: Record, p: Record) -> bool:
    """未成年人：家庭成员，未满十八周岁。"""
    return person.is_member and person.age < p.adult_age


@rule()
def in_child_care_group(person: Record) -> bool:
    """属于探访对象：孤儿、事实无人抚养儿童、其他困境儿童、留守儿童、流浪返乡未成年人。"""
    return person.child_status != ChildStatus.NONE or person.left_behind_child or person.returned_from_street


@rule(law="民发〔2019〕62号 三（五）")
def child_visits_eligible(person: Record) -> bool:
    """应当定期探访的未成年人。"""
    return person.of_minor_age and person.in_child_care_group


@rule(law="民发〔2019〕62号 三（四）")
def child_visit_months(person: Record, p: Record) -> int:
    """探访间隔（月）：流浪返乡的按季度，其余的按本地间隔；没有规定的为 0。"""
    if not person.child_visits_eligible:
        return 0
    if person.returned_from_street:
        return p.returned_visit_months
    return p.child_visit_interval if p.child_visits_offered else 0


@rule()
def guardian_missing(person: Record) -> bool:
    """尚未明确监护人。"""
    return person.child_visits_eligible and person.guardian_state == GuardianState.NOT_NAMED


@rule()
def child_protection_due(person: Record) -> bool:
    """应当立保护个案：监护人不履行职责或者侵害权益。"""
    return person.child_visits_eligible and person.guardian_state == GuardianState.AT_FAULT


@rule()
def child_visits_amount(person: Record) -> Money:
    """关爱探访金额：是服务，不发现金。"""
    return 0
