"""Questions asked of applications and cases; they chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "household__division__path")

    def narrowed(self, q: str = "", state: str = "", division: str = ""):
        """By number or name, state, and the path of a division."""
        rows = self.filter(state=state) if state else self
        rows = rows.filter(household__division__path__startswith=division) if division else rows
        if q:
            named = Q(applicant__name__contains=q) | Q(applicant__name_initials__istartswith=q)
            rows = rows.filter(Q(number__icontains=q) | named)
        return rows

    def waiting(self):
        """Sent in and not yet accepted."""
        return self.filter(state__in=["SUBMITTED", "PAPERS_MISSING"])


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "household__division__path")

    def open(self):
        return self.filter(state="OPEN")

    def narrowed(
        self,
        *,
        user,
        on: date,
        q: str = "",
        state: str = "",
        division: str = "",
        programme: str = "",
        due: str = "",
    ):
        """By number or name, state, place, programme, and what is late or mine."""
        rows = self.filter(state=state) if state else self
        rows = rows.filter(household__division__path__startswith=division) if division else rows
        rows = rows.filter(programme=programme) if programme else rows
        rows = rows.overdue(on) if due == "late" else rows
        rows = rows & self.waiting_for(user) if due == "mine" else rows
        if q:
            applicant = "application__applicant__name"
            named = Q(**{f"{applicant}__contains": q}) | Q(**{f"{applicant}_initials__istartswith": q})
            rows = rows.filter(Q(number__icontains=q) | named)
        return rows

    def overdue(self, on: date):
        return self.open().filter(Q(due_on__lt=on) | Q(step_due_on__lt=on))

    def due_within(self, on: date, last: date):
        """Open cases whose case or step falls due from `on` to `last`."""
        return self.open().filter(Q(due_on__range=(on, last)) | Q(step_due_on__range=(on, last)))

    def at_step(self, step):
        """Open cases whose present step is of this kind."""
        StepRecord = apps.get_model("cases", "StepRecord")

        now = StepRecord.objects.filter(
            case=OuterRef("pk"), key=OuterRef("current_key"), round=OuterRef("round"), step=step
        )
        return self.open().filter(Exists(now))

    def waiting_for(self, user):
        """Open cases whose present step is done in one of the user's roles, there."""
        wanted = Q(pk=None)
        for post in user.current_posts():
            wanted |= Q(current_role=post.role, household__division__path__startswith=post.division.path)
        return self.open().filter(wanted)

    def objected_to(self):
        """Cases with an objection that nobody has answered yet."""
        Objection = apps.get_model("cases", "Objection")

        return self.filter(Exists(Objection.objects.filter(case=OuterRef("pk"), state="OPEN")))


class StepRecordQuerySet(models.QuerySet):
    def of_round(self, case):
        return self.filter(case=case, round=case.round)


class NoticeQuerySet(models.QuerySet):
    def on_display(self, on: date):
        """Notices that may be seen that day: inside their days and not taken down."""
        up = Q(taken_down_on=None) | Q(taken_down_on__gt=on)
        return self.filter(up, first_day__lte=on, last_day__gte=on)

    def counting_objections(self):
        return self.annotate(objection_count=models.Count("objections"))

    def over(self, on: date):
        """Notices whose days have passed and that nobody took down."""
        return self.filter(last_day__lt=on, taken_down_on=None)

    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "case__household__division__path")


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "case__household__division__path")


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "case__household__division__path")

    def untold(self):
        """Refusals that the applicant has not been told yet."""
        return self.filter(outcome="REFUSED", told_on=None)


@dataclass(frozen=True)
class StepView:
    """A step as the case page shows it: who, when, until when, on which ground."""

    key: str
    label: str
    round: int
    state: str
    state_label: str
    role_label: str
    level_label: str
    is_current: bool
    due_on: date | None
    done_on: date | None
    by: Any
    ground_label: str
    opinion_label: str
    text: str

    def is_late(self, on: date) -> bool:
        """Not done and past its day."""
        return self.state == "PENDING" and self.due_on is not None and self.due_on < on


def step_list(case: Any) -> list[StepView]:
    """Every step in its latest round, in order; earlier rounds are in the timeline."""
    latest = {record.key: record for record in case.steps.select_related("by").order_by("round")}
    return [_step_view(case, record) for record in sorted(latest.values(), key=lambda r: r.position)]


def _step_view(case: Any, record: Any) -> StepView:
    return StepView(
        key=record.key,
        label=step_label(record),
        round=record.round,
        state=record.state,
        state_label=record.get_state_display(),
        role_label=record.get_role_display(),
        level_label=record.get_level_display(),
        is_current=case.state == "OPEN" and record.key == case.current_key and record.round == case.round,
        due_on=record.due_on,
        done_on=record.done_on,
        by=record.by,
        ground_label=record.get_ground_display(),
        opinion_label=record.get_opinion_display(),
        text=record.text,
    )


def step_label(record: Any) -> str:
    """村（社区）公示, 入户调查 …"""
    return _at_level(record, record.get_step_display())


def _at_level(row: Any, what: str) -> str:
    """What is done, with the level that does it where the law knows several."""
    level = row.get_level_display()
    return _("%(level)s%(what)s") % {"level": level, "what": what} if level else what


@dataclass(frozen=True)
class Event:
    """One line of a case's history."""

    on: date
    title: str
    text: str
    by: str


def timeline(case: Any) -> list[Event]:
    """What happened to a case, oldest first."""
    events = [*_beginning(case), *_steps(case), *_visits(case), *_appraisals(case), *_notices(case)]
    events += [*_objections(case), *_returns(case), *_ending(case)]
    return sorted(events, key=lambda event: event.on)


def _beginning(case: Any) -> Iterator[Event]:
    application = case.application
    yield Event(
        application.received_on, _("提出申请"), application.get_channel_display(), _name(application.by)
    )
    yield Event(case.accepted_on, _("受理"), application.number, _name(application.accepted_by))
    if case.escalated_on:
        yield Event(case.escalated_on, _("提请县级办理"), case.escalated_reason, "")


def _steps(case: Any) -> Iterator[Event]:
    for record in case.steps.exclude(done_on=None).select_related("by"):
        waived = record.get_ground_display() if record.ground else ""
        said = _("；").join(str(part) for part in (waived, record.get_opinion_display(), record.text) if part)
        title = _("%(what)s：%(state)s") % {"what": step_label(record), "state": record.get_state_display()}
        yield Event(record.done_on, title, said, _name(record.by))


def _visits(case: Any) -> Iterator[Event]:
    for visit in case.visits.select_related("first_investigator", "second_investigator"):
        title = _("县级入户调查") if visit.for_county else _("入户调查")
        pair = _("、").join((str(visit.first_investigator), str(visit.second_investigator)))
        yield Event(visit.visited_on, title, visit.findings, pair)


def _appraisals(case: Any) -> Iterator[Event]:
    for held in case.appraisals.select_related("by"):
        result = _("通过") if held.passed else _("未通过")
        counts = _(
            "应到 %(invited)d 人，实到 %(present)d 人，同意 %(for)d，不同意 %(against)d，%(result)s"
        ) % {
            "invited": held.invited,
            "present": held.present,
            "for": held.votes_for,
            "against": held.votes_against,
            "result": result,
        }
        yield Event(held.held_on, _at_level(held, _("民主评议")), counts, _name(held.by))


def _notices(case: Any) -> Iterator[Event]:
    for notice in case.notices.select_related("by", "division"):
        days = _("%(first)s 至 %(last)s") % {"first": notice.first_day, "last": notice.last_day}
        yield Event(notice.first_day, _at_level(notice, _("公示张贴")), days, _name(notice.by))
        if notice.taken_down_on:
            yield Event(notice.taken_down_on, _at_level(notice, _("公示撤下")), "", "")


def _objections(case: Any) -> Iterator[Event]:
    for objection in case.objections.select_related("by"):
        yield Event(objection.received_on, _("收到公示异议"), objection.text, "")
        if objection.answered_on:
            state = objection.get_state_display()
            yield Event(objection.answered_on, str(state), objection.answer, _name(objection.by))


def _returns(case: Any) -> Iterator[Event]:
    for back in case.returns.select_related("by"):
        yield Event(back.returned_on, str(back.get_cause_display()), back.reason, _name(back.by))


def _ending(case: Any) -> Iterator[Event]:
    decision = getattr(case, "decision", None)
    if decision is not None:
        yield Event(
            decision.decided_on, str(decision.get_outcome_display()), decision.reason, _name(decision.by)
        )
        if decision.told_on:
            yield Event(decision.told_on, _("送达申请人"), decision.number, _name(decision.told_by))
    elif case.closed_on:
        yield Event(case.closed_on, str(case.get_state_display()), case.closed_reason, "")


def covered_persons(determination: Any) -> list[Any]:
    """The people whom a determination covers, in the order of the household."""
    Person = apps.get_model("people", "Person")

    chosen = Person.objects.in_bulk(determination.covered)
    return [chosen[pk] for pk in determination.covered]


def _name(user: Any) -> str:
    return "" if user is None else str(user)


def current_record(case: Any) -> Any:
    """The step that is to be done now; None when the case is over."""
    if case.state != "OPEN":
        return None
    return case.steps.of_round(case).filter(state="PENDING").order_by("position").first()


def average_days(cases: Any, on: date) -> float | None:
    """Days from acceptance to decision of the cases decided in the last year, one decimal."""
    spans = cases.filter(closed_on__gt=on - timedelta(days=365), state__in=["CONFIRMED", "REFUSED"])
    days = [(closed - accepted).days for accepted, closed in spans.values_list("accepted_on", "closed_on")]
    return round(sum(days) / len(days), 1) if days else None


def tab_counts(case: Any) -> dict[str, int]:
    """How much stands behind each tab of the page."""
    return {
        "verification": case.household.checks.count(),
        "survey": case.visits.count() + case.appraisals.count(),
        "notices": case.notices.count(),
    }


def todo(case: Any, record: Any, on: date) -> list[dict[str, Any]]:
    """What the present step still needs, each with the page where it is done."""
    return _OPEN.get(record.step, _nothing)(case, on)


def _nothing(case: Any, on: date) -> list[dict[str, Any]]:
    return []


def _consents(case: Any, on: date) -> list[dict[str, Any]]:
    from doudi.office.verification.permissions import missing_consents

    url = reverse("consent_new", args=[case.household.number])
    missing = missing_consents(case.household, on=on)
    rows = [
        {"label": _("%(name)s的核对授权") % {"name": p}, "state": "OPEN", "url": url, "verb": _("登记")}
        for p in missing
    ]
    return rows or [{"label": _("核对授权已齐"), "state": "DONE"}]


def _check(case: Any, on: date) -> list[dict[str, Any]]:
    check = case.household.checks.filter(reference=case.number).order_by("-pk").first()
    if check is None:
        return [{"label": _("发起核对"), "state": "OPEN", "note": _("受理后 3 个工作日内")}]
    url = reverse("verification_detail", args=[check.number])
    state = "LOOKED" if check.state == "OPEN" else "DONE"
    return [
        {
            "label": check.get_state_display(),
            "state": state,
            "note": check.number,
            "url": url,
            "verb": _("打开"),
        }
    ]


def _survey(case: Any, on: date) -> list[dict[str, Any]]:
    url = reverse("household_detail", args=[case.household.number])
    rows = [{"label": _("把调查到的情况登记到家庭档案"), "state": "HINT", "url": url, "verb": _("去登记")}]
    if case.relative_disclosed:
        done = case.visits.filter(for_county=True).exists()
        rows.append({"label": _("县级入户调查（近亲属备案）"), "state": "DONE" if done else "OPEN"})
    return rows


def _review(case: Any, on: date) -> list[dict[str, Any]]:
    asked = case.household.checks.exclude(state="OPEN").exists()
    visited = case.visits.filter(round=case.round).exists()
    waived = case.steps.of_round(case).filter(step="HOME_VISIT", state="WAIVED").exists()
    opened = case.objections.filter(state="OPEN").count()
    rows = [
        {"label": _("核对报告"), "state": "DONE" if asked else "OPEN"},
        {
            "label": _("入户调查"),
            "state": "DONE" if visited or waived else "OPEN",
            "note": _("已免除") if waived else "",
        },
    ]
    if opened:
        rows.append(
            {"label": _("%(n)d 份异议没有答复") % {"n": opened}, "state": "BLOCKED", "url": "?tab=notices"}
        )
    return rows


def _notice(case: Any, on: date) -> list[dict[str, Any]]:
    shown = case.notices.filter(round=case.round).order_by("-pk").first()
    if shown is None or shown.taken_down_on:
        return [{"label": _("张贴公示"), "state": "OPEN"}]
    words = _("公示至 %(day)s，期满自动进入下一步") % {"day": shown.last_day}
    sheet = reverse("notice_sheet", args=[shown.slug])
    return [{"label": words, "state": "LOOKED", "url": sheet, "verb": _("打印公示单")}]


_OPEN = {
    "CONSENT": _consents,
    "VERIFICATION": _check,
    "HOME_VISIT": _survey,
    "REVIEW": _review,
    "PUBLIC_NOTICE": _notice,
}
