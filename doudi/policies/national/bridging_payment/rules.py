# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""A bridge over the month of confirmation, where dibao and tekun are only paid from the next month."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass


@rule(law="当地临时救助规定")
def bridging_offered(household: Record, p: Record) -> bool:
    """当地对新确认的低保、特困当月给予临时救助。"""
    return p.bridging_applies


@rule(law="当地临时救助规定")
def newly_confirmed(household: Record) -> bool:
    """本月新确认为低保或者特困。"""
    known = household.household_class in (AssistanceClass.DIBAO, AssistanceClass.TEKUN)
    return household.confirmed_this_month and (
        known or household.has_dibao_member or household.has_tekun_member
    )


@rule(law="当地临时救助规定")
def bridging_payment_eligible(household: Record) -> bool:
    """符合衔接救助：当地有此规定，本月新确认。"""
    return household.bridging_offered and household.newly_confirmed


@rule(law="当地临时救助规定", unit="元")
def bridging_payment_amount(household: Record) -> Money:
    """衔接救助金：与确认的月保障金相等，确认当月发放一次。"""
    return household.confirmed_monthly_amount if household.bridging_payment_eligible else 0


@rule(law="当地临时救助规定", unit="个工作日")
def bridging_paid_within(household: Record, p: Record) -> int:
    """发放时限：确认以后的工作日。"""
    return p.bridging_days if household.bridging_payment_eligible else 0
