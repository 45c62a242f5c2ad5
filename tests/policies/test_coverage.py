"""The table of what is covered tells the truth about gaps and ends."""

from __future__ import annotations

from datetime import date

from doudi.policies.coverage import Coverage, coverage


def row(place: str, programme: str) -> Coverage:
    return next(r for r in coverage() if (r.place, r.programme) == (place, programme))


def test_chongqing_is_covered_from_2016_without_end() -> None:
    found = row("500000", "dibao")
    assert (found.first_day, found.last_day, found.gaps) == (date(2016, 1, 1), None, 0)
    assert (found.checked, found.made_up, found.procedures) == (date(2026, 11, 21), False, 2)


def test_wanzhou_hands_back_to_chongqing() -> None:
    assert (row("500101", "dibao").first_day, row("500101", "dibao").last_day) == (date(2013, 1, 1), None)


def test_harbin_shows_its_gaps() -> None:
    assert row("230100", "dibao").gaps == 2
    assert row("230100", "tekun").last_day == date(2021, 12, 31)


def test_a_place_with_only_a_procedure_is_listed_without_days() -> None:
    found = row("330600", "dibao")
    assert (found.first_day, found.checked, found.procedures) == (None, None, 1)


def test_a_place_with_nothing_of_its_own_is_not_listed() -> None:
    assert not any(r.place == "340100" for r in coverage())
