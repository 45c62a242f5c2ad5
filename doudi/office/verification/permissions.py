"""Who may ask about whom, and what must be there before anybody asks."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.people.enums import MembershipKind
from doudi.office.people.models import Household, Membership, Person
from doudi.office.people.permissions import person_keys
from doudi.office.staff.enums import Role
from doudi.office.staff.permissions import check_no_conflict, check_role

from .enums import CheckState, Purpose, Settled, Weight
from .models import Check, Consent, ConsentRefusal, Finding

CONSENT_TAKERS = (Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICER)
CHECKERS = (Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICER)
READERS = (*CHECKERS, Role.TOWNSHIP_HEAD, Role.COUNTY_HEAD, Role.AUDITOR)
ADULT = 18


def adults(household: Household, on: date) -> list[Person]:
    """Members who sign for themselves; somebody without a birth day counts as one."""
    living = Membership.objects.filter(household=household).living_together(on).select_related("person")
    return [m.person for m in living if (age := m.person.age(on)) is None or age >= ADULT]


def children(household: Household, on: date) -> list[Person]:
    """Members for whom a guardian signs."""
    living = Membership.objects.filter(household=household).living_together(on).select_related("person")
    return [m.person for m in living if (age := m.person.age(on)) is not None and age < ADULT]


def obligors(household: Household, on: date) -> list[Person]:
    """Persons outside the household who owe it support; asked about only with their consent."""
    outside = Membership.objects.filter(household=household, kind=MembershipKind.SUPPORT_OBLIGOR).on(on)
    return [m.person for m in outside.select_related("person")]


def refusing_obligors(household: Household, purpose: str, on: date) -> list[Person]:
    """Obligors who have said no, and not yes since."""
    said = ConsentRefusal.objects.filter(household=household, purpose=purpose, refused_on__lte=on)
    refused = set(said.values_list("person_id", flat=True)) - _consenting(household, purpose, on)
    return [person for person in obligors(household, on) if person.pk in refused]


def missing_consents(
    household: Household, purpose: str = Purpose.APPLICATION, on: date | None = None
) -> list[Person]:
    """Who has still to sign: adult members, and obligors who have neither consented nor refused."""
    day = _day(on)
    given = _consenting(household, purpose, day) | {p.pk for p in refusing_obligors(household, purpose, day)}
    return [p for p in [*adults(household, day), *obligors(household, day)] if p.pk not in given]


def consents_complete(
    household: Household, purpose: str = Purpose.APPLICATION, on: date | None = None
) -> bool:
    """Whether everybody has signed who must."""
    return bool(adults(household, _day(on))) and not missing_consents(household, purpose, on)


def _consenting(household: Household, purpose: str, on: date) -> set[int]:
    return set(
        Consent.objects.filter(household=household).covering(purpose, on).values_list("person_id", flat=True)
    )


def _day(on: date | None) -> date:
    from doudi.office.base.calendar import today

    return on or today()


def latest_report(household: Household, on: date) -> Check | None:
    """The last report that may be used that day: for any programme, without asking again."""
    ready = Check.objects.filter(household=household, completed_on__lte=on).exclude(state=CheckState.OPEN)
    return next((check for check in ready.order_by("-completed_on", "-pk") if check.is_valid(on)), None)


def report_is_full(household: Household, on: date) -> bool:
    """Every source answered about everybody, and nothing is left to settle: the ground of a waiver."""
    report = latest_report(household, on)
    if report is None or report.state != CheckState.COMPLETE:
        return False
    return not Finding.objects.of_check(report).unsettled().exists()


def check_take_consent(household: Household, user: Any, on: date) -> None:
    """May write down that somebody consents, refuses or takes the consent back."""
    check_role(user, *CONSENT_TAKERS, division=household.division)
    check_no_conflict(user, person_keys(household, on), on)


def check_start(household: Household, reference: str, purpose: str, user: Any, on: date) -> None:
    """May ask the sources: with a case, a purpose and every consent (社会救助法 第四十一条、第七十条)."""
    check_role(user, *CHECKERS, division=household.division)
    check_no_conflict(user, person_keys(household, on), on)
    if not reference.strip():
        raise Refused(_("核对须写明办件编号，没有办件不能查询个人信息。"), "reference")
    if purpose not in Purpose.values:
        raise Refused(_("请选择核对的用途。"), "purpose")
    if missing := missing_consents(household, purpose, on):
        names = "、".join(person.name for person in missing)
        raise Refused(_("还缺 %(names)s 的核对授权，请先补签授权书，再发起核对。") % {"names": names})
    if not adults(household, on):
        raise Refused(_("这户没有可以签署授权的成年成员，请先登记监护人及其授权。"))
    if open_check := Check.objects.open().filter(reference=reference).first():
        raise Refused(
            _("办件 %(case)s 正在核对（%(number)s），请打开那一次继续。")
            % {"case": reference, "number": open_check}
        )


def check_work_on(check: Check, user: Any, on: date) -> None:
    """May enter what a source answered, or close the check."""
    check_role(user, *CHECKERS, division=check.household.division)
    check_no_conflict(user, person_keys(check.household, on), on)
    if not check.is_open:
        raise Refused(_("这次核对已经结束；如有新的情况，请重新发起核对。"))


def check_settle(finding: Finding, outcome: str, user: Any, on: date) -> None:
    """May decide what a difference means."""
    household = finding.answer.check_run.household
    check_role(user, *CHECKERS, division=household.division)
    check_no_conflict(user, person_keys(household, on), on)
    if outcome not in Settled.values:
        raise Refused(_("请选择怎样处理这一项差异。"), "outcome")
    if finding.settled:
        raise Refused(_("这一项差异已经处理，请刷新页面。"))
    if finding.weight == Weight.BLOCKING and outcome == Settled.EXPLAINED:
        raise Refused(_("这一项会改变认定结果，须选择采用核对结果，或者维持申报并写明理由。"), "outcome")
