# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Public rental housing, formerly low-rent housing: who may have it, in which of three forms, and how much."""

from doudi.engine import Money, Ratio, Record, band, part, rule, share
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.housing import (
    HouseGrade,
    HousingForm,
    IncomeYardstick,
    RentalQueue,
    RentSubsidyForm,
)
from doudi.policies.enums.living import LinePeriod
from doudi.policies.enums.medical import ClassScope


@rule(law="社会救助法 第二十六条")
def lowest_income(household: Record) -> bool:
    """最低收入家庭：低保家庭，或者有分散供养特困人员的家庭。"""
    return household.household_class == AssistanceClass.DIBAO or household.tekun_at_home


@rule(law="社会救助法 第二十六条")
def recognised_for_rental(household: Record, p: Record) -> bool:
    """已认定的救助类别在保障范围内：特困、低保一律在内，其他类别看开到哪一类。"""
    if household.lowest_income:
        return True
    if household.household_class == AssistanceClass.NEAR_DIBAO:
        return p.rental_scope != ClassScope.BASIC
    if household.household_class == AssistanceClass.RIGID:
        return p.rental_scope in (ClassScope.RIGID, ClassScope.LOW_INCOME)
    return household.household_class == AssistanceClass.LOW_INCOME and p.rental_scope == ClassScope.LOW_INCOME


@rule(law="住房和城乡建设部令第11号 第七条")
def rental_line(household: Record, p: Record) -> Money:
    """住房保障收入线：每人每月，按低保标准的倍数、人均可支配收入的比例或者公布的金额。"""
    if p.rental_yardstick == IncomeYardstick.CLASS:
        return 0
    if p.rental_yardstick == IncomeYardstick.DISPOSABLE_SHARE:
        return share(part(p.disposable_income_year, p.rental_share), p.months_per_year)
    if p.rental_yardstick == IncomeYardstick.PUBLISHED:
        return p.rental_published_line
    line = p.dibao_line if p.line_period == LinePeriod.MONTH else share(p.dibao_line_year, p.months_per_year)
    return part(line, p.rental_multiple)


@rule(law="住房和城乡建设部令第11号 第七条")
def within_rental_line(household: Record, p: Record) -> bool:
    """家庭收入在住房保障收入线之内：按家庭合计比较。"""
    if p.rental_yardstick == IncomeYardstick.CLASS:
        return False
    if p.rental_inclusive:
        return household.household_income <= household.rental_line * household.size
    return household.household_income < household.rental_line * household.size


@rule(law="住房和城乡建设部令第11号 第七条")
def rental_means(household: Record) -> bool:
    """经济条件符合：已认定的类别在范围内，或者收入、财产都符合住房保障规定。"""
    return household.recognised_for_rental or (
        household.within_rental_line and household.housing_assets_within_rule
    )


@rule(law="社会救助暂行办法 第三十九条")
def housing_difficulty(household: Record, p: Record) -> bool:
    """住房困难：没有住房，人均建筑面积在当地标准以下，或者住的是危房。"""
    if not household.rental_means or household.housing_size == 0:
        return False
    if household.floor_area == 0 or household.house_grade != HouseGrade.SAFE:
        return True
    if p.area_inclusive:
        return household.floor_area <= p.area_limit * household.housing_size
    return household.floor_area < p.area_limit * household.housing_size


@rule(law="社会救助法 第二十六条")
def housing_form(household: Record, p: Record) -> HousingForm:
    """保障形式：申请的一种；没有选的按当地默认，以补贴为主的地方没有理由不配实物。"""
    if household.housing_form_wanted == HousingForm.NONE:
        return p.default_housing_form
    if household.housing_form_wanted == HousingForm.ALLOTMENT and p.allotment_needs_reason:
        return HousingForm.ALLOTMENT if household.allotment_reason else p.default_housing_form
    return household.housing_form_wanted


@rule(law="社会救助法 第二十六条")
def one_form_only(household: Record) -> bool:
    """只享受一种形式：正在享受另一种的，先退出再换。"""
    return (
        household.housing_help_held == HousingForm.NONE
        or household.housing_help_held == household.housing_form
    )


@rule(law="社会救助法 第二十六条")
def public_rental_eligible(household: Record, p: Record) -> bool:
    """符合公租房保障条件：城镇，经济条件符合，住房困难，没有享受另一种形式。"""
    return (
        p.rental_open_here
        and household.rental_means
        and household.housing_difficulty
        and household.one_form_only
    )


@rule()
def form_granted(household: Record) -> HousingForm:
    """给予的形式：实物配租、租赁补贴、租金核减中的一种。"""
    return household.housing_form if household.public_rental_eligible else HousingForm.NONE


@rule()
def rent_share(household: Record, p: Record) -> Ratio:
    """租金补贴比例：低保家庭、低收入家庭各一个比例，其他家庭按人均收入分档。"""
    if household.form_granted != HousingForm.RENT_SUBSIDY:
        return 0
    if p.rent_subsidy_form != RentSubsidyForm.SHARE_OF_RENT:
        return 0
    if household.lowest_income:
        return p.rent_share_dibao
    if household.recognised_for_rental:
        return p.rent_share_low_income
    return band(household.income_per_person, p.rent_share_bounds, p.rent_shares)


@rule()
def subsidy_by_rent(household: Record, p: Record) -> Money:
    """按租金比例的补贴：月租金乘比例，只算补贴面积以内的部分；0 的面积上限即没有上限。"""
    if household.rent_share == 0 or household.rented_area == 0:
        return 0
    if p.rent_subsidy_area == 0:
        return part(household.rent_month, household.rent_share)
    covered = min(household.rented_area, p.rent_subsidy_area)
    return share(part(household.rent_month, household.rent_share) * covered, household.rented_area)


@rule()
def subsidy_by_area(household: Record, p: Record) -> Money:
    """按面积的补贴：每平方米金额乘以保障面积与现有面积的差。"""
    if household.form_granted != HousingForm.RENT_SUBSIDY or p.rent_subsidy_form != RentSubsidyForm.PER_AREA:
        return 0
    short = max(p.guaranteed_area * household.housing_size - household.floor_area, 0)
    return (p.rent_rate_dibao if household.lowest_income else p.rent_rate_other) * short


@rule(law="社会救助暂行办法 第三十八条")
def rent_subsidy(household: Record) -> Money:
    """租赁补贴：每月发给自己到市场租房的家庭；配租实物和核减租金的没有。"""
    return household.subsidy_by_area + household.subsidy_by_rent


@rule(law="社会救助暂行办法 第三十八条")
def rent_reduced(household: Record, p: Record) -> Money:
    """核减的租金：现住公房月租金乘核减比例。"""
    if household.form_granted != HousingForm.RENT_REDUCTION:
        return 0
    return part(household.public_rent, p.rent_reduction_ratio)


@rule(law="社会救助暂行办法 第三十八条")
def rent_after_reduction(household: Record) -> Money:
    """核减后的租金。"""
    if household.form_granted != HousingForm.RENT_REDUCTION:
        return 0
    return household.public_rent - household.rent_reduced


@rule(law="社会救助法 第二十六条")
def rental_queue(household: Record) -> RentalQueue:
    """轮候顺位：特困、低保在先，低保边缘和刚性支出（因病致贫）家庭其次，其他在后。"""
    if household.form_granted != HousingForm.ALLOTMENT:
        return RentalQueue.NONE
    if household.lowest_income:
        return RentalQueue.FIRST
    if household.household_class in (AssistanceClass.NEAR_DIBAO, AssistanceClass.RIGID):
        return RentalQueue.SECOND
    return RentalQueue.THIRD


@rule(law="住房和城乡建设部令第11号 第十条")
def longest_wait(household: Record, p: Record) -> int:
    """轮候期最长年数：只对实物配租。"""
    return p.longest_wait_years if household.form_granted == HousingForm.ALLOTMENT else 0
