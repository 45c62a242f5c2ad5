# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Household means: who counts, what income counts, whether assets are within the rule."""

from doudi.engine import Money, Record, count, part, rule, share, total
from doudi.policies.enums.living import (
    Absence,
    DisabilityKind,
    ExpenseDeduction,
    ImputedWage,
    LinePeriod,
    PersonRole,
    Schooling,
    SmallHousehold,
    WorkCapacity,
    WorkCost,
)


@rule(law="民发〔2021〕57号 第七条")
def is_member(person: Record, p: Record) -> bool:
    """计入家庭成员：服刑、强制隔离戒毒、宣告失踪的人员不计入，离家满规定年数的宗教教职人员不计入。"""
    if person.role == PersonRole.SUPPORT_OBLIGOR:
        return False
    if person.absence == Absence.NONE:
        return True
    if person.absence == Absence.RELIGIOUS_LIFE:
        return person.absence_years < p.religious_absence_years
    if person.absence == Absence.MILITARY_SERVICE:
        return p.soldiers_count
    return False


@rule(law="民发〔2021〕57号 第十三条")
def is_obligor(person: Record) -> bool:
    """不共同生活的义务人：只用来计算赡养费、抚养费、扶养费。"""
    return person.role == PersonRole.SUPPORT_OBLIGOR


@count(where="is_member", law="民发〔2021〕57号 第七条")
def size(person: Record) -> bool:
    """家庭人口：计入的共同生活的家庭成员人数。"""
    return True


@rule(law="民发〔2021〕57号 第八条")
def severely_disabled(person: Record, p: Record) -> bool:
    """重度残疾：一、二级残疾，或者三级智力、精神残疾。"""
    if person.disability_kind == DisabilityKind.NONE or person.disability_grade == 0:
        return False
    if person.disability_kind in (DisabilityKind.INTELLECTUAL, DisabilityKind.MENTAL):
        return person.disability_grade <= p.severe_mental_grade
    return person.disability_grade <= p.severe_grade


@rule(law="社会救助法 第十八条")
def line_per_person(household: Record, p: Record) -> Money:
    """每人每月保障标准：当地公布的低保标准；小户提高标准的地方按人口增加。"""
    line = p.dibao_line if p.line_period == LinePeriod.MONTH else share(p.dibao_line_year, p.months_per_year)
    if p.small_household == SmallHousehold.ADD_TO_LINE:
        return line + household.small_household_addition
    return line


@rule(law="民发〔2021〕57号 第十三条")
def is_idle(person: Record, p: Record) -> bool:
    """有劳动能力而未就业：在劳动年龄内，不在读，也不是家中唯一照料人。"""
    return (
        p.working_age_from <= person.age < p.working_age_to
        and not person.employed
        and not person.sole_carer
        and person.schooling == Schooling.NONE
        and person.work_capacity != WorkCapacity.NONE
    )


@rule()
def imputed_wage(person: Record, p: Record) -> Money:
    """推定工资：只有当地规定推定的地方，对有劳动能力而未就业的人按最低工资的比例计。"""
    if p.imputed_wage == ImputedWage.NONE:
        return 0
    if not person.is_idle:
        return 0
    if person.work_capacity == WorkCapacity.PARTIAL:
        return part(p.minimum_wage, p.imputed_wage_ratio_partial)
    return part(p.minimum_wage, p.imputed_wage_ratio)


@rule(law="民发〔2021〕57号 第十三条")
def work_cost_deduction(person: Record, p: Record) -> Money:
    """就业成本扣减：按当地办法，不超过工资。"""
    if person.wage_income == 0 or p.work_cost == WorkCost.NOT_SET:
        return 0
    if p.work_cost_from_minimum_wage and person.wage_income < p.minimum_wage:
        return 0
    if p.work_cost == WorkCost.SHARE_OF_WAGE:
        return part(person.wage_income, p.work_cost_ratio)
    if p.work_cost == WorkCost.SHARE_OF_LINE:
        return min(person.wage_income, part(p.dibao_line, p.work_cost_ratio))
    if p.work_cost == WorkCost.SHARE_OF_MINIMUM_WAGE:
        return min(person.wage_income, part(p.minimum_wage, p.work_cost_ratio))
    return min(person.wage_income, p.work_cost_amount)


@rule()
def new_job_exemption(person: Record, p: Record) -> Money:
    """新就业免计：当地规定的月数之内，新就业工资在限额以内不计入。"""
    if person.new_job_month == 0 or not p.new_job_exempted:
        return 0
    if person.new_job_month > p.new_job_exempt_months:
        return 0
    return min(person.wage_income, part(p.dibao_line, p.new_job_exempt_ratio))


@rule(law="民发〔2021〕57号 第十三条")
def counted_wage(person: Record) -> Money:
    """计入的工资：工资扣除就业成本和新就业免计部分；有推定工资的取高者。"""
    return max(
        person.wage_income - max(person.work_cost_deduction, person.new_job_exemption), person.imputed_wage
    )


@rule(law="民发〔2021〕57号 第十三条")
def counted_resident_pension(person: Record, p: Record) -> Money:
    """计入的城乡居民养老金：规定期间内扣除中央确定的基础养老金。"""
    if person.resident_pension == 0 or not p.central_pension_excluded:
        return person.resident_pension
    return max(person.resident_pension - person.resident_pension_central, 0)


@rule(law="民发〔2021〕57号 第十三条")
def person_month_income(person: Record) -> Money:
    """本人按月收入：工资、养老金和其他转移性收入，减去转移性支出。"""
    return (
        person.counted_wage
        + person.pension_income
        + person.counted_resident_pension
        + person.transfer_income
        - person.transfer_out
    )


@rule(law="民发〔2021〕57号 第十三条")
def person_year_income(person: Record) -> Money:
    """本人按年收入：经营净收入与财产净收入。"""
    return person.business_income_year + person.property_income_year


@rule()
def own_income(person: Record, p: Record) -> Money:
    """本人月收入：按月收入加按年收入的月均数。"""
    return max(person.person_month_income + share(person.person_year_income, p.months_per_year), 0)


@total(where="is_member", unit="元/月")
def month_income(person: Record) -> Money:
    """各成员按月收入合计。"""
    return person.person_month_income


@total(where="is_member", unit="元/年")
def year_income(person: Record) -> Money:
    """各成员按年收入合计。"""
    return person.person_year_income


@total(where="is_member", unit="元/年")
def illness_cost_year(person: Record) -> Money:
    """因病、因残自负支出合计。"""
    return person.medical_cost_year + person.rehabilitation_cost_year


@total(where="is_member", unit="元/年")
def school_cost_year(person: Record) -> Money:
    """就学自负支出合计。"""
    return person.schooling_cost_year


@rule(law="民发〔2021〕57号 第十三条")
def expenditure_deduction(household: Record, p: Record) -> Money:
    """刚性支出扣减：按当地办法，因病、因残（或者就学）自负支出的月均数。"""
    if p.expenditure_deduction == ExpenseDeduction.NOT_SET:
        return 0
    if p.expenditure_deduction == ExpenseDeduction.ILLNESS_AND_DISABILITY:
        return share(part(household.illness_cost_year, p.expenditure_deduction_ratio), p.months_per_year)
    cost = household.illness_cost_year + household.school_cost_year
    return share(part(cost, p.expenditure_deduction_ratio), p.months_per_year)


@rule(law="民发〔2021〕57号 第十三条")
def household_income(household: Record, p: Record) -> Money:
    """家庭月收入：按月收入、按年收入的月均数与赡养费等之和，减去刚性支出扣减。"""
    return max(
        household.month_income
        + share(household.year_income, p.months_per_year)
        + household.support_income
        - household.expenditure_deduction,
        0,
    )


@rule(law="民发〔2021〕57号 第十三条")
def income_per_person(household: Record) -> Money:
    """家庭人均月收入：家庭月收入除以家庭人口，只供查看，比较和计算都用家庭合计。"""
    if household.size == 0:
        return 0
    return share(household.household_income, household.size)


@rule(law="民发〔2021〕57号 第十四条")
def deposits_ok(household: Record, p: Record) -> bool:
    """金融资产未超限额：人均不超过年标准的规定倍数。"""
    if not p.deposit_limited:
        return True
    yearly = household.line_per_person * household.size * p.months_per_year
    return household.financial_assets <= part(yearly, p.deposit_limit_ratio)


@rule(law="民发〔2021〕57号 第十四条")
def vehicles_ok(household: Record, p: Record) -> bool:
    """机动车辆未超限额。"""
    return not p.vehicle_limited or household.vehicles <= p.vehicle_limit


@rule(law="民发〔2021〕57号 第十四条")
def homes_ok(household: Record, p: Record) -> bool:
    """住房套数未超限额。"""
    return not p.home_limited or household.homes <= p.home_limit


@rule(law="民发〔2021〕57号 第十四条")
def capital_ok(household: Record, p: Record) -> bool:
    """企业出资未超限额。"""
    return not p.capital_limited or household.company_capital <= p.capital_limit


@rule(law="民发〔2021〕57号 第十四条")
def assets_ok(household: Record, p: Record) -> bool:
    """家庭财产符合规定：已录入限额的逐项比较，没有录入的由经办人员按当地文件认定。"""
    return (
        household.deposits_ok
        and household.vehicles_ok
        and household.homes_ok
        and household.capital_ok
        and (not p.assets_judged or household.assets_within_rule)
    )
