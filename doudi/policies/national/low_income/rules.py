# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Other low-income households, in the places that have such a class. Their line stands in near_dibao."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import LineBasis


@rule(law="社会救助法 第十三条")
def low_income_class_given(household: Record, p: Record) -> bool:
    """当地设有低收入家庭类别。"""
    return p.low_income_basis != LineBasis.NOT_SET


@rule(law="社会救助法 第十三条")
def no_other_class(household: Record) -> bool:
    """没有认定为其他类别。"""
    return household.household_class in (AssistanceClass.NONE, AssistanceClass.LOW_INCOME)


@rule(law="社会救助法 第十三条")
def low_income_eligible(household: Record) -> bool:
    """符合低收入家庭条件：当地设有这一类别，没有其他类别，收入和财产在规定之内。"""
    return household.low_income_class_given and household.no_other_class and household.is_low_income


@rule(law="社会救助法 第十三条")
def low_income_amount(household: Record) -> Money:
    """低收入家庭救助金：没有现金，只据以享受专项救助。"""
    return 0
