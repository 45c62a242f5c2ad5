# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Homes: who of a household needs one, for housing in town and for the renovation of rural houses."""

from doudi.engine import Record, any_member, count, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import CareSetting


@rule(law="社会救助暂行办法 第三十七条")
def is_tekun(person: Record) -> bool:
    """特困人员：含农村五保供养对象。"""
    return person.assistance_class in (AssistanceClass.TEKUN, AssistanceClass.FIVE_GUARANTEE)


@rule(law="社会救助暂行办法 第三十七条")
def needs_own_home(person: Record) -> bool:
    """需要自己的住房：集中供养的特困人员住在机构里，不算。"""
    return person.is_member and not (person.is_tekun and person.care_setting == CareSetting.INSTITUTION)


@count(where="needs_own_home", law="社会救助暂行办法 第三十七条")
def housing_size(person: Record) -> bool:
    """住房保障人口：家庭成员中需要自己住房的人数。"""
    return True


@any_member(where="needs_own_home", law="社会救助法 第二十六条")
def tekun_at_home(person: Record) -> bool:
    """家中有分散供养的特困人员。"""
    return person.is_tekun
