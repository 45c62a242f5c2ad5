# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Orphans: who is one, and the standard of where they are raised."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.living import CareSetting


@rule(law="国办发〔2010〕54号 一、二（一）")
def orphan_eligible(person: Record) -> bool:
    """符合孤儿基本生活费条件：孤儿，在儿童保障年龄内。"""
    return person.is_orphan and person.of_child_age


@rule(law="国办发〔2010〕54号 二（一）")
def orphan_amount(person: Record, p: Record) -> Money:
    """孤儿基本生活费月额：集中养育和社会散居各按当地公布的标准。"""
    if not person.orphan_eligible:
        return 0
    if person.care_setting == CareSetting.INSTITUTION:
        return p.orphan_standard_institution
    return p.orphan_standard_home
