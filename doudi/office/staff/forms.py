"""What staff type about themselves and about each other."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.office.base.forms import DayInput
from doudi.office.places.enums import Department
from doudi.office.places.models import Division
from doudi.office.staff.enums import Relation, Role
from doudi.office.staff.models import User

PASSWORD = forms.PasswordInput


class LoginForm(forms.Form):
    username = forms.CharField(
        label=_("用户名"), max_length=60, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("密码"), max_length=200, strip=False, widget=PASSWORD({"autocomplete": "current-password"})
    )


class OtpForm(forms.Form):
    code = forms.CharField(
        label=_("动态口令"),
        min_length=6,
        max_length=16,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("打开手机上的身份验证器，输入 6 位数字；手机不在身边时，输入一个备用码。"),
    )


class PasswordForm(forms.Form):
    current = forms.CharField(
        label=_("现在的密码"),
        max_length=200,
        strip=False,
        widget=PASSWORD({"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("新密码"),
        max_length=200,
        strip=False,
        widget=PASSWORD({"autocomplete": "new-password"}),
        help_text=_("至少 10 位，不要使用常见密码或全数字。"),
    )
    again = forms.CharField(
        label=_("再输一次新密码"),
        max_length=200,
        strip=False,
        widget=PASSWORD({"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise forms.ValidationError(_("现在的密码不对，请重新输入。"))
        return current

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("password") and data.get("password") != data.get("again"):
            self.add_error("again", _("两次输入的新密码不一致，请重新输入。"))
        return data


class UserForm(forms.Form):
    username = forms.CharField(
        label=_("用户名"), max_length=60, help_text=_("登录用，字母、数字或汉字均可。")
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    id_number = forms.CharField(
        label=_("身份证号"),
        max_length=40,
        required=False,
        help_text=_("只用于认定“一人一账号”和回避，不保存明文。"),
    )
    phone = forms.CharField(label=_("手机号码"), max_length=20, required=False)


class PostForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=[c for c in Role.choices if c[0] != Role.CITIZEN])
    division = forms.ModelChoiceField(label=_("辖区"), queryset=Division.objects.none())
    department = forms.ChoiceField(label=_("部门"), choices=Department, initial=Department.CIVIL_AFFAIRS)
    first_day = forms.DateField(label=_("任职日期"), widget=DayInput)
    last_day = forms.DateField(
        label=_("离任日期"), widget=DayInput, required=False, help_text=_("留空表示未定。")
    )

    def __init__(self, divisions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = divisions

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("离任日期不能早于任职日期。"))
        return data


class EndPostForm(forms.Form):
    last_day = forms.DateField(
        label=_("最后任职日"), widget=DayInput, help_text=_("填写昨天或更早的日期，立即生效。")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 2}))


class RelativeForm(forms.Form):
    name = forms.CharField(label=_("亲属姓名"), max_length=60)
    id_number = forms.CharField(
        label=_("亲属身份证号"), max_length=40, help_text=_("只保存加密索引，用于提示回避。")
    )
    relation = forms.ChoiceField(label=_("关系"), choices=Relation)


class LogForm(forms.Form):
    q = forms.CharField(label=_("人员"), max_length=60, required=False)
    verb = forms.CharField(label=_("事项"), max_length=60, required=False)
    first_day = forms.DateField(label=_("从"), widget=DayInput, required=False)
    last_day = forms.DateField(label=_("到"), widget=DayInput, required=False)
    household = forms.IntegerField(label=_("家庭编号"), min_value=1, max_value=2**62, required=False)

    def narrowed(self, rows: Any, name_field: str) -> Any:
        """The rows that the filter lets through."""
        data = self.cleaned_data
        if data["q"]:
            rows = rows.filter(**{f"{name_field}__icontains": data["q"]})
        if data["first_day"]:
            rows = rows.filter(at__date__gte=data["first_day"])
        if data["last_day"]:
            rows = rows.filter(at__date__lte=data["last_day"])
        return rows.filter(household_id=data["household"]) if data["household"] else rows


class DelegationForm(forms.Form):
    since = forms.DateField(label=_("起始日期"), widget=DayInput)
    until = forms.DateField(label=_("截止日期"), widget=DayInput, required=False, help_text=_("留空为长期。"))
    source = forms.CharField(label=_("文件依据"), max_length=200, help_text=_("例如“某民发〔2021〕12号”。"))
