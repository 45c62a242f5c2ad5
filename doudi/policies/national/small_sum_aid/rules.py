# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""A small sum at once: emergencies only, no check of means and no notice, the papers follow later."""

from doudi.engine import Money, Record, part, rule
from doudi.policies.enums.urgent import AidKind, SmallSum


@rule(law="2026-01-29 临时救助意见 二（一）")
def small_sum_offered(household: Record, p: Record) -> bool:
    """有小额先行救助。"""
    return p.small_sum_form != SmallSum.NOT_SET


@rule(law="2026-01-29 临时救助意见 二（一）")
def aid_is_emergency(household: Record) -> bool:
    """属于急难情形：突发变故、意外伤害、重大疾病等。"""
    return household.aid_kind == AidKind.EMERGENCY


@rule(law="2026-01-29 临时救助意见 二（一）", unit="元")
def small_sum_ceiling(household: Record, p: Record) -> Money:
    """小额上限：固定金额，或者低保月标准的倍数。"""
    if p.small_sum_form == SmallSum.NOT_SET:
        return 0
    if p.small_sum_form == SmallSum.FIXED:
        return p.small_sum_most
    base = household.line_per_person * (household.aid_headcount if p.small_sum_per_person else 1)
    return part(base, p.small_sum_ratio)


@rule(law="2026-01-29 临时救助意见 二（一）")
def small_sum_within_ceiling(household: Record, p: Record) -> bool:
    """拟救助金额不超过小额上限：超过的按一般程序申请临时救助。"""
    if p.small_sum_form == SmallSum.NOT_SET:
        return False
    return household.aid_proposed <= household.small_sum_ceiling


@rule(law="2026-01-29 临时救助意见 二（一）")
def small_sum_aid_eligible(household: Record) -> bool:
    """可以小额快救：有急难情形，在本地申请，不是重复申请，金额不超过小额上限；不查经济状况。"""
    return (
        household.small_sum_offered
        and household.aid_is_emergency
        and household.aid_asked_here
        and household.aid_not_repeated
        and household.small_sum_within_ceiling
    )


@rule(law="2026-01-29 临时救助意见 二（一）", unit="元")
def small_sum_aid_amount(household: Record) -> Money:
    """小额快救金额：经办人员拟定的金额。"""
    return household.aid_proposed if household.small_sum_aid_eligible else 0


@rule(law="社会救助法 第五十条；民发〔2018〕23号 二（二）")
def papers_follow(household: Record) -> bool:
    """手续事后补：急难缓解以后补齐登记、说明和签字。"""
    return household.small_sum_aid_eligible
