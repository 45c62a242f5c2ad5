# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""How tekun and five-guarantee people are provided for, and who waits."""

from doudi.engine import Record, count, rule
from doudi.policies.enums.care import ProvisionMode
from doudi.policies.enums.classes import AssistanceClass


@rule()
def is_provided_for(person: Record) -> bool:
    """供养对象：特困人员或者五保供养对象。"""
    return person.is_member and person.assistance_class in (
        AssistanceClass.TEKUN,
        AssistanceClass.FIVE_GUARANTEE,
    )


@rule()
def provision_missing(person: Record) -> bool:
    """供养对象尚未落实供养方式。"""
    return person.is_provided_for and person.provision_mode == ProvisionMode.NONE


@count(where="is_provided_for")
def provision_uncovered(person: Record) -> bool:
    """户内尚未落实供养方式的人数。"""
    return person.provision_missing


@rule()
def waits_for_home(person: Record) -> bool:
    """愿住而未住：特困（五保）老人愿意集中供养，还没有入住。"""
    return person.is_provided_for and person.is_old and person.asks_for_group_care
