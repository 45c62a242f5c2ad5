"""Whom the law recognises as being in need, the strongest claim first."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class AssistanceClass(Choice):
    """What a household or a person is recognised as (社会救助法 第十三条; the older ones by their papers)."""

    NONE = 0, "未认定"
    TEKUN = 1, "特困人员"
    DIBAO = 2, "最低生活保障对象"
    NEAR_DIBAO = 3, "低保边缘家庭"
    RIGID = 4, "刚性支出困难家庭"
    LOW_INCOME = 5, "其他低收入家庭"
    FIVE_GUARANTEE = 6, "农村五保供养对象"
    DESTITUTE = 7, "农村特困户"


class ChildStatus(Choice):
    """Children who are cared for by rules of their own."""

    NONE = 0, "不属于以下儿童"
    ORPHAN = 1, "孤儿"
    UNSUPPORTED = 2, "事实无人抚养儿童"
    TROUBLED = 3, "其他困境儿童"
