# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Public-health schemes that are free for the poor: cataract surgery, childbirth, checks for two cancers."""

from doudi.engine import Money, Record, part, rule, share
from doudi.policies.enums.living import LinePeriod
from doudi.policies.enums.medical import MedicalAidClass


@rule()
def cataract_income_ok(household: Record, p: Record) -> bool:
    """低收入家庭也可免费做白内障手术：人均收入不超过低保标准的规定倍数；没有规定倍数的地方只限救助对象。"""
    if p.cataract_multiple == 0:
        return False
    line = p.dibao_line if p.line_period == LinePeriod.MONTH else share(p.dibao_line_year, p.months_per_year)
    return household.household_income <= part(line, p.cataract_multiple) * household.size


@rule()
def cataract_surgery(person: Record, household: Record, p: Record) -> bool:
    """免费白内障复明手术。"""
    if not p.cataract_offered or not person.cataract_surgery_needed:
        return False
    return person.medical_aid_class != MedicalAidClass.NONE or household.cataract_income_ok


@rule()
def childbirth_help(person: Record, p: Record) -> bool:
    """农村住院分娩补助和免费叶酸。"""
    return (
        p.childbirth_help_offered
        and person.expecting_rural
        and person.medical_aid_class != MedicalAidClass.NONE
    )


@rule()
def cancer_check(person: Record, p: Record) -> bool:
    """免费两癌检查：宫颈癌和乳腺癌。"""
    return (
        p.cancer_check_offered
        and person.cancer_check_due
        and person.medical_aid_class != MedicalAidClass.NONE
    )


@rule()
def public_health_eligible(person: Record) -> bool:
    """符合任何一项公共卫生服务。"""
    return person.is_member and (person.cataract_surgery or person.childbirth_help or person.cancer_check)


@rule()
def public_health_amount(person: Record) -> Money:
    """现金：没有，费用由项目直接付给医疗机构。"""
    return 0
