"""What was granted counts as recognised: programmes that ask for a class find it without anybody typing it."""

from datetime import date

import pytest

from doudi.office.awards import actions
from doudi.office.awards.answers import recognised_by_awards
from doudi.office.programmes import rulebook
from doudi.policies.enums.classes import AssistanceClass
from tests.awards.living import FEB, MAR, Living

pytestmark = pytest.mark.django_db
DIBAO, NEAR = int(AssistanceClass.DIBAO), int(AssistanceClass.NEAR_DIBAO)
IN_MARCH = date(2026, 3, 15)


@pytest.fixture
def living(county):
    return Living(county)


def case(home, on=IN_MARCH):
    return rulebook.case_of(home, on)


def test_dibao_makes_the_household_and_its_members_dibao(living):
    unit = living.unit(0, 0)
    found = recognised_by_awards(unit.household, IN_MARCH)
    assert found.household == {"household_class": DIBAO}
    assert list(found.persons.values()) == [{"person_class": DIBAO}] * 2
    known = case(unit.household)
    assert known.household["household_class"] == DIBAO
    assert [member["person_class"] for member in known.members] == [DIBAO, DIBAO]


def test_before_the_first_month_and_after_the_last_one_nothing_is_recognised(living):
    unit = living.unit(0, first_month=MAR)
    assert "household_class" not in case(unit.household, date(2026, 2, 20)).household
    hearing = living.hear(unit, "END")
    actions.end(unit, by=living.head, last_month=MAR, reason="INCOME", on=IN_MARCH, hearing=hearing)
    assert "household_class" in case(unit.household, date(2026, 3, 31)).household
    assert "household_class" not in case(unit.household, date(2026, 4, 1)).household


def test_an_award_that_rests_gives_no_class(living):
    unit = living.unit(0)
    hearing = living.hear(unit, "SUSPEND")
    actions.suspend(
        unit, by=living.head, first_month=MAR, reason="不配合", hearing=hearing, on=date(2026, 2, 3)
    )
    assert "household_class" not in case(unit.household).household


def test_what_is_recorded_by_hand_comes_first(living):
    unit = living.unit(0)
    living.facts(unit.household, FEB, household_class=NEAR)
    assert case(unit.household).household["household_class"] == NEAR
    tried = rulebook.case_of(unit.household, IN_MARCH, {(None, "household_class"): 0})
    assert tried.household["household_class"] == 0


def test_the_stronger_of_two_classes_holds():
    first = rulebook.Recognition({"household_class": NEAR}, {1: {"person_class": DIBAO}})
    second = rulebook.Recognition(
        {"household_class": DIBAO}, {1: {"person_class": 1}, 2: {"person_class": DIBAO}}
    )
    both = rulebook.joined(first, second)
    assert both.household == {"household_class": DIBAO}
    assert both.persons == {1: {"person_class": 1}, 2: {"person_class": DIBAO}}


def test_help_to_one_person_brings_no_class_to_the_household():
    on = date(2026, 3, 1)
    alone = rulebook.gives("dibao", "990101", on, "SINGLE_PERSON", [7])
    assert (alone.household, alone.persons) == ({}, {7: {"person_class": DIBAO}})
    assert rulebook.gives("tekun", "990101", on, "", [7]).household == {}
    assert rulebook.gives("no_such_programme", "990101", on, "", [7]) == rulebook.Recognition()


def test_the_way_is_read_from_the_stored_determination(living):
    award = living.unit(0).awards.get()
    assert rulebook.path_code(award.determination.frozen, award.determination.on)
    assert (
        rulebook.path_code({**award.determination.frozen, "programme": "tekun"}, award.determination.on) == ""
    )


def test_a_programme_that_asks_for_the_class_finds_it(living):
    """Only households that are recognised get what another programme brings; asked alone, nothing is presumed."""
    with_award, without = living.unit(0).household, living.family(0)
    asking = classes_asked()
    assert asking, "no programme of the made-up county asks for a class"
    judged = {home.pk: told(home, asking) for home in (with_award, without)}
    assert judged[with_award.pk] != judged[without.pk]


def classes_asked():
    """The programmes of the made-up county whose rules read a class."""
    from doudi.policies import get_policies

    policies = get_policies()
    book = policies.rulebook(place="990101", on=IN_MARCH)
    asking = []
    for name, programme in policies.programmes("990101", IN_MARCH).items():
        rules = book.graph.needed((programme.eligible,))
        read = {what for rule in rules for _record, what in rule.needs}
        if read & {"household_class", "person_class"}:
            asking.append(name)
    return asking


def told(home, names):
    answers = rulebook.assess(home, IN_MARCH, programmes=names)
    return {answer.programme: answer.outcome for answer in answers}
