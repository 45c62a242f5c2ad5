# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""The re-employment certificate: for dibao recipients who have long been out of work and want to work."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass


@rule(law="哈政办综〔2004〕25号 三（一）5")
def certificate_class(person: Record) -> bool:
    """低保对象。"""
    return person.is_member and person.assistance_class == AssistanceClass.DIBAO


@rule(law="哈政办综〔2004〕25号 三（一）5")
def long_unemployed(person: Record, p: Record) -> bool:
    """失业满规定的月数。"""
    return person.able_and_unemployed and person.unemployed_months >= p.certificate_unemployed_months


@rule(law="哈政办综〔2004〕25号 三（一）5")
def wants_work(person: Record) -> bool:
    """有就业愿望。"""
    return person.willing_to_work


@rule(law="哈政办综〔2004〕25号 三（一）5")
def certificate_eligible(person: Record) -> bool:
    """可以领取再就业优惠证：低保对象有劳动能力，失业满规定的月数，有就业愿望。"""
    return person.certificate_class and person.long_unemployed and person.wants_work


@rule(law="哈政办综〔2004〕25号 三（一）5")
def certificate_free(person: Record) -> bool:
    """免费：优惠证不收费，再就业中介服务和培训不收费。"""
    return person.certificate_eligible


@rule()
def certificate_amount(person: Record) -> Money:
    """再就业优惠证金额：不发现金。"""
    return 0
