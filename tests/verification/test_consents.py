"""Nobody is asked about without consent."""

from datetime import timedelta

import pytest

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.people import actions as people
from doudi.office.people.enums import MembershipKind, Relation
from doudi.office.verification import actions, permissions
from doudi.office.verification.enums import Purpose
from doudi.office.verification.models import Consent, ConsentRefusal

from .conftest import LAST, ON

TOMORROW = ON + timedelta(days=1)


@pytest.fixture
def son(household, person, clerk):
    """A grown-up son who lives elsewhere."""
    who = person("张小军", "19990101")
    people.join(
        household, who, Relation.SON, MembershipKind.SUPPORT_OBLIGOR, by=clerk, on=ON, reason="义务人"
    )
    return who


@pytest.fixture
def child(household, person, clerk):
    who = person("张小花", "20120101")
    people.join(
        household, who, Relation.DAUGHTER, MembershipKind.LIVING_TOGETHER, by=clerk, on=ON, reason="漏登"
    )
    return who


def test_every_adult_member_signs(household, consent, husband, wife):
    assert permissions.missing_consents(household, Purpose.APPLICATION, ON) == [husband, wife]
    consent(husband)
    assert permissions.missing_consents(household, Purpose.APPLICATION, ON) == [wife]
    assert not permissions.consents_complete(household, Purpose.APPLICATION, ON)
    consent(wife)
    assert permissions.consents_complete(household, Purpose.APPLICATION, ON)


def test_a_child_does_not_sign(household, consents, child):
    assert permissions.consents_complete(household, Purpose.APPLICATION, ON)
    assert permissions.children(household, ON) == [child]


def test_a_member_without_a_birth_day_counts_as_grown_up(household, consents, person, clerk):
    from doudi.office.people.enums import DocumentKind

    who = people.register_person(by=clerk, name="无名氏", document_kind=DocumentKind.NONE, on=ON)
    people.join(
        household, who, Relation.OTHER, MembershipKind.LIVING_TOGETHER, by=clerk, on=ON, reason="收留"
    )
    assert permissions.missing_consents(household, Purpose.APPLICATION, ON) == [who]


def test_an_obligor_signs_too(household, consents, consent, son):
    assert permissions.missing_consents(household, Purpose.APPLICATION, ON) == [son]
    consent(son)
    assert permissions.consents_complete(household, Purpose.APPLICATION, ON)


def test_an_obligor_may_refuse_and_is_then_left_out(household, consents, son, clerk):
    refusal = actions.refuse_consent(household, son, by=clerk, on=ON, reason="电话中明确表示不同意")
    assert permissions.consents_complete(household, Purpose.APPLICATION, ON)
    assert permissions.refusing_obligors(household, Purpose.APPLICATION, ON) == [son]
    assert AuditRecord.objects.about(refusal).get().verb == "refuse_consent"
    assert str(refusal) == f"张小军 {ON}"


def test_the_same_refusal_twice_is_one(household, son, clerk):
    for _time in range(2):
        actions.refuse_consent(household, son, by=clerk, on=ON, reason="不同意")
    assert ConsentRefusal.objects.count() == 1
    assert AuditRecord.objects.filter(verb="refuse_consent").count() == 1


def test_an_obligor_who_consents_after_all_is_asked_about(household, consents, consent, son, clerk):
    actions.refuse_consent(household, son, by=clerk, on=ON, reason="不同意")
    consent(son)
    assert permissions.refusing_obligors(household, Purpose.APPLICATION, ON) == []


def test_a_member_may_not_be_noted_as_refusing(household, husband, clerk):
    with pytest.raises(Refused, match="家庭之外"):
        actions.refuse_consent(household, husband, by=clerk, on=ON, reason="不同意")


def test_a_refusal_says_why(household, son, clerk):
    with pytest.raises(Refused, match="写明"):
        actions.refuse_consent(household, son, by=clerk, on=ON, reason=" ")


def test_a_consent_leaves_a_record(consents):
    record = AuditRecord.objects.about(consents[0]).get()
    assert record.after["purpose"] == "APPLICATION"
    assert "张有福" in str(consents[0])


def test_the_same_consent_twice_is_one(consent, husband):
    assert consent(husband) == consent(husband)
    assert Consent.objects.count() == 1


def test_a_second_consent_while_one_holds_is_refused(consent, husband):
    consent(husband)
    with pytest.raises(Refused, match="无须重签"):
        consent(husband, last_day=LAST + timedelta(days=1))


def test_a_consent_that_ran_out_is_signed_anew(consent, husband, household):
    old = consent(husband, last_day=ON)
    new = consent(husband, first_day=TOMORROW, signed_on=TOMORROW, on=TOMORROW)
    old.refresh_from_db()
    assert old.withdrawn_on == ON
    assert new.covers(TOMORROW)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({"last_day": ON - timedelta(days=1)}, "不能早于有效期起"),
        ({"signed_on": TOMORROW}, "不能晚于今天"),
        ({"first_day": ON - timedelta(days=9), "last_day": ON - timedelta(days=5)}, "已经到期"),
        ({"purpose": "CURIOSITY"}, "用途"),
    ],
)
def test_a_consent_with_impossible_days_or_purpose_is_refused(consent, husband, days, why):
    with pytest.raises(Refused, match=why):
        consent(husband, **days)


def test_somebody_outside_the_household_cannot_consent_for_it(consent, person):
    with pytest.raises(Refused, match="不在这户"):
        consent(person("路人", "19800101"))


def test_a_consent_is_taken_back_and_holds_no_more(household, consents, husband, clerk):
    withdrawn = actions.withdraw_consent(consents[0], by=clerk, on=TOMORROW)
    assert withdrawn.covers(ON)
    assert not withdrawn.covers(TOMORROW)
    assert permissions.missing_consents(household, Purpose.APPLICATION, TOMORROW) == [husband]
    assert actions.withdraw_consent(consents[0], by=clerk, on=TOMORROW).withdrawn_on == TOMORROW
    assert AuditRecord.objects.filter(verb="withdraw_consent").count() == 1


def test_a_consent_is_not_taken_back_before_it_was_given(consents, clerk):
    with pytest.raises(Refused, match="早于签署"):
        actions.withdraw_consent(consents[0], by=clerk, on=ON - timedelta(days=1))


def test_a_consent_for_one_purpose_does_not_serve_another(household, consents):
    assert len(permissions.missing_consents(household, Purpose.RECERTIFICATION, ON)) == 2


def test_without_a_day_today_counts(household, consents, settings):
    from datetime import UTC, datetime

    settings.FIXED_NOW = datetime(2025, 8, 18, 4, tzinfo=UTC)
    assert permissions.missing_consents(household) == []
    assert permissions.consents_complete(household)


def test_another_township_may_not_take_consents(household, husband, stranger):
    with pytest.raises(Refused):
        actions.give_consent(
            household, husband, by=stranger, on=ON, first_day=ON, last_day=LAST, signed_on=ON
        )


def test_nobody_handles_the_consent_of_the_own_household(household, husband, clerk):
    clerk.person_key = husband.id_index
    clerk.save()
    with pytest.raises(Refused, match="回避"):
        actions.give_consent(household, husband, by=clerk, on=ON, first_day=ON, last_day=LAST, signed_on=ON)


def test_consents_are_seen_by_their_division_only(consents, clerk, stranger):
    assert Consent.objects.all().visible_to(clerk).count() == 2
    assert Consent.objects.all().visible_to(stranger).count() == 0
