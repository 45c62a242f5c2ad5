"""Code tables of education: stages, schools, who is freed from a fee, vouchers."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class FeeWaiver(Choice):
    """Who is freed from a school fee."""

    NOT_SET = 0, "本地没有这一减免"
    ASSISTED = 1, "教育救助对象"
    ALL = 2, "所有在校生"


class CompulsoryStage(Choice):
    """The two halves of compulsory schooling."""

    PRIMARY = 1, "小学"
    JUNIOR = 2, "初中"


class SeniorTrack(Choice):
    """The two kinds of senior secondary school."""

    GENERAL = 1, "普通高中"
    VOCATIONAL = 2, "中等职业学校"


class UniversityEntry(Choice):
    """Where somebody stands who has been admitted to a university."""

    NONE = 0, "不是新录取的学生"
    ADMITTED = 1, "已录取，尚未报到"


class EducationStage(Choice):
    """The stage whose aid fits somebody."""

    NONE = 0, "不在教育救助的阶段"
    PRESCHOOL = 1, "学前教育"
    PRIMARY = 2, "小学"
    JUNIOR = 3, "初中"
    GENERAL = 4, "普通高中"
    VOCATIONAL = 5, "中等职业教育"
    HIGHER = 6, "普通高等教育"
    HOME_TEACHING = 7, "送教上门"


class EducationVoucher(Choice):
    """What a place gives instead of cash."""

    NONE = 0, "不用教育券"
    SCHOOL_AID = 1, "助学券"
    EDUCATION_AND_MEAL = 2, "教育券和营养餐券"
