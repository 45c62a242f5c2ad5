# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Employment aid: for whom, free services, public posts and the other tools, families without a job."""

from doudi.engine import Money, Record, any_member, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import DisabilityKind, Schooling, WorkCapacity
from doudi.policies.enums.work import EmploymentTool, JobReferral


@rule(law="社会救助法 第二十七条；社会救助暂行办法 第四十二条")
def employment_aid_class(person: Record, p: Record) -> bool:
    """就业救助对象：低保家庭成员；低保边缘、刚性支出困难家庭成员按当时规定；有的地方还有其他困难残疾人。"""
    if not person.is_member:
        return False
    if person.assistance_class == AssistanceClass.DIBAO:
        return True
    if person.assistance_class == AssistanceClass.NEAR_DIBAO and p.employment_for_near_dibao:
        return True
    if person.assistance_class == AssistanceClass.RIGID and p.employment_for_rigid:
        return True
    if not p.employment_for_disabled or person.assistance_class == AssistanceClass.NONE:
        return False
    return person.disability_kind != DisabilityKind.NONE


@rule(law="社会救助法 第二十七条")
def able_to_work(person: Record, p: Record) -> bool:
    """有劳动能力：在劳动年龄内，不在读，没有完全丧失劳动能力。"""
    return (
        person.is_member
        and p.working_age_from <= person.age < p.working_age_to
        and person.schooling == Schooling.NONE
        and person.work_capacity != WorkCapacity.NONE
    )


@rule(law="社会救助法 第二十七条")
def able_and_unemployed(person: Record) -> bool:
    """有劳动能力并处于失业状态。"""
    return person.able_to_work and not person.employed


@rule(law="社会救助法 第二十七条；社会救助暂行办法 第四十二条")
def employment_aid_eligible(person: Record) -> bool:
    """符合就业救助条件：就业救助对象中有劳动能力而失业的人。"""
    return person.employment_aid_class and person.able_and_unemployed


@rule(law="社会救助暂行办法 第四十四条")
def job_referral_missing(person: Record) -> bool:
    """应当转介而没有转介：就业以后不再列入。"""
    return person.employment_aid_eligible and person.job_referral == JobReferral.NONE


@rule(law="社会救助暂行办法 第四十二条")
def training_fee_due(person: Record) -> Money:
    """应交培训费：就业救助对象免收，其他人按正常收费。"""
    return 0 if person.employment_aid_eligible else person.training_fee


@rule(law="社会救助暂行办法 第四十四条")
def placement_fee_due(person: Record) -> Money:
    """应交职业介绍费：就业救助对象免收，其他人按正常收费。"""
    return 0 if person.employment_aid_eligible else person.placement_fee


@rule(law="社会救助暂行办法 第四十四条")
def job_services_free(person: Record) -> bool:
    """免费服务：岗位信息、职业介绍、职业指导和培训。"""
    return person.employment_aid_eligible


@any_member(where="is_member", law="社会救助暂行办法 第四十三条")
def has_job_seeker(person: Record) -> bool:
    """家中有符合就业救助条件的人。"""
    return person.employment_aid_eligible


@any_member(where="is_member", law="社会救助暂行办法 第四十三条")
def has_able_worker(person: Record) -> bool:
    """家中有劳动能力的成员已有人就业。"""
    return person.able_to_work and person.employed


@rule(law="社会救助暂行办法 第四十三条")
def zero_employment_household(household: Record) -> bool:
    """零就业家庭：有劳动能力的成员都失业，应当保证至少一人就业。"""
    return household.has_job_seeker and not household.has_able_worker


@rule(law="社会救助暂行办法 第四十三条")
def of_zero_employment_household(person: Record, household: Record) -> bool:
    """零就业家庭成员：保证家中至少一人就业。"""
    return person.employment_aid_eligible and household.zero_employment_household


@rule(law="社会救助法 第二十七条")
def public_post_open(person: Record, p: Record) -> bool:
    """可以安排公益性岗位：从社会救助法施行起须是就业困难人员；满期限的不再安排，临近退休的可以到退休。"""
    if not person.employment_aid_eligible or (p.public_post_hard_cases and not person.hard_to_employ):
        return False
    return person.near_retirement or person.public_post_months_held < p.public_post_months


@rule()
def tools_overlap(person: Record, p: Record) -> bool:
    """就业扶持重复：同一种不能重复；只许一种的地方，已有其他扶持的也算重复。"""
    if person.asked_tool == EmploymentTool.NONE or person.held_tool == EmploymentTool.NONE:
        return False
    return p.one_tool_only or person.asked_tool == person.held_tool


@rule(law="社会救助暂行办法 第四十二条、第四十六条")
def tool_open(person: Record) -> bool:
    """可以给予申请的就业扶持：符合就业救助条件，不重复；公益性岗位另须可以安排。"""
    if person.asked_tool == EmploymentTool.NONE or not person.employment_aid_eligible:
        return False
    if person.asked_tool == EmploymentTool.PUBLIC_POST and not person.public_post_open:
        return False
    return not person.tools_overlap


@rule(law="社会救助暂行办法 第四十二条、第四十六条")
def tool_sum(person: Record, p: Record) -> Money:
    """就业扶持的金额：岗位补贴和用人单位补助按月，税费减免按年，培训补贴一次，贷款是最高额。"""
    if not person.tool_open:
        return 0
    if person.asked_tool == EmploymentTool.EMPLOYER_SUBSIDY:
        return p.employer_subsidy
    if person.asked_tool == EmploymentTool.PUBLIC_POST:
        return p.public_post_subsidy
    if person.asked_tool == EmploymentTool.TAX_CUT:
        return p.tax_cut_limit
    if person.asked_tool == EmploymentTool.TRAINING_SUBSIDY:
        return p.training_subsidy
    return p.guaranteed_loan_limit


@rule(law="社会救助暂行办法 第四十二条、第四十六条", unit="个月")
def tool_months(person: Record, p: Record) -> int:
    """就业扶持的月数：公益性岗位扣除已在岗的月数；培训补贴是一次性的。"""
    if not person.tool_open or person.asked_tool == EmploymentTool.TRAINING_SUBSIDY:
        return 0
    if person.asked_tool == EmploymentTool.PUBLIC_POST:
        return max(p.public_post_months - person.public_post_months_held, 0)
    if person.asked_tool == EmploymentTool.EMPLOYER_SUBSIDY:
        return p.employer_subsidy_months
    if person.asked_tool == EmploymentTool.TAX_CUT:
        return p.tax_cut_months
    return p.guaranteed_loan_months


@rule(law="社会救助暂行办法 第四十二条")
def employment_aid_amount(person: Record) -> Money:
    """发给本人的现金：培训补贴；其他扶持给用人单位、税务和银行办理。"""
    return person.tool_sum if person.asked_tool == EmploymentTool.TRAINING_SUBSIDY else 0
