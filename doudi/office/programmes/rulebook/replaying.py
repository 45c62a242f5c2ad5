"""Many determinations computed again: what differs, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from doudi.engine.frozen import Difference, content_hash, engine_version
from doudi.policies import get_policies


class Cause(TextChoices):
    """Why a determination comes out differently; where several hold, the first of this list."""

    TAMPERED = "TAMPERED", _("留存内容被改动")
    ERROR = "ERROR", _("现在不能计算")
    PARAMETER = "PARAMETER", _("参数取值变了")
    RULE = "RULE", _("规则改了")
    ROUNDING = "ROUNDING", _("取整相差 1 分")
    ENGINE = "ENGINE", _("计算程序不同")
    SOURCE = "SOURCE", _("依据文字更正，取值未变")


@dataclass(frozen=True)
class Replayed:
    """One determination computed again; `cause` is None when nothing differs.

    `changes_result` says whether a derived value is another one; rules and sources may change without that.
    """

    number: str
    programme: str
    place: str
    on: date
    cause: Cause | None
    differences: tuple[Difference, ...]
    engine: str

    @property
    def changes_result(self) -> bool:
        return any(difference.kind in {"value", "error"} for difference in self.differences)

    @property
    def rules(self) -> list[str]:
        """The rules whose text is another one, or that came or went."""
        return [difference.name for difference in self.differences if difference.kind == "rule"]

    def as_data(self) -> dict[str, Any]:
        """Plain data for a file."""
        return {
            "number": self.number,
            "programme": self.programme,
            "place": self.place,
            "on": self.on.isoformat(),
            "cause": self.cause.value if self.cause else None,
            "changes_result": self.changes_result,
            "rules": self.rules,
            "engine_then": self.engine,
            "engine_now": engine_version(),
            "differences": [difference._asdict() for difference in self.differences],
        }


def replayed(determinations: Iterable[Any], on: date | None = None) -> Iterator[Replayed]:
    """Each determination by the policies as they are now; `on` takes the law of another day."""
    for determination in determinations:
        yield replayed_one(determination, on)


def replayed_one(determination: Any, on: date | None = None) -> Replayed:
    """One determination by the policies as they are now, or by the law of another day."""
    frozen = determination.frozen
    asked = {**frozen, "on": on.isoformat()} if on else frozen
    found = tuple(get_policies().replay(asked))
    tampered = content_hash(frozen) != determination.content_hash
    return Replayed(
        number=determination.number,
        programme=determination.programme,
        place=determination.place,
        on=determination.on,
        cause=Cause.TAMPERED if tampered else cause_of(found),
        differences=found,
        engine=frozen.get("engine_version", ""),
    )


def cause_of(differences: Iterable[Difference]) -> Cause | None:
    """What explains these differences, the strongest first."""
    found = list(differences)
    kinds = {difference.kind for difference in found}
    if not found:
        return None
    if "error" in kinds:
        return Cause.ERROR
    if any(d.kind == "parameter" and _value(d.frozen) != _value(d.now) for d in found):
        return Cause.PARAMETER
    if "rule" in kinds:
        return Cause.RULE
    values = [difference for difference in found if difference.kind == "value"]
    if not values:
        return Cause.SOURCE
    return Cause.ROUNDING if all(_is_one_fen(value) for value in values) else Cause.ENGINE


def _value(parameter: Mapping[str, Any] | None) -> Any:
    return None if parameter is None else parameter["value"]


def _is_one_fen(difference: Difference) -> bool:
    """A number that moved by one: a rounding that fell the other way."""
    then, now = difference.frozen, difference.now
    numbers = all(isinstance(value, int) and not isinstance(value, bool) for value in (then, now))
    return numbers and abs(then - now) == 1 and min(abs(then), abs(now)) > 1


def grouped(found: Iterable[Replayed]) -> list[tuple[Cause, str, int, int]]:
    """(cause, programme, how many, how many of them with another result), the most frequent first."""
    many: Counter[tuple[Cause, str]] = Counter()
    other: Counter[tuple[Cause, str]] = Counter()
    for one in found:
        if one.cause is not None:
            many[one.cause, one.programme] += 1
            other[one.cause, one.programme] += one.changes_result
    return [
        (cause, programme, count, other[cause, programme]) for (cause, programme), count in many.most_common()
    ]
