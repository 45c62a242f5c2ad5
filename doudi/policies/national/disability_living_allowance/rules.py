# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Living allowance for the disabled in hardship: for whom, at which step, how much."""

from doudi.engine import Money, Ratio, Record, at, part, round_money, rule
from doudi.policies.enums.care import AllowanceForm, DisabilityHardship
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import DisabilityKind


@rule(law="国发〔2015〕52号 二")
def in_wider_disability_class(person: Record, p: Record) -> bool:
    """扩大范围内的家庭：当地扩大到的低保边缘、低收入家庭成员。"""
    return p.disability_living_extends and person.assistance_class in (
        AssistanceClass.NEAR_DIBAO,
        AssistanceClass.LOW_INCOME,
    )


@rule(law="国发〔2015〕52号 二")
def in_disability_hardship(person: Record, p: Record) -> bool:
    """属于补贴对象：低保对象；当地扩大到的低保边缘、低收入家庭成员；当地另行认定的困难残疾人。"""
    if person.assistance_class == AssistanceClass.DIBAO or person.in_wider_disability_class:
        return True
    return p.disability_living_for_hardship and person.disability_hardship != DisabilityHardship.NONE


@rule(law="国发〔2015〕52号 二；民发〔2021〕70号")
def disability_living_eligible(person: Record) -> bool:
    """符合困难残疾人生活补贴条件：持有效残疾人证，属于补贴对象，没有由其他制度保障，不全额领取儿童基本生活费。"""
    return (
        person.holds_disability_card
        and person.in_disability_hardship
        and person.not_covered_elsewhere
        and person.no_full_child_allowance
    )


@rule()
def disability_living_step(person: Record, p: Record) -> int:
    """生活补贴的档：按残疾等级；有的地方智力、精神三级按二级，听力、言语另从低档。"""
    if person.disability_kind in (DisabilityKind.HEARING, DisabilityKind.SPEECH):
        return max(person.disability_grade, p.disability_living_hearing_step)
    if (
        person.disability_kind in (DisabilityKind.INTELLECTUAL, DisabilityKind.MENTAL)
        and person.disability_grade <= p.disability_living_mental_grade
    ):
        return min(person.disability_grade, p.severe_grade)
    return person.disability_grade


@rule()
def disability_living_fixed(person: Record, p: Record) -> Money:
    """按公布金额的生活补贴：按类别和档。"""
    if not person.disability_living_eligible or p.disability_living_form != AllowanceForm.FIXED:
        return 0
    if person.assistance_class == AssistanceClass.DIBAO:
        if p.disability_living_minors_apart and person.age < p.adult_age:
            return at(p.disability_living_amounts_minor, person.disability_living_step - 1)
        return at(p.disability_living_amounts, person.disability_living_step - 1)
    if person.in_wider_disability_class:
        return at(p.disability_living_amounts_wider, person.disability_living_step - 1)
    return at(p.disability_living_amounts_hardship, person.disability_living_step - 1)


@rule()
def disability_living_ratio(person: Record, p: Record) -> Ratio:
    """生活补贴占低保标准的比例：按类别和档。"""
    if not person.disability_living_eligible or p.disability_living_form != AllowanceForm.SHARE_OF_LINE:
        return 0
    if person.assistance_class == AssistanceClass.DIBAO:
        return at(p.disability_living_ratios, person.disability_living_step - 1)
    if person.in_wider_disability_class:
        return at(p.disability_living_ratios_wider, person.disability_living_step - 1)
    if person.disability_hardship == DisabilityHardship.NO_FIXED_INCOME:
        return p.disability_living_ratio_no_income
    return p.disability_living_ratio_dependent


@rule()
def disability_living_share(person: Record, p: Record) -> Money:
    """按比例折算的生活补贴：当地低保标准乘以比例，按当地规定取整。"""
    if not person.disability_living_eligible or p.disability_living_form != AllowanceForm.SHARE_OF_LINE:
        return 0
    exact = part(p.dibao_line, person.disability_living_ratio)
    return round_money(exact, p.disability_living_rounding, p.disability_living_rounding_step)


@rule(law="国发〔2015〕52号 二")
def disability_living_amount(person: Record) -> Money:
    """困难残疾人生活补贴月额：按公布金额，或者按低保标准的比例。"""
    return person.disability_living_fixed + person.disability_living_share
