# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Rescue of vagrants and beggars: voluntary, free of charge, and who is helped first."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.urgent import RescuePriority, RescueStation


@rule(law="国务院令381 第二条")
def rescue_needed(person: Record) -> bool:
    """生活无着流浪乞讨：自身无力解决食宿。"""
    return person.without_shelter


@rule(law="国务院令381 第六条、第十一条")
def rescue_voluntary(person: Record) -> bool:
    """自愿求助：本人同意；不能表达意愿的先行救助。"""
    return person.cannot_express or person.asks_for_rescue


@rule(law="社会救助法 第五十二条；国务院令381 第六条")
def vagrant_relief_eligible(person: Record) -> bool:
    """应当救助：生活无着，并且自愿求助；不问户籍，不要证件。"""
    return person.rescue_needed and person.rescue_voluntary


@rule(law="国务院令381 第七条")
def vagrant_relief_amount(person: Record) -> Money:
    """救助金额：只提供食宿、救治和返回，不发钱。"""
    return 0


@rule(law="国务院令381 第十条")
def rescue_charge(person: Record) -> Money:
    """收费：无偿救助，不得向本人、亲属或者单位收取。"""
    return 0


@rule(law="国务院令381 第七条、第八条")
def rescue_food_and_shelter(person: Record) -> bool:
    """提供食物和住处：按性别分室。"""
    return person.vagrant_relief_eligible


@rule(law="国务院令381 第七条")
def rescue_kin_contact(person: Record) -> bool:
    """帮助联系亲属或者所在单位。"""
    return person.vagrant_relief_eligible


@rule(law="国务院令381 第七条")
def rescue_ticket(person: Record) -> bool:
    """提供乘车凭证：没有交通费返回的。"""
    return person.vagrant_relief_eligible and not person.has_return_fare


@rule(law="社会救助暂行办法 第五十一条；当地社会救助体系文件（2005） 三（五）")
def sent_to_hospital(person: Record) -> bool:
    """立即送医：重症狂躁型精神障碍。"""
    return person.vagrant_relief_eligible and person.severe_agitated_illness


@rule(law="国务院令381 第十一条；当地社会救助体系文件（2005） 三（五）")
def rescue_priority(person: Record, p: Record) -> RescuePriority:
    """救助次序：重症狂躁型精神障碍最先，其次未成年人、老年人、残疾人。"""
    if person.severe_agitated_illness:
        return RescuePriority.FIRST
    if person.age < p.adult_age or person.age >= p.elder_age or person.disability_grade > 0:
        return RescuePriority.CARED_FOR
    return RescuePriority.ORDINARY


@rule(law="社会救助法 第五十二条")
def rescue_station(person: Record, p: Record) -> RescueStation:
    """负责的救助管理机构。"""
    return p.rescue_led_by
