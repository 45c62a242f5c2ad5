"""From the door to the statutory clock: one application for everything a household needs."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.awards.models import AwardUnit, UnitMember
from doudi.office.base.actions import action, next_number
from doudi.office.base.errors import Refused
from doudi.office.people.models import Household, Person
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.programmes import rulebook
from doudi.office.staff.models import User
from doudi.office.staff.permissions import staff_related_to

from .. import permissions
from ..enums import ApplicationState, Channel, NeedKind
from ..models import Application, Case, Need, PaperRequest
from . import machine

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
BY_ANOTHER = {Channel.PROXY, Channel.VILLAGE}


@dataclass(frozen=True)
class Elsewhere:
    """Something of the same people that is running already."""

    kind: str
    number: str
    person: str
    programme: str
    division: str


@action
def open_application(
    *,
    by: User,
    household: Household,
    applicant: Person,
    channel: str,
    needs: Iterable[str],
    received_on: date,
    on: date,
    statement: str = "",
    proxy_name: str = "",
    proxy_relation: str = "",
    proxy_phone: str = "",
) -> Application:
    """Take in a household's application for all its needs; it waits for acceptance."""
    permissions.check_open_application(household, by, on)
    machine.need_day(received_on, on, "received_on")
    _check_applicant(household, applicant, on)
    _check_proxy(channel, proxy_name)
    kinds = _checked_needs(needs)
    township = township_of(household)
    application = _created(
        number=next_number("SQ", township.policy_place, received_on.year),
        receipt_code=new_code(),
        household=household,
        applicant=applicant,
        township=township,
        channel=channel,
        proxy_name=proxy_name.strip(),
        proxy_relation=proxy_relation.strip(),
        proxy_phone=proxy_phone.strip(),
        received_on=received_on,
        state=ApplicationState.SUBMITTED,
        statement=statement.strip(),
        by=by,
    )
    Need.objects.bulk_create(Need(application=application, kind=kind) for kind in kinds)
    after = {"number": application.number, "channel": channel, "needs": kinds}
    audit.record(by, "cases.open_application", application, after=after)
    return application


@action
def request_papers(
    application: Application, papers: Sequence[tuple[str, str]], *, by: User, on: date
) -> list[PaperRequest]:
    """Tell the applicant, once and in full, which papers are missing: (name, label) each."""
    machine.lock(application)
    permissions.check_request_papers(application, by, on)
    if not papers:
        raise Refused(_("请勾选缺少的材料；材料齐全的，请直接受理。"), "papers")
    _check_papers_may_be_asked(application, papers, on)
    rows = [
        PaperRequest.objects.create(application=application, paper=name, label=label, told_on=on)
        for name, label in dict(papers).items()
    ]
    application.state = ApplicationState.PAPERS_MISSING
    machine.touch(application, "state")
    audit.record(by, "cases.request_papers", application, after={"papers": [row.paper for row in rows]})
    return rows


@action
def supply_paper(paper: PaperRequest, *, by: User, on: date, file: Any = None) -> PaperRequest:
    """Note that a missing paper was brought."""
    paper.refresh_from_db(from_queryset=PaperRequest.objects.select_for_update(of=("self",)))
    permissions.check_supply_paper(paper, by, on)
    paper.supplied_on, paper.file = on, file
    paper.save(update_fields=["supplied_on", "file"])
    audit.record(by, "cases.supply_paper", paper.application, after={"paper": paper.paper})
    return paper


@action
def accept(application: Application, programmes: Sequence[str], *, by: User, on: date) -> list[Case]:
    """Accept the application: a case for each programme, and the statutory clock starts."""
    machine.lock(application)
    permissions.check_accept(application, by, on)
    machine.need_day(application.received_on, on, "on")
    if not programmes:
        raise Refused(_("请至少选择一项救助。"), "programmes")
    application.accepted_on, application.accepted_by = on, by
    application.state = ApplicationState.ACCEPTED
    machine.touch(application, "accepted_on", "accepted_by", "state")
    cases = [_open_case(application, programme, by, on) for programme in dict.fromkeys(programmes)]
    after = {"programmes": [case.programme for case in cases], "due_on": [case.due_on for case in cases]}
    audit.record(by, "cases.accept", application, after=after)
    return cases


@action
def withdraw_application(application: Application, *, by: User, on: date, reason: str) -> Application:
    """The applicant takes back an application that was not accepted yet."""
    machine.lock(application)
    permissions.check_withdraw_application(application, by, on)
    reason = machine.need_reason(reason)
    application.state = ApplicationState.WITHDRAWN
    machine.touch(application, "state")
    audit.record(by, "cases.withdraw_application", application, reason=reason)
    return application


def elsewhere(household: Household, on: date) -> list[Elsewhere]:
    """Applications, cases and awards of the same people, here and in other households."""
    people = [m.person for m in household.memberships.living_together(on).select_related("person")]
    return [*_running_applications(household, people, on), *_awards_in_force(people, on)]


def papers_wanted(
    household: Household, programmes: Sequence[str], on: date, channel: str = ""
) -> list[tuple[str, str]]:
    """(name, label) of the papers that may be asked for: those that no cross-check can supply.

    社会救助法 第六十二条: what the office can look up is not asked of the applicant.
    """
    place = household.division.policy_place
    papers = [p for info in rulebook.programmes(place, on) if info.name in programmes for p in info.papers]
    wanted = [
        p
        for p in papers
        if not p.get("verified_by") and (p.get("needed") != "BY_PROXY" or channel in BY_ANOTHER)
    ]
    return list({paper["key"]: paper["label"] for paper in wanted}.items())


def township_of(household: Household) -> Division:
    """The township in whose window the household applies."""
    code = household.division.code_at(Level.TOWNSHIP)
    township = Division.objects.filter(pk=code).first()
    if township is None:
        raise Refused(_("这户的居住地没有登记到乡镇（街道），请先更正居住地。"), "household")
    return township


def new_code() -> str:
    """A receipt code that is hard to guess and easy to read out."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


def _created(**fields: Any) -> Application:
    try:
        with transaction.atomic():
            return Application.objects.create(**fields)
    except IntegrityError:
        waiting = Application.objects.waiting().filter(household=fields["household"]).first()
        number = waiting.number if waiting else ""
        raise Refused(
            _("这户已有一份申请等待受理（%(number)s），请打开那一份继续办理。") % {"number": number}
        ) from None


def _check_applicant(household: Household, applicant: Person, on: date) -> None:
    if applicant.died_on is not None:
        raise Refused(_("申请人已登记去世，请选择其他共同生活的成员。"), "applicant")
    if not household.memberships.living_together(on).filter(person=applicant).exists():
        raise Refused(_("申请人须是这户共同生活的成员；由他人代办的，请填写代办人。"), "applicant")


def _check_proxy(channel: str, proxy_name: str) -> None:
    if channel not in Channel.values:
        raise Refused(_("请选择申请来源。"), "channel")
    if channel in BY_ANOTHER and not proxy_name.strip():
        raise Refused(_("代为申请的，请填写代办人姓名。"), "proxy_name")


def _checked_needs(needs: Iterable[str]) -> list[str]:
    kinds = list(dict.fromkeys(needs))
    if not kinds or not set(kinds) <= set(NeedKind.values):
        raise Refused(_("请至少勾选一项困难需求。"), "needs")
    return kinds


def _check_papers_may_be_asked(application: Application, papers: Sequence[tuple[str, str]], on: date) -> None:
    """Nobody may be sent for a paper that the office can look up."""
    place = application.household.division.policy_place
    known = [paper for info in rulebook.programmes(place, on) for paper in info.papers]
    looked_up = {paper["key"] for paper in known if paper.get("verified_by")}
    refused = [label for name, label in papers if name in looked_up]
    if refused:
        named = "、".join(refused)
        raise Refused(_("%(papers)s可以通过信息核对取得，不得要求群众提供。") % {"papers": named}, "papers")


def _open_case(application: Application, programme: str, by: User, on: date) -> Case:
    household = application.household
    _check_programme(household, programme, on)
    procedure = rulebook.procedure(household.division.policy_place, programme, on)
    case = Case(
        number=next_number("BL", application.township.policy_place, on.year),
        application=application,
        household=household,
        township=application.township,
        programme=programme,
        accepted_on=on,
        delegated=(procedure.delegable or procedure.delegated) and application.township.confirms_on(on),
        relative_disclosed=staff_related_to(permissions.person_keys(household), on).exists(),
    )
    machine.set_due(case, procedure)
    _save_case(case)
    machine.begin_round(case, procedure)
    machine.advance(case, on)
    machine.note(by, "open_case", case, programme=programme, due_on=case.due_on, delegated=case.delegated)
    return case


def _save_case(case: Case) -> None:
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        named = {"programme": rulebook.label(case.programme)}
        raise Refused(_("这户的%(programme)s正在办理，请打开那一件继续。") % named, "programmes") from None


def _check_programme(household: Household, programme: str, on: date) -> None:
    known = {info.name for info in rulebook.programmes(household.division.policy_place, on)}
    if programme not in known:
        raise Refused(_("本地没有这项救助，请重新选择。"), "programmes")
    if reason := rulebook.scope_reason(household.division, programme, on):
        raise Refused(reason, "programmes")
    running = AwardUnit.objects.filter(household=household, programme=programme, ended_on=None).first()
    if running:
        raise Refused(
            _("这户已在享受%(programme)s（%(number)s），请办理变更，不要重复申请。")
            % {"programme": rulebook.label(programme), "number": running.number},
            "programmes",
        )


def _running_applications(household: Household, people: list[Person], on: date) -> list[Elsewhere]:
    living = Q(household__memberships__person__in=people, household__memberships__kind="LIVING_TOGETHER")
    still = Q(household__memberships__last_day=None) | Q(household__memberships__last_day__gte=on)
    waiting = Application.objects.waiting().filter(living & still | Q(applicant__in=people))
    cases = Case.objects.open().filter(living & still | Q(application__applicant__in=people))
    told = [
        Elsewhere(_("待受理的申请"), row.number, row.applicant.name, "", row.household.division.name)
        for row in waiting.distinct().select_related("applicant", "household__division")
    ]
    return told + [
        Elsewhere(
            _("正在办理"),
            case.number,
            case.application.applicant.name,
            rulebook.label(case.programme),
            case.household.division.name,
        )
        for case in cases.distinct().select_related("application__applicant", "household__division")
    ]


def _awards_in_force(people: list[Person], on: date) -> list[Elsewhere]:
    members = UnitMember.objects.filter(Q(last_day=None) | Q(last_day__gte=on), person__in=people)
    return [
        Elsewhere(
            _("正在享受"),
            member.unit.number,
            member.person.name,
            rulebook.label(member.unit.programme),
            member.unit.household.division.name,
        )
        for member in members.select_related("unit__household__division", "person").order_by("pk")
    ]
