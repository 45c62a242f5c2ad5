"""Payment lists of the made-up county, and answers as a bank would give them."""

from datetime import date
from io import BytesIO

from doudi.office.payments import actions, bankfiles
from doudi.office.payments.models import PaymentBatch
from tests.awards.world import FEBRUARY, World

PIPE = "pipe_gb18030"
ON = date(2026, 2, 5)


class Bank(World):
    """The world of awards, with lists on the way to the bank."""

    def prepare(self, month=FEBRUARY, division=None, template=PIPE, programme="dibao", on=None, by=None):
        return actions.prepare_batch(
            programme,
            month,
            division or self.county.county,
            by=by or self.officer,
            template=template,
            on=on or month,
        )

    def approve(self, batch=None):
        return actions.approve(batch or self.prepare(), by=self.finance)

    def send(self, batch=None):
        batch = batch or self.approve()
        return actions.send(batch if batch.state == "APPROVED" else self.approve(batch), by=self.finance)

    def read(self, batch, data, name="return.txt", by=None):
        return actions.read_return(batch, upload(data, name), by=by or self.finance)

    def answer(self, batch, failed=(), by=None):
        return self.read(batch, pipe_answer(batch, failed), by=by)


def upload(data, name="return.txt"):
    file = BytesIO(data)
    file.name = name
    return file


def answer_rows(batch: PaymentBatch, failed=()):
    """(serial, account, fen, paid) of each line in the file; `failed` are serials."""
    return [(x.serial, x.account_number, x.amount_fen, x.serial not in failed) for x in batch.lines.listed()]


def pipe_answer(batch, failed=(), rows=None, end="\r\n", encoding="gb18030", number=None):
    rows = answer_rows(batch, failed) if rows is None else rows
    total = sum(fen for _serial, _account, fen, _paid in rows)
    head = f"R|{number or batch.number}|{len(rows)}|{bankfiles.writing.plain_yuan(total)}"
    said = {True: "0000|", False: "0003|账户已销户"}
    lines = [
        f"D|{serial:06d}|{account}|{bankfiles.writing.plain_yuan(fen)}|{said[paid]}"
        for serial, account, fen, paid in rows
    ]
    return end.join([head, *lines, ""]).encode(encoding)
