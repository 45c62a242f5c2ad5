# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Barrier-free conversion of homes: which households still wait for it."""

from doudi.engine import Money, Record, any_member, rule
from doudi.policies.enums.care import AidForm
from doudi.policies.enums.classes import AssistanceClass


@rule()
def backstop_severely_disabled(person: Record) -> bool:
    """兜底保障的重度残疾人：持有效残疾人证的重度残疾人，本人是低保或者特困供养对象。"""
    return (
        person.holds_disability_card
        and person.severely_disabled
        and person.assistance_class
        in (AssistanceClass.DIBAO, AssistanceClass.TEKUN, AssistanceClass.FIVE_GUARANTEE)
    )


@any_member(where="is_member")
def has_backstop_severely_disabled(person: Record) -> bool:
    """家中有兜底保障的重度残疾人。"""
    return person.backstop_severely_disabled


@rule()
def home_not_converted(household: Record) -> bool:
    """住房还没有完成无障碍改造。"""
    return not household.home_converted


@rule()
def conversion_eligible(household: Record) -> bool:
    """待改造家庭：有兜底保障的重度残疾人，住房还没有改造。"""
    return household.has_backstop_severely_disabled and household.home_not_converted


@rule()
def conversion_amount(household: Record, p: Record) -> Money:
    """无障碍改造补贴：改造费用，不超过每户限额；直接施工的为 0。"""
    if not household.conversion_eligible or p.conversion_form != AidForm.CAPPED:
        return 0
    return min(household.conversion_cost, p.conversion_cap)
