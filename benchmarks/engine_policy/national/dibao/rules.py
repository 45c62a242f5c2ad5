"""A policy of the usual shape in 28 rules, made up for the benchmark."""

from benchmarks.engine_policy.enums import Disability, Role
from doudi.engine import Money, Ratio, Record, at, band, count, part, round_money, rule, share, total


@rule(law="测 1")
def work_cost(person: Record, p: Record) -> Money:
    """就业成本：工资的比例，不超过上限。"""
    if not person.employed:
        return 0
    return min(part(person.wage, p.work_cost_ratio), p.work_cost_cap)


@rule(law="测 2")
def earned(person: Record, p: Record) -> Money:
    """本人收入：各项收入按规定计入。"""
    fixed = person.wage - person.work_cost + person.business + person.property + person.support_payment
    capped = min(person.farm, p.farm_cap) + min(person.other, p.other_cap)
    pension = max(person.pension - p.pension_exempt, 0)
    return fixed + capped + pension + max(person.transfer - p.transfer_exempt, 0)


@rule(law="测 3")
def severe(person: Record) -> bool:
    """重残重病。"""
    return person.disability in (Disability.ONE, Disability.TWO) or person.illness


@rule(law="测 4")
def able(person: Record, p: Record) -> bool:
    """有劳动能力。"""
    return p.adult_age <= person.age < p.retirement_age and not person.severe and not person.student


@rule(law="测 5")
def presumed(person: Record, p: Record) -> Money:
    """推定收入：有劳动能力而未就业的，按最低工资的比例。"""
    if person.able and not person.employed:
        return part(p.minimum_wage, p.presumed_ratio)
    return 0


@rule(law="测 6")
def countable(person: Record) -> Money:
    """计入收入。"""
    return max(person.earned, person.presumed)


@rule(law="测 7")
def support(person: Record, p: Record) -> Money:
    """应付赡养费：超出部分的比例，不超过标准。"""
    excess = max(person.earned - p.line * p.support_lines * person.own_household, 0)
    return min(part(excess, p.support_ratio), p.line)


@rule(law="测 8")
def is_member(person: Record) -> bool:
    """共同生活。"""
    return person.role == Role.MEMBER


@count(law="测 9")
def size(person: Record) -> bool:
    """家庭人口。"""
    return person.is_member


@total(law="测 10")
def income(person: Record) -> Money:
    """家庭月收入：成员的收入和义务人应付的赡养费。"""
    return person.countable if person.is_member else person.support


@count(where="is_member", law="测 11")
def severe_members(person: Record) -> bool:
    """重残重病成员。"""
    return person.severe


@count(where="is_member", law="测 12")
def single_members(person: Record, p: Record) -> bool:
    """可单独纳入的成员。"""
    return person.severe and person.age >= p.adult_age


@rule(law="测 13")
def extra(person: Record, p: Record) -> Ratio:
    """增发比例：按残疾等级、高龄、未成年合计。"""
    found = band(person.age, p.age_bounds, p.age_points)
    if person.disability == Disability.ONE:
        found += at(p.grade_points, 1)
    elif person.disability == Disability.TWO:
        found += at(p.grade_points, 1 + 1)
    if person.age < p.child_age:
        found += p.child_points
    return found


@total(where="is_member", law="测 14")
def points(person: Record) -> Ratio:
    """家庭增发比例。"""
    return person.extra


@rule(law="测 15")
def income_per_person(household: Record) -> Money:
    """家庭人均月收入。"""
    return share(household.income, household.size) if household.size > 0 else 0


@rule(law="测 16")
def deposit_limit(household: Record, p: Record) -> Money:
    """存款限额。"""
    return p.line * p.deposit_months * household.size


@rule(law="测 17")
def assets_ok(household: Record) -> bool:
    """财产符合规定。"""
    return household.deposits <= household.deposit_limit and household.vehicles == 0 and household.houses <= 1


@rule(law="测 18")
def poor(household: Record, p: Record) -> bool:
    """收入低于标准。"""
    return household.income_per_person < p.line


@rule(law="测 19")
def near_line(household: Record, p: Record) -> Money:
    """边缘标准。"""
    return part(p.line, p.near_ratio)


@rule(law="测 20")
def near(household: Record) -> bool:
    """收入低于边缘标准。"""
    return household.income_per_person < household.near_line


@rule(law="测 21")
def whole(household: Record) -> bool:
    """按户纳入。"""
    return household.size > 0 and household.poor and household.assets_ok


@rule(law="测 22")
def single(household: Record) -> bool:
    """单人纳入。"""
    return not household.whole and household.near and household.assets_ok and household.single_members > 0


@rule(law="测 23")
def in_grace(household: Record, p: Record) -> bool:
    """渐退期内。"""
    recent = household.was_recipient and household.exit_months < p.grace_months
    return recent and not household.poor and household.near and household.assets_ok and not household.single


@rule(law="测 24")
def base(household: Record, p: Record) -> Money:
    """基本保障金。"""
    if household.whole:
        return p.line * household.size - household.income if household.income > 0 else p.line * household.size
    if household.single:
        return p.line * household.single_members
    if household.in_grace:
        return share(household.prior_amount * (p.grace_months - household.exit_months), p.grace_months)
    return 0


@rule(law="测 25")
def topup(household: Record, p: Record) -> Money:
    """分类增发。"""
    return part(p.line, household.points) if household.whole or household.single else 0


@rule(law="测 26")
def heating(household: Record, p: Record) -> Money:
    """采暖增发。"""
    if household.pay_month >= p.heating_first or household.pay_month <= p.heating_last:
        return part(household.base + household.topup, p.heating_ratio)
    return 0


@rule(law="测 27")
def amount(household: Record, p: Record) -> Money:
    """月保障金。"""
    return round_money(household.base + household.topup + household.heating, p.rounding, p.rounding_step)


@rule(law="测 28")
def eligible(household: Record) -> bool:
    """符合条件。"""
    return household.whole or household.single or household.in_grace
