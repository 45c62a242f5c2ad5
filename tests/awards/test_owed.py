"""Money by months: what is owed is what should have been paid less what was, to the fen."""

import itertools
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.office.awards.answers.budget import Need
from doudi.office.awards.models import RaiseLine
from doudi.office.awards.questions import (
    first_month_of,
    month_of,
    months_between,
    months_owed,
    next_month,
    own_share,
)

MONTHS = st.integers(0, 60).map(lambda n: date(2022 + n // 12, n % 12 + 1, 1))
AMOUNTS = st.dictionaries(MONTHS, st.integers(0, 500_000), max_size=20)


@given(had=AMOUNTS, due=AMOUNTS)
def test_owed_less_overpaid_is_the_whole_difference(had, due):
    rows = months_owed(had, due)
    assert [row.month for row in rows] == sorted(had)
    balance = sum(row.under for row in rows) - sum(row.over for row in rows)
    assert balance == sum(due.get(month, 0) for month in had) - sum(had.values())


@given(had=AMOUNTS, more=st.integers(0, 100_000))
def test_a_raise_never_takes_anything(had, more):
    rows = months_owed(had, {month: fen + more for month, fen in had.items()})
    assert [row.under for row in rows] == [more] * len(had)
    assert not any(row.over for row in rows)


@given(had=AMOUNTS, due=AMOUNTS)
def test_a_month_is_paid_too_much_or_too_little_never_both(had, due):
    assert all(row.over * row.under == 0 and min(row.over, row.under) == 0 for row in months_owed(had, due))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_month_counts_by_its_first_day(day):
    month = first_month_of(day)
    assert month.day == 1
    assert month >= day
    assert month in {month_of(day), next_month(month_of(day))}


@given(first=MONTHS, last=MONTHS)
def test_months_between_are_all_of_them(first, last):
    months = months_between(first, last)
    if last < first:
        assert months == []
        return
    assert (months[0], months[-1]) == (first, last)
    assert all(next_month(a) == b for a, b in itertools.pairwise(months))


@given(fen=st.integers(0, 10**9), members=st.integers(1, 15))
def test_the_shares_of_all_members_add_up(fen, members):
    shares = [own_share(fen, members, i) for i in range(members)]
    assert sum(shares) == fen
    assert max(shares) - min(shares) <= 1
    assert own_share(fen, 0) == 0


@pytest.mark.parametrize(
    ("from_month", "months"),
    [(date(2026, 1, 1), 12), (date(2026, 10, 1), 3), (date(2026, 12, 1), 1), (date(2027, 1, 1), 0)],
)
def test_the_budget_counts_the_months_until_december(from_month, months):
    need = Need("x")
    need.add(RaiseLine(old_fen=60_000, new_fen=64_000, from_month=from_month, arrears_fen=500), 2026)
    assert (need.month_fen, need.to_december_fen) == (4_000, months * 4_000)
    assert need.total_fen == months * 4_000 + 500


@pytest.mark.django_db(transaction=False)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wages=st.lists(st.integers(0, 70_000), min_size=1, max_size=3),
    begins=st.integers(2, 9),
    regular=st.integers(7, 12),
)
def test_arrears_are_the_difference_of_what_the_rulebook_says(county, wages, begins, regular):
    """Any family, any first month, any month from which lists pay it: old and new sheet differ by just that."""
    from django.db import transaction

    from doudi.office.awards.answers import Raising
    from doudi.office.awards.models import Raise
    from doudi.office.programmes import rulebook
    from tests.awards.living import VALUE_DAY, Living

    living = Living(county)
    assert living.officer != living.head
    with transaction.atomic():
        home = living.family(*wages)
        old, new = (
            rulebook.assess(home, on, programmes=["dibao"])[0].amount_fen
            for on in (date(2026, 1, 20), VALUE_DAY)
        )
        if old:
            unit = living.award(home, first_month=date(2026, begins, 1))
            run = Raise.objects.create(
                number="TB-1",
                by=living.officer,
                division=county.county, programme="dibao", value_on=VALUE_DAY, first_month=VALUE_DAY,
                regular_month=date(2026, regular, 1),
            )  # fmt: skip
            found = Raising(run, [unit.pk]).findings()[0]
            count = max(0, max(regular, begins) - max(7, begins))
            assert (found.old_fen, found.new_fen) == (old, new)
            assert found.arrears_fen == count * (new - old)
            assert all(month.under >= 0 for month in found.months)
        transaction.set_rollback(True)
