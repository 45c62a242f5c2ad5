# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Judicial relief: for victims who cannot get compensation, once for a case."""

from doudi.engine import Money, Record, rule


@rule(law="中政委〔2014〕3号 二")
def uncompensated_victim(person: Record) -> bool:
    """得不到赔偿的受害人：受到犯罪侵害或者民事侵权，无法通过诉讼获得有效赔偿。"""
    return person.is_member and person.case_victim and person.compensation_unobtainable


@rule(law="中政委〔2014〕3号 二")
def case_hardship(person: Record) -> bool:
    """因案生活面临急迫困难。"""
    return person.hardship_from_case


@rule(law="中政委〔2014〕3号 二")
def not_yet_relieved(person: Record) -> bool:
    """同一案件没有得到过司法救助：一案只救助一次。"""
    return not person.judicially_relieved_before


@rule(law="中政委〔2014〕3号 二；社会救助法 第三十六条")
def judicial_relief_eligible(person: Record) -> bool:
    """符合司法救助条件：得不到赔偿的受害人，因案困难，同一案件没有救助过。"""
    return person.uncompensated_victim and person.case_hardship and person.not_yet_relieved


@rule(law="中政委〔2014〕3号 三")
def judicial_relief_amount(person: Record, p: Record) -> Money:
    """司法救助金：办案机关拟定的金额，不超过当地上年度职工月平均工资的规定月数。"""
    if not person.judicial_relief_eligible:
        return 0
    return min(person.judicial_relief_proposed, p.average_wage_month * p.judicial_relief_months)


@rule()
def case_household_services(person: Record, p: Record) -> bool:
    """涉案家庭帮扶：有这一服务的地方，心理疏导、关系调适和生活帮扶。"""
    return p.case_household_help and person.is_member and person.case_victim
