"""What the pattern page shows; the words are in samples.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from doudi.office.base.forms import DayInput, YuanField

WORDS = Path(__file__).with_suffix(".yaml")


class PatternForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40)
    citizen_id = forms.CharField(
        label=_("身份证号"),
        help_text=_("18 位；没有身份证的，选“其他证件”。"),
        widget=forms.TextInput({"live": True, "autocomplete": "off"}),
    )
    income = YuanField(label=_("每月务工收入"), help_text=_("近 12 个月平均，没有填 0。"))
    land = forms.DecimalField(
        label=_("承包耕地"),
        required=False,
        widget=forms.TextInput({"unit": _("亩"), "inputmode": "decimal"}),
    )
    visited_on = forms.DateField(label=_("入户日期"), widget=DayInput)
    settlement = forms.ChoiceField(
        label=_("居住地类型"), choices=[("URBAN", _("城镇")), ("RURAL", _("农村"))]
    )
    housing = forms.ChoiceField(
        label=_("住房情况"),
        choices=[("EARTH", _("土坯或木结构")), ("BRICK", _("砖混")), ("RENT", _("租住"))],
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(label=_("审核意见"), widget=forms.Textarea({"rows": 3}), required=False)
    told = forms.BooleanField(label=_("已当面告知申请人权利和义务"))


class PapersForm(forms.Form):
    papers = forms.FileField(label=_("材料"), required=False)


class WhyForm(forms.Form):
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea({"rows": 2}))


def context() -> dict[str, Any]:
    """All that the templates of the pattern page ask for."""
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    rows = words.pop("rows")
    wrong = PatternForm({"name": "", "citizen_id": "51012319740101", "income": "2k", "housing": "BRICK"})
    return {
        **words,
        "page_obj": Paginator(list(made_up(rows, 34)), 12).get_page(1),
        "form": wrong,
        "fresh": PatternForm(prefix="fresh"),
        "papers": PapersForm(prefix="papers"),
        "reason": WhyForm(prefix="why"),
        "running": SimpleNamespace(pk=1, is_live=True, state="RUNNING"),
        "finished": SimpleNamespace(pk=2, is_live=False, state="DONE"),
        "sort": "-income",
    }


def made_up(words: dict[str, list[Any]], count: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        status, tone = words["statuses"][n % 5]
        yield {
            "number": f"SQ2026{990101000 + n * 371}",
            "name": words["names"][n * 7 % 10],
            "village": words["villages"][n % 5],
            "programme": words["programmes"][n % 3],
            "people": n % 5 + 1,
            "status": status,
            "tone": tone,
            "income_fen": 64_973 - n * 1_113,
            "due": date(2026, 11, 18 + n % 12),
            "left": n % 12 - 2,
        }
