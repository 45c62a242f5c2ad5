"""What can be done in means verification."""

from doudi.office.verification.permissions import (
    consents_complete,
    latest_report,
    missing_consents,
    report_is_full,
)

from .answers import answer, answer_from_file, mark_silent
from .checks import complete, start_check
from .consents import give_consent, refuse_consent, withdraw_consent
from .findings import settle

__all__ = [
    "answer",
    "answer_from_file",
    "complete",
    "consents_complete",
    "give_consent",
    "latest_report",
    "mark_silent",
    "missing_consents",
    "refuse_consent",
    "report_is_full",
    "settle",
    "start_check",
    "withdraw_consent",
]
