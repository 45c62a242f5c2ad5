# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Group care of severely disabled adults: who may be admitted and waits."""

from doudi.engine import Money, Record, rule


@rule()
def asks_for_group_care(person: Record) -> bool:
    """愿意集中供养（照护），还没有入住。"""
    return person.wishes_group_care and not person.in_group_care


@rule()
def disability_group_care_eligible(person: Record, p: Record) -> bool:
    """可以集中照护：兜底保障的成年重度残疾人，需要长期照护，愿意且还没有入住。"""
    return (
        person.backstop_severely_disabled
        and person.age >= p.adult_age
        and person.in_need_of_care
        and person.asks_for_group_care
    )


@rule()
def disability_group_care_amount(person: Record) -> Money:
    """集中照护金额：是服务，不发现金。"""
    return 0
