"""Freezing a determination, and computing it again."""

import json

import pytest
from django.db import DatabaseError, transaction

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.programmes import actions, rulebook
from doudi.office.programmes.enums import Outcome
from doudi.office.programmes.models import Determination
from doudi.office.staff.enums import Role

from .conftest import ON, declare


@pytest.fixture
def determination(household, clerk):
    return actions.determine(household, "dibao", by=clerk, on=ON)


def test_a_determination_keeps_everything(determination, household):
    assert determination.outcome == Outcome.ELIGIBLE
    assert determination.amount_fen == 66000
    assert determination.place == "500101"
    assert determination.path == "按户保障"
    assert len(determination.covered) == 2
    assert determination.number.startswith("RD500101-2025-")
    assert determination.lines[-1]["value_text"] == "660.00 元/月"
    assert len(determination.main_lines) < len(determination.lines)
    assert determination.reasons == []
    assert str(determination) == determination.number
    lines = {p["name"] for p in determination.frozen["parameters"]}
    assert "dibao_line" in lines


def test_the_days_of_a_stored_sheet_come_back_as_days(determination):
    days = [p["since"] for line in determination.lines for p in line["parameters"]]
    assert days
    assert all(day.year for day in days)


def test_a_determination_leaves_a_record(determination):
    record = AuditRecord.objects.about(determination).get()
    assert record.verb == "determine"
    assert record.after["outcome"] == "ELIGIBLE"


def test_the_same_content_twice_is_one_row(determination, household, clerk):
    assert actions.determine(household, "dibao", by=clerk, on=ON) == determination


def test_new_facts_make_a_new_determination(determination, household, husband, clerk):
    declare(clerk, husband, wage_income=10000)
    again = actions.determine(household, "dibao", by=clerk, on=ON)
    assert again.amount_fen == 56000
    assert again != determination


def test_a_refusal_keeps_its_reasons(household, husband, clerk):
    declare(clerk, husband, wage_income=200000)
    refused = actions.determine(household, "dibao", by=clerk, on=ON)
    assert refused.outcome == Outcome.NOT_ELIGIBLE
    assert refused.amount_fen is None
    assert any("1,260.00" in line["text"] for line in refused.reasons)


def test_a_determination_is_computed_again_with_the_same_result(determination):
    stored = Determination.objects.get(pk=determination.pk)
    assert actions.replay(stored) == []


def test_a_changed_content_is_found(determination):
    determination.frozen = json.loads(json.dumps(determination.frozen))
    determination.frozen["facts"]["members"][0]["wage_income"] = 0
    problems = actions.replay(determination)
    assert "校验值" in problems[0]
    assert len(problems) > 1


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_forbids_to_change_a_determination(determination, act):
    rows = Determination.objects.filter(pk=determination.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(amount_fen=1) if act == "update" else rows.delete()
    assert Determination.objects.get(pk=determination.pk).amount_fen == 66000


def test_somebody_of_another_township_may_not_determine(household, stranger):
    with pytest.raises(Refused, match=r"龙驹镇|梧桐村"):
        actions.determine(household, "dibao", by=stranger, on=ON)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE_OFFICER])
def test_who_only_reads_may_not_determine(household, post, places, role):
    with pytest.raises(Refused):
        actions.determine(household, "dibao", by=post(role, places.county), on=ON)


def test_a_programme_that_is_not_in_force_is_refused(household, clerk):
    with pytest.raises(Refused, match="没有实施"):
        actions.determine(household, "no_such_programme", by=clerk, on=ON)


def test_a_missing_local_setting_is_refused_with_its_name(household, clerk, monkeypatch):
    answer = rulebook.Assessment("dibao", "低保", "500101", ON, Outcome.UNKNOWN, problem="没有低保标准")
    monkeypatch.setattr(rulebook, "assess", lambda *args, **kwargs: [answer])
    with pytest.raises(Refused, match="没有低保标准"):
        actions.determine(household, "dibao", by=clerk, on=ON)
    assert not Determination.objects.exists()


def test_what_changed_between_two_determinations_is_told(determination, household, husband, clerk):
    from datetime import date

    declare(clerk, husband, wage_income=10000)
    later = actions.determine(household, "dibao", by=clerk, on=ON)
    changes = rulebook.changes(determination.frozen, later.frozen)
    told = {(c.kind, c.label, c.person): (c.before, c.after) for c in changes}
    assert told["FACT", "工资性收入", husband.pk] == ("600.00 元/月", "700.00 元/月")
    assert told["VALUE", "月保障金", None] == ("660.00 元/月", "560.00 元/月")
    before = actions.determine(household, "dibao", by=clerk, on=date(2025, 8, 18))
    assert rulebook.changes(before.frozen, before.frozen) == []


def test_a_new_standard_is_told_with_its_document():
    then = {"name": "dibao_line", "value": 61000, "source": "旧", "since": "2024-09-01"}
    now = {"name": "dibao_line", "value": 63000, "source": "渝民规〔2025〕6号", "since": "2025-07-01"}
    gone = {"name": "old_setting", "value": 1, "source": "旧", "since": "2024-09-01"}
    empty = {
        "facts": {"household": {}, "members": []},
        "persons": [],
        "values": {},
        "members": [],
        "rules": [],
    }
    changes = rulebook.changes({**empty, "parameters": [then, gone]}, {**empty, "parameters": [now]})
    by_label = {c.label: c for c in changes}
    assert by_label["低保标准"].after == "630.00 元/月"
    assert "渝民规〔2025〕6号" in by_label["低保标准"].note
    assert (by_label["old_setting"].before, by_label["old_setting"].after) == ("1", "—")


def test_facts_and_rules_that_are_gone_are_still_compared():
    empty = {"persons": [7], "parameters": [], "rules": [{"name": "is_member"}, {"name": "gone"}]}
    facts = [{"old_fact": 1}, {"old_fact": 2}]
    values = [{"gone": 5, "is_member": True}, {"gone": 6, "is_member": False}]
    frozen = [
        {**empty, "facts": {"household": {}, "members": [f]}, "values": {}, "members": [v]}
        for f, v in zip(facts, values, strict=True)
    ]
    told = {(c.label, c.before, c.after) for c in rulebook.changes(*frozen)}
    assert ("old_fact", "1", "2") in told
    assert ("gone", "5", "6") in told
    assert any(before == "是" for _label, before, _after in told)


def test_a_fact_that_became_known_is_told_from_nothing():
    empty = {"persons": [], "members": [], "parameters": [], "rules": [], "values": {}}
    before = {**empty, "facts": {"household": {}, "members": []}}
    after = {**empty, "facts": {"household": {"vehicles": 1}, "members": []}, "values": {"gone": None}}
    (change,) = rulebook.changes(before, after)
    assert (change.label, change.before, change.after) == ("机动车辆", "—", "1 辆")
