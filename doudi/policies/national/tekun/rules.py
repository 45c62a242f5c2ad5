# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Tekun: three conditions, self-care, basic and care standards."""

from doudi.engine import Money, Record, all_members, at, part, round_money, rule, share, total
from doudi.policies.enums.living import Absence, CareBasis, CareLevel, CareSetting, DisabilityKind, Schooling


@rule(law="民发〔2021〕43号 第五条")
def disabled_without_capacity(person: Record, p: Record) -> bool:
    """残疾达到特困等级：一至三级智力、精神残疾，一、二级肢体残疾，一级视力残疾。"""
    if person.disability_grade == 0:
        return False
    if person.disability_kind in (DisabilityKind.INTELLECTUAL, DisabilityKind.MENTAL):
        return person.disability_grade <= p.tekun_mental_grade
    if person.disability_kind == DisabilityKind.PHYSICAL:
        return person.disability_grade <= p.tekun_physical_grade
    return person.disability_kind == DisabilityKind.VISUAL and person.disability_grade <= p.tekun_visual_grade


@rule(law="民发〔2021〕43号 第二十四条")
def keeps_tekun_as_minor(person: Record, p: Record) -> bool:
    """未成年特困人员延续：已是特困人员的，到成年为止；成年后仍在义务教育、高中或者中职就读的继续。"""
    if not person.receives_tekun:
        return False
    if person.age < p.tekun_keep_age:
        return True
    return person.schooling in (Schooling.COMPULSORY, Schooling.SENIOR_SECONDARY)


@rule(law="民发〔2021〕43号 第五条")
def no_work_capacity(person: Record, p: Record) -> bool:
    """无劳动能力：老年人、未成年人或者达到规定等级的残疾人。"""
    return (
        person.age >= p.tekun_elder_age
        or person.age < p.tekun_child_age
        or person.disabled_without_capacity
        or person.keeps_tekun_as_minor
    )


@rule(law="民发〔2021〕43号 第六条")
def tekun_income(person: Record, p: Record) -> Money:
    """认定特困的本人月收入：不计社会保险待遇、优抚金和高龄津贴。"""
    monthly = person.person_month_income - person.tekun_exempt_income
    return max(monthly + share(person.person_year_income, p.months_per_year), 0)


@rule(law="民发〔2021〕43号 第六条")
def no_income_source(person: Record, household: Record) -> bool:
    """无生活来源：本人收入低于低保标准，且财产符合当地特困人员规定。"""
    return person.tekun_income < household.line_per_person and household.tekun_assets_within_rule


@rule(law="民发〔2021〕43号 第八条")
def obligor_poor(person: Record, p: Record) -> bool:
    """年老或者重残的义务人无力：本人收入低于上年人均可支配收入，且财产符合规定。"""
    if not person.is_obligor or (person.age < p.obligor_old_age and not person.severely_disabled):
        return False
    return person.obligor_assets_within_rule and person.obligor_income_year < p.disposable_income_year


@rule(law="民发〔2021〕43号 第八条")
def obligor_unable(person: Record, p: Record) -> bool:
    """义务人无履行义务能力。"""
    if person.receives_tekun or (person.on_dibao and person.age >= p.obligor_dibao_age):
        return True
    if person.lacks_civil_capacity or person.absence in (Absence.MISSING, Absence.PRISON):
        return person.obligor_assets_within_rule
    return person.obligor_poor


@all_members(where="is_obligor", law="民发〔2021〕43号 第八条")
def no_able_obligor(person: Record) -> bool:
    """没有能履行义务的外住义务人：没有义务人，或者全部无履行义务能力。"""
    return person.obligor_unable


@all_members(where="is_member", law="民发〔2021〕43号 第四条")
def no_able_member(person: Record) -> bool:
    """共同生活人员都没有劳动能力：共同生活的配偶、子女、父母有劳动能力的，视为能履行义务。"""
    return person.no_work_capacity


@rule(law="民发〔2021〕43号 第四条")
def tekun_eligible(person: Record, household: Record) -> bool:
    """符合特困人员条件：无劳动能力，无生活来源，无法定义务人或者义务人无履行义务能力。"""
    return (
        person.is_member
        and not person.chooses_child_allowance
        and person.no_work_capacity
        and person.no_income_source
        and household.no_able_obligor
        and household.no_able_member
    )


@rule(law="民发〔2021〕43号 第二十一条")
def self_care_failures(person: Record) -> int:
    """不能自主完成的项数：吃饭、穿衣、上下床、如厕、室内行走、洗澡六项。"""
    return (
        (0 if person.eats_alone else 1)
        + (0 if person.dresses_alone else 1)
        + (0 if person.gets_up_alone else 1)
        + (0 if person.toilets_alone else 1)
        + (0 if person.walks_alone else 1)
        + (0 if person.bathes_alone else 1)
    )


@rule(law="民发〔2021〕43号 第二十二条")
def care_level(person: Record, p: Record) -> CareLevel:
    """生活自理能力：全部达到为具备，少数不能达到为部分丧失，多数不能达到为完全丧失。"""
    if person.self_care_failures == 0:
        return CareLevel.ABLE
    if person.self_care_failures <= p.self_care_partial_failures:
        return CareLevel.PARTIAL
    return CareLevel.NONE


@rule(law="社会救助法 第十七条")
def care_standard(person: Record, p: Record) -> Money:
    """照料护理标准：公布周期内的金额，按自理能力和供养方式。"""
    if not person.tekun_eligible:
        return 0
    if p.care_basis == CareBasis.LOCAL_STEP:
        return person.care_step_standard
    if person.care_level == CareLevel.ABLE:
        return p.care_able_institution if person.care_setting == CareSetting.INSTITUTION else p.care_able_home
    if person.care_level == CareLevel.PARTIAL:
        if person.care_setting == CareSetting.INSTITUTION:
            return p.care_partial_institution
        return p.care_partial_home
    return p.care_full_institution if person.care_setting == CareSetting.INSTITUTION else p.care_full_home


@rule()
def care_step_standard(person: Record, p: Record) -> Money:
    """本地档次的照料护理标准。"""
    if not person.tekun_eligible or p.care_basis != CareBasis.LOCAL_STEP:
        return 0
    return at(p.care_steps, person.care_step - 1)


@rule(law="社会救助法 第十七条")
def tekun_basic(person: Record, p: Record) -> Money:
    """特困基本生活标准：按供养方式，取当地公布的金额。"""
    if not person.tekun_eligible:
        return 0
    if person.care_setting == CareSetting.INSTITUTION:
        return p.tekun_standard_institution
    return p.tekun_standard_home


@rule(law="社会救助法 第十七条")
def tekun_amount(person: Record, p: Record) -> Money:
    """本人月供养金：基本生活标准加照料护理标准的月额。"""
    return person.tekun_basic + share(person.care_standard, p.care_period_months)


@total(where="is_member", law="社会救助法 第十七条", unit="元/月")
def tekun_total(person: Record) -> Money:
    """特困供养金合计。"""
    return person.tekun_amount


@rule()
def tekun_by_ratio(household: Record, p: Record) -> Money:
    """按倍数推算的特困标准：只用来核对公布的金额，不用来发放。"""
    return round_money(part(p.dibao_line, p.tekun_ratio), p.tekun_rounding, p.tekun_rounding_step)


@rule()
def tekun_floor_by_ratio(household: Record, p: Record) -> Money:
    """按倍数推算的特困标准低限：只用来核对省级公布的低限。"""
    return round_money(part(p.dibao_floor, p.tekun_ratio), p.tekun_rounding, p.tekun_rounding_step)
