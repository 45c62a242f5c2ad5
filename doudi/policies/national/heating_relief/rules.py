# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Relief of the fee for central heating."""

from doudi.engine import Money, Record, part, rule


@rule(law="当地采暖救助规定")
def heating_relief_offered(household: Record, p: Record) -> bool:
    """当地有集中供暖热费减免。"""
    return p.heating_fee_relief


@rule(law="当地采暖救助规定")
def heating_relief_eligible(household: Record) -> bool:
    """符合热费减免条件：当地有减免，家庭在优惠范围内，住房有集中供暖。"""
    return household.heating_relief_offered and household.utility_class and household.central_heating


@rule(law="当地采暖救助规定", unit="元/采暖期")
def heating_relief_amount(household: Record, p: Record) -> Money:
    """热费减免金额：应交热费的规定比例，拨付供热企业。"""
    if not household.heating_relief_eligible:
        return 0
    return part(household.heating_fee, p.heating_fee_ratio)


@rule(law="当地采暖救助规定", unit="元/采暖期")
def heating_fee_due(household: Record) -> Money:
    """自交热费：减免以后由家庭交给供热企业。"""
    if not household.heating_relief_eligible:
        return 0
    return household.heating_fee - household.heating_relief_amount


@rule()
def central_heating_at_home(household: Record) -> bool:
    """住房有集中供暖。"""
    return household.central_heating
