# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Expenditure-poor households: income below the average, and necessary spending that takes too much of it."""

from doudi.engine import Money, Record, part, rule, share, total
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import Schooling
from doudi.policies.enums.urgent import RigidTest


@rule(law="刚性支出困难家庭认定办法 第五条")
def rigid_medical_cost(person: Record) -> Money:
    """医疗刚性支出：总费用减去各项保险、救助已支付的部分；没有总费用的按自负支出。"""
    if person.medical_bill_year == 0:
        return person.medical_cost_year
    return max(person.medical_bill_year - person.medical_settled_year, 0)


@rule(law="刚性支出困难家庭认定办法 第五条")
def rigid_schooling_cost(person: Record) -> Money:
    """教育刚性支出：不超过同类公办学校的学费、住宿费；幼儿园到本科，不含研究生。"""
    if person.school_charge_year == 0:
        cost = person.schooling_cost_year
    else:
        cost = min(person.school_charge_year, person.public_school_charge_year)
    if cost == 0:
        return 0
    return 0 if person.schooling == Schooling.POSTGRADUATE else cost


@rule(law="刚性支出困难家庭认定办法 第五条")
def rigid_rehabilitation_cost(person: Record) -> Money:
    """残疾康复刚性支出：总费用减去政府补助和赔付；没有总费用的按自负支出。"""
    if person.rehabilitation_bill_year == 0:
        return person.rehabilitation_cost_year
    return max(person.rehabilitation_bill_year - person.rehabilitation_paid_year, 0)


@total(where="is_member", law="刚性支出困难家庭认定办法 第五条", unit="元/年")
def rigid_member_costs(person: Record) -> Money:
    """各成员医疗、教育、康复刚性支出合计。"""
    return person.rigid_medical_cost + person.rigid_schooling_cost + person.rigid_rehabilitation_cost


@rule(law="刚性支出困难家庭认定办法 第五条", unit="元/年")
def rigid_spending_year(household: Record) -> Money:
    """家庭刚性支出总额：申请前十二个月的生活、医疗、教育、康复和其他必需支出。"""
    return household.rigid_member_costs + household.living_cost_year + household.other_rigid_cost_year


@rule(law="刚性支出困难家庭认定办法 第四条", unit="元/年")
def gross_income_year(household: Record, p: Record) -> Money:
    """家庭年总收入：按月收入和赡养费等折算为年，加上按年收入；不作刚性支出扣减。"""
    monthly = household.month_income + household.support_income
    return max(monthly * p.months_per_year + household.year_income, 0)


@rule(law="刚性支出困难家庭认定办法 第四条", unit="元/年")
def gross_income_per_person_year(household: Record) -> Money:
    """人均年总收入：只供查看，比较用家庭合计。"""
    return share(household.gross_income_year, household.size) if household.size > 0 else 0


@rule(law="刚性支出困难家庭认定办法 第四条")
def rigid_test_given(household: Record, p: Record) -> bool:
    """当地已录入刚性支出占比规定。"""
    return p.rigid_test != RigidTest.NOT_SET


@rule(law="刚性支出困难家庭认定办法 第四条")
def no_stronger_class(household: Record) -> bool:
    """未纳入低保、特困，也未认定为低保边缘家庭。"""
    return household.household_class in (
        AssistanceClass.NONE,
        AssistanceClass.RIGID,
        AssistanceClass.LOW_INCOME,
    )


@rule(law="社会救助法 第二十二条")
def rigid_line(household: Record, p: Record) -> Money:
    """刚性支出困难家庭收入线：上年度居民人均可支配收入的月均数。"""
    if p.rigid_test == RigidTest.NOT_SET:
        return 0
    return share(p.disposable_income_year, p.months_per_year)


@rule(law="社会救助法 第二十二条")
def below_average_income(household: Record, p: Record) -> bool:
    """人均收入低于上年度居民人均可支配收入。"""
    if p.rigid_test == RigidTest.NOT_SET:
        return False
    return household.gross_income_year < p.disposable_income_year * household.size


@rule(unit="元/年")
def line_total_year(household: Record, p: Record) -> Money:
    """全家一年的低保标准。"""
    return household.line_per_person * household.size * p.months_per_year


@rule(law="社会救助法 第二十二条")
def rigid_spending_high(household: Record, p: Record) -> bool:
    """刚性支出超出规定：占总收入的比例超出，或者总收入扣除以后人均低于低保标准的倍数。"""
    if p.rigid_test == RigidTest.NOT_SET:
        return False
    if p.rigid_test == RigidTest.SHARE_OF_INCOME:
        return household.rigid_spending_year > part(household.gross_income_year, p.rigid_ratio)
    left = household.gross_income_year - household.rigid_spending_year
    return left < part(household.line_total_year, p.rigid_left_ratio)


@rule(law="社会救助法 第二十二条")
def rigid_expenditure_eligible(household: Record) -> bool:
    """符合刚性支出困难家庭条件：没有更强的类别，收入低于平均，财产符合规定，刚性支出超出规定。"""
    return (
        household.rigid_test_given
        and household.no_stronger_class
        and household.below_average_income
        and household.assets_ok
        and household.rigid_spending_high
    )


@rule(unit="元/月")
def rigid_amount(household: Record, p: Record) -> Money:
    """刚性支出困难家庭月生活救助金：多数地方没有；有的补到低保标准，支出超过收入的按全额。"""
    if not household.rigid_expenditure_eligible or not p.rigid_pays_gap:
        return 0
    left = max(household.gross_income_year - household.rigid_spending_year, 0)
    return share(max(household.line_total_year - left, 0), p.months_per_year)


@rule(law="刚性支出困难家庭认定办法 第十条", unit="个月")
def rigid_valid_for(household: Record, p: Record) -> int:
    """认定有效期：期满须重新申请，没有变化的材料不必再交。"""
    return p.rigid_valid_months
