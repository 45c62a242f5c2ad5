"""Logs without personal data: numbers that look like IDs, phones and accounts are masked in every line."""

import logging

from doudi.office.base.masking import mask_text


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_text(super().format(record))


class MaskingFilter(logging.Filter):
    """Masks the message itself, for handlers whose formatter is not ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask_text(record.getMessage()), ()
        return True
