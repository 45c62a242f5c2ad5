# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Preschool: a care fee for children of assisted families, once a year."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.living import DisabilityKind, Schooling


@rule(law="社会救助法 第二十五条")
def preschool_child(person: Record, p: Record) -> bool:
    """在园儿童：当地有学前资助，本人在接受学前教育。"""
    return p.preschool_aid and person.is_member and person.schooling == Schooling.PRESCHOOL


@rule(law="社会救助法 第二十五条")
def preschool_aid_class(person: Record, p: Record) -> bool:
    """学前资助对象：教育救助对象；有的地方还有残疾儿童。"""
    if person.education_aid_class:
        return True
    return p.preschool_for_disabled and person.is_member and person.disability_kind != DisabilityKind.NONE


@rule()
def kindergarten_ok(person: Record, p: Record) -> bool:
    """幼儿园符合规定：只资助经批准的幼儿园的地方，须经教育部门批准。"""
    return not p.preschool_approved_only or person.approved_kindergarten


@rule()
def preschool_not_yet_aided(person: Record) -> bool:
    """本年度还没有领取。"""
    return not person.preschool_aid_this_year


@rule(law="社会救助法 第二十五条")
def preschool_eligible(person: Record) -> bool:
    """符合学前资助条件：在园儿童，属于资助对象，幼儿园符合规定，本年度还没有领取。"""
    return (
        person.preschool_child
        and person.preschool_aid_class
        and person.kindergarten_ok
        and person.preschool_not_yet_aided
    )


@rule(unit="元/年")
def preschool_amount(person: Record, p: Record) -> Money:
    """学前资助金额：保育费，每名儿童每年。"""
    return p.preschool_care_fee if person.preschool_eligible else 0
