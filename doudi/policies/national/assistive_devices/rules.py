# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Assistive devices: who is due one, in kind or as a share of its price."""

from doudi.engine import Money, Record, part, rule
from doudi.policies.enums.care import AidForm, AssistiveDevice
from doudi.policies.enums.classes import AssistanceClass


@rule()
def device_is_due(person: Record) -> bool:
    """需要辅助器具，且还没有适配。"""
    return person.device_needed != AssistiveDevice.NONE and not person.device_issued


@rule()
def device_eligible(person: Record) -> bool:
    """符合辅助器具适配条件：持有效残疾人证，需要且还没有适配。"""
    return person.holds_disability_card and person.device_is_due


@rule()
def device_in_kind(person: Record, p: Record) -> bool:
    """直接给器具：本地给实物的。"""
    return person.device_eligible and p.device_form == AidForm.IN_KIND


@rule()
def device_amount(person: Record, p: Record) -> Money:
    """辅助器具补贴金额：价格乘以比例，不超过限额；给实物的为 0。"""
    if not person.device_eligible or p.device_form != AidForm.CAPPED:
        return 0
    if person.assistance_class == AssistanceClass.NONE:
        return min(part(person.device_price, p.device_ratio_others), p.device_cap)
    return min(part(person.device_price, p.device_ratio_assisted), p.device_cap)
