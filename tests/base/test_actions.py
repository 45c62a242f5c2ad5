import threading
from datetime import date

import pytest
from django.db import connection

from doudi.office.base.actions import action, at_end_of_action, next_number
from doudi.office.base.errors import Refused
from doudi.office.base.models import Sequence


@action
def write(name, *, by, fail=False):
    """Write a row, and fail afterwards if asked."""
    row = Sequence.objects.create(name=name, year=2025)
    if fail:
        raise Refused("没有办成，请重试。", "name")
    return row


def test_an_act_answers_with_its_object(db):
    assert write("a", by="someone").name == "a"


def test_an_act_that_is_refused_leaves_nothing(db):
    with pytest.raises(Refused, match="请重试") as refusal:
        write("a", by="someone", fail=True)
    assert refusal.value.field == "name"
    assert not Sequence.objects.exists()


def test_an_act_must_be_told_who():
    with pytest.raises(TypeError, match="needs to know who"):
        write("a")
    with pytest.raises(TypeError, match="keyword-only"):

        @action
        def bad(by):
            """No."""


def test_last_words_come_at_the_end_of_the_outermost_act(db):
    said = []

    @action
    def inner(*, by):
        """Say something last."""
        assert at_end_of_action(lambda: said.append("inner"))

    @action
    def outer(*, by):
        """Call another act."""
        inner(by=by)
        assert said == []
        at_end_of_action(lambda: said.append("outer"))

    outer(by="someone")
    assert said == ["inner", "outer"]
    assert not at_end_of_action(lambda: said.append("never"))
    assert said == ["inner", "outer"]


def test_the_last_words_of_a_refused_act_are_not_said(db):
    said = []

    @action
    def inner(*, by):
        """Fail."""
        at_end_of_action(lambda: said.append("inner"))
        raise Refused("不行。")

    @action
    def outer(*, by):
        """Carry on without it."""
        at_end_of_action(lambda: said.append("outer"))
        with pytest.raises(Refused):
            inner(by=by)

    outer(by="someone")
    assert said == ["outer"]


def test_numbers_run_without_holes(db):
    assert next_number("SQ", "990101", 2025) == "SQ990101-2025-00001"
    assert next_number("SQ", "990101", date(2025, 8, 1)) == "SQ990101-2025-00002"
    assert next_number("SQ", "990101", 2026) == "SQ990101-2026-00001"
    assert next_number("H", "990101") == "H990101-000001"
    assert str(Sequence.objects.get(name="H990101")) == "H990101 0: 1"


def test_a_number_of_a_refused_act_is_given_again(db):
    @action
    def take(*, by, fail):
        """Take a number."""
        number = next_number("SQ", "1", 2025)
        if fail:
            raise Refused("不行。")
        return number

    with pytest.raises(Refused):
        take(by="someone", fail=True)
    assert take(by="someone", fail=False) == "SQ1-2025-00001"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_get_the_same_number():
    numbers, problems = [], []

    def work():
        try:
            numbers.extend(next_number("SQ", "990101", 2025) for _ in range(10))
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(numbers) == [f"SQ990101-2025-{n:05d}" for n in range(1, 41)]
