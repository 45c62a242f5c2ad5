"""Two hands on one case at the same moment: one act, and the other is told."""

import threading

import pytest
from django.db import OperationalError, connection, connections

from doudi.office.awards.models import AwardUnit
from doudi.office.base.errors import Refused
from doudi.office.cases import actions
from doudi.office.cases.models import Case, Decision, HomeVisit
from tests import office_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy_world(transactional_db, rules):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite in memory has one connection only")
    return office_world.make()


def at_once(act, *hands):
    """Run `act(hand)` in a thread for each hand, all starting together; what each of them got."""
    start, results = threading.Barrier(len(hands)), [None] * len(hands)

    def run(position, hand):
        try:
            start.wait(10)
            results[position] = act(hand)
        except (Refused, OperationalError) as refusal:
            results[position] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_a_double_click_on_confirm_is_one_decision(busy_world):
    case = busy_world.case()
    on = busy_world.drive(case)

    def confirm(user):
        return actions.confirm(Case.objects.get(), by=user, on=on)

    results = at_once(confirm, busy_world.county_head, busy_world.county_head2, busy_world.county_head)
    assert sum(isinstance(result, Decision) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 2
    assert Decision.objects.count() == AwardUnit.objects.count() == 1


def test_the_same_visit_from_two_phones_is_one_visit(busy_world):
    case = busy_world.case()
    busy_world.drive(case, "HOME_VISIT")
    results = at_once(lambda _n: busy_world.visit(Case.objects.get()), 1, 2)
    assert sum(isinstance(result, HomeVisit) for result in results) == 1
    assert HomeVisit.objects.count() == 1
    assert "不能重复办理" in str(results) or "刚由他人办理过" in str(results)


def test_a_confirmation_and_an_objection_do_not_both_win(busy_world):
    case = busy_world.case()
    on = busy_world.drive(case, "PUBLIC_NOTICE")
    notice = busy_world.post(case, on)

    def act(what):
        if what == "object":
            return actions.object_to(notice, by=actions.CLOCK, on=notice.last_day, text="他家有车。")
        return actions.confirm(Case.objects.get(), by=busy_world.county_head, on=notice.last_day)

    at_once(act, "object", "confirm")
    case.refresh_from_db()
    assert (case.round, case.state) == (2, "OPEN")
    assert not Decision.objects.exists()
