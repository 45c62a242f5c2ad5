"""Every act × every post × every state × every relation: who may, and nobody else."""

from datetime import date, timedelta

import pytest

from doudi.office.base.crypto import blind_index
from doudi.office.cases import actions, permissions
from doudi.office.cases.enums import Step
from doudi.office.staff.models import StaffRelative
from tests import office_world
from tests.office_world import STAFF, Plan, citizen_id

ACTS = set(permissions.ACTS)
TOWNSHIP = {"intake", "intake2", "reviewer", "head"}
COUNTY = {"officer", "officer2", "county_head", "county_head2"}
ALWAYS = {
    "record_county_visit": {"officer", "officer2"},
    "extend": {"head", *COUNTY},
    "assign": {"reviewer", "head", *COUNTY},
    "disclose_relative": {"assistant", *TOWNSHIP, *COUNTY},
    "withdraw": {"assistant", *TOWNSHIP},
    "discontinue": {"county_head", "county_head2"},
}
"""Whoever may do it at any time while the case is open."""

OPEN_STATES = {
    "CONSENT": {"do_consent": {"intake", "intake2"}},
    "VERIFICATION": {
        "start_verification": {"intake", "intake2"},
        "finish_verification": {"intake", "intake2"},
    },
    "HOME_VISIT": {
        "record_visit": {"intake", "intake2", "assistant"},
        "waive": {"intake", "intake2"},
    },
    "APPRAISAL": {"record_appraisal": {"intake", "intake2", "assistant"}},
    "REVIEW": {"review": {"reviewer"}, "send_back": {"reviewer"}},
    "PUBLIC_NOTICE": {"post_notice": {"intake", "intake2", "assistant"}},
    "POSTED": {},
    "CONFIRM": {"confirm": {"county_head", "county_head2"}, "send_back": {"county_head", "county_head2"}},
    "CONFIRM_REFUSAL": {
        "refuse": {"county_head", "county_head2"},
        "send_back": {"county_head", "county_head2"},
    },
    "OBJECTED": {"record_visit": {"intake", "intake2", "assistant"}},
    "OBJECTED_VISITED": {
        "record_appraisal": {"intake", "intake2", "assistant"},
        "settle_objection": {"reviewer", "officer", "officer2"},
    },
    "DISCLOSED": {
        "confirm": set(),
        "send_back": {"county_head", "county_head2"},
        "disclose_relative": set(),
    },
    "EXTENDED": {"do_consent": {"intake", "intake2"}, "extend": set()},
    "LATE": {"do_consent": {"intake", "intake2"}, "extend": set()},
    "DELEGATED": {
        "confirm": {"head"},
        "send_back": {"head"},
        "discontinue": {"head"},
        "escalate": {"reviewer", "head"},
    },
    "ESCALATED": {"confirm": {"county_head", "county_head2"}, "send_back": {"county_head", "county_head2"}},
}
CLOSED_STATES = ("CONFIRMED", "REFUSED", "WITHDRAWN", "ENDED")
OUTSIDE = {"stranger", "stranger_head", "stranger_reviewer", "stranger_assistant"}
WITHOUT_CASES = {"finance", "auditor", "admin", "citizen"}

APPRAISED = office_world.with_step(Plan("appraisal", "APPRAISAL", level="VILLAGE"))


def case_at(world, rules, state):
    """A case in that state, and the day."""
    rules.procedure = APPRAISED
    if state in {"DELEGATED", "ESCALATED"}:
        world.township.confirms_since, world.township.confirm_source = date(2021, 1, 1), "文件"
        world.township.save()
    case = world.case()
    return case, MAKE.get(state, _drive)(world, rules, case, state)


def _drive(world, rules, case, state):
    return world.drive(case, state)


def _posted(world, rules, case, state):
    on = world.drive(case, Step.PUBLIC_NOTICE)
    world.post(case, on)
    return on


def _confirm(world, rules, case, state):
    return world.drive(case)


def _refusal(world, rules, case, state):
    rules.refuse()
    return world.drive(case, opinion="REFUSE")


def _objected(world, rules, case, state):
    on = world.drive(case, Step.PUBLIC_NOTICE)
    notice = world.post(case, on)
    actions.object_to(notice, by=actions.CLOCK, on=on, text="他家有车。")
    case.refresh_from_db()
    if state == "OBJECTED_VISITED":
        world.visit(case, on)
    return on


def _disclosed(world, rules, case, state):
    actions.disclose_relative(case, by=world.intake, on=world.on, reason="户主的弟弟是村支书。")
    return world.drive(case)


def _extended(world, rules, case, state):
    actions.extend(case, by=world.head, on=world.on, reason="人户分离，调查难度大。")
    return world.on


def _late(world, rules, case, state):
    return case.due_on + timedelta(days=1)


def _escalated(world, rules, case, state):
    on = world.drive(case)
    actions.escalate(case, by=world.head, on=on, reason="情况复杂，提请县级办理。")
    return on


def _closed(world, rules, case, state):
    if state == "REFUSED":
        on = _refusal(world, rules, case, state)
        actions.refuse(case, by=world.county_head, on=on, reason="收入高于标准。")
        return on
    if state == "CONFIRMED":
        on = world.drive(case)
        world.confirm(case, on)
        return on
    end = actions.withdraw if state == "WITHDRAWN" else actions.discontinue
    end(
        case, by=world.intake if state == "WITHDRAWN" else world.county_head, on=world.on, reason="不再申请。"
    )
    return world.on


MAKE = {
    "POSTED": _posted,
    "CONFIRM_REFUSAL": _refusal,
    "DELEGATED": _confirm,
    "ESCALATED": _escalated,
    "OBJECTED": _objected,
    "OBJECTED_VISITED": _objected,
    "DISCLOSED": _disclosed,
    "EXTENDED": _extended,
    "LATE": _late,
    **dict.fromkeys(CLOSED_STATES, _closed),
}


def who_may(world, case, on):
    """{act: names of the staff who may do it now}"""
    allowed = {act: set() for act in ACTS}
    for name in STAFF:
        for act, reason in permissions.may(case, getattr(world, name), on).items():
            assert reason is None or reason.endswith(("。", "；")), reason
            if reason is None:
                allowed[act].add(name)
    return allowed


@pytest.mark.parametrize("state", OPEN_STATES)
def test_only_the_right_hands_may_act_on_an_open_case(world, rules, state):
    case, on = case_at(world, rules, state)
    expected = {act: set() for act in ACTS} | ALWAYS | OPEN_STATES[state]
    assert who_may(world, case, on) == expected


@pytest.mark.parametrize("state", CLOSED_STATES)
def test_nobody_acts_on_a_closed_case(world, rules, state):
    case, on = case_at(world, rules, state)
    assert case.state == state
    assert who_may(world, case, on) == {act: set() for act in ACTS}


def test_those_of_another_township_and_without_cases_never_appear():
    named = {name for table in [ALWAYS, *OPEN_STATES.values()] for names in table.values() for name in names}
    assert named <= set(STAFF) - OUTSIDE - WITHOUT_CASES


APPLICANT = citizen_id("19740512", order=777)
EVEN_RELATIVES = {"disclose_relative", "escalate"}


@pytest.mark.parametrize("relation", ["SELF", "RELATIVE", "DECLARED_BY"])
@pytest.mark.parametrize("state", ["HOME_VISIT", "REVIEW", "CONFIRM", "DELEGATED", "OBJECTED_VISITED"])
def test_nobody_acts_on_their_own_kin_whatever_their_post(world, rules, state, relation):
    case, on = case_at(world, rules, state)
    applicant = case.application.applicant
    for name in ("assistant", "intake2", "reviewer", "head", "officer2", "county_head2"):
        user = getattr(world, name)
        before = {act for act, reason in permissions.may(case, user, on).items() if reason is None}
        was = applicant.id_index
        if relation == "SELF":
            applicant.id_index = user.person_key
            applicant.save()
        else:
            applicant.id_index = blind_index("citizen_id", APPLICANT)
            applicant.save()
            if (
                relation == "RELATIVE"
                or not StaffRelative.objects.filter(person_key=user.person_key).exists()
            ):
                _declare(world, user, relation)
        after = {act for act, reason in permissions.may(case, user, on).items() if reason is None}
        assert after == before & EVEN_RELATIVES, name
        StaffRelative.objects.all().delete()
        applicant.id_index = was
        applicant.save()


def _declare(world, user, relation):
    key = blind_index("citizen_id", APPLICANT)
    if relation == "RELATIVE":
        declarer, about = user, key
    else:
        declarer, about = _applicant_on_the_staff(world, key), user.person_key
    StaffRelative.objects.create(
        user=declarer,
        name="某",
        person_key=about,
        relation="SIBLING",
        declared_on=world.on,
        declared_by=declarer,
    )


def _applicant_on_the_staff(world, key):
    found = type(world.intake).objects.filter(person_key=key).first()
    return found or office_world.staff("同事", "TOWNSHIP_INTAKE", world.township, number=APPLICANT)


STATES_BEFORE = {
    "VERIFICATION": "CONSENT",
    "HOME_VISIT": "VERIFICATION",
    "APPRAISAL": "HOME_VISIT",
    "REVIEW": "APPRAISAL",
    "PUBLIC_NOTICE": "REVIEW",
    "CONFIRM": "PUBLIC_NOTICE",
}
BY_STEP = {
    "VERIFICATION": ("start_verification", "intake"),
    "HOME_VISIT": ("record_visit", "intake"),
    "APPRAISAL": ("record_appraisal", "intake"),
    "REVIEW": ("review", "reviewer"),
    "PUBLIC_NOTICE": ("post_notice", "intake"),
    "CONFIRM": ("confirm", "county_head"),
}
LABELS = {
    "CONSENT": "授权",
    "VERIFICATION": "信息核对",
    "HOME_VISIT": "入户调查",
    "APPRAISAL": "民主评议",
    "REVIEW": "审核",
    "PUBLIC_NOTICE": "公示",
}


@pytest.mark.parametrize(("step", "missing"), STATES_BEFORE.items())
def test_a_step_before_its_time_names_the_missing_step(world, rules, step, missing):
    case, on = case_at(world, rules, missing)
    act, name = BY_STEP[step]
    reason = permissions.may(case, getattr(world, name), on)[act]
    assert reason.startswith("还不能办理")
    assert f"{LABELS[missing]}”" in reason


def test_a_step_done_says_who_did_it_and_when(world, rules):
    case, on = case_at(world, rules, "REVIEW")
    reason = permissions.may(case, world.intake2, on)["record_visit"]
    assert reason == "“入户调查”已由 周敏 于 2026-03-02 办理，不能重复办理。"


def test_a_step_that_the_procedure_lacks_is_not_asked_for(world, rules):
    rules.procedure = office_world.procedure(steps=[p for p in APPRAISED.steps if p.step != "APPRAISAL"])
    case = world.case()
    reason = permissions.may(case, world.intake, world.on)["record_appraisal"]
    assert reason == "本件的程序中没有“民主评议”这一步，不需要办理。"
    assert permissions.may(case, world.intake, world.on)["waive"].startswith("按本地程序，“授权”不能免除")


def test_a_confirmation_waits_for_the_notice_and_says_until_when(world, rules):
    case, on = case_at(world, rules, "POSTED")
    assert permissions.may(case, world.county_head, on)["confirm"].endswith(
        "村（社区）公示（公示期至 2026-03-09）”。"
    )
