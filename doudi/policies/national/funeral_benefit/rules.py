# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Funerals: basic items free of charge, or a fixed subsidy, where the deceased was cremated."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.public_services import FuneralBenefit, FuneralScope


@rule()
def funeral_offered(person: Record, p: Record) -> bool:
    """当地有惠民殡葬。"""
    return p.funeral_form != FuneralBenefit.NOT_SET


@rule()
def funeral_class(person: Record, p: Record) -> bool:
    """惠民殡葬对象：所有死亡居民，或者只限救助对象。"""
    if p.funeral_scope == FuneralScope.ALL:
        return True
    return person.assistance_class != AssistanceClass.NONE


@rule()
def died_and_cremated(person: Record) -> bool:
    """已经死亡并火化。"""
    return person.is_member and person.has_died and person.was_cremated


@rule()
def funeral_eligible(person: Record) -> bool:
    """符合惠民殡葬条件：当地有惠民殡葬，属于对象，已经死亡并火化。"""
    return person.funeral_offered and person.funeral_class and person.died_and_cremated


@rule()
def funeral_fee_waived(person: Record, p: Record) -> Money:
    """减免的基本殡葬费：政策以内的项目，不超过限额。"""
    if not person.funeral_eligible or p.funeral_form != FuneralBenefit.WAIVER:
        return 0
    return min(person.funeral_fee, p.funeral_waiver_limit)


@rule()
def funeral_amount(person: Record, p: Record) -> Money:
    """丧葬补贴：定额补贴的地方，发给办理丧事的家属。"""
    if not person.funeral_eligible or p.funeral_form != FuneralBenefit.SUBSIDY:
        return 0
    return p.funeral_subsidy
