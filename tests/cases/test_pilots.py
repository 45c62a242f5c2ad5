"""A programme that is piloted in some townships is not taken elsewhere, until it is opened everywhere."""

from datetime import date

import pytest

from doudi.office.base.errors import Refused
from doudi.office.programmes import actions as rules
from doudi.office.programmes import rulebook
from doudi.office.staff.enums import Role
from tests import office_world

ON = date(2026, 3, 2)


@pytest.fixture
def world(db, monkeypatch):
    office_world.Rules().install(monkeypatch)
    return office_world.make(ON)


def pilot(world, *townships, since=ON, by=None):
    return rules.set_scope(
        "tekun", world.county, townships, since=since, source="示例试点方案", by=by or world.county_head
    )


def test_another_township_is_refused_with_the_reason_and_taken_once_it_is_opened_everywhere(world):
    pilot(world, world.other_township)
    with pytest.raises(Refused, match=r"只在西坪乡试点（示例试点方案），.*还没有开展"):
        world.case(world.household(("张有福", "19740512")), programme="tekun")
    pilot(world)
    assert world.case(world.household(("李秀兰", "19740513")), programme="tekun").pk


def test_the_pilot_township_is_taken_from_its_day(world):
    pilot(world, world.township, since=date(2026, 3, 1))
    assert rulebook.scope_reason(world.village, "tekun", ON) == ""
    pilot(world, world.other_township, since=date(2026, 4, 1))
    assert rulebook.scope_reason(world.village, "tekun", date(2026, 3, 31)) == ""
    assert "试点" in rulebook.scope_reason(world.village, "tekun", date(2026, 4, 1))
    assert rulebook.scope_reason(world.village, "dibao", date(2026, 4, 1)) == ""


def test_only_the_head_of_the_county_sets_a_pilot(world):
    for by in (world.officer, world.head, world.admin):
        with pytest.raises(Refused, match=str(Role.COUNTY_HEAD.label)):
            pilot(world, world.township, by=by)


def test_a_pilot_needs_a_paper_a_programme_and_townships_of_the_county(world):
    far = office_world.divisions(("510000", "四川省", "PROVINCE"), ("510100", "成都市", "PREFECTURE"))[-1]
    with pytest.raises(Refused, match="本县之内"):
        pilot(world, far)
    with pytest.raises(Refused, match="文件"):
        rules.set_scope("tekun", world.county, [], since=ON, source=" ", by=world.county_head)
    with pytest.raises(Refused, match="没有这项救助"):
        rules.set_scope("no_such", world.county, [], since=ON, source="x", by=world.county_head)


def test_what_was_said_of_a_pilot_is_never_changed(world):
    from django.db import DatabaseError, transaction

    scope = pilot(world, world.township)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(scope).objects.filter(pk=scope.pk).update(source="另一文件")
