"""A check from the request to the report."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from doudi.office.audit.models import AccessRecord, AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.people import actions as people
from doudi.office.people import questions
from doudi.office.people.enums import MembershipKind, Relation
from doudi.office.people.models import Fact
from doudi.office.programmes import rulebook
from doudi.office.staff.enums import Role
from doudi.office.verification import actions, permissions
from doudi.office.verification.actions.answers import RowsRefused
from doudi.office.verification.actions.checks import _months_later
from doudi.office.verification.enums import AnswerState, CheckState, Settled, Source, Weight
from doudi.office.verification.models import Check, Finding
from tests.programmes.conftest import declare

from .conftest import ON

HR, BANKS, POLICE = Source.HUMAN_RESOURCES, Source.BANKS, Source.PUBLIC_SECURITY
LATER = ON + timedelta(days=2)


@pytest.fixture
def answer(check, officer):
    """Enter an answer: `answer(HR, (person, fact, value), …)`."""

    def enter(source, *rows, on=ON, run=check, **more):
        return actions.answer(run, source, by=officer, on=on, rows=rows, **more)

    return enter


@pytest.fixture
def close(check, officer):
    def end(run=check, on=LATER, **more):
        return actions.complete(run, by=officer, on=on, **more)

    return end


def test_a_check_knows_its_case_purpose_and_deadline(check):
    assert check.number.startswith("HD500101-2025-")
    assert str(check) == check.number
    assert check.reference == "AJ500101-2025-00001"
    assert check.due_on == date(2025, 8, 21), "three working days after Monday"
    assert check.is_open
    assert [str(a) for a in check.answers.all()] == [str(s.label) for s in (POLICE, HR, BANKS)]


def test_every_query_says_who_asked_about_whom_and_why(check, husband, wife, clerk):
    for who in (husband, wife):
        look = AccessRecord.objects.get(person_id=who.pk)
        assert look.user_id == clerk.pk
        assert "AJ500101-2025-00001" in look.purpose
        assert "申请社会救助" in look.purpose
        assert look.fields == sorted([HR, BANKS, POLICE])


def test_without_a_choice_all_sources_are_asked(consents, household, clerk):
    check = actions.start_check(household, "AJ1", by=clerk, on=ON)
    assert check.answers.count() == len(Source)


def test_a_child_is_asked_about_by_the_consent_of_an_adult(consents, household, clerk, person, wife):
    daughter, son = person("张小花", "20120101"), person("张小树", "20140101")
    son.guardian = wife
    son.save(update_fields=["guardian"])
    for who in (daughter, son):
        people.join(
            household, who, Relation.SON, MembershipKind.LIVING_TOGETHER, by=clerk, on=ON, reason="漏登"
        )
    check = actions.start_check(household, "AJ1", by=clerk, on=ON)
    by_person = {row.person: row.consent.person for row in check.persons.all()}
    assert by_person[son] == wife
    assert by_person[daughter].name == "张有福"
    assert {str(row) for row in check.persons.all()} >= {"张小花"}


def test_no_check_without_every_consent(household, consent, husband, clerk):
    consent(husband)
    with pytest.raises(Refused, match="李秀兰"):
        actions.start_check(household, "AJ1", by=clerk, on=ON)
    assert not Check.objects.exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"reference": "  "}, "办件编号"),
        ({"purpose": "CURIOSITY"}, "用途"),
        ({"sources": []}, "至少选择"),
        ({"sources": ["NEIGHBOURS"]}, "至少选择"),
    ],
)
def test_no_check_without_case_purpose_or_source(consents, household, clerk, given, why):
    values = {"reference": "AJ1", **given}
    with pytest.raises(Refused, match=why):
        actions.start_check(household, values.pop("reference"), by=clerk, on=ON, **values)


def test_no_check_of_children_alone(places, clerk, person):
    child = person("孤儿", "20150101")
    row = (child, Relation.HEAD, MembershipKind.LIVING_TOGETHER)
    alone = people.form_household(
        by=clerk, division=places.village, settlement="RURAL", address="", members=[row], on=ON
    )
    with pytest.raises(Refused, match="监护人"):
        actions.start_check(alone, "AJ1", by=clerk, on=ON)


def test_a_case_is_checked_once_at_a_time(check, household, clerk):
    with pytest.raises(Refused, match="正在核对"):
        actions.start_check(household, check.reference, by=clerk, on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.create(
            number="X", household=household, reference=check.reference, purpose="APPLICATION",
            asked_on=ON, asked_by=clerk, due_on=ON,
        )  # fmt: skip


def test_another_township_may_not_ask(consents, household, stranger):
    with pytest.raises(Refused):
        actions.start_check(household, "AJ1", by=stranger, on=ON)


@pytest.mark.parametrize(
    "role", [Role.VILLAGE_ASSISTANT, Role.AUDITOR, Role.FINANCE_OFFICER, Role.TOWNSHIP_HEAD]
)
def test_only_those_in_charge_may_ask(consents, household, post, places, role):
    seat = places.village if role == Role.VILLAGE_ASSISTANT else places.town
    with pytest.raises(Refused):
        actions.start_check(household, "AJ1", by=post(role, seat), on=ON)


def test_nobody_asks_about_the_own_household(consents, household, husband, clerk):
    clerk.person_key = husband.id_index
    clerk.save()
    with pytest.raises(Refused, match="回避"):
        actions.start_check(household, "AJ1", by=clerk, on=ON)


def test_a_matched_value_counts_over_the_declared_one(check, answer, household, husband):
    answer(HR, (husband, "wage_income", 90000))
    facts = {m.person: f for m, f in questions.facts_for(household, ON).members}[husband]
    assert facts["wage_income"].value == 90000
    assert facts["wage_income"].conflict
    fact = Fact.objects.get(person=husband, name="wage_income", origin="MATCHED")
    assert (fact.source, fact.note) == (str(HR.label), check.number)


def test_a_difference_that_changes_the_amount_must_be_explained(check, answer, husband):
    answer(HR, (husband, "wage_income", 90000))
    finding = Finding.objects.get()
    assert (finding.declared, finding.matched, finding.weight) == (60000, 90000, Weight.EXPLAIN)
    assert str(finding) == "wage_income"


def test_a_difference_that_changes_the_outcome_blocks(check, answer, husband):
    answer(HR, (husband, "wage_income", 200000))
    assert Finding.objects.get().weight == Weight.BLOCKING


def test_a_difference_without_effect_is_information(check, answer, household):
    answer(POLICE, (None, "vehicles", 1))
    finding = Finding.objects.get()
    assert finding.weight == Weight.INFORMATION
    assert (finding.declared, finding.person) == (None, None)
    assert finding.note == "未申报"


def test_what_agrees_is_no_finding(check, answer, husband):
    answer(HR, (husband, "wage_income", 60000))
    assert not Finding.objects.exists()


def test_a_fact_that_cannot_be_zero_is_compared_with_nothing_known(check, answer, husband):
    answer(HR, (husband, "care_step", 2))
    assert Finding.objects.get().weight == Weight.INFORMATION


def test_amounts_of_several_sources_add_up_and_one_finding_is_left(check, answer, household, clerk):
    declare(clerk, household, financial_assets=500000)
    answer(BANKS, (None, "financial_assets", 300000))
    assert Finding.objects.get().matched == 300000
    answer(HR, (None, "financial_assets", 250000))
    finding = Finding.objects.get()
    assert (finding.matched, finding.answer.source) == (550000, HR)


def test_a_finding_vanishes_when_another_source_makes_it_right(check, answer, household, clerk):
    declare(clerk, household, financial_assets=500000)
    answer(BANKS, (None, "financial_assets", 300000))
    answer(HR, (None, "financial_assets", 200000))
    assert not Finding.objects.exists()


def test_two_amounts_of_one_source_add_up(check, answer, husband):
    given = answer(HR, (husband, "wage_income", 30000), (husband, "wage_income", 30000))
    assert [(str(row), row.value) for row in given.rows.all()] == [("wage_income=60000", 60000)]


def test_all_faults_of_an_answer_are_told_at_once_and_nothing_is_written(check, answer, husband, person):
    outsider = person("路人", "19800101")
    with pytest.raises(RowsRefused) as refused:
        answer(
            HR,
            (husband, "no_such_fact", 1),
            (outsider, "wage_income", 1),
            (husband, "disability_grade", 9),
            (husband, "disability_grade", 1),
            (husband, "disability_grade", 2),
        )
    errors = refused.value.errors
    assert [e.partition("：")[0] for e in errors] == ["第 1 行", "第 2 行", "第 3 行", "第 5 行"]
    assert "没有授权" in errors[1]
    assert not Fact.objects.filter(origin="MATCHED").exists()
    check.refresh_from_db()
    assert check.answers.get(source=HR).state == AnswerState.ASKED


def test_an_answer_is_entered_once(answer):
    answer(HR)
    with pytest.raises(Refused, match="已经录入"):
        answer(HR)


def test_a_source_that_was_not_asked_cannot_answer(answer):
    with pytest.raises(Refused, match="没有向这个单位"):
        answer(Source.TAX)


def test_a_silent_source_may_still_answer(check, answer, officer):
    actions.mark_silent(check, HR, by=officer, on=ON, note="超过三个工作日")
    assert answer(HR).state == AnswerState.ANSWERED


def test_many_answers_come_from_one_file_or_none(check, officer, husband):
    given = actions.answer_from_file(
        check, by=officer, on=ON, answers={HR: [(husband, "wage_income", 60000)], BANKS: []}
    )
    assert [a.state for a in given] == [AnswerState.ANSWERED] * 2
    with pytest.raises(Refused, match="没有任何"):
        actions.answer_from_file(check, by=officer, on=ON, answers={})


def test_a_check_is_complete_when_every_source_answered(check, answer, close):
    for source in (HR, BANKS, POLICE):
        answer(source)
    done = close()
    assert done.state == CheckState.COMPLETE
    assert done.completed_by is not None
    assert AuditRecord.objects.filter(verb="complete_check").count() == 1


def test_a_check_with_a_silent_source_is_partial_never_clean(check, answer, close, officer, household):
    answer(HR)
    answer(BANKS)
    actions.mark_silent(check, POLICE, by=officer, on=ON)
    assert close().state == CheckState.PARTIAL
    assert not permissions.report_is_full(household, LATER)


def test_a_check_with_a_source_still_waiting_is_not_closed(answer, close):
    answer(HR)
    with pytest.raises(Refused, match="公安"):
        close()


def test_a_refusing_obligor_makes_the_report_partial(consents, household, person, clerk, officer):
    son = person("张小军", "19990101")
    people.join(
        household, son, Relation.SON, MembershipKind.SUPPORT_OBLIGOR, by=clerk, on=ON, reason="义务人"
    )
    actions.refuse_consent(household, son, by=clerk, on=ON, reason="不同意")
    check = actions.start_check(household, "AJ1", by=clerk, on=ON, sources=[HR])
    assert son not in [row.person for row in check.persons.all()]
    actions.answer(check, HR, by=officer, on=ON)
    assert actions.complete(check, by=officer, on=ON).state == CheckState.PARTIAL


def test_a_closed_check_takes_nothing_more(check, answer, close, officer):
    for source in (HR, BANKS, POLICE):
        answer(source)
    close()
    with pytest.raises(Refused, match="已经结束"):
        answer(HR)
    with pytest.raises(Refused, match="已经结束"):
        close()
    with pytest.raises(Refused, match="已经结束"):
        actions.mark_silent(check, HR, by=officer, on=ON)


def test_the_report_is_valid_as_long_as_the_place_says(check, answer, close, monkeypatch):
    from types import SimpleNamespace

    monkeypatch.setattr(rulebook, "parameter", lambda *args: SimpleNamespace(value=6))
    for source in (HR, BANKS, POLICE):
        answer(source)
    done = close()
    assert done.valid_until == date(2026, 2, 20)
    assert done.is_valid(date(2026, 2, 20))
    assert not done.is_valid(date(2026, 2, 21))


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 8, 20), 4, date(2025, 12, 20)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
    ],
)
def test_months_end_on_the_last_day_of_a_short_month(day, months, end):
    assert _months_later(day, months) == end


def test_an_officer_may_give_the_last_day_of_the_report(check, answer, close):
    for source in (HR, BANKS, POLICE):
        answer(source)
    with pytest.raises(Refused, match="不能早于"):
        close(valid_until=ON)
    assert close(valid_until=date(2025, 12, 31)).valid_until == date(2025, 12, 31)


def test_one_report_serves_until_it_expires(check, answer, close, household):
    assert permissions.latest_report(household, LATER) is None
    for source in (HR, BANKS, POLICE):
        answer(source)
    close(valid_until=date(2025, 12, 31))
    assert permissions.latest_report(household, date(2025, 12, 31)) == check
    assert permissions.latest_report(household, date(2026, 1, 1)) is None
    assert permissions.report_is_full(household, date(2025, 12, 31))
    assert not permissions.report_is_full(household, date(2026, 1, 1))


def test_a_report_with_an_open_difference_is_not_full(check, answer, close, household, husband, officer):
    answer(HR, (husband, "wage_income", 90000))
    for source in (BANKS, POLICE):
        answer(source)
    close()
    assert not permissions.report_is_full(household, LATER)
    actions.settle(Finding.objects.get(), Settled.ADOPTED, by=officer, on=LATER)
    assert permissions.report_is_full(household, LATER)


def test_a_new_check_replaces_what_the_same_source_said_before(
    check, answer, close, household, husband, clerk, officer
):
    answer(HR, (husband, "wage_income", 90000))
    for source in (BANKS, POLICE):
        answer(source)
    close()
    second = actions.start_check(household, "AJ2", by=clerk, on=LATER, sources=[HR])
    answer(HR, (husband, "wage_income", 70000), run=second, on=LATER)
    assert rulebook.case_of(household, LATER).members[0]["wage_income"] == 70000


def test_an_adopted_difference_stands_and_is_recorded(check, answer, husband, officer, household):
    answer(HR, (husband, "wage_income", 90000))
    finding = actions.settle(Finding.objects.get(), Settled.ADOPTED, by=officer, on=LATER)
    assert (finding.settled, finding.settled_by, finding.settled_on) == (Settled.ADOPTED, officer, LATER)
    assert AuditRecord.objects.about(finding).get().household_id == household.pk
    assert rulebook.case_of(household, LATER).members[0]["wage_income"] == 90000


def test_a_dismissed_difference_takes_the_matched_value_back(check, answer, husband, officer, household):
    answer(HR, (husband, "wage_income", 200000))
    actions.settle(
        Finding.objects.get(), Settled.DISMISSED, by=officer, on=LATER, explanation="同名误配，人社已更正"
    )
    assert rulebook.case_of(household, LATER).members[0]["wage_income"] == 60000
    assert Fact.objects.get(origin="MATCHED").withdrawn_by == officer


def test_an_explained_difference_keeps_the_matched_value(check, answer, husband, officer, household):
    answer(HR, (husband, "wage_income", 90000))
    actions.settle(Finding.objects.get(), Settled.EXPLAINED, by=officer, on=LATER, explanation="七月加班")
    assert rulebook.case_of(household, LATER).members[0]["wage_income"] == 90000


@pytest.mark.parametrize(
    ("wage", "outcome", "explanation", "why"),
    [
        (200000, Settled.EXPLAINED, "说明", "须选择采用"),
        (90000, Settled.DISMISSED, " ", "写明理由"),
        (90000, Settled.EXPLAINED, "", "写明理由"),
        (90000, "IGNORED", "", "怎样处理"),
    ],
)
def test_a_difference_is_settled_properly_or_not_at_all(
    check, answer, husband, officer, wage, outcome, explanation, why
):
    answer(HR, (husband, "wage_income", wage))
    with pytest.raises(Refused, match=why):
        actions.settle(Finding.objects.get(), outcome, by=officer, on=LATER, explanation=explanation)
    assert Finding.objects.unsettled().count() == 1


def test_a_difference_is_settled_once(check, answer, husband, officer):
    answer(HR, (husband, "wage_income", 90000))
    actions.settle(Finding.objects.get(), Settled.ADOPTED, by=officer, on=LATER)
    with pytest.raises(Refused, match="已经处理"):
        actions.settle(Finding.objects.get(), Settled.ADOPTED, by=officer, on=LATER)


def test_another_township_settles_nothing(check, answer, husband, stranger):
    answer(HR, (husband, "wage_income", 90000))
    with pytest.raises(Refused):
        actions.settle(Finding.objects.get(), Settled.ADOPTED, by=stranger, on=LATER)


def test_rows_are_seen_by_their_division_only(check, answer, husband, stranger, officer):
    answer(HR, (husband, "wage_income", 90000))
    for rows in (Check.objects, Finding.objects):
        assert rows.all().visible_to(officer).count() == 1
        assert rows.all().visible_to(stranger).count() == 0
    assert Check.objects.overdue(check.due_on).count() == 0
    assert Check.objects.overdue(check.due_on + timedelta(days=1)).count() == 1


def test_an_empty_row_of_a_table_says_nothing():
    from doudi.office.verification import imports

    answers = {}
    imports._read_row([None, "", " "], {}, answers)
    assert answers == {}
