# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Regular relief for destitute rural households, before rural dibao."""

from doudi.engine import Money, Record, any_member, rule, share
from doudi.policies.enums.urgent import CapacityLoss


@rule(law="当地社会救助体系文件（2005） 三（三）")
def rural_household(household: Record, p: Record) -> bool:
    """农村家庭。"""
    return p.destitute_relief_covers


@any_member(where="is_member", law="当地社会救助体系文件（2005） 三（三）")
def capacity_was_lost(person: Record) -> bool:
    """有成员因病、因残或者因计划生育手术丧失、减弱劳动能力。"""
    return person.capacity_loss != CapacityLoss.NONE


@rule(law="当地社会救助体系文件（2005） 三（三）")
def hardship_all_year(household: Record) -> bool:
    """家庭常年困难。"""
    return household.year_round_hardship


@rule(law="当地社会救助体系文件（2005） 三（三）")
def destitute_eligible(household: Record) -> bool:
    """纳入定期救助：因劳动能力丧失或者减弱而常年困难的农村家庭，全部纳入。"""
    return household.rural_household and household.hardship_all_year and household.capacity_was_lost


@rule(law="当地社会救助体系文件（2005） 三（三）", unit="元/月")
def destitute_income(household: Record, p: Record) -> Money:
    """特困户家庭月收入：包括子女给付的赡养费和承包地收益。"""
    return household.household_income + share(household.land_income_year, p.months_per_year)


@rule(law="当地社会救助体系文件（2005） 三（三）", unit="元/月")
def destitute_amount(household: Record, p: Record) -> Money:
    """定期救助金：按户发给。"""
    return p.destitute_relief if household.destitute_eligible else 0
