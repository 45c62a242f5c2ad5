"""Who may do what to this payment list, now; a refusal says why and what to do."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from doudi.office.awards.questions import add_months, month_of
from doudi.office.base.errors import Refused
from doudi.office.staff.enums import Role
from doudi.office.staff.permissions import check_role, is_same_person

from .enums import BatchState
from .models import PaymentBatch

PREPARES = (Role.COUNTY_OFFICER,)
APPROVES = (Role.FINANCE_OFFICER,)
SEES = (Role.COUNTY_OFFICER, Role.COUNTY_HEAD, Role.FINANCE_OFFICER, Role.AUDITOR)


def check_prepare(division, user, month: date, on: date) -> None:
    """Refuses whoever may not make a list for that place and month."""
    check_role(user, *PREPARES, division=division)
    if month != month_of(month):
        raise Refused(_("月份须从当月 1 日起算，请重新选择月份。"), "month")
    if month > add_months(month_of(on), 1):
        raise Refused(_("最多提前一个月编制，请选择本月或下月。"), "month")


def check_fill(batch: PaymentBatch, user) -> None:
    check_role(user, *PREPARES, division=batch.division)
    check_state(batch, BatchState.BUILDING)


def check_drop(batch: PaymentBatch, user) -> None:
    """Refuses whoever may not take lines out of the list."""
    check_role(user, *PREPARES, division=batch.division)
    check_state(batch, BatchState.PREPARED)


def check_approve(batch: PaymentBatch, user) -> None:
    """Refuses the preparer, in whichever account, and everybody who is not in finance."""
    check_state(batch, BatchState.PREPARED)
    check_role(user, *APPROVES, division=batch.division)
    if is_same_person(batch.prepared_by, user):
        raise Refused(_("编制人不能审批自己编制的批次（包括用本人的另一个账号），请由另一名财务人员审批。"))


def check_send(batch: PaymentBatch, user) -> None:
    check_state(batch, BatchState.APPROVED)
    check_role(user, *APPROVES, division=batch.division)


def check_take_file(batch: PaymentBatch, user) -> None:
    """Refuses the file before the list was handed to the bank: a list that has left cannot be cancelled."""
    if batch.state not in {BatchState.SENT, BatchState.SETTLED}:
        raise Refused(_("银行文件在点“送银行”之后才能下载；下载后本批不能再撤销。"))
    check_role(user, *APPROVES, division=batch.division)


def check_cancel(batch: PaymentBatch, user) -> None:
    """Before the list is sent: what is not approved by either side, what is approved by finance."""
    if batch.state in {BatchState.SENT, BatchState.SETTLED}:
        raise Refused(_("本批已送银行，不能撤销；请等待回单，退回的款项可以重发。"))
    if batch.state == BatchState.CANCELLED:
        raise Refused(_("本批已经撤销，不需要再撤销。"))
    roles = APPROVES if batch.state == BatchState.APPROVED else (*PREPARES, *APPROVES)
    check_role(user, *roles, division=batch.division)


def check_read_return(batch: PaymentBatch, user) -> None:
    if batch.state not in {BatchState.SENT, BatchState.SETTLED}:
        raise Refused(_("本批还没有送银行，不会有回单；请核对批次号。"))
    check_role(user, *PREPARES, *APPROVES, division=batch.division)


def check_resend(batch: PaymentBatch, user) -> None:
    if batch.state not in {BatchState.SENT, BatchState.SETTLED}:
        raise Refused(_("本批还没有回单，没有可以重发的款项。"))
    check_role(user, *PREPARES, division=batch.division)
    if not batch.lines.to_resend().exists():
        raise Refused(_("没有等待重发的退回款项；已重发的请到新批次查看。"))


def check_state(batch: PaymentBatch, wanted: BatchState) -> None:
    if batch.state != wanted:
        raise Refused(
            _("本批现在是“%(state)s”，不能办理此项；请刷新页面查看最新状态。")
            % {"state": batch.get_state_display()}
        )


def may(batch: PaymentBatch, user) -> dict[str, str | None]:
    """What the buttons of the page ask: None, or the reason why not."""
    checks: dict[str, Callable[[PaymentBatch, object], None]] = {
        "drop": check_drop,
        "approve": check_approve,
        "send": check_send,
        "file": check_take_file,
        "cancel": check_cancel,
        "read_return": check_read_return,
        "resend": check_resend,
    }
    return {name: _reason(check, batch, user) for name, check in checks.items()}


def _reason(check: Callable[[PaymentBatch, object], None], batch: PaymentBatch, user) -> str | None:
    try:
        check(batch, user)
    except Refused as refusal:
        return str(refusal)
    return None
