# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Rural five-guarantee support, 1994 to 2016: whom the village kept in food, clothes, housing, cure and burial."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.living import CareSetting, Schooling, WorkCapacity


@rule(law="农村五保供养工作条例（2006） 第六条")
def rural_villager(person: Record, p: Record) -> bool:
    """农村村民：城市居民没有五保供养。"""
    return person.is_member and p.five_guarantee_covers


@rule(law="农村五保供养工作条例（2006） 第六条")
def old_disabled_or_minor(person: Record, p: Record) -> bool:
    """老年、残疾或者未成年：条例没有写老年的年龄，按老年人年龄。"""
    return person.age >= p.elder_age or person.age < p.five_guarantee_child_age or person.disability_grade > 0


@rule(law="农村五保供养工作条例（2006） 第九条")
def kept_for_schooling(person: Record, p: Record) -> bool:
    """满十六周岁仍在接受义务教育的，继续供养。"""
    return person.age >= p.five_guarantee_child_age and person.schooling == Schooling.COMPULSORY


@rule(law="农村五保供养工作条例（2006） 第六条")
def five_guarantee_without_capacity(person: Record, p: Record) -> bool:
    """无劳动能力的老年人、残疾人和未成年人。"""
    if person.age < p.five_guarantee_child_age or person.kept_for_schooling:
        return True
    return person.old_disabled_or_minor and person.work_capacity == WorkCapacity.NONE


@rule(law="农村五保供养工作条例（2006） 第六条")
def five_guarantee_without_means(person: Record) -> bool:
    """无生活来源。"""
    return person.without_means_of_living


@rule(law="农村五保供养工作条例（2006） 第六条")
def five_guarantee_without_supporter(person: Record) -> bool:
    """无法定义务人，或者义务人无赡养、抚养、扶养能力。"""
    return person.without_able_supporter


@rule(law="农村五保供养工作条例（2006） 第六条")
def five_guarantee_eligible(person: Record) -> bool:
    """符合五保条件：农村村民，无劳动能力、无生活来源、无有能力的法定义务人。"""
    return (
        person.rural_villager
        and person.without_means_of_living
        and person.without_able_supporter
        and person.five_guarantee_without_capacity
    )


@rule(law="农村五保供养工作条例（2006） 第十条", unit="元/月")
def five_guarantee_amount(person: Record, p: Record) -> Money:
    """五保供养金：按供养形式，取当地公布的标准。"""
    if not person.five_guarantee_eligible:
        return 0
    if person.care_setting == CareSetting.INSTITUTION:
        return p.five_guarantee_standard_institution
    return p.five_guarantee_standard_home


@rule(law="农村五保供养工作条例（2006） 第九条")
def funeral_arranged(person: Record) -> bool:
    """办理丧葬事宜：五保内容之一。"""
    return person.five_guarantee_eligible


@rule(law="农村五保供养工作条例（2006） 第九条")
def schooling_paid(person: Record) -> bool:
    """保障义务教育所需费用：未成年的五保对象。"""
    return person.five_guarantee_eligible and person.schooling == Schooling.COMPULSORY
