"""The decision: what it rests on, the letter it sends, and who may make it."""

import hashlib
from datetime import timedelta

import pytest

from doudi.office.audit import actions as audit
from doudi.office.awards.models import Award, AwardUnit
from doudi.office.base import typesetting
from doudi.office.base.errors import Refused
from doudi.office.cases import actions, documents
from doudi.office.cases.models import Case, Decision
from doudi.office.staff.models import Post
from tests import office_world
from tests.office_world import Plan


@pytest.fixture
def ready(world):
    """A case that waits for its decision, and the day."""
    case = world.case(world.household(("张有福", "19740512"), ("李桂兰", "19760203")))
    return case, world.drive(case)


def refused_case(world, rules):
    rules.refuse()
    case = world.case()
    return case, world.drive(case, opinion="REFUSE")


def test_a_confirmation_grants_what_was_reviewed(world, ready):
    case, on = ready
    decision = world.confirm(case, on, text="同意。")
    award = Award.objects.get()
    assert (award.monthly_fen, award.determination) == (63_000, case.determination)
    assert {member.person.name for member in decision.unit.members.all()} == {"张有福", "李桂兰"}
    assert decision.reason == "同意。"
    assert case.application.cases.get().state == "CONFIRMED"
    assert type(case.application).objects.get().state == "CLOSED"
    assert audit.verify() == []


def test_a_status_without_money_is_confirmed_without_an_award(world, rules):
    rules.amount_fen = 0
    case = world.case(programme="near_dibao")
    decision = world.confirm(case, world.drive(case))
    assert (decision.monthly_fen, decision.unit) == (0, None)
    assert decision.reason == "符合低保边缘家庭条件，予以确认。"
    assert not AwardUnit.objects.exists()


def test_one_programme_takes_the_place_of_another(world, ready):
    case, on = ready
    old = world.confirm(case, on).unit
    better = world.case(case.household, programme="tekun", on=on)
    later = world.drive(better, on=on + timedelta(days=40))
    with pytest.raises(Refused, match="不能同时享受"):
        world.confirm(better, later)
    better.refresh_from_db()
    new = world.confirm(better, later, replaces=old).unit
    old.refresh_from_db()
    assert old.ended_on is not None
    assert new.programme == "tekun"


def test_what_changed_after_the_review_stops_the_decision(world, rules, ready):
    case, on = ready
    rules.amount_fen = 50_000
    with pytest.raises(Refused, match="核算结果与审核时不同；请退回重新审核"):
        world.confirm(case, on)
    assert not Decision.objects.exists()
    assert Case.objects.get().state == "OPEN"


def test_a_refusal_has_reasons_and_a_day_to_tell_it(world, rules):
    case, on = refused_case(world, rules)
    with pytest.raises(Refused, match="请写明理由"):
        actions.refuse(case, by=world.county_head, on=on, reason=" ")
    case.refresh_from_db()
    decision = actions.refuse(case, by=world.county_head, on=on, reason="收入高于标准。")
    assert (decision.monthly_fen, decision.first_month, decision.unit) == (None, None, None)
    assert decision.tell_by == on + timedelta(days=3)
    assert case.state == "REFUSED"
    assert list(Decision.objects.untold()) == [decision]
    assert list(Decision.objects.visible_to(world.stranger)) == []
    with pytest.raises(Refused, match="不能早于决定日期"):
        actions.mark_told(decision, by=world.intake, on=on - timedelta(days=1))
    actions.mark_told(decision, by=world.assistant, on=on + timedelta(days=1))
    assert decision.told_by == world.assistant
    with pytest.raises(Refused, match="登记送达"):
        actions.mark_told(decision, by=world.intake, on=on + timedelta(days=1))
    with pytest.raises(Refused, match="须由"):
        actions.mark_told(decision, by=world.auditor, on=on)


def test_days_to_tell_are_those_of_the_place(world, rules):
    rules.procedure = office_world.procedure(refusal_notice_days=3, refusal_notice_calendar="CALENDAR")
    case, on = refused_case(world, rules)
    decision = actions.refuse(case, by=world.county_head, on=on, reason="收入高于标准。")
    assert decision.tell_by == on + timedelta(days=3)


def test_a_place_that_gives_no_days_has_none(world, rules):
    rules.procedure = office_world.procedure(refusal_notice_days=None)
    case, on = refused_case(world, rules)
    assert actions.refuse(case, by=world.county_head, on=on, reason="收入高于标准。").tell_by is None


def test_nobody_who_qualifies_is_refused_and_nobody_else_confirmed(world, rules, ready):
    case, on = ready
    with pytest.raises(Refused, match="审核意见是“拟同意”"):
        actions.refuse(case, by=world.county_head, on=on, reason="不想给。")
    other, on = refused_case(world, rules)
    with pytest.raises(Refused, match="审核意见是“拟不予确认”"):
        world.confirm(other, on)


@pytest.mark.parametrize("who", ["intake", "assistant", "reviewer"])
def test_nobody_decides_on_what_they_had_a_part_in_whatever_their_post_is_now(world, ready, who):
    case, on = ready
    user = getattr(world, who)
    Post.objects.filter(user=user).update(role="COUNTY_HEAD", division=world.county)
    with pytest.raises(Refused, match="您参与过这件的受理、调查、审核或公示"):
        actions.confirm(case, by=user, on=on)
    with pytest.raises(Refused, match="您参与过"):
        actions.discontinue(Case.objects.get(), by=user, on=on, reason="x")


def test_a_second_account_of_the_same_person_counts_as_one(world, ready):
    """One account for each person is the rule; where a second slipped in without an ID, the name tells."""
    case, on = ready
    again = type(world.intake).objects.create_user("again", name=world.reviewer.name)
    Post.objects.create(
        user=again, role="COUNTY_HEAD", division=world.county, first_day=office_world.LONG_AGO
    )
    with pytest.raises(Refused, match="您参与过这件"):
        actions.confirm(case, by=again, on=on)


def test_the_whole_chain_of_hands_has_three_different_people(world, ready):
    case, on = ready
    decision = world.confirm(case, on)
    hands = {case.application.accepted_by, case.steps.get(key="review").by, decision.by}
    assert len(hands) == 3


# --- two reviews, notices before the review ---------------------------------------------------

TWO_REVIEWS = (
    Plan("home_visit", "HOME_VISIT", "TOWNSHIP_INTAKE"),
    Plan("village_notice", "PUBLIC_NOTICE", "VILLAGE_ASSISTANT", level="VILLAGE"),
    Plan("review", "REVIEW", "TOWNSHIP_REVIEWER"),
    Plan("county_review", "REVIEW", "COUNTY_OFFICER"),
    Plan("confirm", "CONFIRM", "COUNTY_HEAD"),
)


@pytest.fixture
def early_notice(world, rules):
    rules.procedure = office_world.procedure(steps=TWO_REVIEWS, total_days=None, refusal_notice_days=None)
    case = world.case()
    world.visit(case)
    return case


def test_a_notice_before_the_review_rests_on_a_determination_of_its_own(world, early_notice):
    case = early_notice
    assert (case.due_on, case.step_due_on) == (None, None)
    with pytest.raises(Refused, match="请填写天数"):
        actions.post_notice(case, by=world.intake, on=world.on)
    with pytest.raises(Refused, match="请填写天数"):
        actions.post_notice(Case.objects.get(), by=world.intake, on=world.on, days=61)
    case.refresh_from_db()
    notice = actions.post_notice(case, by=world.intake, on=world.on, days=5)
    assert notice.last_day == world.on + timedelta(days=5)
    on = notice.last_day + timedelta(days=1)
    actions.review(case, "AGREE", "属实。", by=world.reviewer, on=on)
    assert case.current_role == "COUNTY_OFFICER"
    with pytest.raises(Refused, match="县级经办"):
        actions.review(Case.objects.get(), "AGREE", "属实。", by=world.reviewer, on=on)
    case.refresh_from_db()
    actions.review(case, "AGREE", "属实。", by=world.officer, on=on)
    assert world.confirm(case, on).outcome == "CONFIRMED"


def test_a_review_does_not_agree_to_another_amount_than_the_public_saw(world, rules, early_notice):
    notice = actions.post_notice(early_notice, by=world.intake, on=world.on, days=5)
    rules.amount_fen = 10_000
    with pytest.raises(Refused, match="核算结果与已公示的金额不同"):
        actions.review(early_notice, "AGREE", "x", by=world.reviewer, on=notice.last_day + timedelta(days=1))


def test_who_does_not_qualify_is_not_posted_before_the_review(world, rules, early_notice):
    case = early_notice
    with pytest.raises(Refused, match="应当公示或补全情况"):
        actions.leave_out_notice(case, by=world.intake, on=world.on)
    rules.refuse()
    case.refresh_from_db()
    with pytest.raises(Refused, match="还不能认定这户符合条件，不能公示"):
        actions.post_notice(case, by=world.intake, on=world.on, days=5)
    case.refresh_from_db()
    actions.leave_out_notice(case, by=world.intake, on=world.on)
    actions.review(case, "REFUSE", "收入高。", by=world.reviewer, on=world.on)
    actions.review(case, "REFUSE", "同意乡镇意见。", by=world.officer, on=world.on)
    assert actions.refuse(case, by=world.county_head, on=world.on, reason="收入高。").outcome == "REFUSED"


# --- the letters ------------------------------------------------------------------------------


def test_the_letter_is_the_same_bytes_for_the_same_data(world, ready):
    case, on = ready
    decision = world.confirm(case, on)
    again = documents.decision_letter(Decision.objects.get())
    assert again.pdf == bytes(decision.letter)
    assert hashlib.sha256(again.pdf).hexdigest() == decision.letter_sha256
    assert again.seal_text == decision.seal_text


def test_the_letter_says_what_the_law_wants_it_to_say(world, rules):
    case, on = refused_case(world, rules)
    decision = actions.refuse(case, by=world.county_head, on=on, reason="收入高于标准。")
    data = documents._decision_data(decision)
    assert data["organ"] == "示例县民政局"
    assert data["court_organ"] == "示例县人民政府"
    assert (data["remedy_days"], data["remedy_months"]) == (60, 6)
    assert data["why_not"][0]["law"] == "民发〔2021〕57号 第二十三条"
    assert data["sources"] == ["低保标准 630.00 元/月（渝民规〔2025〕6号，2025-07-01 起）"]
    assert data["people"] == []
    assert data["steps"] == "授权、信息核对、入户调查、审核"


def test_the_seal_of_a_letter_is_checked_without_a_database(world, ready):
    case, on = ready
    decision = world.confirm(case, on)
    seal = documents.verify_letter(decision.seal_text, [documents.public_key_pem()])
    assert (seal.number, seal.outcome, seal.monthly_fen) == (decision.number, "CONFIRMED", 63_000)
    assert (seal.first_month, seal.decided_on) == ("2026-04", on)
    assert seal.content_hash == documents.content_hash(documents._decision_data(decision))
    assert seal == documents.verify_letter(decision.seal_text + "\n")


def test_a_refusal_seals_no_amount(world, rules):
    case, on = refused_case(world, rules)
    decision = actions.refuse(case, by=world.county_head, on=on, reason="收入高于标准。")
    seal = documents.verify_letter(decision.seal_text)
    assert (seal.outcome, seal.monthly_fen, seal.first_month) == ("REFUSED", None, "")


def test_a_changed_seal_does_not_pass(world, ready):
    case, on = ready
    text = world.confirm(case, on).seal_text
    for wrong in (text.replace(":63000:", ":99000:"), text[:-3] + "AAA", text.replace("2026-04", "2026-99")):
        with pytest.raises(ValueError, match="验证不通过"):
            documents.verify_letter(wrong)
    for wrong in ("", "https://example.invalid", "DOUDI2" + text[6:]):
        with pytest.raises(ValueError, match="这不是通知书的二维码"):
            documents.verify_letter(wrong)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    other = Ed25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(ValueError, match="另一把密钥"):
        documents.verify_letter(text, [pem])


def test_the_receipt_and_the_list_of_papers_are_printed(world):
    application = world.apply(world.household(), channel="PROXY", proxy_name="王邻居")
    assert documents.receipt(application, "https://example.invalid/p").startswith(b"%PDF-")
    actions.request_papers(application, [("application", "申请书")], by=world.intake, on=world.on)
    assert documents.missing_papers(application).startswith(b"%PDF-")


def test_the_receipt_shows_each_programme_with_its_last_day(world):
    application = world.case().application
    data = documents._receipt_data(application, "https://example.invalid/p")
    assert data["cases"] == [
        {"programme": "最低生活保障", "number": "BL990101-2026-00001", "due_on": "2026 年 4 月 14 日"}
    ]
    assert documents.receipt(application, "x") == documents.receipt(application, "x")


def test_a_subdistrict_signs_as_an_office_and_decides_where_it_is_delegated(world, ready):
    case, _on = ready
    world.township.name = "百安坝街道"
    assert documents.township_organ(world.township) == "百安坝街道办事处"
    case.delegated = True
    assert documents.deciding_organ(case) == "东溪镇人民政府"
    assert documents.place_text(world.county) == "示例县"


def test_without_a_chinese_font_the_reason_is_plain(world, settings, tmp_path, monkeypatch):
    settings.FONT_PATHS = (tmp_path,)
    settings.NODE_MODULES = settings.DATA = tmp_path / "nothing"
    monkeypatch.setattr(typesetting, "SYSTEM_FONTS", ())
    assert typesetting.font_folders() == (str(tmp_path),)
    with pytest.raises(Refused, match="fonts-noto-cjk"):
        typesetting.fonts(typesetting.font_folders())


def test_an_application_is_closed_with_its_last_case(world):
    application = world.apply(world.household())
    first, second = actions.accept(application, ["dibao", "near_dibao"], by=world.intake, on=world.on)
    actions.withdraw(first, by=world.intake, on=world.on, reason="只要边缘户认定。")
    application.refresh_from_db()
    assert application.state == "ACCEPTED"
    actions.withdraw(second, by=world.intake, on=world.on, reason="都不要了。")
    application.refresh_from_db()
    assert application.state == "CLOSED"


def test_a_refusal_rests_on_what_does_not_qualify():
    """The review makes sure of it already; the check stands by itself as well."""
    from types import SimpleNamespace

    from doudi.office.cases.permissions import checks

    at = SimpleNamespace(case=SimpleNamespace(determination=SimpleNamespace(outcome="ELIGIBLE")))
    with pytest.raises(Refused, match="不能认定这户不符合条件"):
        checks.not_eligible(at)


def test_files_of_a_case_open_to_whoever_sees_the_case(world):
    import io

    from PIL import Image

    from doudi.office.cases.permissions import may_read_file
    from doudi.office.files import actions as files

    def picture(shade):
        out = io.BytesIO()
        Image.new("RGB", (4, 4), (shade, 0, 0)).save(out, "PNG")
        upload = io.BytesIO(out.getvalue())
        upload.name = "photo.png"
        return files.store(upload, by=world.intake)

    photo, signature, paper = picture(1), picture(2), picture(3)
    application = world.apply(world.household())
    [asked] = actions.request_papers(application, [("application", "申请书")], by=world.intake, on=world.on)
    actions.supply_paper(asked, by=world.intake, on=world.on, file=paper)
    [case] = actions.accept(application, ["dibao"], by=world.intake, on=world.on)
    world.drive(case, "HOME_VISIT")
    world.visit(case, photos=[photo], signature=signature)
    for file in (photo, signature, paper):
        assert may_read_file(world.reviewer, file)
        assert not may_read_file(world.stranger, file)
