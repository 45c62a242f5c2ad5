"""The public pages, and those where the office answers them."""

from .checking import self_check
from .desk import (
    grievance_detail,
    grievance_list,
    phone_application_detail,
    visit_form,
    visit_list,
)
from .public import (
    apply_by_phone,
    grievance_new,
    home,
    notice_board,
    notice_detail,
    progress,
    progress_find,
    sent,
    standards_public,
)

__all__ = [
    "apply_by_phone",
    "grievance_detail",
    "grievance_list",
    "grievance_new",
    "home",
    "notice_board",
    "notice_detail",
    "phone_application_detail",
    "progress",
    "progress_find",
    "self_check",
    "sent",
    "standards_public",
    "visit_form",
    "visit_list",
]
