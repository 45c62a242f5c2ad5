# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Preferences for recipients who open a small business."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.work import Trade


@rule(law="社会救助暂行办法 第四十二条")
def runs_business(person: Record) -> bool:
    """从事个体经营。"""
    return person.own_business


@rule()
def trade_allowed(person: Record, p: Record) -> bool:
    """行业不受限制：限制行业的地方，建筑、娱乐、广告、桑拿、按摩、网吧、氧吧和当地文件列出的行业除外。"""
    return not p.trades_restricted or person.trade == Trade.ORDINARY


@rule()
def preference_proved(person: Record, p: Record) -> bool:
    """优惠证：要求持证的地方须持有。"""
    return not p.preference_by_certificate or person.holds_preference_certificate


@rule()
def within_preference_period(person: Record, p: Record) -> bool:
    """在优惠期内：有期限的地方，从批准经营之日起不满规定的月数。"""
    if not p.preference_limited:
        return True
    return person.months_since_approval < p.preference_months


@rule(law="社会救助暂行办法 第四十二条")
def self_employment_eligible(person: Record) -> bool:
    """符合个体经营优惠条件：就业救助对象，从事允许的行业，持证，在优惠期内；停止救助即失效。"""
    return (
        person.employment_aid_class
        and person.runs_business
        and person.trade_allowed
        and person.preference_proved
        and person.within_preference_period
    )


@rule(law="社会救助暂行办法 第四十二条")
def business_fees_due(person: Record) -> Money:
    """应交登记类、管理类收费：优惠对象免交，其他人按正常收费。"""
    return 0 if person.self_employment_eligible else person.registration_fee + person.management_fee


@rule(law="社会救助暂行办法 第四十二条")
def business_fees_waived(person: Record) -> Money:
    """免交的登记类、管理类收费。"""
    return person.registration_fee + person.management_fee - person.business_fees_due


@rule()
def approval_preference(person: Record) -> bool:
    """审批优惠：登记、许可优先办理。"""
    return person.self_employment_eligible


@rule(law="社会救助暂行办法 第四十二条")
def loan_preference(person: Record) -> bool:
    """贷款优惠：可以申请贴息贷款。"""
    return person.self_employment_eligible


@rule()
def self_employment_amount(person: Record) -> Money:
    """个体经营优惠金额：是减免，不发现金。"""
    return 0
