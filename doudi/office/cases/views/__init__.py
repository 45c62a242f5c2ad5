"""The pages of applications and cases."""

from .acts import case_act
from .cases import (
    case_detail,
    case_list,
    decision_letter,
    decision_told,
    draft_save,
    notice_list,
    notice_sheet,
)
from .inbox import inbox
from .intake import (
    application_accept,
    application_detail,
    application_fill,
    application_list,
    application_new,
    application_papers,
    application_receipt,
    application_withdraw,
    paper_supply,
    papers_letter,
)

__all__ = [
    "application_accept",
    "application_detail",
    "application_fill",
    "application_list",
    "application_new",
    "application_papers",
    "application_receipt",
    "application_withdraw",
    "case_act",
    "case_detail",
    "case_list",
    "decision_letter",
    "decision_told",
    "draft_save",
    "inbox",
    "notice_list",
    "notice_sheet",
    "paper_supply",
    "papers_letter",
]
