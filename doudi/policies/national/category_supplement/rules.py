# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Supplements by category (分类施保): who is of which category, and what is added for each person."""

from doudi.engine import Money, Ratio, Record, part, rule, share, total
from doudi.policies.enums.living import DibaoPath, Schooling, SupplementForm, SupplementStacking, WorkCapacity


@rule(law="社会救助法 第二十条")
def is_recipient(person: Record, household: Record) -> bool:
    """本人在保：按户纳入的全部成员，或者单独纳入的本人。"""
    if household.dibao_path == DibaoPath.HOUSEHOLD:
        return person.is_member
    return household.dibao_path == DibaoPath.SINGLE_PERSON and person.single_eligible


@rule()
def supplement_ill_or_severe(person: Record, household: Record, p: Record) -> Money:
    """重残或者重病增发。"""
    if not person.severely_disabled and not person.serious_illness:
        return 0
    if p.supplement_form == SupplementForm.FIXED:
        return p.supplement_severe
    return part(household.line_per_person, p.supplement_severe_ratio)


@rule()
def elder_ratio(person: Record, household: Record, p: Record) -> Ratio:
    """老年增发比例：高龄一档；低龄独居另有一档的地方从其规定。"""
    if person.age >= p.supplement_elder_age:
        return p.supplement_elder_ratio
    if person.age >= p.elder_age and household.size == 1:
        return p.supplement_lone_elder_ratio
    return 0


@rule()
def supplement_elder(person: Record, household: Record, p: Record) -> Money:
    """老年增发。"""
    if p.supplement_form == SupplementForm.SHARE_OF_LINE:
        return part(household.line_per_person, person.elder_ratio)
    return p.supplement_elder if person.age >= p.supplement_elder_age else 0


@rule()
def supplement_young(person: Record, household: Record, p: Record) -> Money:
    """未成年人和学生增发：两类取高者。"""
    minor = person.age < p.adult_age
    student = person.schooling != Schooling.NONE and person.schooling != Schooling.PRESCHOOL
    if p.supplement_form == SupplementForm.SHARE_OF_LINE:
        return max(
            part(household.line_per_person, p.supplement_minor_ratio) if minor else 0,
            part(household.line_per_person, p.supplement_student_ratio) if student else 0,
        )
    return max(p.supplement_minor if minor else 0, p.supplement_student if student else 0)


@rule()
def supplement_other(person: Record, household: Record, p: Record) -> Money:
    """单亲、独生子女家庭和当地点名对象增发：取高者。"""
    if p.supplement_form == SupplementForm.SHARE_OF_LINE:
        return max(
            part(household.line_per_person, p.supplement_single_parent_ratio)
            if person.single_parent_child
            else 0,
            part(household.line_per_person, p.supplement_only_child_ratio) if person.only_child else 0,
        )
    return p.supplement_local if person.local_category else 0


@rule()
def supplement_disability(person: Record, p: Record) -> Money:
    """残疾增发：持证残疾人。"""
    if p.supplement_form != SupplementForm.FIXED or person.disability_grade == 0:
        return 0
    return p.supplement_disability


@rule(law="社会救助法 第二十条")
def member_supplement(person: Record, p: Record) -> Money:
    """本人分类施保：符合几类的，按当地规定就高或者累计。"""
    if p.supplement_form == SupplementForm.NOT_SET or not person.is_recipient:
        return 0
    main = max(
        person.supplement_ill_or_severe,
        person.supplement_elder,
        person.supplement_young,
        person.supplement_other,
    )
    if p.supplement_stacking == SupplementStacking.HIGHEST:
        return max(main, person.supplement_disability)
    if p.supplement_stacking == SupplementStacking.HIGHEST_PLUS_DISABILITY:
        return main + person.supplement_disability
    return (
        person.supplement_ill_or_severe
        + person.supplement_elder
        + person.supplement_young
        + person.supplement_other
        + person.supplement_disability
    )


@rule(law="当地社会救助体系文件（2005） 三（二）")
def topup_uplift_ratio(person: Record, p: Record) -> Ratio:
    """按保障金增发的比例：三无人员；因重病、重残丧失劳动能力的人员。"""
    if person.three_no:
        return p.topup_uplift_three_no
    if p.topup_uplift_incapacity <= 0 or person.work_capacity != WorkCapacity.NONE:
        return 0
    return p.topup_uplift_incapacity if person.serious_illness or person.severely_disabled else 0


@rule()
def topup_share(person: Record, household: Record) -> Money:
    """本人分摊的保障金：按户纳入的平均分摊，单独纳入的为本人金额。"""
    if not person.is_recipient:
        return 0
    if household.dibao_path == DibaoPath.SINGLE_PERSON:
        return person.single_amount
    return share(household.household_amount_paid, household.size)


@rule(law="当地社会救助体系文件（2005） 三（二）", unit="元/月")
def topup_uplift(person: Record) -> Money:
    """按保障金增发：本人分摊的保障金乘以本类比例，与按类别的增发相加。"""
    if person.topup_uplift_ratio == 0:
        return 0
    return part(person.topup_share, person.topup_uplift_ratio)


@total(where="is_member", law="社会救助法 第二十条", unit="元/月")
def category_supplement(person: Record) -> Money:
    """分类施保合计：只给符合类别的成员。"""
    return person.member_supplement + person.topup_uplift
