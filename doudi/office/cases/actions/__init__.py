"""What can happen between an application and its decision."""

from .decisions import confirm, discontinue, mark_told, refuse, withdraw
from .drafts import discard_draft, save_draft
from .intake import (
    Elsewhere,
    accept,
    elsewhere,
    open_application,
    papers_wanted,
    request_papers,
    supply_paper,
    withdraw_application,
)
from .notices import CLOCK, end_due_notices, end_notice, leave_out_notice, post_notice
from .objections import object_to, settle_objection
from .steps import (
    assign,
    disclose_relative,
    do_consent,
    escalate,
    extend,
    finish_verification,
    review,
    send_back,
    start_verification,
    waive,
    waive_grounds,
)
from .surveys import call_appraisal, record_appraisal, record_county_visit, record_visit

__all__ = [
    "CLOCK",
    "Elsewhere",
    "accept",
    "assign",
    "call_appraisal",
    "confirm",
    "discard_draft",
    "disclose_relative",
    "discontinue",
    "do_consent",
    "elsewhere",
    "end_due_notices",
    "end_notice",
    "escalate",
    "extend",
    "finish_verification",
    "leave_out_notice",
    "mark_told",
    "object_to",
    "open_application",
    "papers_wanted",
    "post_notice",
    "record_appraisal",
    "record_county_visit",
    "record_visit",
    "refuse",
    "request_papers",
    "review",
    "save_draft",
    "send_back",
    "settle_objection",
    "start_verification",
    "supply_paper",
    "waive",
    "waive_grounds",
    "withdraw",
    "withdraw_application",
]
