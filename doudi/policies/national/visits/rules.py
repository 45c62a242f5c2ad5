# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Visits: how steady a recipient household is, how often it is visited, which level answers for it."""

from doudi.engine import Record, any_member, rule
from doudi.policies.enums.care import HelpCircle, VisitCard, VisitClass, VisitLetter, VisitScheme
from doudi.policies.enums.classes import AssistanceClass


@any_member(where="is_member")
def has_changeable_member(person: Record) -> bool:
    """有成员短期失业：有劳动能力而没有就业。"""
    return person.is_idle


@any_member(where="is_member")
def has_member_about_to_change(person: Record) -> bool:
    """有成员一年内毕业就业或者开始领养老金。"""
    return person.graduates_within_year or person.pension_within_year


@rule()
def is_visited_recipient(household: Record) -> bool:
    """在享的救助家庭：低保，或者有特困（五保）成员。"""
    return household.household_class == AssistanceClass.DIBAO or household.has_tekun_member


@rule()
def visit_class(household: Record, p: Record) -> VisitClass:
    """走访类别：短期失业的随时可能变化，即将就业、领养老金的即将变化，三无、五保的稳定。"""
    if p.visit_scheme == VisitScheme.NOT_SET or not household.is_visited_recipient:
        return VisitClass.NONE
    if household.has_changeable_member:
        return VisitClass.CHANGEABLE
    if household.has_member_about_to_change:
        return VisitClass.ABOUT_TO_CHANGE
    return VisitClass.STEADY if household.has_tekun_member else VisitClass.NONE


@rule()
def visit_letter(household: Record, p: Record) -> VisitLetter:
    """A、B、C 类：按字母分类的地方。"""
    if p.visit_scheme != VisitScheme.LETTERS or household.visit_class == VisitClass.NONE:
        return VisitLetter.NONE
    if household.visit_class == VisitClass.STEADY:
        return VisitLetter.A
    return VisitLetter.B if household.visit_class == VisitClass.ABOUT_TO_CHANGE else VisitLetter.C


@rule()
def visit_card(household: Record, p: Record) -> VisitCard:
    """红、黄、绿卡：按卡分类的地方。"""
    if p.visit_scheme != VisitScheme.CARDS or household.visit_class == VisitClass.NONE:
        return VisitCard.NONE
    if household.visit_class == VisitClass.STEADY:
        return VisitCard.GREEN
    return VisitCard.YELLOW if household.visit_class == VisitClass.ABOUT_TO_CHANGE else VisitCard.RED


@rule()
def visit_months(household: Record, p: Record) -> int:
    """走访间隔（月）：按类别；未归类的为 0。"""
    if household.visit_class == VisitClass.NONE:
        return 0
    if household.visit_class == VisitClass.STEADY:
        return p.visit_months_steady
    if household.visit_class == VisitClass.ABOUT_TO_CHANGE:
        return p.visit_months_about_to_change
    return p.visit_months_changeable


@rule()
def visits_a_year(household: Record, p: Record) -> int:
    """全年走访次数：十二个月除以间隔。"""
    return 0 if household.visit_months == 0 else p.months_per_year // household.visit_months


@rule()
def help_circle(household: Record, p: Record) -> HelpCircle:
    """救助圈：按困难评分，由哪一级负责。"""
    if not p.help_circles or household.hardship_score < p.help_circle_from_village:
        return HelpCircle.NONE
    if household.hardship_score < p.help_circle_from_township:
        return HelpCircle.VILLAGE
    if household.hardship_score < p.help_circle_from_county:
        return HelpCircle.TOWNSHIP
    return HelpCircle.COUNTY if household.hardship_score < p.help_circle_from_city else HelpCircle.CITY
