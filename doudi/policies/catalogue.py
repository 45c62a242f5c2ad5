"""How programmes are sorted: by layer, pillar, domain, need and rhythm; each word has a Chinese label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from doudi.engine import PolicyError, Programme


class Labelled(StrEnum):
    """A stored word with a Chinese label."""

    label: str

    def __new__(cls, value: str, label: str) -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Layer(Labelled):
    """The layers of 社会救助法 第十五条, and the care that stands beside them."""

    BASIC = "BASIC", "基本生活救助"
    SPECIALISED = "SPECIALISED", "专项社会救助"
    URGENT = "URGENT", "急难社会救助"
    CARE = "CARE", "福利与关爱服务"


class Pillar(Labelled):
    """The three systems of 万州府发〔2005〕47号 二（二）."""

    RELIEF = "RELIEF", "灾害救助"
    ASSISTANCE = "ASSISTANCE", "社会救助"
    MUTUAL_AID = "MUTUAL_AID", "社会互助"


class Domain(Labelled):
    """What assistance stands beside: insurance, welfare and charity."""

    ASSISTANCE = "ASSISTANCE", "社会救助"
    INSURANCE = "INSURANCE", "社会保险"
    SOCIAL_WELFARE = "SOCIAL_WELFARE", "社会福利"
    CHARITY = "CHARITY", "社会慈善"


class Need(Labelled):
    """What a programme is for. Two programmes for one need should not know two lines."""

    LIVING = "LIVING", "基本生活"
    EMERGENCY = "EMERGENCY", "急难"
    MEDICAL = "MEDICAL", "医疗"
    EDUCATION = "EDUCATION", "教育"
    HOUSING = "HOUSING", "住房"
    EMPLOYMENT = "EMPLOYMENT", "就业"
    LEGAL = "LEGAL", "法律"
    UTILITIES = "UTILITIES", "水电气"
    HEATING = "HEATING", "采暖"
    FUNERAL = "FUNERAL", "丧葬"
    DISASTER = "DISASTER", "受灾"
    DISABILITY = "DISABILITY", "残疾人"
    OLD_AGE = "OLD_AGE", "老年人"
    CHILDREN = "CHILDREN", "儿童"
    PRICES = "PRICES", "物价"


class Rhythm(Labelled):
    """How often it is given."""

    MONTHLY = "MONTHLY", "按月"
    QUARTERLY = "QUARTERLY", "按季"
    SEASONAL = "SEASONAL", "采暖季按月"
    YEARLY = "YEARLY", "按年"
    TERM = "TERM", "按学期"
    ONCE = "ONCE", "一次性"
    STATUS = "STATUS", "身份认定"
    SERVICE = "SERVICE", "服务或减免"


_WORDS: Mapping[str, type[Labelled]] = {
    "layer": Layer,
    "pillar": Pillar,
    "domain": Domain,
    "need": Need,
    "rhythm": Rhythm,
}


def word(programme: Programme, key: str) -> Labelled:
    """One of the words by which a programme is sorted."""
    kind, given = _WORDS[key], getattr(programme, key)
    found = next((member for member in kind if member == given), None)
    if found is None:
        raise PolicyError(f"{programme.file}：{key} 应是 {'、'.join(kind)} 之一，实际是 {given or '空'}")
    return found


def words(programme: Programme) -> Iterator[Labelled]:
    """All of them, so that a programme without one is refused when the policies are loaded."""
    return (word(programme, key) for key in _WORDS)
