# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Near-dibao: households just above the line, and the wider low-income line of some places."""

from doudi.engine import Money, Record, part, rule
from doudi.policies.enums.living import DibaoPath, LineBasis


@rule(law="社会救助法 第二十一条")
def near_dibao_line(household: Record, p: Record) -> Money:
    """低保边缘收入线：每人每月，按低保标准的倍数或者公布的金额；有封顶的地方不超过最低工资。"""
    if p.near_dibao_basis == LineBasis.NOT_SET:
        return 0
    if p.near_dibao_basis == LineBasis.PUBLISHED:
        line = p.near_dibao_published_line
    else:
        line = part(household.line_per_person, p.near_dibao_ratio)
    return min(line, p.minimum_wage) if p.near_dibao_capped else line


@rule(law="社会救助法 第二十一条")
def within_near_dibao_line(household: Record, p: Record) -> bool:
    """家庭收入在低保边缘线之内。"""
    limit = household.near_dibao_line * household.size
    if p.near_dibao_inclusive:
        return household.household_income <= limit
    return household.household_income < limit


@rule(law="民发〔2021〕57号 第八条")
def near_dibao_means(household: Record, p: Record) -> bool:
    """符合低保边缘家庭的收入和财产条件：不符合按户纳入低保，收入在边缘线之内，财产符合规定。"""
    return not household.income_below_line and household.within_near_dibao_line and household.assets_ok


@rule(law="民发〔2021〕57号 第八条")
def near_dibao_eligible(household: Record) -> bool:
    """符合低保边缘家庭条件：渐退期内仍按低保家庭管理的除外。"""
    return household.near_dibao_means and household.dibao_path != DibaoPath.GRACE_PERIOD


@rule()
def near_dibao_amount(household: Record, p: Record) -> Money:
    """低保边缘家庭月救助金：多数地方没有现金，少数地方按户发标准的一定比例。"""
    if not household.near_dibao_eligible:
        return 0
    return part(household.line_per_person, p.near_dibao_cash_ratio)


@rule()
def low_income_line(household: Record, p: Record) -> Money:
    """低收入家庭收入线：设有这一类别的地方。"""
    if p.low_income_basis == LineBasis.NOT_SET:
        return 0
    if p.low_income_basis == LineBasis.PUBLISHED:
        return p.low_income_published_line
    return part(household.line_per_person, p.low_income_ratio)


@rule()
def is_low_income(household: Record) -> bool:
    """低收入家庭：收入不低于低保标准，不高于低收入线，财产符合规定。"""
    return (
        not household.income_below_line
        and household.household_income <= household.low_income_line * household.size
        and household.assets_ok
    )
