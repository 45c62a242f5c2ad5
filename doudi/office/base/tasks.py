"""Long work outside the request: enqueue it here, a worker carries it out, a crash gives it back.

A handler is `@task("kind") def run(handle, **args)`; it does its work in steps that are each atomic
and harmless when repeated, and calls `handle.progress(done, total)` between them. What it returns
(JSON) becomes the result. `Refused` ends the task with its reason; any other exception is tried
again, five times at most.
"""

import hashlib
import json
import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from doudi.office.base.calendar import database_now, today
from doudi.office.base.enums import TaskState
from doudi.office.base.errors import Refused
from doudi.office.base.masking import mask_text
from doudi.office.base.models import Task

LEASE = timedelta(seconds=60)
FAR = 3 * LEASE
LATEST_START = timedelta(hours=1)
MOST_ATTEMPTS = 5
NAP_SECONDS = 1.0

Handler = Callable[..., Any]
_handlers: dict[str, Handler] = {}
_before: list[Callable[[], None]] = []
_daily: list[str] = []
_log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has the task now; whoever gets this stops without a trace."""


@dataclass
class Handle:
    """What a running task knows about itself."""

    task: Task
    owner: str
    attempt: int

    @property
    def by(self) -> Any:
        """Who asked for the work."""
        return get_user_model()._default_manager.get(pk=self.task.created_by_id)

    def progress(self, done: int, total: int) -> None:
        """Show how far it is, and keep the lease; raises LeaseLost when it is gone."""
        values = {
            "progress_done": min(done, total),
            "progress_total": total,
            "lease_until": database_now() + LEASE,
        }
        if not self._mine().update(**values):
            raise LeaseLost(str(self.task))

    def renew(self) -> bool:
        return bool(self._mine().update(lease_until=database_now() + LEASE))

    def end(self, state: TaskState, *, result: Any = None, error: str = "") -> bool:
        """Close the task, if it is still ours."""
        values = {"state": state, "result": result, "error": error[:500], "finished_at": database_now()}
        return bool(self._mine().update(lease_until=None, **values))

    def give_back(self, error: str) -> bool:
        """Try again later, a little later each time; after the last attempt the task is parked."""
        if self.attempt >= MOST_ATTEMPTS:
            return self.end(TaskState.PARKED, error=error)
        run_at = database_now() + timedelta(seconds=5 * 2**self.attempt)
        values = {"state": TaskState.WAITING, "lease_until": None, "owner": "", "run_at": run_at}
        return bool(self._mine().update(error=error[:500], **values))

    def _mine(self) -> Any:
        return Task.objects.filter(
            pk=self.task.pk, owner=self.owner, attempts=self.attempt, state=TaskState.RUNNING
        )


def task(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of task; it lives in `<app>/tasks.py`."""

    def register(handler: Handler) -> Handler:
        known = _handlers.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (
            handler.__module__,
            handler.__qualname__,
        ):
            raise ValueError(f"two handlers for the task {kind}")
        _handlers[kind] = handler
        return handler

    return register


def daily(kind: str) -> Callable[[Handler], Handler]:
    """Register a handler that a worker calls once on each day, as `run(handle, on="2026-11-22")`."""
    if kind not in _daily:
        _daily.append(kind)
    return task(kind)


def plan_day(on: date) -> list[Task]:
    """The daily tasks of a day, each put in the queue once, however many workers there are."""
    args = {"on": on.isoformat()}
    done = Task.objects.filter(kind__in=_daily, args_key=_key(args)).values_list("kind", flat=True)
    return [enqueue(kind, args) for kind in _daily if kind not in set(done)]


def before_each(prepare: Callable[[], None]) -> None:
    """Have `prepare` called before each task, in the process that carries it out."""
    if prepare not in _before:
        _before.append(prepare)


def enqueue(kind: str, args: dict[str, Any], by: Any = None) -> Task:
    """Ask for long work; the same work asked for twice while it is live is one task.

    `args` hold ids and plain settings, never personal data.
    """
    key = _key(args)
    live = Task.objects.filter(kind=kind, args_key=key, state__in=[TaskState.WAITING, TaskState.RUNNING])
    for _attempt in range(3):
        found = live.first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                return Task.objects.create(
                    kind=kind, args=args, args_key=key, created_by_id=getattr(by, "pk", None)
                )
        except IntegrityError:
            continue
    raise Refused(_("同样的后台任务正在结束，请稍后再试。"))


def _key(args: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(args, sort_keys=True).encode()).hexdigest()


def new_owner() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def claim(owner: str) -> Handle | None:
    """Lease the next task that is due; None when there is nothing to do."""
    with transaction.atomic():
        now = database_now()
        due = Q(run_at__lte=now) | Q(run_at__gt=now + LATEST_START)
        waiting = Task.objects.filter(due, state=TaskState.WAITING).order_by("run_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        found = waiting.first()
        if found is None:
            return None
        values = {"state": TaskState.RUNNING, "owner": owner, "lease_until": now + LEASE}
        Task.objects.filter(pk=found.pk).update(attempts=F("attempts") + 1, **values)
        found.refresh_from_db()
    return Handle(found, owner, found.attempts)


def reap() -> int:
    """Give back tasks whose lease ran out, or lies so far ahead that a clock must have been wrong."""
    now = database_now()
    lost = Task.objects.filter(Q(lease_until__lt=now) | Q(lease_until__gt=now + FAR), state=TaskState.RUNNING)
    parked = lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=TaskState.PARKED, lease_until=None, finished_at=now, error=_("执行者多次中断，已搁置。")
    )
    return parked + lost.update(state=TaskState.WAITING, lease_until=None, owner="", run_at=now)


def carry_out(handle: Handle) -> None:
    """Run one leased task to its end."""
    try:
        handler = _handlers[handle.task.kind]
        for prepare in _before:
            prepare()
        result = handler(handle, **handle.task.args)
        handle.end(TaskState.DONE, result=result)
    except LeaseLost:
        _log.warning("task %s: lease lost", handle.task.pk)
    except Refused as refusal:
        handle.end(TaskState.REFUSED, error=mask_text(str(refusal)))
    except Exception as problem:
        _log.exception("task %s failed", handle.task.pk)
        handle.give_back(mask_text(f"{type(problem).__name__}: {problem}"))


def run_worker(once: bool = False, stop: threading.Event | None = None) -> int:
    """Work through the queue; with `once`, until nothing is due. Answers the number of tasks run."""
    autodiscover_modules("tasks")
    owner, stop, ran, planned = new_owner(), stop or threading.Event(), 0, None
    while not stop.is_set():
        handle = None
        try:
            if not once and planned != (day := today()):
                plan_day(day)
                planned = day
            reap()
            handle = claim(owner)
        except OperationalError:
            if once:
                raise
            _log.warning("the database does not answer; trying again")
            connection.close()
        if handle is not None:
            ran += 1
            carry_out(handle) if once else _carry_out_alive(handle)
        elif once:
            break
        else:
            stop.wait(NAP_SECONDS)
    return ran


def _carry_out_alive(handle: Handle) -> None:
    """Run a task while a second thread keeps its lease."""
    done = threading.Event()
    beat = threading.Thread(target=_heartbeat, args=(handle, done), daemon=True)
    beat.start()
    try:
        carry_out(handle)
    except OperationalError:
        _log.exception("task %s: the database went away; the lease will run out", handle.task.pk)
        connection.close()
    finally:
        done.set()
        beat.join()


def _heartbeat(handle: Handle, done: threading.Event) -> None:
    pause = LEASE.total_seconds() / 3
    while not done.wait(pause):
        try:
            if not handle.renew():
                break
        except OperationalError:
            time.sleep(0)
    connection.close()
