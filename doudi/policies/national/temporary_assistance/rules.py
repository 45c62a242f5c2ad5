# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Temporary assistance: for what, for whom, here or elsewhere, after which other help, and how much."""

from doudi.engine import Money, Ratio, Record, any_member, band, part, rule, share
from doudi.policies.enums.classes import AssistanceClass, ChildStatus
from doudi.policies.enums.education import UniversityEntry
from doudi.policies.enums.urgent import AidCause, AidColumn, AidKind, AidMethod, ResidenceBasis


@rule(law="社会救助暂行办法 第四十七条；民发〔2018〕23号 二（一）")
def aid_kind(household: Record) -> AidKind:
    """临时救助类型：突发的为急难型，必需支出突然增加的为支出型。"""
    if household.aid_cause == AidCause.NONE:
        return AidKind.NONE
    if household.aid_cause in (AidCause.MEDICAL_COST, AidCause.EDUCATION_COST, AidCause.OTHER_COST):
        return AidKind.EXPENDITURE
    return AidKind.EMERGENCY


@rule(law="社会救助暂行办法 第四十七条")
def aid_cause_given(household: Record) -> bool:
    """有临时救助的事由。"""
    return household.aid_kind != AidKind.NONE


@rule(law="社会救助法 第三十七条")
def aid_asked_here(household: Record, p: Record) -> bool:
    """应在本地申请：本地户籍、持有居住证；急难发生在本地的，从有此规定之日起；外来务工人员按当地规定。"""
    if household.residence_basis == ResidenceBasis.EVENT_HERE:
        return p.aid_at_place_of_event
    if household.residence_basis == ResidenceBasis.OUTSIDE_WORKER:
        return household.outside_worker_ok
    return True


@rule(law="当地临时救助规定")
def outside_worker_ok(household: Record, p: Record) -> bool:
    """外来务工人员可以申请：居住满规定月数，并参加社会保险。"""
    if not p.outside_workers_helped:
        return False
    return household.residence_months >= p.outside_worker_months and household.insured_here


@rule(law="国发〔2014〕47号")
def aid_not_repeated(household: Record) -> bool:
    """不是同一事由的重复申请：有正当理由的除外。"""
    return not household.same_reason_aided or household.repeat_justified


@rule(law="省级改革完善社会救助制度实施意见（2021） 二（一）3；省级临时救助办法（2011）")
def other_help_used(household: Record) -> bool:
    """其他救助不足：保险已经理赔，其他制度暂时不能覆盖或者救助以后仍有困难。"""
    return household.insurance_used and household.other_aid_insufficient


@rule(law="民发〔2018〕23号 二（一）、（二）；2026-01-29 临时救助意见 二（二）")
def aid_means_known(household: Record, p: Record) -> bool:
    """收入和财产不必再查：已认定的低保、特困家庭；2026 年起还有低保边缘和刚性支出困难家庭。"""
    if household.household_class in (AssistanceClass.DIBAO, AssistanceClass.TEKUN):
        return True
    if household.household_class in (AssistanceClass.NEAR_DIBAO, AssistanceClass.RIGID):
        return p.aid_trusts_near_and_rigid
    return household.has_tekun_member


@rule(law="民发〔2018〕23号 二（一）")
def aid_means_ok(household: Record, p: Record) -> bool:
    """经济状况符合：急难型不查；支出型人均收入低于上年度人均可支配收入，财产符合规定，已认定的不再查。"""
    if household.aid_kind != AidKind.EXPENDITURE or household.aid_means_known:
        return True
    return household.assets_ok and household.gross_income_year < p.disposable_income_year * household.size


@rule()
def aid_headcount(household: Record) -> int:
    """受助人数：没有填写的，按全部共同生活人员。"""
    return household.aid_persons if household.aid_persons > 0 else household.size


@rule(law="民发〔2018〕23号 二（三）", unit="元")
def aid_line_base(household: Record, p: Record) -> Money:
    """计算倍数的基数：低保月标准，按人救助的地方乘以受助人数。"""
    return household.line_per_person * (household.aid_headcount if p.aid_per_person else 1)


@any_member(where="is_member")
def has_orphan(person: Record) -> bool:
    """家中有孤儿。"""
    return person.child_status == ChildStatus.ORPHAN


@any_member(where="is_member")
def has_new_student(person: Record) -> bool:
    """家中有大学新生。"""
    return person.university_entry == UniversityEntry.ADMITTED


@rule()
def aid_column(household: Record) -> AidColumn:
    """因病救助适用的一栏：特困、孤儿，已认定的低收入家庭，一般家庭。"""
    if household.has_tekun_member or household.has_orphan:
        return AidColumn.DESTITUTE
    if household.household_class == AssistanceClass.NONE:
        return AidColumn.GENERAL
    return AidColumn.ASSISTED


@rule()
def illness_method_here(household: Record, p: Record) -> AidMethod:
    """因病救助的办法：本栏另有办法的从其办法。"""
    if household.aid_column == AidColumn.DESTITUTE and p.illness_method_destitute != AidMethod.SAME:
        return p.illness_method_destitute
    if household.aid_column == AidColumn.ASSISTED and p.illness_method_assisted != AidMethod.SAME:
        return p.illness_method_assisted
    return p.illness_method


@rule(law="社会救助暂行办法 第四十九条")
def aid_method(household: Record, p: Record) -> AidMethod:
    """计算办法：按事由取当地办法；没有另外规定的，由经办机构拟定。"""
    if household.aid_kind == AidKind.EMERGENCY and p.emergency_method != AidMethod.SAME:
        return p.emergency_method
    if household.aid_cause == AidCause.MEDICAL_COST and household.illness_method_here != AidMethod.SAME:
        return household.illness_method_here
    if household.aid_cause == AidCause.EDUCATION_COST and p.education_method != AidMethod.SAME:
        return p.education_method
    return p.aid_method_general


@rule()
def aid_cost_ratio(household: Record, p: Record) -> Ratio:
    """按支出的比例。"""
    if household.aid_method != AidMethod.COST_SHARE:
        return 0
    if household.aid_kind == AidKind.EMERGENCY:
        return p.emergency_cost_ratio
    if household.aid_column == AidColumn.DESTITUTE:
        return p.illness_cost_ratio_destitute
    return p.illness_cost_ratio


@rule()
def aid_cost_from(household: Record, p: Record) -> Money:
    """按比例计算的起点：支出超过此数的，按全部支出计算。"""
    if household.aid_method != AidMethod.COST_SHARE or household.aid_kind == AidKind.EMERGENCY:
        return 0
    if household.aid_column == AidColumn.DESTITUTE:
        return p.illness_cost_from_destitute
    return p.illness_cost_from


@rule()
def cost_multiple_least(household: Record, p: Record) -> Ratio:
    """支出所在一段的最低倍数：在第一段以下的为 0，由乡镇酌情。"""
    if household.aid_method != AidMethod.COST_BANDS:
        return 0
    return band(household.aid_cost, p.cost_bounds, p.cost_multiples_least)


@rule()
def cost_multiple_most(household: Record, p: Record) -> Ratio:
    """支出所在一段的最高倍数。"""
    if household.aid_method != AidMethod.COST_BANDS:
        return 0
    return band(household.aid_cost, p.cost_bounds, p.cost_multiples_most)


@rule(unit="元")
def aid_by_bands(household: Record) -> Money:
    """分段计算的金额：一段只有一个倍数的按倍数，有上下限的在其间拟定，第一段以下的由乡镇酌情。"""
    if household.aid_method != AidMethod.COST_BANDS:
        return 0
    least = part(household.aid_line_base, household.cost_multiple_least)
    most = part(household.aid_line_base, household.cost_multiple_most)
    if most == 0:
        return household.aid_proposed
    return least if least == most else min(max(household.aid_proposed, least), most)


@rule(unit="元")
def aid_by_months(household: Record, p: Record) -> Money:
    """按人数和月数计算的金额：低保标准乘以受助人数，再乘以不超过限数的月数。"""
    if household.aid_method != AidMethod.PERSONS_MONTHS:
        return 0
    months = min(household.hardship_months, p.aid_months_most)
    return household.line_per_person * household.aid_headcount * months


@rule(law="社会救助暂行办法 第四十九条", unit="元")
def aid_reckoned(household: Record) -> Money:
    """按当地办法计算的金额，尚未比较上下限。"""
    if household.aid_method == AidMethod.PERSONS_MONTHS:
        return household.aid_by_months
    if household.aid_method == AidMethod.COST_BANDS:
        return household.aid_by_bands
    if household.aid_method == AidMethod.COST_SHARE and household.aid_cost > household.aid_cost_from:
        return part(household.aid_cost, household.aid_cost_ratio)
    return household.aid_proposed


@rule()
def aid_ratio_least(household: Record, p: Record) -> Ratio:
    """最低倍数：没有规定的为 0。"""
    if household.aid_kind == AidKind.EMERGENCY:
        return p.emergency_least_ratio
    if household.aid_cause == AidCause.MEDICAL_COST:
        return p.illness_least_ratio
    if household.aid_cause == AidCause.EDUCATION_COST:
        return p.education_least_ratio
    return 0


@rule()
def aid_ratio_most(household: Record, p: Record) -> Ratio:
    """最高倍数：按事由；没有另外规定的，从一般上限；都没有的为 0，即没有上限。"""
    ratio = p.aid_most_ratio
    if household.aid_kind == AidKind.EMERGENCY and p.emergency_most_ratio > 0:
        ratio = p.emergency_most_ratio
    if household.aid_cause == AidCause.MEDICAL_COST and p.illness_most_ratio > 0:
        ratio = p.illness_most_ratio
    if household.aid_cause == AidCause.EDUCATION_COST and p.education_most_ratio > 0:
        ratio = p.education_most_ratio
    return ratio


@rule(unit="元")
def aid_fixed_most(household: Record, p: Record) -> Money:
    """固定金额的上限：急难型，困难较轻的另有一档；没有规定的为 0，即没有上限。"""
    if household.aid_kind != AidKind.EMERGENCY:
        return 0
    if household.light_hardship and p.light_most > 0:
        return p.light_most
    return p.emergency_most


@rule(law="当地临时救助规定", unit="元")
def aid_least(household: Record, p: Record) -> Money:
    """下限：最低倍数；低保家庭的大学新生另有固定下限的取高者；困难较轻的没有下限。"""
    if household.aid_fixed_most > 0:
        return 0
    least = part(household.aid_line_base, household.aid_ratio_least)
    if household.aid_cause != AidCause.EDUCATION_COST or not household.has_new_student:
        return least
    return max(least, p.new_student_least) if household.household_class == AssistanceClass.DIBAO else least


@rule(law="当地临时救助规定", unit="元")
def aid_ceiling(household: Record) -> Money:
    """上限：最高倍数和固定金额中较低的；0 即没有上限。"""
    by_ratio = part(household.aid_line_base, household.aid_ratio_most)
    if household.aid_fixed_most == 0:
        return by_ratio
    return household.aid_fixed_most if by_ratio == 0 else min(by_ratio, household.aid_fixed_most)


@rule(law="当地临时救助规定", unit="元")
def aid_limited(household: Record) -> Money:
    """在上下限之内的金额。"""
    raised = max(household.aid_reckoned, household.aid_least)
    return raised if household.aid_ceiling == 0 else min(raised, household.aid_ceiling)


@rule(law="民发〔2018〕23号 二（三）", unit="元")
def aid_special_ceiling(household: Record, p: Record) -> Money:
    """一事一议的上限：0 即没有规定。"""
    return part(household.aid_line_base, p.aid_special_ratio)


@rule(law="民发〔2018〕23号 二（三）")
def aid_lifted(household: Record) -> bool:
    """一事一议提高了额度：附有集体研究决定，并高于一般上限。"""
    return (
        household.case_decision
        and household.aid_ceiling > 0
        and household.aid_proposed > household.aid_ceiling
    )


@rule(law="民发〔2018〕23号 二（三）")
def aid_within_ceiling(household: Record) -> bool:
    """拟救助金额在上限以内：超过的须附一事一议决定，并不超过一事一议的上限。"""
    if household.aid_ceiling == 0 or household.aid_method != AidMethod.PROPOSED:
        return True
    if household.aid_proposed <= household.aid_ceiling:
        return True
    if not household.case_decision:
        return False
    return household.aid_special_ceiling == 0 or household.aid_proposed <= household.aid_special_ceiling


@rule(law="社会救助暂行办法 第四十七条")
def temporary_assistance_eligible(household: Record) -> bool:
    """符合临时救助条件：有事由，应在本地申请，不是重复申请，其他救助不足，经济状况和金额符合规定。"""
    return (
        household.aid_cause_given
        and household.aid_asked_here
        and household.aid_not_repeated
        and household.other_help_used
        and household.aid_means_ok
        and household.aid_within_ceiling
    )


@rule(law="社会救助暂行办法 第四十九条", unit="元")
def temporary_assistance_amount(household: Record) -> Money:
    """临时救助金：按当地办法，在上下限之内；一事一议的按决定的金额，不超过一事一议的上限。"""
    if not household.temporary_assistance_eligible:
        return 0
    if not household.aid_lifted:
        return household.aid_limited
    if household.aid_special_ceiling == 0:
        return household.aid_proposed
    return min(household.aid_proposed, household.aid_special_ceiling)


@rule(law="民发〔2018〕23号 二（四）", unit="元/次")
def aid_per_stage(household: Record) -> Money:
    """每次发放：一次审批、分阶段救助的，平均分次。"""
    return share(household.temporary_assistance_amount, household.aid_stages)
