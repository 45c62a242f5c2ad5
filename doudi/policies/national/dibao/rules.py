# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Dibao: whether a household or one of its members is eligible, by which door, and how much."""

from doudi.engine import Money, Ratio, Record, at, band, count, part, round_money, rule, share, total
from doudi.policies.enums.living import (
    DibaoMethod,
    DibaoPath,
    GraceReason,
    GradeBasis,
    LinePeriod,
    MinimumTopUp,
    SingleMethod,
    SmallHousehold,
)


@rule()
def small_household_addition(household: Record, p: Record) -> Money:
    """小户每人增加：按家庭人口取当地公布的金额，没有列出的人口数不增加。"""
    if p.small_household == SmallHousehold.NOT_SET:
        return 0
    return at(p.small_household_additions, household.size - 1)


@rule()
def member_line(person: Record, household: Record, p: Record) -> Money:
    """本人保障标准：未成年人另有标准的地方用未成年人标准。"""
    if p.minor_line_applies and person.age < p.adult_age:
        return p.dibao_line_minor
    return household.line_per_person


@total(where="is_member", unit="元/月")
def member_lines(person: Record) -> Money:
    """各成员保障标准合计。"""
    return person.member_line


@rule(law="社会救助法 第十八条")
def guaranteed_total(household: Record, p: Record) -> Money:
    """家庭保障标准合计：标准乘以家庭人口；按年公布的标准先乘人口再除以十二个月。"""
    if p.line_period == LinePeriod.YEAR:
        return share(p.dibao_line_year * household.size, p.months_per_year)
    if p.minor_line_applies:
        return household.member_lines
    return household.line_per_person * household.size


@rule(law="社会救助法 第十八条")
def income_below_line(household: Record) -> bool:
    """家庭收入低于标准：家庭月收入低于按人口计算的标准合计。"""
    return household.household_income < household.guaranteed_total


@rule(law="社会救助法 第十八条")
def dibao_household_eligible(household: Record) -> bool:
    """按户纳入低保：收入低于标准，财产符合规定。"""
    return household.income_below_line and household.assets_ok


@rule(law="社会救助法 第二十一条")
def within_single_limit(person: Record, household: Record, p: Record) -> bool:
    """家庭收入在单人保限额之内：一般以低保边缘家庭为限；另有倍数的地方从其倍数。"""
    if not p.single_own_limit:
        return household.near_dibao_means
    if person.severely_disabled:
        limit = part(household.guaranteed_total, p.single_limit_disability)
    else:
        limit = part(household.guaranteed_total, p.single_limit_illness)
    return household.assets_ok and household.household_income <= limit


@rule(law="民政部等 2022-10-20 通知 一（一）")
def unemployed_severely_disabled_adult(person: Record, household: Record, p: Record) -> bool:
    """成年无业重度残疾人：本人收入低于标准的，参照单人户。"""
    return (
        p.single_adult_disabled
        and person.age >= p.adult_age
        and not person.employed
        and person.severely_disabled
        and household.assets_ok
        and person.own_income < household.line_per_person
    )


@rule(law="民发〔2021〕57号 第八条")
def single_eligible(person: Record, household: Record, p: Record) -> bool:
    """可单独纳入低保：家庭不符合按户纳入，本人是重度残疾人或者重病患者，且家庭收入在限额之内。"""
    if not p.single_enrolment or not person.is_member or household.dibao_household_eligible:
        return False
    if person.unemployed_severely_disabled_adult:
        return True
    return (person.severely_disabled or person.serious_illness) and person.within_single_limit


@count(where="is_member", law="民发〔2021〕57号 第八条")
def single_count(person: Record) -> bool:
    """可单独纳入的人数。"""
    return person.single_eligible


@rule()
def grace_months_limit(household: Record, p: Record) -> int:
    """渐退期最长月数：按渐退原因。"""
    if household.grace_month == 0:
        return 0
    if household.grace_reason == GraceReason.PENSION:
        return p.grace_months_pension
    if household.grace_reason == GraceReason.GRADUATE:
        return p.grace_months_graduate
    if household.grace_reason == GraceReason.PUBLIC_PLACEMENT:
        return p.grace_months_placement
    if household.grace_reason == GraceReason.DISABILITY_PLACEMENT:
        return p.grace_months_disability
    return p.grace_months


@rule(law="民发〔2021〕57号 第三十三条")
def in_grace_period(household: Record) -> bool:
    """在渐退期内：家庭收入超过标准后，在规定的月数之内。"""
    if household.grace_month == 0 or household.income_below_line:
        return False
    return household.assets_ok and household.grace_month <= household.grace_months_limit


@rule(law="社会救助法 第十八条、第二十一条")
def dibao_path(household: Record) -> DibaoPath:
    """低保纳入方式：按户、单人或者渐退。"""
    if household.dibao_household_eligible:
        return DibaoPath.HOUSEHOLD
    if household.in_grace_period:
        return DibaoPath.GRACE_PERIOD
    if household.single_count > 0:
        return DibaoPath.SINGLE_PERSON
    return DibaoPath.NONE


@rule(law="社会救助法 第十八条")
def dibao_eligible(household: Record) -> bool:
    """符合低保条件：按户、单人或者渐退，任一即可。"""
    return household.dibao_path != DibaoPath.NONE


@rule(law="民发〔2021〕57号 第二十三条")
def dibao_gap(household: Record) -> Money:
    """补差：家庭保障标准合计减去家庭月收入。"""
    return max(household.guaranteed_total - household.household_income, 0)


@rule(law="民发〔2021〕57号 第二十三条")
def dibao_graded(household: Record, p: Record) -> Money:
    """分档定额：本档每人金额乘以家庭人口。"""
    if p.dibao_method != DibaoMethod.GRADED:
        return 0
    if p.grade_basis == GradeBasis.INCOME:
        amount = band(household.income_per_person, p.grade_bounds, p.grade_amounts)
    else:
        amount = at(p.grade_amounts, household.grade - 1)
    return amount * household.size


@rule(law="民发〔2021〕57号 第二十三条")
def dibao_member_amount(person: Record, household: Record, p: Record) -> Money:
    """本人保障金：按成员计算的地方，重病成员不减收入，老弱成员标准上浮，其余成员补差。"""
    if p.dibao_method != DibaoMethod.BY_MEMBER:
        return 0
    if person.serious_illness:
        return part(household.line_per_person, p.member_ratio_illness)
    if person.age >= p.elder_age or person.age < p.adult_age or person.veteran or household.size == 1:
        return max(part(household.line_per_person, p.member_ratio_weak) - household.income_per_person, 0)
    return max(household.line_per_person - household.income_per_person, 0)


@total(where="is_member", unit="元/月")
def dibao_member_total(person: Record) -> Money:
    """各成员保障金合计。"""
    return person.dibao_member_amount


@rule()
def minimum_topup_per_person(household: Record, p: Record) -> Money:
    """每人最低补差：按标准的比例或者公布的金额。"""
    if p.minimum_topup_form == MinimumTopUp.NOT_SET:
        return 0
    if p.minimum_topup_form == MinimumTopUp.FIXED:
        return p.minimum_topup
    return round_money(
        part(household.line_per_person, p.minimum_topup_ratio),
        p.minimum_topup_rounding,
        p.minimum_topup_step,
    )


@rule(law="民发〔2021〕57号 第二十三条")
def household_amount(household: Record, p: Record) -> Money:
    """按户保障金：按当地的计算方法，不低于最低补差。"""
    if p.dibao_method == DibaoMethod.GRADED:
        return household.dibao_graded
    if p.dibao_method == DibaoMethod.BY_MEMBER:
        return household.dibao_member_total
    return max(household.dibao_gap, household.minimum_topup_per_person * household.size)


@count(where="is_member", law="民发〔2021〕57号 第三十四条")
def members_paid(person: Record, p: Record) -> bool:
    """计发人数：无正当理由连续拒绝介绍工作达到规定次数的，停发本人份额。"""
    return person.work_refusals < p.work_refusal_limit


@rule(law="民发〔2021〕57号 第三十四条")
def household_amount_paid(household: Record) -> Money:
    """按计发人数折算的保障金。"""
    if household.members_paid == household.size:
        return household.household_amount
    return share(household.household_amount * household.members_paid, household.size)


@rule()
def small_household_increase(household: Record, p: Record) -> Money:
    """小户增发：在保障金之外按人增发。"""
    if p.small_household != SmallHousehold.ADD_TO_AMOUNT:
        return 0
    return household.small_household_addition * household.size


@rule(law="社会救助法 第二十一条")
def single_amount(person: Record, household: Record, p: Record) -> Money:
    """单人保金额：按当地办法。"""
    if not person.single_eligible:
        return 0
    if p.single_method == SingleMethod.FULL:
        return household.line_per_person
    if p.single_method == SingleMethod.FIXED:
        return p.single_fixed
    if p.single_method == SingleMethod.GAP:
        return max(household.line_per_person - person.own_income, 0)
    if p.single_method == SingleMethod.SEVERITY_RATIO:
        return part(household.line_per_person, person.single_severity_ratio)
    if household.household_income <= part(household.guaranteed_total, p.single_full_limit):
        return household.line_per_person
    return part(household.line_per_person, p.single_ratio_above)


@rule()
def single_severity_ratio(person: Record, p: Record) -> Ratio:
    """单人保比例：按残疾类别和等级，重病另定。"""
    if not person.single_eligible or p.single_method != SingleMethod.SEVERITY_RATIO:
        return 0
    if not person.severely_disabled:
        return p.single_ratio_illness
    if person.disability_grade > p.severe_grade:
        return p.single_ratio_third_grade
    return p.single_ratio_severe


@total(where="is_member", unit="元/月")
def single_total(person: Record) -> Money:
    """单人保金额合计。"""
    return person.single_amount


@rule(law="民发〔2021〕57号 第三十三条")
def grace_amount(household: Record, p: Record) -> Money:
    """渐退金额：渐退前的月保障金乘以本月比例。"""
    if not household.in_grace_period:
        return 0
    return part(household.previous_amount, at(p.grace_schedule, household.grace_month - 1))


@rule()
def dibao_before_heating(household: Record) -> Money:
    """保障金小计：各项之和，尚未取整。"""
    if household.dibao_path == DibaoPath.HOUSEHOLD:
        paid = household.household_amount_paid + household.small_household_increase
        return paid + household.category_supplement
    if household.dibao_path == DibaoPath.SINGLE_PERSON:
        return household.single_total + household.category_supplement
    return household.grace_amount


@rule(law="当地采暖救助规定")
def heating_supplement(household: Record, p: Record) -> Money:
    """采暖期增发：没有集中供暖的低保家庭，采暖期内按保障金的比例增发。"""
    if p.heating_ratio <= 0 or household.central_heating or not household.heating_season:
        return 0
    return part(household.dibao_before_heating, p.heating_ratio)


@rule(law="民发〔2021〕57号 第二十一条、第二十三条", unit="元/月")
def dibao_amount(household: Record, p: Record) -> Money:
    """月保障金：各项合计，按当地规则只取整一次。"""
    return round_money(
        household.dibao_before_heating + household.heating_supplement, p.rounding_mode, p.rounding_step
    )
