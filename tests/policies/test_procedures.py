"""Procedures are dated data: the right one holds on the right day, and a wrong file is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from doudi.engine import PolicyError
from doudi.policies import get_policies
from doudi.policies.procedures import (
    Calendar,
    IntakeAt,
    Procedure,
    StartMonth,
    StepKind,
    StepRole,
    Waiver,
    When,
    every_procedure,
    procedure,
    read_procedures,
)

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("place", "programme", "on", "place_name", "since"),
    [
        ("000000", "dibao", "1999-10-01", "全国", "1999-10-01"),
        ("000000", "dibao", "2012-12-11", "全国", "1999-10-01"),
        ("000000", "dibao", "2012-12-12", "全国", "2012-12-12"),
        ("000000", "dibao", "2021-06-30", "全国", "2012-12-12"),
        ("000000", "dibao", "2021-07-01", "全国", "2021-07-01"),
        ("000000", "dibao", "2022-10-19", "全国", "2021-07-01"),
        ("000000", "dibao", "2022-10-20", "全国", "2022-10-20"),
        ("000000", "tekun", "2021-07-01", "全国", "2021-07-01"),
        ("500101", "dibao", "2004-12-31", "全国", "1999-10-01"),
        ("500101", "dibao", "2005-01-01", "万州区", "2005-01-01"),
        ("500101", "dibao", "2012-12-11", "万州区", "2005-01-01"),
        ("500101", "dibao", "2012-12-12", "全国", "2012-12-12"),
        ("500101", "dibao", "2016-05-01", "重庆市", "2016-05-01"),
        ("500101", "dibao", "2025-08-05", "重庆市", "2021-07-01"),
        ("330212", "dibao", "2016-09-03", "浙江省", "2012-01-01"),
        ("330212", "dibao", "2016-09-04", "鄞州区", "2016-09-04"),
        ("330212", "dibao", "2020-09-23", "鄞州区", "2016-09-04"),
        ("330212", "dibao", "2020-09-24", "浙江省", "2020-09-24"),
        ("330600", "dibao", "2012-01-01", "绍兴市", "2012-01-01"),
        ("330600", "dibao", "2020-09-24", "浙江省", "2020-09-24"),
        ("230100", "dibao", "2004-04-01", "全国", "1999-10-01"),
        ("230100", "dibao", "2004-04-02", "哈尔滨市", "2004-04-02"),
        ("230100", "dibao", "2012-12-12", "全国", "2012-12-12"),
        ("310000", "dibao", "2024-12-30", "全国", "2022-10-20"),
        ("310000", "dibao", "2024-12-31", "上海市", "2024-12-31"),
        ("990101", "dibao", "2026-11-20", "全国", "2022-10-20"),
        ("990101", "near_dibao", "2026-11-20", "全国", "2022-10-20"),
    ],
)
def test_the_procedure_of_the_nearest_place_holds_from_its_day(
    place: str, programme: str, on: str, place_name: str, since: str
) -> None:
    found = procedure(place, programme, date.fromisoformat(on))
    assert (found.place_name, str(found.since)) == (place_name, since)


def keys(found: Procedure, kind: StepKind) -> list[str]:
    return [step.key for step in found.kinds(kind)]


def test_the_national_deadlines_are_those_of_57() -> None:
    found = procedure("000000", "dibao", date(2025, 8, 5))
    assert found.days_in_total() == 30
    assert found.days_in_total(delegated=True) == 20
    assert found.days_in_total(extended=True) == 45
    assert found.days_in_total(delegated=True, extended=True) == 45
    assert found.refusal_notice_days == 3
    assert found.start_month == StartMonth.NEXT_MONTH
    assert found.step("verification").start_days == 3
    assert found.step("home_visit").investigators == 2
    assert found.step("home_visit").waive == (Waiver.MAJOR_EMERGENCY,)
    assert found.step("appraisal").when == When.ON_OBJECTION
    assert (found.step("public_notice").days, found.step("public_notice").calendar) == (7, Calendar.CALENDAR)
    assert (found.step("confirm").days, found.step("confirm").delegated_role) == (10, StepRole.TOWNSHIP_HEAD)


def test_before_the_notice_of_2022_delegation_did_not_shorten_the_time() -> None:
    assert procedure("000000", "dibao", date(2022, 10, 19)).days_in_total(delegated=True) == 30


def test_the_old_national_rules_post_twice_and_pay_by_the_tenth() -> None:
    found = procedure("000000", "dibao", date(2013, 1, 1))
    assert len(found.kinds(StepKind.PUBLIC_NOTICE)) == 2
    assert found.step("appraisal").when == When.ALWAYS
    assert found.pay_by_day == 10
    assert found.days_in_total() is None


def test_tekun_takes_fifteen_seven_and_fifteen_days() -> None:
    found = procedure("000000", "tekun", date(2025, 8, 5))
    assert [found.step(key).days for key in ("review", "public_notice", "confirm")] == [15, 7, 15]
    assert found.step("confirm").spot_check_percent == 30


def test_chongqing_pays_from_the_month_of_approval_and_always_appraises() -> None:
    found = procedure("500101", "dibao", date(2025, 8, 5))
    assert found.start_month == StartMonth.SAME_MONTH
    assert found.step("appraisal").when == When.ALWAYS
    assert found.step("public_notice").objection_days == 3
    assert found.total_excludes_notice


def test_shaoxing_appraises_twice_and_posts_three_times() -> None:
    found = procedure("330600", "dibao", date(2013, 5, 1))
    assert keys(found, StepKind.APPRAISAL) == ["village_appraisal", "township_appraisal"]
    assert keys(found, StepKind.PUBLIC_NOTICE) == ["village_notice", "township_notice", "county_notice"]


def test_wanzhou_of_2005_goes_five_steps() -> None:
    found = procedure("500101", "dibao", date(2006, 1, 1))
    assert [step.step.label for step in found.steps] == [
        "入户调查",
        "民主评议",
        "公示",
        "乡镇初审",
        "审核确认",
    ]
    assert [step.key for step in found.before("review")] == ["home_visit", "appraisal", "public_notice"]


def test_yinzhou_of_2016_has_a_village_window() -> None:
    found = procedure("330298", "dibao", date(2016, 10, 1))
    assert (found.place_name, found.intake) == ("鄞州区", IntakeAt.VILLAGE_AND_TOWNSHIP)


def test_sichuan_of_2021_may_waive_appraisal_and_visit() -> None:
    found = procedure("519901", "dibao", date(2021, 12, 5))
    assert found.delegated
    assert found.step("appraisal").waive == (Waiver.NO_OBJECTION,)
    assert Waiver.FULL_VERIFICATION_REPORT in found.step("home_visit").waive
    assert not procedure("510000", "dibao", date(2021, 12, 5)).delegated


def test_shanghai_confirms_in_the_township() -> None:
    for programme in ("dibao", "tekun", "near_dibao"):
        found = procedure("310000", programme, date(2025, 8, 5))
        assert (found.delegated, found.step("confirm").role) == (True, StepRole.TOWNSHIP_HEAD)


def test_zhejiang_of_2020_decides_in_five_days() -> None:
    found = procedure("330212", "dibao", date(2022, 1, 1))
    assert [found.step(key).days for key in ("review", "public_notice", "confirm")] == [15, 7, 5]


def test_every_procedure_cites_a_source_and_the_day_on_which_it_was_checked() -> None:
    assert [p for p in every_procedure() if not p.source or p.checked is None] == []


def test_every_step_names_its_article_or_the_waiver_its_ground() -> None:
    assert [(p.place, s.key) for p in every_procedure() for s in p.steps if not s.law] == []


def test_a_programme_without_a_procedure_is_refused() -> None:
    with pytest.raises(PolicyError, match="没有 tekun 的办理程序"):
        procedure("000000", "tekun", date(2021, 6, 30))


STEP = "      - {key: confirm, step: CONFIRM, role: COUNTY_HEAD}\n"
HEAD = "procedures:\n  - since: 2021-07-01\n    source: 某文件\n    start_month: NEXT_MONTH\n"
VISIT = "      - {key: visit, step: HOME_VISIT, role: TOWNSHIP_INTAKE, investigators: 2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("procedures: []\n", "至少一个程序"),
        ("procedures: 甲\n", "至少一个程序"),
        (HEAD + "    steps: 甲\n", "steps 应是列表"),
        (HEAD + "    wrong: 1\n    steps:\n" + STEP, "不认识的键 wrong"),
        (
            HEAD + "    steps:\n" + STEP + HEAD.split("procedures:\n")[1] + "    steps:\n" + STEP,
            "都从 2021-07-01 起",
        ),
        (HEAD.replace("2021-07-01", "七月") + "    steps:\n" + STEP, "日期 '七月'"),
        (HEAD.replace("NEXT_MONTH", "SOON") + "    steps:\n" + STEP, "'SOON' 应是"),
        (HEAD.replace("某文件", "12") + "    steps:\n" + STEP, "应是文字"),
        (HEAD + "    total_days: 0\n    steps:\n" + STEP, "1 至 366 的整数"),
        (HEAD + "    total_days: true\n    steps:\n" + STEP, "1 至 366 的整数"),
        (HEAD + "    delegable: 1\n    steps:\n" + STEP, "true 或 false"),
        (HEAD + "    extension_grounds: 甲\n    steps:\n" + STEP, "应是列表"),
        (HEAD + "    steps:\n" + VISIT + "}\n", "最后一步应是 CONFIRM"),
        (HEAD + "    steps: []\n", "最后一步应是 CONFIRM"),
        (HEAD + "    steps:\n" + STEP + STEP, "key 重复：confirm"),
        (HEAD + "    steps:\n" + STEP.replace("key: confirm", "key: first") + STEP, "CONFIRM 只能有一步"),
        (HEAD + "    steps:\n" + VISIT + ", waive: [MAJOR_EMERGENCY]}\n" + STEP, "waive_law"),
        (HEAD + "    steps:\n" + VISIT + ", waive: [TIRED], waive_law: 甲}\n" + STEP, "'TIRED' 应是"),
        (
            HEAD + "    steps:\n      - {key: visit, step: HOME_VISIT}\n" + STEP,
            "入户调查 要写 role、investigators",
        ),
        (HEAD + "    steps:\n      - {key: visit}\n" + STEP, "缺少 step"),
    ],
)
def test_a_wrong_procedure_is_refused_with_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "procedure.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=message):
        read_procedures(path, get_policies().place("000000"), "dibao")
