"""What waits for me, by deadline."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doudi.office.base.calendar import WorkDays, today
from doudi.office.staff import inbox as waiting
from doudi.office.staff.permissions import signed_in

from ..enums import ApplicationState
from ..models import Application, Case
from ..questions import average_days
from .shared import days_left, let_the_clock_pass

MOST_SHOWN = 60


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Overdue first, then what is due soon; every number leads to its list."""
    on, user = today(), request.user
    let_the_clock_pass(on)
    groups = waiting.groups(user, on)
    days = WorkDays()
    shown = [
        {
            "title": group.title,
            "tone": group.tone,
            "count": len(group.items),
            "rows": [(item, days_left(item.due_on, on, days)) for item in group.items[:MOST_SHOWN]],
            "more": max(len(group.items) - MOST_SHOWN, 0),
        }
        for group in groups
    ]
    return render(request, "cases/inbox.html", {"groups": shown, "facts": _facts(user, groups, on), "on": on})


def _facts(user, groups, on) -> list[dict]:
    total = sum(len(group.items) for group in groups)
    late = sum(len(group.items) for group in groups if group.tone == "bad")
    facts = [
        {"label": _("我的待办"), "value": total, "note": _("按到期先后排列")},
        {"label": _("已超期"), "value": late, "tone": "bad" if late else "", "note": _("请先办理")},
    ]
    if not user.scope():
        return facts
    papers = Application.objects.visible_to(user).filter(state=ApplicationState.PAPERS_MISSING).count()
    average = average_days(Case.objects.visible_to(user), on)
    return [
        *facts,
        {"label": _("等申请人补正"), "value": papers, "note": _("补齐后即可受理")},
        {
            "label": _("近一年平均用时"),
            "value": "—" if average is None else average,
            "unit": "" if average is None else _("天"),
            "note": _("从受理到决定，自然日"),
        },
    ]
