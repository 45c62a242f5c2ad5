# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Legal aid: which service, for which cause, whether hardship must be checked, and what is due."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.public_services import LegalCause, LegalService


@rule(law="法律援助法 第四十二条")
def legal_recipient(person: Record) -> bool:
    """已认定的救助对象。"""
    return person.is_member and person.assistance_class != AssistanceClass.NONE


@rule(law="法律援助法 第三十二条、第四十二条")
def hardship_check_waived(person: Record, p: Record) -> bool:
    """免予核查经济困难：救助对象、持法律援助卡的人；见义勇为和受虐待、遗弃、家庭暴力的，按当时规定不受限制。"""
    if person.legal_recipient or person.holds_legal_aid_card:
        return True
    return p.causes_without_hardship and person.legal_cause in (
        LegalCause.GOOD_SAMARITAN,
        LegalCause.DOMESTIC_VIOLENCE,
    )


@rule(law="法律援助法 第三十四条、第四十一条")
def legal_hardship_ok(person: Record) -> bool:
    """经济困难条件：免予核查，或者核查符合省定标准。"""
    return person.is_member and (person.hardship_check_waived or person.legal_hardship)


@rule(law="法律援助法 第三十一条；法律援助条例 第十条、第十一条")
def cause_listed(person: Record, p: Record) -> bool:
    """案由在范围内：2003 年条例的七类；2022 年起和提前扩大的地方，加人身损害、污染、家庭暴力、行为能力；有的地方加假劣农资。"""
    if person.legal_cause == LegalCause.FAKE_FARM_INPUTS:
        return p.farm_input_causes
    if person.legal_cause in (LegalCause.INJURY, LegalCause.POLLUTION, LegalCause.DOMESTIC_VIOLENCE):
        return p.wider_causes
    if person.legal_cause == LegalCause.CIVIL_CAPACITY:
        return p.capacity_causes
    return person.legal_cause not in (LegalCause.NONE, LegalCause.OTHER)


@rule()
def cause_needs_approval(person: Record) -> bool:
    """须人工审批：案由不在范围内。"""
    return person.legal_cause != LegalCause.NONE and not person.cause_listed


@rule(law="法律援助法 第二十三条、第三十一条")
def cause_ok(person: Record) -> bool:
    """案由符合：咨询不限案由；其他服务须在范围内，或者已经批准。"""
    if person.legal_service == LegalService.CONSULTATION or person.cause_listed:
        return True
    return person.cause_needs_approval and person.legal_cause_approved


@rule(law="法律援助法 第二十二条")
def asks_legal_service(person: Record) -> bool:
    """申请了法律服务：咨询、代拟文书、刑事辩护和代理、民事代理、行政代理。"""
    return person.legal_service != LegalService.NONE


@rule(law="法律援助法 第二十二条、第三十一条")
def legal_aid_eligible(person: Record) -> bool:
    """符合法律援助条件：申请了服务，案由符合，符合经济困难条件。"""
    return person.asks_legal_service and person.cause_ok and person.legal_hardship_ok


@rule(law="法律援助法 第二十条；法律援助条例 第二十二条")
def legal_fee_due(person: Record) -> Money:
    """应交法律服务费：受援人免收，其他人按正常收费。"""
    return 0 if person.legal_aid_eligible else person.legal_fee


@rule(law="人民调解法 第四条")
def mediation_fee_due(person: Record, p: Record) -> Money:
    """应交调解费：救助对象免收；人民调解法施行以后对所有人免收。"""
    if p.mediation_free or person.legal_recipient:
        return 0
    return person.mediation_fee


@rule()
def mediation_open(person: Record) -> bool:
    """可以先行调解：不是刑事、国家赔偿、行为能力案件的，可以转人民调解或者行政调解。"""
    return person.asks_legal_service and person.legal_cause not in (
        LegalCause.NONE,
        LegalCause.CRIMINAL_CASE,
        LegalCause.STATE_COMPENSATION,
        LegalCause.CIVIL_CAPACITY,
    )


@rule()
def legal_aid_amount(person: Record) -> Money:
    """法律援助金额：是免费服务，不发现金。"""
    return 0
