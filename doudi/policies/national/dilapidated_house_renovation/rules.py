# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Renovation of dangerous rural houses: one table by class of family and grade of house."""

from doudi.engine import Money, Record, part, rule, share
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.housing import (
    BuildSite,
    HouseGrade,
    IncomeYardstick,
    RenovationClass,
    RenovationOrder,
    RenovationWork,
    SiteAccess,
)
from doudi.policies.enums.living import LinePeriod
from doudi.policies.enums.medical import ClassScope


@rule(law="社会救助法 第二十六条")
def hardship_recognised(household: Record, p: Record) -> bool:
    """低保以外的困难户：农村特困户一律在内，其他类别看当地开到哪一类。"""
    if household.household_class == AssistanceClass.DESTITUTE:
        return True
    if household.household_class == AssistanceClass.NEAR_DIBAO or household.monitored_against_poverty:
        return p.renovation_scope != ClassScope.BASIC
    if household.household_class == AssistanceClass.RIGID:
        return p.renovation_scope in (ClassScope.RIGID, ClassScope.LOW_INCOME)
    return (
        household.household_class == AssistanceClass.LOW_INCOME
        and p.renovation_scope == ClassScope.LOW_INCOME
    )


@rule()
def renovation_line(household: Record, p: Record) -> Money:
    """危房改造收入线：每人每月，低保标准的规定倍数；没有规定的地方只看类别。"""
    if p.renovation_yardstick != IncomeYardstick.DIBAO_MULTIPLE:
        return 0
    line = p.dibao_line if p.line_period == LinePeriod.MONTH else share(p.dibao_line_year, p.months_per_year)
    return part(line, p.renovation_multiple)


@rule()
def within_renovation_line(household: Record, p: Record) -> bool:
    """家庭收入不超过危房改造收入线。"""
    if p.renovation_yardstick != IncomeYardstick.DIBAO_MULTIPLE:
        return False
    return household.household_income <= household.renovation_line * household.size


@rule(law="社会救助法 第二十六条")
def renovation_class(household: Record, p: Record) -> RenovationClass:
    """家庭类别档：五保户、低保户、其他困难户；开放的地方还有一般户。"""
    if household.tekun_at_home:
        return RenovationClass.FIVE_GUARANTEE
    if household.household_class == AssistanceClass.DIBAO:
        return RenovationClass.DIBAO
    if household.hardship_recognised or household.within_renovation_line:
        return RenovationClass.HARDSHIP
    return RenovationClass.GENERAL if p.renovation_for_general else RenovationClass.NONE


@rule()
def household_in_table(household: Record) -> bool:
    """家庭类别在补助范围内。"""
    return household.renovation_class != RenovationClass.NONE


@rule(law="社会救助法 第二十六条")
def house_is_dangerous(household: Record) -> bool:
    """住房经鉴定为危房。"""
    return household.house_grade != HouseGrade.SAFE


@rule()
def home_is_only_one(household: Record) -> bool:
    """是本户唯一住房，没有享受过危房改造。"""
    return household.only_home and not household.renovated_before


@rule()
def grouped_site_needed(household: Record, p: Record) -> bool:
    """应当集中建房：本村寨一级危房户数超过规定的，统一规划、集中连片。"""
    return (
        p.grouping_required
        and household.house_grade == HouseGrade.FIRST
        and household.first_grade_houses_in_village > p.grouping_above
    )


@rule()
def site_allowed(household: Record) -> bool:
    """建房地点符合要求：应当集中的不分散，写明理由准予分散的除外。"""
    return (
        household.build_site == BuildSite.GROUPED
        or not household.grouped_site_needed
        or household.scattered_reason
    )


@rule(law="社会救助法 第二十六条")
def renovation_eligible(household: Record, p: Record) -> bool:
    """符合农村危房改造条件。"""
    return (
        p.renovation_open_here
        and household.household_in_table
        and household.house_is_dangerous
        and household.home_is_only_one
        and household.site_allowed
    )


@rule()
def renovation_work(household: Record) -> RenovationWork:
    """做什么：一级危房重建，二级、三级危房维修。"""
    if household.house_grade == HouseGrade.SAFE:
        return RenovationWork.NONE
    return RenovationWork.REBUILD if household.house_grade == HouseGrade.FIRST else RenovationWork.REPAIR


# The table. The site is no column of it: grouped and scattered building use the same sums.


@rule()
def first_grade_sum(household: Record, p: Record) -> Money:
    """一级危房的补助：按家庭类别档。"""
    if not household.renovation_eligible or household.house_grade != HouseGrade.FIRST:
        return 0
    if household.renovation_class == RenovationClass.FIVE_GUARANTEE:
        return p.first_grade_five_guarantee
    if household.renovation_class == RenovationClass.DIBAO:
        return p.first_grade_dibao
    if household.renovation_class == RenovationClass.HARDSHIP:
        return p.first_grade_hardship
    return p.first_grade_general


@rule()
def second_grade_sum(household: Record, p: Record) -> Money:
    """二级危房的补助：按家庭类别档。"""
    if not household.renovation_eligible or household.house_grade != HouseGrade.SECOND:
        return 0
    if household.renovation_class == RenovationClass.FIVE_GUARANTEE:
        return p.second_grade_five_guarantee
    if household.renovation_class == RenovationClass.DIBAO:
        return p.second_grade_dibao
    if household.renovation_class == RenovationClass.HARDSHIP:
        return p.second_grade_hardship
    return p.second_grade_general


@rule()
def third_grade_sum(household: Record, p: Record) -> Money:
    """三级危房的补助：按家庭类别档。"""
    if not household.renovation_eligible or household.house_grade != HouseGrade.THIRD:
        return 0
    if household.renovation_class == RenovationClass.FIVE_GUARANTEE:
        return p.third_grade_five_guarantee
    if household.renovation_class == RenovationClass.DIBAO:
        return p.third_grade_dibao
    if household.renovation_class == RenovationClass.HARDSHIP:
        return p.third_grade_hardship
    return p.third_grade_general


@rule(law="社会救助暂行办法 第三十九条")
def renovation_subsidy(household: Record) -> Money:
    """危房改造补助：家庭类别和房屋等级在同一张表里对应的金额，集中和分散一样。"""
    return household.first_grade_sum + household.second_grade_sum + household.third_grade_sum


# Who comes first: need before place.


@rule()
def renovation_order(household: Record) -> RenovationOrder:
    """选择顺序：五保户和因灾、因病、因残丧失劳动能力的户在先，一般户在后；同一顺序再看地点分。"""
    if not household.renovation_eligible:
        return RenovationOrder.NONE
    if household.renovation_class == RenovationClass.FIVE_GUARANTEE or household.incapacity_by_misfortune:
        return RenovationOrder.FIRST
    if household.renovation_class == RenovationClass.GENERAL:
        return RenovationOrder.THIRD
    return RenovationOrder.SECOND


@rule()
def place_points(household: Record) -> int:
    """地点分：公路和景区、民族村寨、集镇、改造愿望强烈，各一分；只在同一顺序内比较。"""
    return (
        (1 if household.near_road_or_scenic_site else 0)
        + (1 if household.in_ethnic_village else 0)
        + (1 if household.in_market_town else 0)
        + (1 if household.eager_to_rebuild else 0)
    )


# What the owner still has to find.


@rule()
def building_cost(household: Record, p: Record) -> Money:
    """重建主体的造价：新建面积乘以每平方米造价，按运输条件；没有录入造价的地方为 0。"""
    if not p.building_cost_known or household.renovation_work != RenovationWork.REBUILD:
        return 0
    rate = p.building_cost_easy if household.site_access == SiteAccess.EASY else p.building_cost_hard
    return rate * household.new_area


@rule()
def funding_gap(household: Record) -> Money:
    """资金缺口：造价减去补助和自筹。"""
    return max(household.building_cost - household.renovation_subsidy - household.own_funds, 0)


@rule()
def loan_offered(household: Record, p: Record) -> Money:
    """可以贷款：缺口在贷款的起贷额以上，按缺口，不超过最高额。"""
    if not p.loans_offered or not household.renovation_eligible:
        return 0
    return min(household.funding_gap, p.loan_most) if household.funding_gap >= p.loan_least else 0


@rule()
def loan_allowed(household: Record, p: Record) -> bool:
    """申请的贷款在规定的范围内。"""
    if not p.loans_offered or not household.renovation_eligible:
        return False
    return p.loan_least <= household.loan_wanted <= p.loan_most


@rule()
def material_saving(household: Record, p: Record) -> Money:
    """优惠卡省下的材料费：水泥每吨减价，钢材按购买金额的比例。"""
    if not household.renovation_eligible:
        return 0
    return p.cement_discount * household.cement_tonnes + part(household.steel_cost, p.steel_discount)
