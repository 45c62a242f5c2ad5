"""Procedures as dated data: steps, who acts, deadlines, waivers; the nearest place's one holds.

A procedure replaces the whole of an earlier one from its `since`; where a place's own has ended, the place
above decides again. Days are working days unless `calendar` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from doudi.engine import PolicyError, strictyaml
from doudi.engine.places import Place
from doudi.policies import ROOT, get_policies
from doudi.policies.catalogue import Labelled


class StepKind(Labelled):
    """What a step is; acceptance comes before all and starts the clock."""

    CONSENT = "CONSENT", "核对授权"
    VERIFICATION = "VERIFICATION", "家庭经济状况信息核对"
    HOME_VISIT = "HOME_VISIT", "入户调查"
    APPRAISAL = "APPRAISAL", "民主评议"
    REVIEW = "REVIEW", "乡镇初审"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", "公示"
    CONFIRM = "CONFIRM", "审核确认"


class StepRole(Labelled):
    """Which post acts."""

    VILLAGE_ASSISTANT = "VILLAGE_ASSISTANT", "村级社会救助协理员"
    TOWNSHIP_INTAKE = "TOWNSHIP_INTAKE", "乡镇受理人员"
    TOWNSHIP_REVIEWER = "TOWNSHIP_REVIEWER", "乡镇审核人员"
    TOWNSHIP_HEAD = "TOWNSHIP_HEAD", "乡镇负责人"
    COUNTY_OFFICER = "COUNTY_OFFICER", "县级经办人员"
    COUNTY_HEAD = "COUNTY_HEAD", "县级负责人"


class Level(Labelled):
    """Where a notice hangs or an appraisal sits."""

    VILLAGE = "VILLAGE", "村（居）"
    TOWNSHIP = "TOWNSHIP", "乡镇（街道）"
    COUNTY = "COUNTY", "县级"


class When(Labelled):
    """Whether a step is always done."""

    ALWAYS = "ALWAYS", "每件都做"
    ON_OBJECTION = "ON_OBJECTION", "公示有异议时做"
    OPTIONAL = "OPTIONAL", "经办机构视情"


class Calendar(Labelled):
    """How days are counted."""

    WORKING = "WORKING", "工作日"
    CALENDAR = "CALENDAR", "日历日"


class Waiver(Labelled):
    """The grounds on which a step may be left out."""

    FULL_VERIFICATION_REPORT = "FULL_VERIFICATION_REPORT", "信息核对已查明经济状况并出具报告"
    NO_OBJECTION = "NO_OBJECTION", "申请没有争议"
    MAJOR_EMERGENCY = "MAJOR_EMERGENCY", "重大突发事件，改用电话、视频等非接触方式"
    COUNTY_SETTING = "COUNTY_SETTING", "县级民政部门按本地规定免除"


class StartMonth(Labelled):
    """From which month an award is paid."""

    NEXT_MONTH = "NEXT_MONTH", "作出确认决定的下月"
    SAME_MONTH = "SAME_MONTH", "作出确认决定的当月"
    APPLICATION_MONTH = "APPLICATION_MONTH", "申请当月"


class IntakeAt(Labelled):
    """Which windows take applications."""

    TOWNSHIP = "TOWNSHIP", "乡镇（街道）窗口"
    VILLAGE_AND_TOWNSHIP = "VILLAGE_AND_TOWNSHIP", "村（居）窗口和乡镇（街道）窗口"


@dataclass(frozen=True)
class ProcedureStep:
    """One step. Who acts, in how many days, when it is due at all, on what grounds it may be waived."""

    key: str
    step: StepKind
    role: StepRole | None = None
    delegated_role: StepRole | None = None
    level: Level | None = None
    when: When = When.ALWAYS
    start_days: int | None = None
    days: int | None = None
    objection_days: int | None = None
    calendar: Calendar = Calendar.WORKING
    investigators: int | None = None
    quorum: int | None = None
    pass_percent: int | None = None
    representatives_percent: int | None = None
    spot_check_percent: int | None = None
    waive: tuple[Waiver, ...] = ()
    waive_law: str = ""
    law: str = ""
    note: str = ""


@dataclass(frozen=True)
class Procedure:
    """The way of an application, in force from `since`; deadlines in working days from acceptance."""

    place: str
    place_name: str
    programme: str
    since: date
    source: str
    steps: tuple[ProcedureStep, ...]
    url: str = ""
    checked: date | None = None
    note: str = ""
    until: date | None = None
    total_days: int | None = None
    total_calendar: Calendar = Calendar.WORKING
    total_excludes_notice: bool = False
    delegated_days: int | None = None
    extended_days: int | None = None
    extension_grounds: tuple[str, ...] = ()
    refusal_notice_days: int | None = None
    refusal_notice_calendar: Calendar = Calendar.WORKING
    objection_days: int | None = None
    start_month: StartMonth = StartMonth.NEXT_MONTH
    delegable: bool = False
    delegated: bool = False
    intake: IntakeAt = IntakeAt.TOWNSHIP
    receipt: str = ""
    pay_by_day: int | None = None
    spot_check_percent: int | None = None
    not_given: tuple[str, ...] = field(default=())

    def step(self, key: str) -> ProcedureStep:
        """The step of that key."""
        return next(step for step in self.steps if step.key == key)

    def kinds(self, kind: StepKind) -> tuple[ProcedureStep, ...]:
        """All steps of one kind, in order."""
        return tuple(step for step in self.steps if step.step == kind)

    def before(self, key: str) -> tuple[ProcedureStep, ...]:
        """The steps that come first."""
        keys = [step.key for step in self.steps]
        return self.steps[: keys.index(key)]

    def days_in_total(self, *, delegated: bool = False, extended: bool = False) -> int | None:
        """The limit from acceptance to decision; None where the source gives none."""
        if extended and self.extended_days is not None:
            return self.extended_days
        if delegated and self.delegated_days is not None:
            return self.delegated_days
        return self.total_days


_STEP_ENUMS: Mapping[str, type[Labelled]] = {
    "step": StepKind,
    "role": StepRole,
    "delegated_role": StepRole,
    "level": Level,
    "when": When,
    "calendar": Calendar,
}
_PROCEDURE_ENUMS: Mapping[str, type[Labelled]] = {
    "total_calendar": Calendar,
    "refusal_notice_calendar": Calendar,
    "start_month": StartMonth,
    "intake": IntakeAt,
}
_OWN = ("place", "place_name", "programme", "steps")
_PERCENT = ("pass_percent", "representatives_percent", "spot_check_percent")
_WANTS: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.VERIFICATION: ("role",),
    StepKind.HOME_VISIT: ("role", "investigators"),
    StepKind.APPRAISAL: ("level",),
    StepKind.REVIEW: ("role",),
    StepKind.PUBLIC_NOTICE: ("level",),
    StepKind.CONFIRM: ("role",),
}


def procedure(place: str, programme: str, on: date) -> Procedure:
    """The procedure in force: of the nearest place that has one, by that day its latest."""
    for at in get_policies().place(place).chain:
        begun = [p for p in procedures_of(at.code, programme) if p.since <= on]
        if begun and (begun[-1].until is None or on <= begun[-1].until):
            return begun[-1]
    raise PolicyError(f"{place} 在 {on} 没有 {programme} 的办理程序，请在 procedure.yaml 中补上")


@cache
def procedures_of(place: str, programme: str) -> tuple[Procedure, ...]:
    """All dated procedures that one place itself gives for a programme, earliest first."""
    at = get_policies().place(place)
    path = at.folder / programme / "procedure.yaml"
    return tuple(read_procedures(path, at, programme)) if path.is_file() else ()


def read_procedures(path: Path, place: Place, programme: str) -> list[Procedure]:
    """The procedures of one file, validated."""
    content = strictyaml.only(strictyaml.read(path), str(path), ("procedures",), ("procedures",))
    found = sorted(_procedures(content["procedures"], path, place, programme), key=lambda p: p.since)
    for earlier, later in pairwise(found):
        if earlier.since == later.since:
            raise PolicyError(f"{path}：有两个程序都从 {later.since} 起，请只保留一个")
    return found


def every_procedure() -> Iterator[Procedure]:
    """All procedures of all places, for checks and tables."""
    for place in get_policies().places.values():
        for path in sorted(place.folder.glob("*/procedure.yaml")):
            yield from procedures_of(place.code, path.parent.name)


def _procedures(given: Any, path: Path, place: Place, programme: str) -> Iterator[Procedure]:
    if not isinstance(given, list) or not given:
        raise PolicyError(f"{path}：procedures 应列出至少一个程序")
    for i, item in enumerate(given, 1):
        yield _procedure(item, f"{_short(path)}：第 {i} 个程序", place, programme)


def _procedure(given: Any, where: str, place: Place, programme: str) -> Procedure:
    known = [name for name in Procedure.__dataclass_fields__ if name not in _OWN]
    entry = strictyaml.only(given, where, [*known, "steps"], ("since", "source", "steps", "start_month"))
    if not isinstance(entry["steps"], list):
        raise PolicyError(f"{where}：steps 应是列表")
    steps = tuple(_step(item, f"{where} 第 {i} 步") for i, item in enumerate(entry.pop("steps"), 1))
    _check_order(steps, where)
    values = _typed(entry, where, _PROCEDURE_ENUMS)
    return Procedure(place=place.code, place_name=place.name, programme=programme, steps=steps, **values)


def _step(given: Any, where: str) -> ProcedureStep:
    entry = strictyaml.only(given, where, list(ProcedureStep.__dataclass_fields__), ("key", "step"))
    step = ProcedureStep(**_typed(entry, where, _STEP_ENUMS))
    if missing := [name for name in _WANTS.get(step.step, ()) if getattr(step, name) is None]:
        raise PolicyError(f"{where}：{step.step.label} 要写 {'、'.join(missing)}")
    if step.waive and not step.waive_law:
        raise PolicyError(f"{where}：写了 waive 就要写 waive_law，说明依据")
    return step


def _check_order(steps: tuple[ProcedureStep, ...], where: str) -> None:
    keys = [step.key for step in steps]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise PolicyError(f"{where}：步骤的 key 重复：{'、'.join(twice)}")
    if not steps or steps[-1].step != StepKind.CONFIRM:
        raise PolicyError(f"{where}：最后一步应是 CONFIRM（审核确认）")
    if sum(step.step == StepKind.CONFIRM for step in steps) > 1:
        raise PolicyError(f"{where}：CONFIRM 只能有一步")


def _typed(entry: Mapping[str, Any], where: str, enums: Mapping[str, type[Labelled]]) -> dict[str, Any]:
    return {name: _value(name, value, f"{where} 的 {name}", enums) for name, value in entry.items()}


def _value(name: str, value: Any, where: str, enums: Mapping[str, type[Labelled]]) -> Any:
    if name in enums:
        return _member(value, enums[name], where)
    if name == "waive":
        return tuple(_member(item, Waiver, where) for item in _listed(value, where))
    if name in ("extension_grounds", "not_given"):
        return tuple(_text(item, where) for item in _listed(value, where))
    if name in ("since", "until", "checked"):
        return _day(value, where)
    if name in ("delegable", "delegated", "total_excludes_notice"):
        return _flag(value, where)
    if name in _NUMBERS:
        return _number(value, where, 100 if name in _PERCENT else 366)
    return _text(value, where)


_NUMBERS = (
    "total_days",
    "delegated_days",
    "extended_days",
    "refusal_notice_days",
    "objection_days",
    "pay_by_day",
    "start_days",
    "days",
    "investigators",
    "quorum",
    *_PERCENT,
)
_Label = TypeVar("_Label", bound=Labelled)


def _member(value: Any, enum: type[_Label], where: str) -> _Label:
    if value not in enum.__members__:
        raise PolicyError(f"{where}：{value!r} 应是 {'、'.join(enum.__members__)} 之一")
    return enum[str(value)]


def _listed(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise PolicyError(f"{where}：应是列表，实际是 {value!r}")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(f"{where}：应是文字，实际是 {value!r}")
    return value


def _day(value: Any, where: str) -> date:
    if type(value) is not date:
        raise PolicyError(f"{where}：日期 {value!r} 应写成 2025-07-01 的样子")
    return value


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise PolicyError(f"{where}：{value!r} 应是 true 或 false")
    return value


def _number(value: Any, where: str, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise PolicyError(f"{where}：{value!r} 应是 1 至 {most} 的整数")
    return value


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
