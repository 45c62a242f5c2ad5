"""How every form looks: Django renders it with our components, so that a page writes `{{ form }}`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.office.base import money

CHECKS = (forms.CheckboxInput,)
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class UiBoundField(BoundField):
    """A field that knows how it is shown.

    A form says what is special through attributes of the widget: `unit` (text after the box), `wide`
    (takes the whole row), `live` (an area under the box that a fragment may fill).
    """

    def _option(self, name: str) -> Any:
        return self.field.widget.attrs.get(name, "")

    @property
    def unit(self) -> Any:
        return self._option("unit") or getattr(self.field, "unit", "")

    @property
    def wide(self) -> bool:
        return bool(self._option("wide")) or isinstance(self.field.widget, (forms.Textarea, *CHOICES))

    @property
    def live(self) -> bool:
        return bool(self._option("live"))

    @property
    def is_check(self) -> bool:
        return isinstance(self.field.widget, CHECKS)

    @property
    def is_choice_list(self) -> bool:
        return isinstance(self.field.widget, CHOICES)

    @property
    def first_id(self) -> str:
        """Where a link of the error summary leads."""
        return f"{self.id_for_label or self.auto_id}{'_0' if self.is_choice_list else ''}"

    @property
    def described_by(self) -> str:
        """The ids of hint and errors; for a fieldset, which Django leaves without."""
        return self.aria_describedby or ""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        for option in ("unit", "wide", "live"):
            attrs[option] = False
        css = css_class(widget)
        if css and "class" not in widget.attrs:
            attrs["class"] = css
        return attrs


def css_class(widget: forms.Widget) -> str:
    if isinstance(widget, CHECKS) or widget.is_hidden:
        return ""
    if isinstance(widget, CHOICES):
        return "choices"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class Renderer(TemplatesSetting):
    """Named by FORM_RENDERER; templates in doudi/templates/components and doudi/templates/django/forms."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = UiBoundField


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MonthInput(DayInput):
    """A month; its value is the first day."""

    input_type = "month"

    def format_value(self, value: Any) -> str | None:
        text = super().format_value(value)
        return text[:7] if text else text

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        value: str | None = super().value_from_datadict(data, files, name)
        return f"{value}-01" if value and len(value) == 7 else value


class YuanField(forms.CharField):
    """Typed in yuan, kept in fen."""

    def __init__(self, *, min_fen: int | None = 0, **kwargs: Any) -> None:
        self.min_fen = min_fen
        self.unit = kwargs.pop("unit", _("元"))
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("maxlength", "30")
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            fen = money.parse_yuan(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return self._in_range(fen)

    def _in_range(self, fen: int) -> int:
        if self.min_fen is not None and fen < self.min_fen:
            words = gettext("金额不能小于 %(least)s 元。")
            raise forms.ValidationError(words % {"least": money.yuan(self.min_fen)})
        return fen

    def prepare_value(self, value: Any) -> Any:
        return money.yuan(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.to_python(data)
        except forms.ValidationError:
            return True
