# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Price subsidies: whether the month's indices start them, who is covered, and how much for each person."""

from doudi.engine import Money, Record, at, band, part, round_money, rule, share, total
from doudi.policies.enums.classes import AssistanceClass, ChildStatus
from doudi.policies.enums.urgent import PriceFormula, PriceGroup


@rule(law="社会救助法 第三十二条")
def price_formula_given(household: Record, p: Record) -> bool:
    """当地已录入价格补贴办法。"""
    return p.price_formula != PriceFormula.NOT_SET


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制")
def cpi_reached(household: Record, p: Record) -> bool:
    """居民消费价格指数达到启动条件：当月同比涨幅。"""
    return p.price_cpi_trigger > 0 and p.cpi_yoy >= p.price_cpi_trigger


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制")
def food_price_reached(household: Record, p: Record) -> bool:
    """食品价格达到启动条件：当月同比涨幅。"""
    return p.price_food_trigger > 0 and p.food_cpi_yoy >= p.price_food_trigger


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制")
def prices_risen(household: Record) -> bool:
    """本月启动价格补贴：两个指数有一个达到启动条件。"""
    return household.cpi_reached or household.food_price_reached


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制")
def price_class_covered(person: Record, p: Record) -> bool:
    """属于救助对象中的保障群体：特困、低保；低保边缘、刚性支出困难家庭按规定的期间。"""
    if person.assistance_class == AssistanceClass.NEAR_DIBAO:
        return p.price_covers_near
    if person.assistance_class == AssistanceClass.RIGID:
        return p.price_covers_rigid
    return person.assistance_class in (
        AssistanceClass.TEKUN,
        AssistanceClass.DIBAO,
        AssistanceClass.FIVE_GUARANTEE,
    )


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制")
def price_group_covered(person: Record, p: Record) -> bool:
    """属于其他保障群体：优抚对象、领取失业保险金人员；孤儿等儿童、领取失业补助金人员按规定的期间。"""
    if person.key_entitled or person.price_group == PriceGroup.UNEMPLOYMENT_INSURANCE:
        return True
    if person.price_group == PriceGroup.UNEMPLOYMENT_ALLOWANCE:
        return p.price_covers_jobless_allowance
    child = person.child_status in (ChildStatus.ORPHAN, ChildStatus.UNSUPPORTED)
    return p.price_covers_children and (child or person.price_group == PriceGroup.AIDS_CHILD)


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制")
def price_covered(person: Record) -> bool:
    """属于价格补贴保障群体：任一身份。"""
    return person.is_member and (person.price_class_covered or person.price_group_covered)


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制")
def price_subsidy_eligible(person: Record, household: Record) -> bool:
    """本月发给价格临时补贴：已启动，本人属于保障群体。"""
    return household.price_formula_given and household.prices_risen and person.price_covered


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制")
def price_line(person: Record, household: Record, p: Record) -> Money:
    """计算价格补贴的标准：低保标准；其他群体另有标准的从其标准；几种身份只按最高的一种。"""
    if not person.price_subsidy_eligible:
        return 0
    line = household.line_per_person
    if not p.price_group_line_applies or not person.price_group_covered:
        return line
    return max(line, p.price_group_line) if person.price_class_covered else p.price_group_line


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制", unit="元/月")
def price_by_cpi(person: Record, household: Record, p: Record) -> Money:
    """按居民消费价格指数计算：没有达到启动条件的为 0。"""
    if not household.cpi_reached or not person.price_subsidy_eligible:
        return 0
    return round_money(part(person.price_line, p.cpi_yoy), p.price_rounding, p.price_rounding_step)


@rule(law="社会救助和保障标准与物价上涨挂钩联动机制", unit="元/月")
def price_by_food(person: Record, household: Record, p: Record) -> Money:
    """按食品价格计算：没有达到启动条件的为 0。"""
    if not household.food_price_reached or not person.price_subsidy_eligible:
        return 0
    return round_money(part(person.price_line, p.food_cpi_yoy), p.price_rounding, p.price_rounding_step)


@rule(law="当地联动机制", unit="元/月")
def price_by_fraction(person: Record, p: Record) -> Money:
    """按标准的若干分之一计算：居民消费价格指数涨幅分档，没有到第一档的按第一档。"""
    if p.price_formula != PriceFormula.LINE_DIVIDED or not person.price_subsidy_eligible:
        return 0
    rise = max(p.cpi_yoy, at(p.price_fraction_bounds, 0))
    divided = share(person.price_line, band(rise, p.price_fraction_bounds, p.price_fraction_divisors))
    return round_money(divided, p.price_rounding, p.price_rounding_step)


@rule(law="当地联动机制", unit="元/月")
def price_reckoned(person: Record, p: Record) -> Money:
    """按当地办法计算的补贴，尚未比较最低金额。"""
    if p.price_formula == PriceFormula.LINE_TIMES_INDEX:
        return max(person.price_by_cpi, person.price_by_food)
    if p.price_formula == PriceFormula.LINE_DIVIDED:
        return person.price_by_fraction
    if p.price_formula == PriceFormula.LINE_TIMES_SCPI:
        return round_money(part(person.price_line, p.scpi_yoy), p.price_rounding, p.price_rounding_step)
    return p.price_fixed if person.price_subsidy_eligible else 0


@rule(law="社会救助法 第三十二条", unit="元/月")
def price_subsidy_amount(person: Record, p: Record) -> Money:
    """本人价格临时补贴：按当地办法，不低于规定的最低金额；几种身份只发一份。"""
    return max(person.price_reckoned, p.price_least) if person.price_subsidy_eligible else 0


@total(where="is_member", law="社会救助法 第三十二条", unit="元/月")
def price_subsidy_total(person: Record) -> Money:
    """全家价格临时补贴。"""
    return person.price_subsidy_amount
