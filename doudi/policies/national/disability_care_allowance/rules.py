# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Care allowance for the severely disabled: for whom, how much, and the choice against care for the old."""

from doudi.engine import Money, Record, at, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import DisabilityKind


@rule(law="国发〔2015〕52号 二")
def care_grade_reached(person: Record, p: Record) -> bool:
    """残疾等级达到：一、二级；有的地方智力、精神残疾扩大到三、四级。"""
    if person.disability_kind == DisabilityKind.INTELLECTUAL:
        return 0 < person.disability_grade <= p.disability_care_intellectual_grade
    if person.disability_kind == DisabilityKind.MENTAL:
        return 0 < person.disability_grade <= p.disability_care_mental_grade
    return 0 < person.disability_grade <= p.disability_care_grade


@rule(law="国发〔2015〕52号 二")
def in_need_of_care(person: Record) -> bool:
    """需要长期照护。"""
    return person.needs_long_term_care


@rule(law="国发〔2015〕52号 二；民发〔2021〕70号")
def disability_care_open(person: Record) -> bool:
    """本身符合护理补贴条件：持有效残疾人证，达到等级，需要长期照护，没有由其他制度保障。"""
    return (
        person.holds_disability_card
        and person.care_grade_reached
        and person.in_need_of_care
        and person.not_covered_elsewhere
    )


@rule()
def disability_care_step(person: Record, p: Record) -> int:
    """护理补贴的档：按残疾等级；有的地方听力、言语另从低档。"""
    if person.disability_kind in (DisabilityKind.HEARING, DisabilityKind.SPEECH):
        return max(person.disability_grade, p.disability_care_hearing_step)
    return person.disability_grade


@rule()
def care_paid_as_others(person: Record, p: Record) -> bool:
    """按困难家庭以外的标准发：另有标准的地方，本人没有救助类别。"""
    return p.disability_care_others_apart and person.assistance_class == AssistanceClass.NONE


@rule()
def disability_care_compared(person: Record, p: Record) -> Money:
    """用来比较的护理补贴：有老年人护理补贴可以领时才比较；能领的都有救助类别，按困难家庭的标准。"""
    if not person.disability_care_open or person.old_age_care_entitlement == 0:
        return 0
    return at(p.disability_care_amounts, person.disability_care_step - 1)


@rule(law="国发〔2015〕52号 二")
def care_allowance_is_higher(person: Record) -> bool:
    """护理补贴不低于老年人护理补贴：两样都符合的择高领一项，相等的领护理补贴。"""
    return person.disability_care_compared >= person.old_age_care_entitlement


@rule(law="国发〔2015〕52号 二；民发〔2021〕70号")
def disability_care_eligible(person: Record) -> bool:
    """符合重度残疾人护理补贴条件：本身符合，且没有更高的老年人护理补贴。"""
    return person.disability_care_open and person.care_allowance_is_higher


@rule(law="国发〔2015〕52号 二")
def disability_care_amount(person: Record, p: Record) -> Money:
    """重度残疾人护理补贴月额：按类别和档，取当地公布的金额。"""
    if not person.disability_care_eligible:
        return 0
    if person.care_paid_as_others:
        return at(p.disability_care_amounts_others, person.disability_care_step - 1)
    return at(p.disability_care_amounts, person.disability_care_step - 1)
