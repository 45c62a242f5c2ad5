"""The months that were paid in the made-up county, and the one that waits for approval."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

from doudi.office.payments import actions
from doudi.office.payments.models import PaymentBatch
from doudi.office.places.models import Division
from doudi.office.staff.models import User

from .county import COUNTY

TEMPLATE = "csv_utf8"
PROGRAMME = "dibao"


class Upload(BytesIO):
    """Bytes with a name, as a form brings them."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = name


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def pay(staff: dict[str, User], today: date) -> list[PaymentBatch]:
    """Last month is paid, with one account closed; the present month is prepared and waits."""
    county, this_month = Division.objects.get(pk=COUNTY), today.replace(day=1)
    done = _prepare(staff, county, month_before(this_month), today)
    actions.approve(done, by=staff["finance"])
    actions.send(done, by=staff["finance"])
    actions.read_return(done, Upload("return.csv", _answer(done)), by=staff["finance"])
    return [done, _prepare(staff, county, this_month, today)]


def _prepare(staff: dict[str, User], county: Division, month: date, today: date) -> PaymentBatch:
    return actions.prepare_batch(PROGRAMME, month, county, by=staff["county"], template=TEMPLATE, on=today)


def _answer(batch: PaymentBatch) -> bytes:
    """The bank's answer: everything credited but the last line."""
    lines = list(batch.lines.order_by("serial"))
    rows = ["序号,账号,金额,结果,原因"]
    for line in lines:
        ok = line is not lines[-1]
        words = "成功," if ok else "失败,账户已销户"
        rows.append(f"{line.serial},{line.account_number},{line.amount_fen / 100:.2f},{words}")
    return ("\r\n".join(rows) + "\r\n").encode("utf-8-sig")
