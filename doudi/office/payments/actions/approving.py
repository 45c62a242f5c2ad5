"""From the list that waits to the file that lies at the bank."""

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit import actions as audit
from doudi.office.base import crypto
from doudi.office.base.actions import action
from doudi.office.base.calendar import database_now
from doudi.office.base.errors import Refused
from doudi.office.staff.models import User

from .. import bankfiles, permissions
from ..enums import BatchState
from ..models import PaymentBatch, PaymentLine
from .examining import as_head
from .preparing import _locked, stale, void

SEALED_COLUMN = "content"


@action
def approve(batch: PaymentBatch, *, by: User) -> PaymentBatch:
    """Release the list by a second person; the bank file and its hash are fixed in this moment."""
    batch = _locked(batch)
    permissions.check_approve(batch, by)
    lines = _file_lines(batch)
    if not lines:
        raise Refused(_("名单里没有可以发放的家庭，请撤销本批，处理好问题后重新编制。"))
    _check_still_due(batch)
    batch.approved_by, batch.approved_at = by, database_now()
    content = render(batch, lines)
    batch.content_sha256 = hashlib.sha256(content).hexdigest()
    batch.file_name = bankfiles.file_name(bankfiles.layout(batch.template), _head(batch))
    batch.content = seal(batch, content)
    batch.state = BatchState.APPROVED
    batch.save(
        update_fields=["approved_by", "approved_at", "content", "content_sha256", "file_name", "state"]
    )
    audit.record(
        by, "approve_batch", batch, after={**batch.lines.listed().totals(), "sha256": batch.content_sha256}
    )
    return batch


@action
def send(batch: PaymentBatch, *, by: User) -> PaymentBatch:
    """Hand the file to the bank; from now on the list cannot be cancelled."""
    batch = _locked(batch)
    permissions.check_send(batch, by)
    batch.sent_by, batch.sent_at, batch.state = by, database_now(), BatchState.SENT
    batch.save(update_fields=["sent_by", "sent_at", "state"])
    audit.record(by, "send_batch", batch, after={"sha256": batch.content_sha256})
    return batch


@action
def take_file(batch: PaymentBatch, *, by: User, path: str = "") -> bytes:
    """The bank file as it was approved, byte for byte; who took it is noted."""
    permissions.check_take_file(batch, by)
    content = unseal(batch, bytes(batch.content or b""))
    if hashlib.sha256(content).hexdigest() != batch.content_sha256:
        raise Refused(_("银行文件与审批时的指纹不一致，不能下载；请立即联系系统管理员核查。"))
    households = batch.lines.listed().values_list("household_id", flat=True)
    audit.record_access(
        by, None, gettext_noop("下载银行文件"), ["account_number"], path=path, listed=households
    )
    return content


@action
def cancel(batch: PaymentBatch, *, by: User, reason: str) -> PaymentBatch:
    """Give up a list before it is sent; its households may be listed again."""
    batch = _locked(batch)
    permissions.check_cancel(batch, by)
    if not reason.strip():
        raise Refused(_("请写明撤销的理由。"), "reason")
    batch.state, batch.cancelled_by, batch.cancel_reason = BatchState.CANCELLED, by, reason.strip()
    batch.save(update_fields=["state", "cancelled_by", "cancel_reason"])
    void(list(batch.lines.listed().only("pk")))
    audit.record(by, "cancel_batch", batch, reason=reason)
    return batch


def stale_lines(batch: PaymentBatch) -> list[tuple[PaymentLine, str]]:
    """Lines that may no longer be paid since the list was made, each with the reason."""
    problems = {found.unit.pk: str(found.problem.label) for found in stale(batch) if found.problem}
    return [(line, problems[line.unit_id]) for line in batch.lines.listed().filter(unit__in=problems)]


def render(batch: PaymentBatch, lines: list[bankfiles.Line] | None = None) -> bytes:
    """The bytes of the file: a function of the batch and its frozen lines alone."""
    return bankfiles.write(bankfiles.layout(batch.template), _head(batch), lines or _file_lines(batch))


def seal(row, content: bytes) -> bytes:
    """Bytes that hold accounts, sealed like any such field."""
    table = row._meta.db_table
    return crypto.provider().seal(
        f"sm4:{table}.{SEALED_COLUMN}", crypto.cell(table, SEALED_COLUMN, row.seal_id), content
    )


def unseal(row, envelope: bytes) -> bytes:
    table = row._meta.db_table
    bound = crypto.cell(table, SEALED_COLUMN, row.seal_id)
    return crypto.provider().unseal(f"sm4:{table}.{SEALED_COLUMN}", bound, envelope)


def _head(batch: PaymentBatch) -> bankfiles.Head:
    assert batch.approved_at is not None
    return as_head(batch, timezone.localdate(batch.approved_at))


def _file_lines(batch: PaymentBatch) -> list[bankfiles.Line]:
    return [
        bankfiles.Line(
            serial=line.serial,
            account=line.account_number,
            name=line.holder_name,
            document=line.holder_document,
            bank=line.bank,
            amount_fen=line.amount_fen,
            household=line.household_number,
            division=line.division_name,
        )
        for line in batch.lines.listed().order_by("serial").iterator(chunk_size=2000)
    ]


def _check_still_due(batch: PaymentBatch) -> None:
    found = stale(batch)
    if found:
        named = "；".join(f"{f.unit.household}（{f.problem.label}）" for f in found[:5] if f.problem)
        raise Refused(
            _("名单编制后有 %(count)d 户情况发生变化：%(named)s。请编制人先剔除，再审批。")
            % {"count": len(found), "named": named}
        )
