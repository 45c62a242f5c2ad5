"""Long work survives a crash, is never done by two, and never runs for ever."""

import threading
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.module_loading import autodiscover_modules

from doudi.office.base import tasks
from doudi.office.base.calendar import database_now
from doudi.office.base.enums import TaskState
from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.staff.models import User

ran = []


@tasks.task("test_note")
def note(handle, *, word):
    """Remember a word, in two steps."""
    handle.progress(1, 2)
    ran.append(word)
    handle.progress(2, 2)
    return {"word": word}


def every_day(handle, on):
    """Remember the day."""
    ran.append(on)


@tasks.task("test_refuse")
def refuse(handle):
    """Say why not."""
    raise Refused("名册里有 11010519491231002X 的错误，请改正。")


@tasks.task("test_break")
def break_down(handle):
    """Fail each time."""
    raise RuntimeError("电话 13812345678")


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    ran.clear()
    autodiscover_modules("tasks")
    monkeypatch.setattr(tasks, "_daily", [])


def due_now(task):
    Task.objects.filter(pk=task.pk).update(run_at=database_now() - timedelta(seconds=1))


def lease_until(task, moment):
    Task.objects.filter(pk=task.pk).update(lease_until=moment)


def test_what_is_due_daily_is_done_once_a_day_however_many_workers_there_are(db):
    tasks.daily("test_daily")(every_day)
    first, second = date(2026, 11, 22), date(2026, 11, 23)
    assert [task.kind for task in tasks.plan_day(first)] == ["test_daily"]
    tasks.run_worker(once=True)
    assert tasks.plan_day(first) == []
    tasks.plan_day(second)
    tasks.run_worker(once=True)
    assert ran == ["2026-11-22", "2026-11-23"]


def test_a_task_is_carried_out_with_progress_and_result(db):
    user = User.objects.create_user("a")
    task = tasks.enqueue("test_note", {"word": "好"}, by=user)
    assert task.is_live
    assert tasks.run_worker(once=True) == 1
    task.refresh_from_db()
    assert (task.state, task.result, task.percent) == (TaskState.DONE, {"word": "好"}, 100)
    assert task.finished_at is not None
    assert ran == ["好"]
    assert not task.is_live
    assert str(task) == f"test_note #{task.pk}"


def test_the_worker_command_works_through_what_is_due(db, capsys):
    tasks.enqueue("test_note", {"word": "1"})
    tasks.enqueue("test_note", {"word": "2"})
    call_command("worker", once=True)
    assert ran == ["1", "2"]
    assert "2 tasks" in capsys.readouterr().out


def test_a_handler_knows_who_asked(db):
    user = User.objects.create_user("a")
    tasks.enqueue("test_note", {"word": "1"}, by=user)
    assert tasks.claim("w").by == user


def test_the_same_work_is_live_once(db):
    first = tasks.enqueue("test_note", {"word": "1"})
    assert tasks.enqueue("test_note", {"word": "1"}) == first
    assert tasks.enqueue("test_note", {"word": "2"}) != first
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(kind=first.kind, args=first.args, args_key=first.args_key)
    tasks.run_worker(once=True)
    assert tasks.enqueue("test_note", {"word": "1"}) != first


def test_enqueue_gives_up_after_losing_every_race(db, monkeypatch):
    def lose(**values):
        raise IntegrityError

    monkeypatch.setattr(Task.objects, "create", lose)
    with pytest.raises(Refused, match="稍后再试"):
        tasks.enqueue("test_note", {"word": "1"})


def test_a_refusal_ends_the_task_with_its_reason_masked(db):
    task = tasks.enqueue("test_refuse", {})
    tasks.run_worker(once=True)
    task.refresh_from_db()
    assert task.state == TaskState.REFUSED
    assert task.error == "名册里有 110105********002X 的错误，请改正。"


def test_a_task_that_fails_five_times_is_parked_and_the_rest_flows(db, caplog):
    task = tasks.enqueue("test_break", {})
    for attempt in range(1, 6):
        due_now(task)
        assert tasks.run_worker(once=True) == 1
        task.refresh_from_db()
        assert task.attempts == attempt
    assert task.state == TaskState.PARKED
    assert "138****5678" in task.error
    due_now(task)
    tasks.enqueue("test_note", {"word": "1"})
    assert tasks.run_worker(once=True) == 1
    assert ran == ["1"]


def test_a_task_without_a_handler_is_tried_again(db, caplog):
    task = tasks.enqueue("test_nobody", {})
    tasks.run_worker(once=True)
    task.refresh_from_db()
    assert task.state == TaskState.WAITING
    assert "KeyError" in task.error


def test_a_failed_task_waits_longer_each_time(db, caplog):
    task = tasks.enqueue("test_break", {})
    tasks.run_worker(once=True)
    task.refresh_from_db()
    assert task.run_at > database_now()
    assert tasks.run_worker(once=True) == 0


def test_a_lease_that_ran_out_is_given_to_another(db):
    task = tasks.enqueue("test_note", {"word": "1"})
    tasks.claim("dead")
    assert tasks.claim("alive") is None
    assert tasks.reap() == 0
    lease_until(task, database_now() - timedelta(seconds=1))
    assert tasks.reap() == 1
    assert tasks.claim("alive").attempt == 2


def test_a_stale_owner_cannot_finish(db, caplog):
    task = tasks.enqueue("test_note", {"word": "1"})
    stale = tasks.claim("frozen")
    lease_until(task, database_now() - timedelta(seconds=1))
    tasks.reap()
    fresh = tasks.claim("fresh")
    assert not stale.end(TaskState.DONE, result="stale")
    assert not stale.renew()
    assert not stale.give_back("stale")
    with pytest.raises(tasks.LeaseLost):
        stale.progress(1, 2)
    tasks.carry_out(stale)
    assert "lease lost" in caplog.text
    assert ran == []
    assert fresh.renew()
    assert fresh.end(TaskState.DONE, result="fresh")
    task.refresh_from_db()
    assert task.result == "fresh"


def test_the_same_owner_with_an_older_attempt_is_stale_too(db):
    task = tasks.enqueue("test_note", {"word": "1"})
    old = tasks.claim("w")
    lease_until(task, database_now() - timedelta(seconds=1))
    tasks.reap()
    tasks.claim("w")
    assert not old.end(TaskState.DONE)


def test_a_lease_far_in_the_future_is_the_work_of_a_wrong_clock(db):
    task = tasks.enqueue("test_note", {"word": "1"})
    tasks.claim("w")
    lease_until(task, database_now() + timedelta(days=400))
    assert tasks.reap() == 1
    Task.objects.filter(pk=task.pk).update(run_at=database_now() + timedelta(days=400))
    assert tasks.claim("w") is not None


def test_a_task_whose_worker_died_five_times_is_parked(db):
    task = tasks.enqueue("test_note", {"word": "1"})
    tasks.claim("w")
    Task.objects.filter(pk=task.pk).update(attempts=5, lease_until=database_now() - timedelta(1))
    assert tasks.reap() == 1
    task.refresh_from_db()
    assert task.state == TaskState.PARKED
    assert "中断" in task.error


def test_progress_never_passes_the_whole(db):
    tasks.enqueue("test_note", {"word": "1"})
    handle = tasks.claim("w")
    handle.progress(7, 5)
    handle.task.refresh_from_db()
    assert handle.task.percent == 100
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(progress_done=9)


def test_a_kind_has_one_handler():
    tasks.task("test_note")(note)
    with pytest.raises(ValueError, match="two handlers"):
        tasks.task("test_note")(refuse)


@pytest.mark.django_db(transaction=True)
def test_no_task_is_claimed_by_two():
    for number in range(40):
        tasks.enqueue("test_note", {"word": str(number)})
    claimed, problems = [], []

    def work(owner):
        try:
            while (handle := tasks.claim(owner)) is not None:
                claimed.append(handle.task.pk)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(claimed) == len(set(claimed)) == 40


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_stays_keeps_its_lease_and_stops_when_told(monkeypatch):
    stop, beats = threading.Event(), threading.Event()
    monkeypatch.setattr(tasks, "LEASE", timedelta(seconds=0.03))

    @tasks.task("test_long")
    def long_work(handle):
        """Wait for a heartbeat."""
        assert beats.wait(10)
        stop.set()

    plain = tasks.Handle.renew

    def renew(handle):
        kept = plain(handle)
        beats.set()
        return kept

    monkeypatch.setattr(tasks.Handle, "renew", renew)
    tasks.enqueue("test_long", {})
    assert tasks.run_worker(stop=stop) == 1
    assert Task.objects.get().state == TaskState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_database_that_goes_away(monkeypatch, caplog):
    stop, calls = threading.Event(), []

    def gone():
        calls.append(1)
        if len(calls) == 3:
            stop.set()
            return 0
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(tasks, "reap", gone)
    monkeypatch.setattr(tasks, "NAP_SECONDS", 0)
    assert tasks.run_worker(stop=stop) == 0
    assert "does not answer" in caplog.text
    calls.clear()
    with pytest.raises(OperationalError):
        tasks.run_worker(once=True)


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_ends_when_the_lease_is_gone_and_bears_a_silent_database(monkeypatch):
    answers = iter([OperationalError("gone"), False])

    class Lost:
        def renew(self):
            answer = next(answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

    monkeypatch.setattr(tasks, "LEASE", timedelta(0))
    tasks._heartbeat(Lost(), threading.Event())
    assert list(answers) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_lost_during_a_task_leaves_it_to_its_lease(monkeypatch, caplog):
    tasks.enqueue("test_note", {"word": "1"})
    handle = tasks.claim("w")

    def gone(handle):
        raise OperationalError("gone")

    monkeypatch.setattr(tasks, "carry_out", gone)
    tasks._carry_out_alive(handle)
    assert "the lease will run out" in caplog.text
    assert Task.objects.get().state == TaskState.RUNNING
