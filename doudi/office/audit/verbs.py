"""The words for what was done (and for kinds of background tasks); each app adds its own in `apps.py: ready()`."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

_words: dict[str, Any] = {
    "create_user": _("新增人员"),
    "reset_password": _("重置密码"),
    "change_own_password": _("更改本人密码"),
    "prepare_second_factor": _("准备动态口令"),
    "confirm_second_factor": _("启用动态口令"),
    "reset_second_factor": _("解除动态口令"),
    "deactivate_user": _("停用账号"),
    "reactivate_user": _("恢复账号"),
    "grant_post": _("授予岗位"),
    "end_post": _("结束岗位"),
    "declare_relative": _("近亲属备案"),
    "end_relative": _("终止近亲属备案"),
    "rotate_keys": _("更换加密密钥"),
    "store_file": _("上传文件"),
    "load_division": _("导入区划"),
    "delegate_confirmation": _("委托审核确认权"),
    "end_delegation": _("收回审核确认权"),
}


def register(words: Mapping[str, Any]) -> None:
    """Add words for the verbs of an app."""
    _words.update(words)


def label(verb: str) -> str:
    """The word for a verb, or the verb itself."""
    return str(_words.get(verb, verb))


def known() -> list[tuple[str, str]]:
    """Every verb with its word, for a choice list."""
    return sorted(((verb, str(word)) for verb, word in _words.items()), key=lambda pair: pair[1])
