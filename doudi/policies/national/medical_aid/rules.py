# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Medical aid: one bill, layer after layer, each on what the layer before has left of it."""

from doudi.engine import Money, Ratio, Record, band, part, rule, tiers
from doudi.policies.enums.medical import (
    AidArea,
    AidRoute,
    CareKind,
    ClassScope,
    HospitalLevel,
    IllnessClass,
    IllnessScope,
    MedicalAidClass,
    MedicalColumn,
    MedicalInsurance,
    RateBasis,
)


@rule(law="社会救助法 第二十四条；社会救助暂行办法 第二十八条")
def aid_class_covered(person: Record, p: Record) -> bool:
    """所属类别在救助范围内：特困、低保一律在内，其他类别看开到哪一类。"""
    if person.medical_aid_class in (MedicalAidClass.MONITORED, MedicalAidClass.NEAR_DIBAO):
        return p.aid_scope != ClassScope.BASIC
    if person.medical_aid_class == MedicalAidClass.RIGID:
        return p.aid_scope in (ClassScope.RIGID, ClassScope.LOW_INCOME)
    if person.medical_aid_class in (MedicalAidClass.LOW_INCOME, MedicalAidClass.ENTITLED):
        return p.aid_scope == ClassScope.LOW_INCOME
    return person.medical_aid_class != MedicalAidClass.NONE


@rule(law="社会救助暂行办法 第二十七条")
def aid_open_here(household: Record, p: Record) -> bool:
    """当地已经开展：试点期间只在试点乡镇（街道）。"""
    if p.aid_area == AidArea.PILOT:
        return household.in_pilot_area
    return p.aid_area == AidArea.ALL


@rule(law="社会救助暂行办法 第三十条")
def aid_route(person: Record) -> AidRoute:
    """办理途径：特困、孤儿、低保直接救助，其他类别依申请。"""
    if not person.aid_class_covered:
        return AidRoute.NONE
    if person.medical_aid_class in (MedicalAidClass.TEKUN, MedicalAidClass.ORPHAN, MedicalAidClass.DIBAO):
        return AidRoute.DIRECT
    return AidRoute.ON_APPLICATION


@rule()
def at_designated_hospital(person: Record) -> bool:
    """在定点医疗机构就医：名册以外的医院不救助。"""
    return person.designated_hospital


@rule()
def one_of_eight(person: Record) -> bool:
    """属于八类重大疾病。"""
    return person.illness_class in (
        IllnessClass.CHILD_LEUKAEMIA,
        IllnessClass.CHILD_HEART_DEFECT,
        IllnessClass.URAEMIA,
        IllnessClass.BREAST_CANCER,
        IllnessClass.CERVICAL_CANCER,
        IllnessClass.SEVERE_MENTAL_ILLNESS,
        IllnessClass.RESISTANT_TUBERCULOSIS,
        IllnessClass.AIDS_INFECTION,
    )


@rule()
def illness_covered(person: Record, p: Record) -> bool:
    """病种在救助范围内：现在不限病种，早先限于重病或者列明的病种。"""
    if p.illness_scope == IllnessScope.ANY:
        return True
    if p.illness_scope == IllnessScope.SERIOUS:
        return person.serious_illness
    if p.illness_scope == IllnessScope.EIGHT:
        return person.one_of_eight
    return person.illness_class != IllnessClass.NONE


@rule()
def care_kind_covered(person: Record, p: Record) -> bool:
    """就医类别在救助范围内：住院一律在内，门诊看当地是否开展。"""
    if person.care_kind == CareKind.OUTPATIENT:
        return p.outpatient_covered
    if person.care_kind == CareKind.SPECIAL_OUTPATIENT:
        return p.special_outpatient_covered
    return True


@rule(law="社会救助法 第二十四条第三款；社会救助暂行办法 第二十九条")
def insurance_first(person: Record, p: Record) -> bool:
    """先经医疗保险支付：参加了基本医保，并且已经结算，或者当地可以先行估算。"""
    if not p.insurance_required:
        return True
    return person.medical_insurance != MedicalInsurance.NONE and (
        person.insurance_settled or p.insurance_estimated
    )


@rule(law="社会救助法 第二十四条")
def medical_aid_eligible(person: Record, household: Record) -> bool:
    """符合医疗救助条件：类别、地域、定点、就医类别、病种都在范围内，并且先经医保支付。"""
    return (
        person.is_member
        and household.aid_open_here
        and person.aid_class_covered
        and person.care_kind_covered
        and person.illness_covered
        and person.at_designated_hospital
        and person.insurance_first
    )


# What insurance pays: by the statement, or, before there is one, by an estimate.


@rule(law="社会救助法 第二十四条第三款")
def basic_layer(person: Record, p: Record) -> Money:
    """第一层，基本医保支付：按结算单；没有结算单而当地录入了分段比例的，按分段估算。"""
    if person.insurance_settled:
        return min(person.basic_insurance_paid, person.in_scope_cost)
    if not p.insurance_estimated:
        return 0
    return min(tiers(person.in_scope_cost, p.basic_bounds, p.basic_ratios), person.in_scope_cost)


@rule()
def serious_layer_favoured(person: Record) -> bool:
    """大病保险倾斜：特困、低保和防止返贫监测对象，起付线减半一类的优待。"""
    return person.medical_column in (MedicalColumn.TEKUN, MedicalColumn.DIBAO, MedicalColumn.MONITORED)


@rule(law="社会救助法 第二十四条第三款")
def serious_layer(person: Record, p: Record) -> Money:
    """第二层，大病保险支付：只对基本医保支付后余下的政策范围内费用。"""
    left = person.in_scope_cost - person.basic_layer
    if person.insurance_settled:
        return min(person.serious_insurance_paid, left)
    if not p.insurance_estimated:
        return 0
    if person.serious_layer_favoured:
        return min(tiers(left, p.serious_bounds_favoured, p.serious_ratios_favoured), left)
    return min(tiers(left, p.serious_bounds, p.serious_ratios), left)


@rule(law="社会救助法 第二十四条第三款")
def supplementary_layer(person: Record) -> Money:
    """第三层，补充医疗保险和商业保险支付：不超过前两层余下的部分。"""
    return min(person.supplementary_paid, person.in_scope_cost - person.basic_layer - person.serious_layer)


@rule(law="社会救助法 第二十四条第三款")
def self_paid(person: Record) -> Money:
    """救助前自付：各项保险支付后余下的政策范围内费用，救助的基数。"""
    return person.in_scope_cost - person.basic_layer - person.serious_layer - person.supplementary_layer


# Aid: threshold, rate and ceiling by class. A yearly threshold is used up by the bills before this one.


@rule()
def aid_wanted(person: Record) -> bool:
    """要计算住院救助：符合条件，不是普通门诊，也还没有一站式结算。"""
    return person.medical_aid_eligible and person.care_kind != CareKind.OUTPATIENT and not person.aid_settled


@rule()
def aid_threshold(person: Record, p: Record) -> Money:
    """年度起付标准：按类别的固定金额；低保边缘和刚性支出家庭可以按人均可支配收入的比例。"""
    if not person.aid_wanted:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        return p.aid_threshold_tekun
    if person.medical_column == MedicalColumn.DIBAO:
        return p.aid_threshold_dibao
    if person.medical_column == MedicalColumn.MONITORED:
        return p.aid_threshold_monitored
    if person.medical_column == MedicalColumn.NEAR:
        if p.aid_threshold_share_near > 0:
            return part(p.disposable_income_year, p.aid_threshold_share_near)
        return p.aid_threshold_near
    if person.medical_column == MedicalColumn.RIGID:
        if p.aid_threshold_share_rigid > 0:
            return part(p.disposable_income_year, p.aid_threshold_share_rigid)
        return p.aid_threshold_rigid
    return p.aid_threshold_other


@rule()
def aid_base(person: Record) -> Money:
    """救助基数：这次自付中超过年度起付标准的部分，此前各次已经抵去的起付线不再抵。"""
    if not person.aid_wanted:
        return 0
    before = max(person.self_paid_before - person.aid_threshold, 0)
    return max(person.self_paid_before + person.self_paid - person.aid_threshold, 0) - before


@rule()
def class_ratio(person: Record, p: Record) -> Ratio:
    """本类别的救助比例。"""
    if not person.aid_wanted or p.aid_rate_basis != RateBasis.BY_CLASS:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        return p.aid_ratio_tekun
    if person.medical_column == MedicalColumn.DIBAO:
        return p.aid_ratio_dibao
    if person.medical_column == MedicalColumn.MONITORED:
        return p.aid_ratio_monitored
    if person.medical_column == MedicalColumn.NEAR:
        return p.aid_ratio_near
    if person.medical_column == MedicalColumn.RIGID:
        return 0 if p.rigid_in_slices else p.aid_ratio_rigid
    return p.aid_ratio_other


@rule()
def hospital_ratio(person: Record, p: Record) -> Ratio:
    """按医院级别和费用的救助比例：整笔适用到达的那一档。"""
    if not person.aid_wanted or p.aid_rate_basis != RateBasis.BY_HOSPITAL:
        return 0
    if person.hospital_level == HospitalLevel.TOWNSHIP:
        return band(person.aid_base, p.hospital_bounds, p.hospital_ratios_township)
    if person.hospital_level == HospitalLevel.COUNTY:
        return band(person.aid_base, p.hospital_bounds, p.hospital_ratios_county)
    return band(person.aid_base, p.hospital_bounds, p.hospital_ratios_above)


@rule()
def aid_ratio(person: Record, p: Record) -> Ratio:
    """住院救助比例：不低于省里规定的最低比例。"""
    if not person.aid_wanted:
        return 0
    return max(person.class_ratio, person.hospital_ratio, p.aid_ratio_floor)


@rule()
def rigid_slices(person: Record, p: Record) -> Money:
    """分段累进的救助金额：只用于因病致贫患者分段给比例的地方。"""
    if not person.aid_wanted or person.medical_column != MedicalColumn.RIGID or not p.rigid_in_slices:
        return 0
    before = tiers(person.self_paid_before, p.rigid_bounds, p.rigid_ratios)
    return tiers(person.self_paid_before + person.self_paid, p.rigid_bounds, p.rigid_ratios) - before


@rule()
def aid_before_caps(person: Record) -> Money:
    """封顶前的住院救助：基数乘比例，分段的按分段。"""
    return max(part(person.aid_base, person.aid_ratio), person.rigid_slices)


@rule()
def aid_cap(person: Record, p: Record) -> Money:
    """年度封顶线：按类别；0 即不封顶。"""
    if not person.medical_aid_eligible or person.aid_settled:
        return 0
    if person.care_kind == CareKind.OUTPATIENT and not p.outpatient_within_cap:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        return p.aid_cap_tekun
    if person.medical_column == MedicalColumn.DIBAO:
        return p.aid_cap_dibao
    if person.medical_column == MedicalColumn.MONITORED:
        return p.aid_cap_monitored
    if person.medical_column == MedicalColumn.NEAR:
        return p.aid_cap_near
    if person.medical_column == MedicalColumn.RIGID:
        return p.aid_cap_rigid
    return p.aid_cap_other


@rule(law="社会救助暂行办法 第二十九条")
def aid_cap_left(person: Record, p: Record) -> Money:
    """年度封顶线内的余额：封顶线减去本年度已得；不封顶的以自付为限。"""
    if person.aid_cap == 0:
        return person.self_paid
    given = person.inpatient_aid_given
    if p.outpatient_within_cap:
        given += person.outpatient_aid_given
    return max(person.aid_cap - given, 0)


@rule(law="社会救助法 第二十四条第三款")
def aid_layer(person: Record, p: Record) -> Money:
    """第四层，住院（门诊慢特病）救助：不超过单次限额、年度余额和自付。"""
    if not person.medical_aid_eligible or person.care_kind == CareKind.OUTPATIENT:
        return 0
    if person.aid_settled:
        return min(person.aid_paid, person.self_paid)
    allowed = min(person.aid_before_caps, person.aid_cap_left, person.self_paid)
    return min(allowed, p.aid_cap_single) if p.aid_cap_single > 0 else allowed


# Ordinary outpatient care: a rate without threshold, and limits by day, by month and by year.


@rule()
def outpatient_ratio(person: Record, p: Record) -> Ratio:
    """门诊救助比例：按类别。"""
    if not person.medical_aid_eligible or person.care_kind != CareKind.OUTPATIENT or person.aid_settled:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        return p.outpatient_ratio_tekun
    if person.medical_column == MedicalColumn.DIBAO:
        return p.outpatient_ratio_dibao
    return p.outpatient_ratio_other


@rule()
def outpatient_year_left(person: Record, p: Record) -> Money:
    """门诊救助的年度余额：0 的封顶线即不封顶。"""
    if not person.medical_aid_eligible or person.care_kind != CareKind.OUTPATIENT or person.aid_settled:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        cap = p.outpatient_cap_tekun
    else:
        cap = p.outpatient_cap
    return max(cap - person.outpatient_aid_given, 0) if cap > 0 else person.self_paid


@rule()
def outpatient_times_left(person: Record, p: Record) -> bool:
    """当月门诊救助次数未满：0 即不限次数。"""
    return p.outpatient_times_month == 0 or person.outpatient_times < p.outpatient_times_month


@rule()
def outpatient_layer(person: Record, p: Record) -> Money:
    """门诊救助：自付乘比例，不超过当日、当年的限额，当月次数已满的没有。"""
    if not person.medical_aid_eligible or person.care_kind != CareKind.OUTPATIENT:
        return 0
    if person.aid_settled:
        return min(person.aid_paid, person.self_paid)
    if not person.outpatient_times_left:
        return 0
    by_rate = part(person.self_paid, person.outpatient_ratio)
    allowed = min(by_rate, person.outpatient_year_left, person.aid_cap_left)
    if p.outpatient_cap_day == 0:
        return allowed
    return min(allowed, max(p.outpatient_cap_day - person.outpatient_aid_today, 0))


# Tilt: a second aid on what is still left after the first.


@rule()
def tilt_wanted(person: Record, p: Record) -> bool:
    """可以倾斜救助：当地开展，本地就医或者规范转诊，不是普通门诊。"""
    return (
        p.tilt_applies
        and person.medical_aid_eligible
        and person.care_kind != CareKind.OUTPATIENT
        and person.referred
    )


@rule()
def tilt_threshold(person: Record, p: Record) -> Money:
    """倾斜救助起付标准：按类别，年度累计。"""
    if not person.tilt_wanted:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        return p.tilt_threshold_tekun
    if person.medical_column == MedicalColumn.DIBAO:
        return p.tilt_threshold_dibao
    if person.medical_column == MedicalColumn.MONITORED:
        return p.tilt_threshold_monitored
    if person.medical_column == MedicalColumn.NEAR:
        return p.tilt_threshold_near
    if person.medical_column == MedicalColumn.RIGID:
        return p.tilt_threshold_rigid
    return p.tilt_threshold_other


@rule()
def tilt_ratio(person: Record, p: Record) -> Ratio:
    """倾斜救助比例：按类别。"""
    if not person.tilt_wanted:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        return p.tilt_ratio_tekun
    if person.medical_column == MedicalColumn.DIBAO:
        return p.tilt_ratio_dibao
    if person.medical_column == MedicalColumn.MONITORED:
        return p.tilt_ratio_monitored
    if person.medical_column == MedicalColumn.NEAR:
        return p.tilt_ratio_near
    if person.medical_column == MedicalColumn.RIGID:
        return p.tilt_ratio_rigid
    return p.tilt_ratio_other


@rule()
def tilt_base(person: Record) -> Money:
    """倾斜救助基数：救助后自付中超过第二道起付标准的部分。"""
    if not person.tilt_wanted:
        return 0
    left = person.self_paid - person.aid_layer
    before = max(person.own_cost_before - person.tilt_threshold, 0)
    return max(person.own_cost_before + left - person.tilt_threshold, 0) - before


@rule()
def tilt_layer(person: Record, p: Record) -> Money:
    """第五层，倾斜救助：基数乘比例，不超过年度限额；0 即不封顶。"""
    if not person.tilt_wanted:
        return 0
    amount = part(person.tilt_base, person.tilt_ratio)
    return min(amount, max(p.tilt_cap - person.tilt_given, 0)) if p.tilt_cap > 0 else amount


@rule(law="社会救助法 第二十四条第三款")
def medical_aid_total(person: Record) -> Money:
    """医疗救助合计：住院、门诊和倾斜救助之和，不会超过救助前自付。"""
    return min(person.aid_layer + person.outpatient_layer + person.tilt_layer, person.self_paid)


@rule(law="社会救助法 第二十四条第三款")
def medical_aid_amount(person: Record) -> Money:
    """这次应付的医疗救助：合计减去结算单上已经付过的。"""
    if not person.aid_settled:
        return person.medical_aid_total
    return person.medical_aid_total - person.aid_layer - person.outpatient_layer


@rule()
def own_cost(person: Record) -> Money:
    """救助后自付：政策范围内费用最后由本人负担的部分。"""
    return person.self_paid - person.medical_aid_total


@rule(law="社会救助暂行办法 第三十一条")
def one_stop_settlement(person: Record, p: Record) -> bool:
    """定点医院一站式结算：凭社会保障卡，只付自己的部分。"""
    return person.aid_class_covered and p.one_stop


@rule()
def treat_first(person: Record, p: Record) -> bool:
    """先救治、后收费：不交押金；平时看当地规定，突发疫情中一律如此。"""
    return person.aid_class_covered and (
        p.no_deposit or (person.outbreak_admission and p.outbreak_no_deposit)
    )
