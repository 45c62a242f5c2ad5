"""A county sets its own standards: drafted by one, approved by another, never changed, laid over the library."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.programmes import actions, rulebook
from doudi.office.programmes.enums import MeetingKind, StandardState
from doudi.office.programmes.models import LocalStandard, StandardMeeting
from doudi.office.programmes.rulebook import history, local
from doudi.office.staff.enums import Role
from doudi.policies import get_policies, in_use, library, use
from tests.county import staff

PLACE, ON = "990101", date(2027, 1, 1)
BOTH = ("URBAN", "RURAL")


def fen(urban, rural=None):
    return {"URBAN": urban * 100, "RURAL": (urban if rural is None else rural) * 100}


@pytest.fixture
def officer(county):
    return county[Role.COUNTY_OFFICER]


@pytest.fixture
def head(county):
    return county[Role.COUNTY_HEAD]


@pytest.fixture
def draft(officer):
    """A draft of the demo county: `draft("dibao_line", fen(830, 680))`."""

    def make(name="dibao_line", values=None, since=ON, **more):
        given = {"source": "示例府发〔2026〕9号", **more}
        values = fen(830, 680) if values is None else values
        return actions.draft_standard(place=PLACE, name=name, since=since, values=values, by=officer, **given)

    return make


@pytest.fixture
def approve(draft, officer, head):
    def make(*args, **more):
        standard = actions.submit_standard(draft(*args, **more), by=officer)
        done = actions.approve_standard(standard, opinion="同意", by=head)
        local.refresh()
        return done

    return make


def test_a_field_that_no_standard_has_is_a_mistake_of_ours(draft):
    with pytest.raises(TypeError, match="colour"):
        draft(colour="red")


def line(on, settlement="URBAN", place=PLACE):
    return rulebook.parameter(place, "dibao_line", on, settlement)


def test_an_approved_standard_is_in_force_from_its_first_day_and_says_where_it_is_from(approve):
    standard = approve()
    assert line(date(2026, 12, 31)).value == 79000
    assert line(date(2026, 12, 31)).origin == ""
    value = line(ON, "RURAL")
    assert (value.value, value.source, value.place) == (68000, "示例府发〔2026〕9号", PLACE)
    assert value.origin == f"本地标准 {standard.number}"
    assert standard.number.startswith("BZ990101-2027-")


def test_a_draft_and_a_submitted_one_change_nothing(draft, officer):
    actions.submit_standard(draft(), by=officer)
    local.refresh()
    assert line(ON).value == 79000
    assert in_use() is None


def test_each_step_leaves_a_record(approve, officer, head):
    standard = approve()
    told = [(r.verb, r.actor_id) for r in AuditRecord.objects.about(standard).order_by("seq")]
    assert told == [
        ("draft_standard", officer.pk),
        ("submit_standard", officer.pk),
        ("approve_standard", head.pk),
    ]


def test_the_later_approval_of_the_same_day_counts_and_both_stay(approve):
    first = approve()
    second = approve(values=fen(840, 690))
    assert line(ON).value == 84000
    assert LocalStandard.objects.approved().count() == 2
    stretches = history.history(PLACE, "dibao_line", ON)
    assert [s.urban for s in stretches[:2]] == ["840.00 元/月", "790.00 元/月"]
    assert (stretches[0].is_local, stretches[0].in_force, stretches[1].is_local) == (True, True, False)
    assert first.pk < second.pk


def test_a_standard_with_a_last_day_ends_with_an_error_or_hands_back_to_the_place_above(approve):
    approve("care_full_floor", fen(310), since=date(2027, 1, 1), last_day=date(2027, 6, 30))
    assert rulebook.parameter(PLACE, "care_full_floor", date(2027, 6, 30)).value == 31000
    assert rulebook.parameter(PLACE, "care_full_floor", date(2027, 7, 1)) is None
    years = {"URBAN": 65, "RURAL": 65}
    approve("elder_age", years, last_day=date(2027, 6, 30), hands_back=True)
    assert rulebook.parameter(PLACE, "elder_age", date(2027, 6, 30)).value == 65
    assert rulebook.parameter(PLACE, "elder_age", date(2027, 7, 1)).value == 60


def test_other_places_keep_the_library(approve):
    approve()
    for place in ("500101", "990000"):
        expected = library().rulebook(place=place, on=ON).parameters("URBAN").get("dibao_line")
        assert line(ON, place=place) == expected


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COUNTY_OFFICER])
def test_only_the_county_officer_drafts(county, role):
    with pytest.raises(Refused, match="县级经办"):
        actions.draft_standard(place=PLACE, name="dibao_line", since=ON, values=fen(830), by=county[role])


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COUNTY_HEAD])
def test_only_the_county_head_approves(county, draft, officer, role):
    standard = actions.submit_standard(draft(), by=officer)
    with pytest.raises(Refused, match="县级负责人"):
        actions.approve_standard(standard, by=county[role])


def test_an_officer_of_another_county_drafts_nothing_here(county):
    from tests.county import division

    other = division("990102", "邻县", "COUNTY", county.province)
    with pytest.raises(Refused, match="示例县"):
        actions.draft_standard(
            place=PLACE, name="dibao_line", since=ON, values=fen(830),
            by=staff("other", Role.COUNTY_OFFICER, other),
        )  # fmt: skip


@pytest.mark.parametrize("same", ["name", "person_key"])
def test_one_person_with_two_accounts_does_not_approve_the_own_draft(county, draft, officer, same):
    standard = actions.submit_standard(draft(), by=officer)
    known = {"name": officer.name} if same == "name" else {"name": "另一名", "person_key": "key"}
    if same == "person_key":
        type(officer).objects.filter(pk=officer.pk).update(person_key="")
    twin = staff("twin", Role.COUNTY_HEAD, county.county, **known)
    if same == "name":
        with pytest.raises(Refused, match="不能是同一人"):
            actions.approve_standard(standard, by=twin)
    else:
        assert actions.approve_standard(standard, by=twin).state == StandardState.APPROVED


# --- floors -------------------------------------------------------------------------------------


@pytest.fixture
def six_hundred(approve):
    """The example of the paper: dibao 600 for town and country."""
    approve(values=fen(700), since=date(2027, 1, 1))
    approve("dibao_line", fen(700, 600), since=date(2027, 1, 2))
    return date(2027, 1, 3)


def test_tekun_at_779_is_refused_and_at_780_accepted_where_dibao_is_600(draft, six_hundred):
    with pytest.raises(Refused, match=r"779\.00 元，低于 780\.00 元.*130%"):
        draft("tekun_standard_home", fen(910, 779), since=six_hundred)
    assert draft("tekun_standard_home", fen(910, 780), since=six_hundred).pk


def test_raising_dibao_to_650_is_accepted_and_flags_tekun_at_780(approve, draft, six_hundred):
    approve("tekun_standard_home", fen(1000, 780), since=six_hundred)
    raised = draft(values=fen(700, 650), since=date(2027, 2, 1))
    warned = rulebook_judge(raised).warned
    assert any("780.00 元，低于 845.00 元" in text for text in warned), warned


def rulebook_judge(standard):
    from doudi.office.programmes.rulebook import judging

    return judging.judge(standard)


def test_a_care_band_below_the_guide_of_the_province_is_refused(draft):
    with pytest.raises(Refused, match=r"299\.00 元，低于 300\.00 元"):
        draft("care_full_home", fen(299))
    assert draft("care_full_home", fen(300)).pk


@pytest.mark.parametrize(
    ("urban", "rural", "message"), [(520, 520, "低于 524.00"), (525, 314, "低于 315.00")]
)
def test_urban_and_rural_lines_below_their_shares_are_refused(approve, draft, urban, rural, message):
    on = date(2027, 3, 1)
    forty = {"URBAN": 4000, "RURAL": 4000}
    approve("minimum_wage", fen(1310), since=on)
    approve("urban_wage_ratio_least", forty, since=on)
    with pytest.raises(Refused, match=message):
        draft(values=fen(urban, rural), since=on)
    passed = draft(values=fen(525, 315), since=on)
    assert [text for text in rulebook_judge(passed).held if "315.00" in text]


def test_a_raised_minimum_wage_flags_both_lines_below_their_floor(approve, draft):
    on = date(2027, 3, 1)
    approve("urban_wage_ratio_least", {"URBAN": 4000, "RURAL": 4000}, since=on)
    approve("minimum_wage", fen(1310), since=on)
    approve(values=fen(525, 315), since=on)
    raised = draft("minimum_wage", fen(1470), since=date(2027, 4, 1))
    assert any("低于 588.00 元" in text for text in rulebook_judge(raised).warned)


def test_a_limit_that_changes_later_is_told_ahead(approve, draft):
    approve("minimum_wage", fen(2500), since=date(2027, 6, 1))
    standard = draft(values=fen(800, 680))
    assert any(
        "2027-06-01 起" in text and "低于 875.00 元" in text for text in rulebook_judge(standard).warned
    )


def test_what_became_too_low_while_it_waited_is_not_approved(approve, draft, officer, head):
    waiting = actions.submit_standard(draft("tekun_standard_home", fen(1100, 890)), by=officer)
    approve(values=fen(900, 720))
    with pytest.raises(Refused, match="低于"):
        actions.approve_standard(waiting, by=head)


# --- drafts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"values": {"URBAN": 83000}}, "都要填写"),
        ({"last_day": date(2026, 1, 1)}, "截止日期"),
        ({"hands_back": True}, "截止日期"),
        ({"is_trial": True}, "复核日期"),
        ({"name": "no_such"}, "没有叫 no_such 的参数"),
    ],
)
def test_a_draft_that_cannot_be_is_refused(draft, given, message):
    with pytest.raises(Refused, match=message):
        draft(**given)


def test_a_place_that_the_library_does_not_know_is_refused_with_what_to_do(county):
    from tests.county import division

    other = division("990102", "邻县", "COUNTY", county.province)
    officer = staff("o2", Role.COUNTY_OFFICER, other)
    with pytest.raises(Refused, match="怎样加一个地方"):
        actions.draft_standard(place="990102", name="dibao_line", since=ON, values=fen(830), by=officer)
    with pytest.raises(Refused, match="导入区划"):
        actions.draft_standard(place="990199", name="dibao_line", since=ON, values=fen(830), by=officer)


def test_two_drafts_of_one_day_are_one_too_many(draft):
    draft()
    with pytest.raises(Refused, match="同日起"):
        draft(values=fen(831, 680))


def test_a_draft_without_a_document_is_kept_and_not_submitted(draft, officer):
    standard = draft(source="")
    with pytest.raises(Refused, match="文号"):
        actions.submit_standard(standard, by=officer)


def test_what_was_returned_is_changed_and_sent_again(draft, officer, head):
    standard = actions.submit_standard(draft(), by=officer)
    with pytest.raises(Refused, match="原因"):
        actions.return_standard(standard, opinion="", by=head)
    back = actions.return_standard(standard, opinion="请核对农村标准", by=head)
    assert (back.state, back.opinion) == (StandardState.RETURNED, "请核对农村标准")
    again = actions.revise_standard(back, since=ON, values=fen(830, 690), by=officer, source="另一文号")
    sent = actions.submit_standard(again, by=officer)
    done = actions.approve_standard(sent, by=head)
    assert (done.state, done.figures["RURAL"], done.source) == (StandardState.APPROVED, 69000, "另一文号")


def test_an_approved_one_is_withdrawn_before_it_begins_and_not_after(approve, head, officer):
    standard = approve()
    with pytest.raises(Refused, match="县级负责人"):
        actions.withdraw_standard(standard, reason="暂缓", by=officer, on=date(2026, 12, 31))
    with pytest.raises(Refused, match="已经施行"):
        actions.withdraw_standard(standard, reason="暂缓", by=head, on=ON)
    with pytest.raises(Refused, match="原因"):
        actions.withdraw_standard(standard, reason="", by=head, on=date(2026, 12, 31))
    actions.withdraw_standard(standard, reason="暂缓", by=head, on=date(2026, 12, 31))
    local.refresh()
    assert line(ON).value == 79000
    with pytest.raises(Refused, match="已经撤回"):
        actions.withdraw_standard(standard, reason="再撤", by=head, on=date(2026, 12, 31))


def test_a_standard_waits_for_the_meetings_that_must_decide(draft, officer, head):
    standard = draft(meetings_needed=3)
    standard = actions.submit_standard(standard, by=officer)
    for kind in MeetingKind:
        with pytest.raises(Refused, match="会议"):
            actions.approve_standard(standard, by=head)
        actions.record_meeting(
            standard,
            kind=kind,
            held_on=date(2026, 12, 1),
            minutes="纪要〔2026〕12号",
            conclusion="同意",
            by=officer,
        )
    approved = actions.approve_standard(standard, by=head)
    with pytest.raises(Refused, match="已经办结"):
        actions.record_meeting(
            approved, kind=MeetingKind.SPECIAL, held_on=ON, minutes="x", conclusion="y", by=officer
        )


def test_a_trial_comes_up_for_review(approve):
    standard = approve(is_trial=True, review_on=date(2027, 12, 1))
    assert list(LocalStandard.objects.for_review(date(2027, 11, 30))) == []
    assert list(LocalStandard.objects.for_review(date(2027, 12, 1))) == [standard]


# --- the database holds it -----------------------------------------------------------------------


def change(standard, **columns):
    """A change behind the back of the office."""
    sets = ", ".join(f"{name} = %s" for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE programmes_localstandard SET {sets} WHERE id = %s", [*columns.values(), standard.pk]
        )


@pytest.mark.parametrize(
    "columns",
    [
        {"figures": '{"URBAN": 1, "RURAL": 1}'},
        {"first_day": "2020-01-01"},
        {"source": "另一文件"},
        {"name": "near_dibao_ratio"},
        {"opinion": "改过的意见"},
        {"state": "DRAFT"},
        {"state": "RETURNED"},
        {"number": "BZ-1"},
    ],
    ids=lambda columns: "-".join(columns.values())[:12] if isinstance(columns, dict) else "",
)
def test_the_database_keeps_an_approved_standard_as_it_is(approve, columns):
    standard = approve()
    with pytest.raises(DatabaseError, match=r"frozen|forbidden"):
        change(standard, **columns)


def test_the_database_never_deletes_a_standard_or_a_meeting(draft, officer):
    standard = draft()
    meeting = actions.record_meeting(
        standard, kind=MeetingKind.SPECIAL, held_on=ON, minutes="x", conclusion="y", by=officer
    )
    for row in (standard, meeting):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        StandardMeeting.objects.filter(pk=meeting.pk).update(conclusion="另一决定")


def test_the_database_lets_nobody_approve_the_own_draft(draft, officer):
    standard = actions.submit_standard(draft(), by=officer)
    with pytest.raises(DatabaseError, match="may not approve"):
        change(standard, state="APPROVED", decided_by_id=officer.pk, decided_at="2026-12-01 00:00:00+00:00")


def test_the_database_wants_the_meetings(draft, officer, head):
    standard = actions.submit_standard(draft(meetings_needed=1), by=officer)
    with pytest.raises(DatabaseError, match="meetings"):
        change(standard, state="APPROVED", decided_by_id=head.pk, decided_at="2026-12-01 00:00:00+00:00")


def test_the_database_takes_no_row_that_is_approved_from_the_start(draft, officer, head):
    standard = draft()
    standard.pk, standard.number, standard.state = None, "BZ-2", StandardState.APPROVED
    standard.decided_by, standard.decided_at = head, standard.created_at
    with pytest.raises(DatabaseError, match="starts as a draft"), transaction.atomic():
        standard.save(force_insert=True)


# --- every process -------------------------------------------------------------------------------


def test_a_refresh_asks_once_and_swaps_only_when_something_changed(approve, django_assert_num_queries):
    approve()
    before = get_policies()
    with django_assert_num_queries(1):
        local.refresh()
    assert get_policies() is before


def test_another_process_takes_it_up_with_its_next_request(approve, client):
    approve()
    use(None)  # as in a process that has not heard of it
    assert line(ON).value == 79000
    client.get("/")
    assert line(ON).value == 83000


def test_a_worker_takes_it_up_before_the_next_task(approve):
    from doudi.office.base import tasks

    seen = []

    @tasks.task("test_reads_the_line")
    def run(handle):
        seen.append(line(ON).value)

    approve()
    use(None)
    tasks.enqueue("test_reads_the_line", {})
    tasks.run_worker(once=True)
    assert seen == [83000]


def test_approving_puts_it_in_force_when_the_transaction_ends(
    draft, officer, head, django_capture_on_commit_callbacks
):
    standard = actions.submit_standard(draft(), by=officer)
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve_standard(standard, by=head)
        assert line(ON).value == 79000
    assert line(ON).value == 83000


def test_a_standard_that_the_library_no_longer_knows_is_left_out_and_logged(approve, monkeypatch, caplog):
    standard = approve()
    monkeypatch.setattr(local, "find_parameter", lambda place, name: None)
    use(None)
    local.refresh()
    assert standard.number in caplog.text
    assert line(ON).value == 79000


def test_nothing_of_the_tests_before_is_left():
    assert in_use() is None


@pytest.mark.parametrize("settlement", BOTH)
def test_a_household_is_judged_by_the_new_standard(approve, settlement):
    from doudi.engine import Case

    approve()
    book = get_policies().rulebook(place=PLACE, on=ON)
    case = Case(household={}, members=[{}], settlement=settlement, want=["line_per_person"])
    assert book.assess(case)["line_per_person"] == fen(830, 680)[settlement]


def test_the_inbox_shows_what_waits_for_whom(draft, officer, head):
    from doudi.office.staff import inbox

    standard = actions.submit_standard(draft(), by=officer)
    assert [i.number for i in inbox.items(head, ON) if "批准" in i.title] == [standard.number]
    assert [i for i in inbox.items(officer, ON) if i.number == standard.number] == []
    actions.return_standard(standard, opinion="请改", by=head)
    assert [i.title for i in inbox.items(officer, ON) if i.number == standard.number] == [
        "修改退回的本地标准"
    ]


def test_a_trial_due_for_review_is_in_the_inbox_of_the_officer(approve, officer):
    from doudi.office.staff import inbox

    standard = approve(is_trial=True, review_on=date(2027, 12, 1))
    assert [i.due_on for i in inbox.items(officer, date(2027, 12, 2)) if i.number == standard.number] == [
        date(2027, 12, 1)
    ]
