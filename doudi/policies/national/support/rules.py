# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Support payments owed by people who live elsewhere, by the formula of the place."""

from doudi.engine import Money, Ratio, Record, part, rule, share, total
from doudi.policies.enums.living import ChildrenCounted, LineBasis, SupportFormula, SupportKind


@rule()
def support_line(household: Record, p: Record) -> Money:
    """赡养能力线：义务人家庭人均收入在此线以下的部分不计，按低保标准的倍数或者公布的金额。"""
    if p.support_formula in (SupportFormula.AS_PAID, SupportFormula.INCOME_SHARE):
        return 0
    if p.support_line_basis == LineBasis.PUBLISHED:
        return p.support_line
    return part(household.line_per_person, p.support_line_ratio)


@rule()
def obligor_excess_year(person: Record, household: Record, p: Record) -> Money:
    """义务人家庭年度超出部分：义务人家庭年收入高出赡养能力线（按其家庭人数、全年计）的部分。"""
    if not person.is_obligor or household.support_line == 0:
        return 0
    needs = household.support_line * person.obligor_household_size * p.months_per_year
    return max(person.obligor_household_income_year - needs, 0)


@rule()
def support_ratio_by_children(person: Record, p: Record) -> Ratio:
    """按子女数确定的比例。"""
    if not person.is_obligor or p.support_formula != SupportFormula.PER_PERSON_EXCESS:
        return 0
    if p.children_counted == ChildrenCounted.OF_THE_OBLIGOR:
        children = person.children_of_obligor
    else:
        children = person.children_of_supported
    return p.support_ratio if children <= p.support_few_children else p.support_ratio_many_children


@rule()
def support_uncapped_year(person: Record, p: Record) -> Money:
    """封顶前的年度扶（抚）养费：义务人本人年收入乘以每人比例，再乘以负担的人数。"""
    if not person.is_obligor or p.support_formula != SupportFormula.YEARLY_SHARES:
        return 0
    return part(person.obligor_income_year, p.support_ratio_each) * person.supported_count


@rule()
def support_owed_year(person: Record, household: Record, p: Record) -> Money:
    """义务人每年应付总额：按当地公式，对其负担的全部人员合计。"""
    if not person.is_obligor or p.support_formula == SupportFormula.AS_PAID:
        return 0
    if p.support_formula == SupportFormula.PER_PERSON_EXCESS:
        excess = part(person.obligor_excess_year, person.support_ratio_by_children)
        return share(excess, person.obligor_household_size)
    if p.support_formula == SupportFormula.TOTAL_EXCESS:
        return part(person.obligor_excess_year, p.support_ratio)
    if p.support_formula == SupportFormula.INCOME_SHARE:
        return part(person.obligor_income_year, p.support_ratio)
    if person.support_kind == SupportKind.PARENT:
        return part(person.obligor_excess_year, p.support_ratio)
    return min(person.support_uncapped_year, part(person.obligor_income_year, p.support_cap_ratio))


@rule()
def support_due(person: Record, p: Record) -> Money:
    """每月应付本户：年度应付总额按负担人数平分，取本户人数，再除以十二个月。"""
    if not person.is_obligor or p.support_formula == SupportFormula.AS_PAID:
        return 0
    return share(person.support_owed_year * person.supported_here, person.supported_count * p.months_per_year)


@rule(law="民发〔2021〕57号 第十三条")
def support_counted(person: Record, p: Record) -> Money:
    """计入的赡养（抚养、扶养）费：有文书或协议的从其约定，否则按当地公式；实际给付更高的按实际。"""
    if person.on_dibao or person.receives_tekun:
        return person.support_paid
    if person.support_ruled > 0:
        return max(person.support_ruled, person.support_paid)
    return max(person.support_due, person.support_paid)


@total(where="is_obligor", law="民发〔2021〕57号 第十三条", unit="元/月")
def support_income(person: Record) -> Money:
    """赡养（抚养、扶养）费合计。"""
    return person.support_counted
