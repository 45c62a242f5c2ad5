"""How forms look, and the fields that people type money and days into."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from doudi.office.base.forms import DayInput, MonthInput, YuanField


class Sample(forms.Form):
    name = forms.CharField(label="姓名", help_text="同身份证")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    land = forms.CharField(label="耕地", required=False, widget=forms.TextInput({"unit": "亩", "live": True}))
    money = YuanField(label="收入")
    kind = forms.ChoiceField(label="类型", choices=[("A", "甲")])
    home = forms.ChoiceField(label="住房", choices=[("A", "甲"), ("B", "乙")], widget=forms.RadioSelect)
    told = forms.BooleanField(label="已告知")
    key = forms.CharField(widget=forms.HiddenInput)


def shown(form: forms.Form) -> str:
    return " ".join(str(form).split())


def test_labels_hints_units_and_what_is_optional_are_shown() -> None:
    html = shown(Sample())
    assert '<label for="id_name">姓名</label>' in html
    assert '<div class="hint" id="id_name_helptext">同身份证</div>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert '<label for="id_land">耕地 <span class="optional">（选填）</span></label>' in html
    assert '<span class="unit" aria-hidden="true">亩</span>' in html
    assert '<span class="unit" aria-hidden="true">元</span>' in html
    assert '<div class="live" id="id_land_live" aria-live="polite"></div>' in html
    assert 'class="form-select"' in html
    assert "<legend>住房</legend>" in html
    assert ' unit="' not in html
    assert ' live="' not in html


def test_a_check_box_stands_before_its_words() -> None:
    html = shown(Sample())
    assert '<label class="check" for="id_told"><input type="checkbox"' in html


def test_a_hidden_field_is_only_itself() -> None:
    assert shown(Sample()).count('name="key"') == 1


def test_what_is_wrong_stands_first_and_leads_to_its_field() -> None:
    form = Sample({"name": "", "money": "x", "kind": "A"})
    form.add_error(None, "整张表不对")
    html = shown(form)
    assert html.startswith('<div class="errors" role="alert"')
    assert "<li>整张表不对</li>" in html
    assert '<a href="#id_name">姓名：' in html
    assert '<a href="#id_home_0">住房：' in html
    assert '<a href="#id_told">已告知：' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html


@pytest.mark.parametrize(("typed", "fen"), [("630", 63000), ("1,894.5 元", 189450), ("０", 0)])
def test_yuan_are_kept_in_fen(typed: str, fen: int) -> None:
    assert YuanField().clean(typed) == fen


@pytest.mark.parametrize("typed", ["两千", "1.234", "-1", ""])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        YuanField().clean(typed)


def test_yuan_may_be_negative_or_empty_where_the_form_says_so() -> None:
    assert YuanField(min_fen=None).clean("-1") == -100
    assert YuanField(required=False).clean("") is None


def test_fen_are_shown_in_yuan_and_compared_as_money() -> None:
    field = YuanField()
    assert field.prepare_value(189450) == "1,894.50"
    assert field.prepare_value("x") == "x"
    assert not field.has_changed(63000, "630.00")
    assert field.has_changed(63000, "631")
    assert field.has_changed(63000, "x")


@pytest.mark.parametrize(("sent", "kept"), [("2025-08", "2025-08-01"), ("", ""), (None, None), ("x", "x")])
def test_a_month_is_its_first_day(sent: Any, kept: Any) -> None:
    assert MonthInput().value_from_datadict({"month": sent}, {}, "month") == kept
    assert MonthInput().format_value("2025-08-01") == "2025-08"
    assert MonthInput().format_value(None) is None


def test_a_day_uses_the_calendar_of_the_browser() -> None:
    assert 'type="date"' in DayInput().render("day", None)
