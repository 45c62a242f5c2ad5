"""Consent of each person: given, refused by an obligor outside the household, taken back."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.people.models import Household, Membership, Person

from .. import permissions
from ..enums import Purpose
from ..models import Consent, ConsentRefusal


@action
def give_consent(
    household: Household,
    person: Person,
    *,
    by: Any,
    first_day: date,
    last_day: date,
    signed_on: date,
    purpose: str = Purpose.APPLICATION,
    signature: Any = None,
    on: date | None = None,
) -> Consent:
    """A person consents to verification from one day to another; the same consent twice is one."""
    on = on or today()
    _check_person(household, person, purpose, by, on)
    _check_days(first_day, last_day, signed_on, on)
    current = Consent.objects.filter(household=household, person=person, purpose=purpose, withdrawn_on=None)
    known = current.select_for_update().first()
    if known is not None and known.last_day >= on:
        if (known.first_day, known.last_day, known.signed_on) == (first_day, last_day, signed_on):
            return known
        raise Refused(
            _("%(name)s 已有到 %(day)s 的同一用途授权，无须重签。") % {"name": person, "day": known.last_day}
        )
    if known is not None:
        _end(known, known.last_day, by, gettext_noop("授权已到期，重新签署"))
    days = {"first_day": first_day, "last_day": last_day, "signed_on": signed_on}
    consent = Consent.objects.create(
        household=household, person=person, purpose=purpose, signature=signature, by=by, **days
    )
    record(by, "give_consent", consent, after={**days, "purpose": purpose})
    return consent


@action
def withdraw_consent(consent: Consent, *, by: Any, on: date) -> Consent:
    """The person takes the consent back; nobody asks from that day on. Twice is once."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    permissions.check_take_consent(consent.household, by, on)
    if consent.withdrawn_on is None:
        if on < consent.signed_on:
            raise Refused(_("撤回日期不能早于签署日期 %(day)s。") % {"day": consent.signed_on}, "on")
        _end(consent, on, by, gettext_noop("本人撤回"))
    return consent


@action
def refuse_consent(
    household: Household,
    person: Person,
    *,
    by: Any,
    on: date,
    reason: str,
    purpose: str = Purpose.APPLICATION,
) -> ConsentRefusal:
    """An obligor outside the household does not consent: nobody asks, and the report will say so."""
    permissions.check_take_consent(household, by, on)
    if person not in permissions.obligors(household, on):
        raise Refused(
            _("只有家庭之外的赡养、抚养、扶养义务人可以不授权；共同生活的成员不授权，核对无法进行。")
        )
    if not reason.strip():
        raise Refused(_("请写明不授权的情况。"), "reason")
    refusal, made = ConsentRefusal.objects.get_or_create(
        household=household,
        person=person,
        purpose=purpose,
        defaults={"refused_on": on, "reason": reason.strip()[:200], "by": by},
    )
    if made:
        record(by, "refuse_consent", refusal, after={"purpose": purpose, "refused_on": on}, reason=reason)
    return refusal


def _check_person(household: Household, person: Person, purpose: str, by: Any, on: date) -> None:
    permissions.check_take_consent(household, by, on)
    if purpose not in Purpose.values:
        raise Refused(_("请选择授权的用途。"), "purpose")
    if not Membership.objects.filter(household=household, person=person).on(on).exists():
        raise Refused(
            _("%(name)s 不在这户的成员和义务人名单里，请先在家庭档案中登记。") % {"name": person}, "person"
        )


def _check_days(first_day: date, last_day: date, signed_on: date, on: date) -> None:
    if last_day < first_day:
        raise Refused(_("有效期止不能早于有效期起。"), "last_day")
    if signed_on > on:
        raise Refused(_("签署日期不能晚于今天。"), "signed_on")
    if last_day < signed_on:
        raise Refused(_("授权在签署之前已经到期，请核对日期。"), "last_day")


def _end(consent: Consent, on: date, by: Any, reason: str) -> None:
    consent.withdrawn_on = on
    consent.save(update_fields=["withdrawn_on"])
    record(by, "withdraw_consent", consent, after={"withdrawn_on": on}, reason=reason)
