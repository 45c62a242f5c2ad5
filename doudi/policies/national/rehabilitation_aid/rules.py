# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Rehabilitation aid: which children and adults, and up to how much a year."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.care import AidForm
from doudi.policies.enums.living import DisabilityKind


@rule(law="国发〔2018〕20号")
def disabled_or_diagnosed(person: Record) -> bool:
    """持有效残疾人证，或者有残疾诊断证明。"""
    return person.holds_disability_card or (person.is_member and person.rehabilitation_diagnosis)


@rule(law="国发〔2018〕20号")
def needs_rehabilitation_now(person: Record) -> bool:
    """经评估需要康复。"""
    return person.needs_rehabilitation


@rule(law="国发〔2018〕20号")
def of_rehabilitation_age(person: Record, p: Record) -> bool:
    """在康复救助年龄内：持证和只有诊断证明的各有年龄；成年人由地方决定。"""
    if person.age >= p.adult_age:
        return p.rehabilitation_adults and person.holds_disability_card
    if person.holds_disability_card:
        return person.age < p.rehabilitation_age
    return person.age < p.rehabilitation_age_diagnosed


@rule(law="国发〔2018〕20号")
def rehabilitation_eligible(person: Record) -> bool:
    """符合康复救助条件：持证或者有诊断证明，需要康复，在年龄内。"""
    return person.disabled_or_diagnosed and person.needs_rehabilitation_now and person.of_rehabilitation_age


@rule()
def rehabilitation_cap(person: Record, p: Record) -> Money:
    """康复救助年度限额：按年龄和残疾类别。"""
    if not person.rehabilitation_eligible or p.rehabilitation_form != AidForm.CAPPED:
        return 0
    if person.disability_kind == DisabilityKind.VISUAL:
        return p.rehabilitation_cap_visual
    if person.age < p.rehabilitation_young_age:
        return p.rehabilitation_cap_young
    return p.rehabilitation_cap_older


@rule()
def rehabilitation_amount(person: Record) -> Money:
    """康复救助金额：康复费用，不超过年度限额；提供服务的地方为 0。"""
    return min(person.rehabilitation_fee_year, person.rehabilitation_cap)
