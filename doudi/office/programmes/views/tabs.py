"""The tabs of the pages about standards."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.office.programmes.permissions import POLICY_READERS

TABS = (
    ("standards", _("保障标准")),
    ("standards_lines", _("门槛对照")),
    ("local_standard_list", _("本地标准")),
    ("programme_scope_list", _("试点范围")),
    ("policy_changes", _("政策变动")),
    ("policy_coverage", _("覆盖情况")),
    ("policy_documents", _("政策文件")),
)
INSIDE = {"local_standard_list", "programme_scope_list"}


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """Those that this post may open."""
    inside = request.user.has_role(*POLICY_READERS)  # type: ignore[union-attr]
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in TABS
        if inside or name not in INSIDE
    ]
