"""What the bank answers, read once and wholly."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.base.masking import mask_account
from doudi.office.staff.models import User

from .. import bankfiles, permissions
from ..enums import BatchState, LineState
from ..models import ArrearPart, LineMember, PaymentBatch, PaymentLine, ReturnFile, ReturnLine
from .approving import seal
from .preparing import SLICE, _locked

MOST_BYTES = 20 << 20
MOST_PROBLEMS = 20


class Upload(Protocol):
    name: str | None

    def read(self) -> bytes: ...


class ReturnRefused(Refused):
    """A whole file was refused; `problems` say where and why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(
            _("回单没有读入，请按下列问题处理后重新上传：%(all)s") % {"all": " ".join(problems)}, "upload"
        )
        self.problems = list(problems)


@action
def read_return(batch: PaymentBatch, upload: Upload, *, by: User) -> ReturnFile:
    """Book the bank's answer; nothing is written unless the whole file is right. The same bytes count once."""
    batch = _locked(batch)
    permissions.check_read_return(batch, by)
    data = upload.read()
    if len(data) > MOST_BYTES:
        raise ReturnRefused([_("回单文件超过 20 MB，请核对是否选错文件。")])
    known = ReturnFile.objects.filter(sha256=hashlib.sha256(data).hexdigest()).select_related("batch").first()
    if known is not None:
        return _known(known, batch)
    answers = _checked(batch, data)
    file = _new_file(batch, upload, data, answers, by)
    _book(batch, file, answers)
    after = {"file": file.sha256, "paid": file.paid, "returned": file.returned}
    audit.record(by, "read_return", batch, after=after)
    return file


def _known(file: ReturnFile, batch: PaymentBatch) -> ReturnFile:
    if file.batch_id != batch.pk:
        raise ReturnRefused(
            [_("这个文件已作为 %(number)s 的回单读入，请核对批次。") % {"number": file.batch}]
        )
    return file


def _checked(batch: PaymentBatch, data: bytes) -> list[tuple[PaymentLine, bankfiles.AnswerRow]]:
    """The lines that this file answers for the first time, when all of it is right."""
    try:
        answer = bankfiles.read(bankfiles.layout(batch.template), data)
    except bankfiles.Unreadable as unreadable:
        raise ReturnRefused(unreadable.problems) from None
    if answer.batch and answer.batch != batch.number:
        named = {"theirs": answer.batch[:40], "ours": batch}
        raise ReturnRefused([_("这是 %(theirs)s 的回单，不是 %(ours)s 的，请核对批次。") % named])
    lines = {line.serial: line for line in batch.lines.listed().iterator(chunk_size=2000)}
    said = dict(ReturnLine.objects.filter(line__batch=batch).values_list("line", "paid"))
    problems = [p for row in answer.rows if (p := _problem(row, lines.get(row.serial), said))]
    if problems:
        more = [_("……另有 %(count)d 处。") % {"count": len(problems) - MOST_PROBLEMS}]
        raise ReturnRefused(problems[:MOST_PROBLEMS] + (more if len(problems) > MOST_PROBLEMS else []))
    return [(lines[row.serial], row) for row in answer.rows if lines[row.serial].pk not in said]


def _problem(row: bankfiles.AnswerRow, line: PaymentLine | None, said: dict[int, bool]) -> str:
    """What is wrong with the answer on one line; empty when nothing is."""
    named = {"row": row.row, "serial": row.serial}
    if line is None:
        return _("第 %(row)d 行：序号 %(serial)d 不在本批名单中。") % named
    if row.amount_fen != line.amount_fen:
        return _("第 %(row)d 行：序号 %(serial)d 的金额与名单不一致。") % named
    if row.account is not None and row.account != line.account_number:
        theirs = {"theirs": mask_account(row.account)[:40]}
        return _("第 %(row)d 行：序号 %(serial)d 的账号 %(theirs)s 与名单不一致。") % (named | theirs)
    if said.get(line.pk, row.paid) != row.paid:
        now = _("到账") if row.paid else _("退回")
        before = _("退回") if row.paid else _("到账")
        text = _("第 %(row)d 行：序号 %(serial)d 先前的回单是“%(before)s”，这次是“%(now)s”，请向银行核实。")
        return text % (named | {"before": before, "now": now})
    return ""


def _new_file(
    batch: PaymentBatch,
    upload: Upload,
    data: bytes,
    answers: Sequence[tuple[PaymentLine, bankfiles.AnswerRow]],
    by: User,
) -> ReturnFile:
    paid = sum(row.paid for _line, row in answers)
    file = ReturnFile(
        batch=batch,
        sha256=hashlib.sha256(data).hexdigest(),
        file_name=PurePath(upload.name or "").name[:120] or batch.number,
        paid=paid,
        returned=len(answers) - paid,
        by=by,
    )
    file.content = seal(file, data)
    try:
        with transaction.atomic():
            file.save()
    except IntegrityError:
        raise ReturnRefused([_("这个文件刚刚已由他人读入，请刷新页面查看。")]) from None
    return file


def _book(
    batch: PaymentBatch, file: ReturnFile, answers: Sequence[tuple[PaymentLine, bankfiles.AnswerRow]]
) -> None:
    rows = [
        ReturnLine(line=line, file=file, paid=row.paid, code=row.code, reason=row.reason)
        for line, row in answers
    ]
    ReturnLine.objects.bulk_create(rows, batch_size=1000)
    _move([line.pk for line, row in answers if row.paid], LineState.PAID)
    returned = [line.pk for line, row in answers if not row.paid]
    _move(returned, LineState.RETURNED)
    for part in _slices(returned):
        LineMember.objects.filter(line__in=part).update(live=False)
        ArrearPart.objects.filter(line__in=part).update(live=False)
    if batch.state == BatchState.SENT and not batch.lines.filter(state=LineState.LIVE).exists():
        batch.state = BatchState.SETTLED
        batch.save(update_fields=["state"])


def _move(ids: Sequence[int], state: LineState) -> None:
    for part in _slices(ids):
        PaymentLine.objects.filter(pk__in=part).update(state=state)


def _slices(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + SLICE] for start in range(0, len(ids), SLICE))
