"""Code tables of children: what became of their parents."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class ParentState(Choice):
    """A parent, as far as it matters for the care of a child (民发〔2019〕62号 一)."""

    ABLE = 0, "能够履行抚养职责"
    DEAD = 1, "死亡（含宣告死亡）"
    DECLARED_MISSING = 2, "宣告失踪"
    NOT_FOUND = 3, "查找不到"
    DISABLED = 4, "残疾"
    SERIOUSLY_ILL = 5, "重病"
    PRISON = 6, "服刑在押"
    COMPULSORY_TREATMENT = 7, "强制隔离戒毒"
    OTHER_RESTRICTION = 8, "其他限制人身自由的措施"
    LOST_CONTACT = 9, "失联且未履行抚养责任"


class ChildExtension(Choice):
    """Whether somebody who turned eighteen keeps a child's allowance."""

    NONE = 0, "年满十八周岁即停发"
    SENIOR_SECONDARY = 1, "仍在义务教育、高中或者中职就读的继续"
    ANY_SCHOOL = 2, "仍在学校就读的继续"


class GuardianState(Choice):
    """What is known of a child's guardianship."""

    NAMED = 0, "已明确监护人"
    NOT_NAMED = 1, "尚未明确监护人"
    AT_FAULT = 2, "监护人不履行职责或者侵害权益"
