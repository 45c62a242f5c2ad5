# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Children without parents or without care: what their parents' states make of them."""

from doudi.engine import Record, rule
from doudi.policies.enums.children import ChildExtension, ParentState
from doudi.policies.enums.classes import ChildStatus
from doudi.policies.enums.living import DisabilityKind, Schooling


@rule(law="民发〔2019〕62号 一")
def father_gone(person: Record) -> bool:
    """父亲死亡、宣告失踪或者查找不到。"""
    return person.father_state in (ParentState.DEAD, ParentState.DECLARED_MISSING, ParentState.NOT_FOUND)


@rule(law="民发〔2019〕62号 一")
def mother_gone(person: Record) -> bool:
    """母亲死亡、宣告失踪或者查找不到。"""
    return person.mother_state in (ParentState.DEAD, ParentState.DECLARED_MISSING, ParentState.NOT_FOUND)


@rule(law="民发〔2019〕62号 一")
def father_unable(person: Record, p: Record) -> bool:
    """父亲不能抚养：重残、重病，或者服刑、戒毒、限制、失联满规定月数。"""
    if person.father_state == ParentState.DISABLED:
        if person.father_disability_kind in (DisabilityKind.INTELLECTUAL, DisabilityKind.MENTAL):
            return 0 < person.father_disability_grade <= p.parent_severe_mental_grade
        return 0 < person.father_disability_grade <= p.parent_severe_grade
    if person.father_state == ParentState.SERIOUSLY_ILL:
        return True
    if person.father_state == ParentState.ABLE or person.father_gone:
        return False
    return person.father_months >= p.unable_months


@rule(law="民发〔2019〕62号 一")
def mother_unable(person: Record, p: Record) -> bool:
    """母亲不能抚养：重残、重病，或者服刑、戒毒、限制、失联满规定月数。"""
    if person.mother_state == ParentState.DISABLED:
        if person.mother_disability_kind in (DisabilityKind.INTELLECTUAL, DisabilityKind.MENTAL):
            return 0 < person.mother_disability_grade <= p.parent_severe_mental_grade
        return 0 < person.mother_disability_grade <= p.parent_severe_grade
    if person.mother_state == ParentState.SERIOUSLY_ILL:
        return True
    if person.mother_state == ParentState.ABLE or person.mother_gone:
        return False
    return person.mother_months >= p.unable_months


@rule(law="国办发〔2010〕54号 一")
def is_orphan(person: Record) -> bool:
    """孤儿：已认定为孤儿，或者父母都死亡、失踪、查找不到，没有被收养。"""
    if person.adopted:
        return False
    return person.child_status == ChildStatus.ORPHAN or (person.father_gone and person.mother_gone)


@rule(law="民发〔2019〕62号 一")
def is_unsupported_child(person: Record) -> bool:
    """事实无人抚养儿童：已认定，或者父母都不能抚养，或者一方死亡、失踪而另一方不能抚养。"""
    if person.adopted or person.is_orphan:
        return False
    if person.child_status == ChildStatus.UNSUPPORTED:
        return True
    return (person.father_unable or person.father_gone) and (person.mother_unable or person.mother_gone)


@rule(law="社会救助法 第十六条")
def keeps_child_allowance(person: Record, p: Record) -> bool:
    """成年后继续：已在领生活费，且按当地规定仍在就读。"""
    if not person.receives_child_allowance or p.child_extension == ChildExtension.NONE:
        return False
    if p.child_extension == ChildExtension.ANY_SCHOOL:
        return person.schooling != Schooling.NONE
    return person.schooling in (Schooling.COMPULSORY, Schooling.SENIOR_SECONDARY)


@rule(law="国办发〔2010〕54号 一；民发〔2019〕62号 三（三）")
def of_child_age(person: Record, p: Record) -> bool:
    """在儿童保障年龄内：未满十八周岁，或者成年后继续。"""
    return person.is_member and (person.age < p.adult_age or person.keeps_child_allowance)


@rule(law="民发〔2019〕62号 三（一）")
def no_full_child_allowance(person: Record) -> bool:
    """不全额领取儿童基本生活费：不是孤儿；是事实无人抚养儿童的，按补差领取。"""
    if person.child_status == ChildStatus.ORPHAN:
        return False
    return person.child_status != ChildStatus.UNSUPPORTED or person.basic_aid_received > 0
