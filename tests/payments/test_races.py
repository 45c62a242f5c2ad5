"""Eight at once: one does it, seven are told."""

import threading
from collections import Counter

import pytest
from django.db import OperationalError, connection

from doudi.office.awards import actions as awards
from doudi.office.base.errors import Refused
from doudi.office.payments import actions
from doudi.office.payments.models import PaymentBatch, PaymentLine
from tests.awards.world import FEBRUARY, FEN, determination
from tests.payments.world import PIPE, pipe_answer, upload

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = 8


def at_once(act, count=EIGHT):
    """What each of `count` threads said, started behind one barrier."""
    said, gate = [], threading.Barrier(count)

    def run():
        gate.wait()
        try:
            act()
            said.append("done")
        except Refused:
            said.append("refused")
        except OperationalError as error:
            said.append(f"broken: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(said)


def test_eight_who_prepare_make_one_list(bank):
    for _each in range(3):
        bank.grant()
    county, officer = bank.county.county, bank.officer

    def prepare():
        actions.prepare_batch("dibao", FEBRUARY, county, by=officer, template=PIPE, on=FEBRUARY)

    assert at_once(prepare) == {"done": 1, "refused": 7}
    assert PaymentBatch.objects.count() == 1
    assert PaymentLine.objects.count() == 3


def test_eight_who_approve_release_one_file(bank):
    bank.grant()
    batch, finance = bank.prepare(), bank.finance
    assert at_once(lambda: actions.approve(batch, by=finance)) == {"done": 1, "refused": 7}
    assert actions.send(batch, by=finance).content_sha256


def test_eight_who_read_the_answer_book_it_once(bank):
    bank.grant()
    batch, finance = bank.send(), bank.finance
    data = pipe_answer(batch)
    assert at_once(lambda: actions.read_return(batch, upload(data), by=finance)) == {"done": EIGHT}
    assert batch.lines.get().answer.paid
    assert batch.returns.count() == 1


def test_who_cancels_and_who_approves_cannot_both(bank):
    bank.grant()
    batch, finance, officer = bank.prepare(), bank.finance, bank.officer
    turns = iter(range(EIGHT))

    def act():
        if next(turns) % 2:
            actions.approve(batch, by=finance)
        else:
            actions.cancel(batch, by=officer, reason="x")

    assert at_once(act)["done"] == 1
    batch.refresh_from_db()
    state = batch.lines.get().state
    assert (batch.state, state) in {("APPROVED", "LIVE"), ("CANCELLED", "VOID")}


def test_an_award_does_not_end_while_it_is_being_listed(bank):
    unit = bank.grant()
    hearing = bank.hear(unit, "END")
    county, officer, head = bank.county.county, bank.officer, bank.head
    turns = iter(range(2))

    def act():
        if next(turns):
            actions.prepare_batch("dibao", FEBRUARY, county, by=officer, template=PIPE, on=FEBRUARY)
        else:
            awards.end(
                unit,
                by=head,
                last_month=FEBRUARY.replace(month=1),
                reason="INCOME",
                on=FEBRUARY,
                hearing=hearing,
            )

    said = at_once(act, 2)
    assert said["done"] + said["refused"] == 2
    listed, covered = PaymentLine.objects.counting().exists(), unit.awards.covering(FEBRUARY).exists()
    assert listed == covered


def test_eight_who_grant_make_one_award(bank):
    home = bank.home()
    head = bank.head

    made, members = determination(home), [home.memberships.get().person]

    def grant():
        awards.grant(
            home, "dibao", by=head, determination=made, members=members, monthly_fen=FEN, first_month=FEBRUARY,
            decision_number="x", on=FEBRUARY,
        )  # fmt: skip

    assert at_once(grant) == {"done": 1, "refused": 7}
    assert home.award_units.count() == 1
