# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Children whose parents cannot raise them: the standard, or what is missing up to it."""

from doudi.engine import Money, Record, rule


@rule(law="民发〔2019〕62号 一")
def unsupported_child_eligible(person: Record) -> bool:
    """符合事实无人抚养儿童补贴条件：事实无人抚养儿童，在儿童保障年龄内。"""
    return person.is_unsupported_child and person.of_child_age


@rule(law="民发〔2019〕62号 三（一）")
def unsupported_child_amount(person: Record, p: Record) -> Money:
    """事实无人抚养儿童补贴月额：当地标准减去本人已领的低保金、特困供养金、困难残疾人生活补贴。"""
    if not person.unsupported_child_eligible:
        return 0
    return max(p.unsupported_child_standard - person.basic_aid_received, 0)
