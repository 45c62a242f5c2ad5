# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Low-fee care in a home: tekun come first, others take beds that nobody of them waits for."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass


@rule()
def in_paying_elder_class(person: Record) -> bool:
    """其他救助对象：有救助类别，但不是特困（五保）供养对象。"""
    return person.has_assistance_class and person.assistance_class not in (
        AssistanceClass.TEKUN,
        AssistanceClass.FIVE_GUARANTEE,
    )


@rule()
def bed_left_for_others(household: Record) -> bool:
    """特困人员优先之后还有空床：空床多于等候入住的特困人员。"""
    return household.home_free_beds > household.home_waiting_tekun


@rule()
def group_elder_care_eligible(person: Record, household: Record) -> bool:
    """可以低偿入住：其他救助家庭的老人，且有空床留给特困人员以外的人。"""
    return person.is_old and person.in_paying_elder_class and household.bed_left_for_others


@rule()
def group_elder_care_amount(person: Record) -> Money:
    """低偿集中养老金额：是服务，收费由机构公布，不发现金。"""
    return 0
