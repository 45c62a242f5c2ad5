# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Nutritious meals: a yearly sum for rural pupils in hardship."""

from doudi.engine import Money, Record, rule, share


@rule()
def meal_offered(person: Record, p: Record) -> bool:
    """当地有爱心营养餐：分城乡。"""
    return p.meals_offered


@rule()
def nutrition_meal_eligible(person: Record) -> bool:
    """符合爱心营养餐条件：当地有营养餐，本人是义务教育阶段的教育救助对象。"""
    return person.meal_offered and person.compulsory_pupil and person.education_aid_class


@rule(unit="元/年")
def nutrition_meal_amount(person: Record, p: Record) -> Money:
    """营养餐补助：每生每年；按月计算的地方，中途离校的按在校月数折算。"""
    if not person.nutrition_meal_eligible:
        return 0
    if not p.meals_by_month:
        return p.meal_standard
    return share(p.meal_standard * min(person.school_months, p.meal_months), p.meal_months)
