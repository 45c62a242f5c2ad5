"""The groups by which a simulation is added up, in words."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from doudi.office.places.models import Division
from doudi.policies.effects import DIMENSIONS

__all__ = ["DIMENSIONS", "dimension_label", "group_label", "township_names"]


def dimension_label(dimension: str) -> str:
    labels = {
        "township": _("乡镇（街道）"),
        "settlement": _("城乡"),
        "size": _("家庭人口"),
        "class": _("家庭类别"),
    }
    return labels[dimension]


def group_label(dimension: str, code: str, names: dict[str, str]) -> str:
    """A group in words: the name of a township, 「3 人」, 「有老年人」."""
    if dimension == "township":
        return names.get(code) or _("未分乡镇")
    if dimension == "size":
        return _("%(n)s 人及以上") % {"n": code[:-1]} if code.endswith("+") else _("%(n)s 人") % {"n": code}
    words = {
        "URBAN": _("城市"), "RURAL": _("农村"), "DISABLED": _("有残疾人"), "ELDERLY": _("有老年人"),
        "MINOR": _("有未成年人"), "ABLE": _("其他家庭"),
    }  # fmt: skip
    return words[code]


def township_names(codes: Collection[str]) -> dict[str, str]:
    return dict(Division.objects.filter(pk__in=list(codes)).values_list("pk", "name"))
