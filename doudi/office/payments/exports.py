"""The list as a workbook; its last row is the sum of the rows above."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.exports import xlsx_bytes
from doudi.office.base.masking import mask_account
from doudi.office.base.money import yuan_number

from .models import PaymentBatch, PaymentLine

WIDTHS = (8, 18, 28, 14, 8, 24, 20, 12, 12, 10, 10, 24)


def batch_workbook(batch: PaymentBatch, lines: Any) -> bytes:
    """The lines with their totals; accounts are masked, as the bank file alone carries them."""
    return xlsx_bytes(_header(), _rows(lines), sheet=batch.number, widths=WIDTHS)


def _header() -> Sequence[str]:
    return [
        _("序号"), _("家庭编号"), _("村（社区）"), _("户名"), _("保障人数"), _("账号"), _("开户银行"), _("金额（元）"),
        _("上月金额（元）"), _("与上月相比"), _("结果"), _("退回原因"),
    ]  # fmt: skip


def _rows(lines: Any) -> Iterator[Sequence[Any]]:
    count, people, total = 0, 0, 0
    for line in lines.select_related("answer").iterator(chunk_size=2000):
        count, people, total = count + 1, people + line.member_count, total + line.amount_fen
        yield _row(line)
    yield [_("合计"), count, "", "", people, "", "", yuan_number(total), "", "", "", ""]


def _row(line: PaymentLine) -> Sequence[Any]:
    answer = getattr(line, "answer", None)
    return [
        line.serial,
        line.household_number,
        line.division_name,
        line.holder_name,
        line.member_count,
        mask_account(line.account_number),
        line.bank,
        yuan_number(line.amount_fen),
        "" if line.previous_fen is None else yuan_number(line.previous_fen),
        str(line.get_difference_display()),
        str(line.get_state_display()),
        answer.reason if answer else "",
    ]
