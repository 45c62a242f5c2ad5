"""Where a household's money goes."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.masking import mask_account

from .. import permissions, questions
from ..models import BankAccount, Household, Membership, Person
from . import entry
from .households import locked


@action
def set_account(
    household: Household,
    holder: Person,
    bank: str,
    account_number: str,
    *,
    by: Any,
    on: date | None = None,
    reason: str = "",
) -> BankAccount:
    """The account from that day; the one before ends. The same account again changes nothing."""
    on = on or today()
    household = locked(household)
    permissions.check_change(household, by, on)
    bank = entry.clean_text(bank, _("开户银行"), "bank", 60)
    number = entry.clean_account_number(account_number)
    index = questions.account_index(number)
    _check_holder(household, holder, index, on)
    old = BankAccount.objects.filter(household=household, last_day=None).first()
    if old is not None and (old.account_index, old.holder_id, old.bank) == (index, holder.pk, bank):
        return old
    before = _end(old, on)
    account = BankAccount.objects.create(
        household=household,
        holder=holder,
        bank=bank,
        account_number=number,
        account_index=index,
        first_day=on,
    )
    record(by, "people.set_account", account, before=before, after=_plain(account), reason=reason)
    return account


def _check_holder(household: Household, holder: Person, index: str, on: date) -> None:
    members = Membership.objects.filter(household=household).on(on)
    ids = {pk for row in members.values_list("person_id", "person__guardian_id") for pk in row}
    if holder.pk not in ids:
        raise Refused(_("户名须是本户成员或其监护人。"), "holder")
    others = BankAccount.objects.filter(account_index=index, last_day=None).exclude(household=household)
    if others.exclude(holder=holder).exists():
        raise Refused(
            _("这个账号已登记在另一户他人名下，请核对账号；确属共用的，请改用本人账户。"), "account_number"
        )


def _end(account: BankAccount | None, on: date) -> dict[str, Any] | None:
    if account is None:
        return None
    if on < account.first_day:
        raise Refused(_("启用日期不能早于现有账户的启用日期 %(day)s。") % {"day": account.first_day}, "on")
    account.last_day = max(account.first_day, on - timedelta(days=1))
    account.save(update_fields=["last_day"])
    return _plain(account)


def _plain(account: BankAccount) -> dict[str, Any]:
    return {
        "holder": account.holder_id,
        "bank": account.bank,
        "account_number": mask_account(account.account_number),
        "first_day": account.first_day,
        "last_day": account.last_day,
    }
