# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Emergency disease aid: a fund pays hospitals for urgent patients who are unknown or cannot pay."""

from doudi.engine import Money, Record, rule


@rule(law="社会救助法 第十三条")
def emergency_care_needed(person: Record) -> bool:
    """急重危伤病需要急救。"""
    return person.needs_emergency_care


@rule(law="社会救助法 第十三条")
def unknown_or_poor(person: Record) -> bool:
    """身份不明，或者无力支付急救费用。"""
    return person.identity_unknown or person.cannot_pay_emergency


@rule(law="社会救助法 第十三条")
def emergency_disease_aid_eligible(person: Record) -> bool:
    """符合疾病应急救助：需要急救，并且身份不明或者无力支付；医疗机构先行救治。"""
    return person.emergency_care_needed and person.unknown_or_poor


@rule(law="国务院办公厅关于建立疾病应急救助制度的指导意见（2013）")
def emergency_disease_aid_amount(person: Record) -> Money:
    """基金支付金额：紧急救治费用减去其他渠道先行支付的部分，由医疗机构申请，付给医疗机构。"""
    if not person.emergency_disease_aid_eligible:
        return 0
    return max(person.emergency_cost - person.emergency_cost_paid, 0)


@rule(law="国务院办公厅关于建立疾病应急救助制度的指导意见（2013）")
def treated_first(person: Record) -> bool:
    """先行救治：不得拒绝、推诿、拖延。"""
    return person.emergency_disease_aid_eligible
