# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Disability: whose card counts, and who is provided for elsewhere."""

from doudi.engine import Record, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import DisabilityKind


@rule(law="国发〔2015〕52号 二")
def holds_disability_card(person: Record) -> bool:
    """持有效残疾人证：有残疾类别和等级，证件没有冻结、注销。"""
    return (
        person.is_member
        and person.disability_kind != DisabilityKind.NONE
        and person.disability_grade > 0
        and person.disability_card_valid
    )


@rule(law="民发〔2021〕70号")
def not_covered_elsewhere(person: Record) -> bool:
    """没有由其他制度保障：不是特困（五保）供养对象，也不领工伤保险生活护理费。"""
    return not person.work_injury_nursing and person.assistance_class not in (
        AssistanceClass.TEKUN,
        AssistanceClass.FIVE_GUARANTEE,
    )
