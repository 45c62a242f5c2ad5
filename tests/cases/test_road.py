"""The main road of a case, act by act."""

from datetime import date

from doudi.office.cases.models import Decision


def test_a_household_goes_from_the_door_to_the_decision(world):
    case = world.case()
    on = world.drive(case)
    decision = world.confirm(case, on)
    assert case.state == "CONFIRMED"
    assert decision.monthly_fen == 63_000
    assert decision.first_month == date(2026, 4, 1)
    assert decision.unit.awards.get().decision_number == decision.number
    assert bytes(Decision.objects.get().letter).startswith(b"%PDF-")
