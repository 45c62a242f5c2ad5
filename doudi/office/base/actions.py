"""How every act of the office is carried out, and the numbers it hands out."""

import functools
import inspect
import threading
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from doudi.office.base.models import Sequence

Act = TypeVar("Act", bound=Callable[..., Any])


class _Running(threading.local):
    depth = 0
    last_words: list[Callable[[], None]]

    def __init__(self) -> None:
        self.last_words = []


_running = _Running()


def action(function: Act) -> Act:
    """Make `function` an act: it says who (`by=`), and happens wholly or not at all."""
    by = inspect.signature(function).parameters.get("by")
    if by is None or by.kind is not inspect.Parameter.KEYWORD_ONLY:
        raise TypeError(f"{function.__qualname__} is an action: it needs a keyword-only `by`")

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get("by") is None:
            raise TypeError(f"{function.__qualname__} needs to know who acts: by=…")
        return _carry_out(functools.partial(function, *args, **kwargs))

    run.is_action = True  # type: ignore[attr-defined]
    return run  # type: ignore[return-value]


def _carry_out(act: Callable[[], Any]) -> Any:
    mark = len(_running.last_words)
    _running.depth += 1
    try:
        with transaction.atomic():
            result = act()
            if _running.depth == 1:
                _say_last_words()
            return result
    except BaseException:
        del _running.last_words[mark:]
        raise
    finally:
        _running.depth -= 1


def _say_last_words() -> None:
    while _running.last_words:
        words, _running.last_words = _running.last_words, []
        for say in words:
            say()


def at_end_of_action(call: Callable[[], None]) -> bool:
    """Call `call` inside the transaction, last, when the outermost act ends well.

    The audit chain locks its head this way: for a moment, and after every other lock.
    Answers False (and does nothing) when no act is running.
    """
    if not _running.depth:
        return False
    _running.last_words.append(call)
    return True


def next_number(prefix: str, code: str, when: date | int | None = None) -> str:
    """The next number: `SQ990101-2025-00001` with a day or year, `H990101-000001` without.

    Without holes, as it rolls back with the act that asked for it.
    """
    name, year = f"{prefix}{code}", when.year if isinstance(when, date) else when or 0
    with transaction.atomic():
        row, _ = Sequence.objects.select_for_update().get_or_create(name=name, year=year)
        row.value += 1
        row.save(update_fields=["value"])
    return f"{name}-{year}-{row.value:05d}" if year else f"{name}-{row.value:06d}"
