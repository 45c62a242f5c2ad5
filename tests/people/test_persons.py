from datetime import date

import pytest

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.people import actions
from doudi.office.people.actions import entry
from doudi.office.people.enums import DocumentKind, Sex
from doudi.office.people.models import Person

from .conftest import ON, citizen_id


def test_a_person_is_written_down_with_what_the_number_says(clerk):
    person = actions.register_person(
        by=clerk,
        name=" 张 有福 ",
        document_number=citizen_id("19740512", order=11),
        phone="138 1234 5678",
        on=ON,
    )
    assert (person.name, person.birth_on, person.sex) == ("张有福", date(1974, 5, 12), Sex.MALE)
    assert (person.phone, person.name_initials) == ("13812345678", "zyf")


def test_the_number_is_sealed_in_the_database(person):
    made = person()
    raw = Person.objects.filter(pk=made.pk).values_list("document_number", flat=True).get()
    assert made.document_number not in repr(raw)
    assert Person.objects.get(pk=made.pk).document_number == made.document_number


def test_the_same_number_is_the_same_person(clerk, person):
    made = person()
    again = actions.register_person(
        by=clerk, name="张有福", document_number=made.document_number.lower(), on=ON
    )
    assert again.pk == made.pk


def test_fifteen_digits_are_the_same_person(clerk):
    long = citizen_id("19740512", order=11)
    made = actions.register_person(by=clerk, name="张有福", document_number=long, on=ON)
    short = long[:6] + long[8:17]
    assert actions.register_person(by=clerk, name="张有福", document_number=short, on=ON).pk == made.pk


def test_the_same_number_under_another_name_is_refused(clerk, person):
    made = person()
    with pytest.raises(Refused, match="已登记为“张\\*福”"):
        actions.register_person(by=clerk, name="李四", document_number=made.document_number, on=ON)


def test_a_race_for_the_same_number_ends_with_one_person(clerk, person, monkeypatch):
    made = person()
    twin = Person(name="张有福", id_index=made.id_index, document_kind="CITIZEN_ID", sex="MALE")
    from doudi.office.people.actions import persons

    assert persons._insert(twin, clerk).pk == made.pk


def test_a_broken_row_is_not_taken_for_a_race(clerk, places):
    from django.db import IntegrityError

    from doudi.office.people.actions import persons

    with pytest.raises(IntegrityError):
        persons._insert(
            Person(name="甲", document_kind="NONE", sex="MALE", hukou_division_id="nowhere", id_index="x"),
            clerk,
        )


def test_people_without_a_document_may_share_a_name(clerk):
    one = actions.register_person(by=clerk, name="无名氏", document_kind=DocumentKind.NONE, on=ON)
    two = actions.register_person(
        by=clerk, name="无名氏", document_kind=DocumentKind.NONE, sex=Sex.FEMALE, on=ON
    )
    assert one.pk != two.pk
    assert (one.sex, two.sex) == (Sex.UNKNOWN, Sex.FEMALE)


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("", "1", "请选择证件类型"),
        (DocumentKind.NONE, "123", "请删去证件号码"),
        (DocumentKind.CITIZEN_ID, "", "请填写证件号码"),
        (DocumentKind.CITIZEN_ID, "51372219740512001X", "校验位不对"),
        (DocumentKind.CITIZEN_ID, citizen_id("19740512", area="810000"), "港澳台居民居住证的号码"),
        (DocumentKind.RESIDENCE_PERMIT, citizen_id("19740512"), "居民身份证的号码"),
        (DocumentKind.PASSPORT, "E1", "5 至 20 位"),
    ],
)
def test_a_wrong_document_is_refused_with_a_reason(clerk, kind, number, words):
    with pytest.raises(Refused, match=words):
        actions.register_person(by=clerk, name="甲", document_kind=kind, document_number=number, on=ON)


def test_permits_and_passports_have_their_own_kinds(clerk):
    permit = citizen_id("19740512", area="810000")
    one = actions.register_person(
        by=clerk, name="陈大文", document_kind="RESIDENCE_PERMIT", document_number=permit, on=ON
    )
    two = actions.register_person(
        by=clerk,
        name="John Smith",
        document_kind="PASSPORT",
        document_number="ｅ1234 5678",
        sex="MALE",
        birth_on=date(1980, 1, 1),
        on=ON,
    )
    assert one.birth_on == date(1974, 5, 12)
    assert (two.document_number, two.name_initials) == ("E12345678", "johnsmith")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "请填写姓名"),
        ("一" * 41, "最长 40 个字"),
        ("张3", "去掉数字和符号"),
        ("张_三", "去掉数字和符号"),
        ("<b>", "去掉数字和符号"),
    ],
)
def test_a_wrong_name_is_refused(clerk, name, words):
    with pytest.raises(Refused, match=words):
        actions.register_person(by=clerk, name=name, document_kind="NONE", on=ON)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("曾国强", "zgq"), ("尉迟恭", "ycg"), ("买买提．吐尔逊", "mmttex"), ("𠮷野", "y"), ("䶮", "y")],
)
def test_initials_follow_the_reading_of_the_family_name(name, initials):
    assert entry.name_initials(entry.clean_name(name)) == initials


def test_dots_of_a_name_become_one():
    assert entry.clean_name("买买提•吐尔逊") == entry.clean_name("买买提. 吐尔逊") == "买买提·吐尔逊"


@pytest.mark.parametrize("text", ["1381234", "abc", "123456789012345"])
def test_a_wrong_phone_is_refused(text):
    with pytest.raises(Refused, match="电话应为") if text != "1381234" else _nothing():
        entry.clean_phone(text)


def _nothing():
    from contextlib import nullcontext

    return nullcontext()


def test_sex_and_birth_that_contradict_the_number_are_refused(clerk):
    number = citizen_id("19740512", order=11)
    with pytest.raises(Refused, match="性别与证件号码不符"):
        actions.register_person(by=clerk, name="甲", document_number=number, sex=Sex.FEMALE, on=ON)
    with pytest.raises(Refused, match="出生日期与证件号码不符"):
        actions.register_person(
            by=clerk, name="甲", document_number=number, birth_on=date(1974, 5, 13), on=ON
        )


def test_a_birth_in_the_future_is_refused(clerk):
    with pytest.raises(Refused, match="不能晚于今天"):
        actions.register_person(by=clerk, name="甲", document_kind="NONE", birth_on=date(2030, 1, 1), on=ON)


def test_a_person_is_corrected_with_a_reason(clerk, household, person):
    made = person()
    household(made)
    changed = actions.update_person(
        made, by=clerk, reason="派出所证明", name="张有富", phone="13900001111", on=ON
    )
    assert (changed.name, changed.name_initials, changed.phone) == ("张有富", "zyf", "13900001111")
    row = AuditRecord.objects.get(verb="people.update_person")
    assert (row.before["name"], row.after["name"], row.reason) == ("张有福", "张有富", "派出所证明")
    assert "13900001111" not in str(row.after)


def test_a_correction_without_change_leaves_no_record(clerk, person):
    made = person()
    actions.update_person(made, by=clerk, reason="核对", name="张有福", on=ON)
    assert not AuditRecord.objects.filter(verb="people.update_person").exists()


def test_a_correction_needs_a_reason(clerk, person):
    with pytest.raises(Refused, match="请填写理由"):
        actions.update_person(person(), by=clerk, reason=" ", name="张有富", on=ON)


def test_a_reason_is_not_a_novel(clerk, person):
    with pytest.raises(Refused, match="理由最长 200 个字"):
        actions.update_person(person(), by=clerk, reason="长" * 201, name="张有富", on=ON)


def test_a_correction_of_the_document_moves_the_index(clerk, person):
    made, number = person(), citizen_id("19750101", order=21)
    changed = actions.update_person(made, by=clerk, reason="录入错误", document_number=number, on=ON)
    assert changed.birth_on == date(1975, 1, 1)
    assert actions.register_person(by=clerk, name="张有福", document_number=number, on=ON).pk == made.pk


def test_a_document_of_someone_else_is_refused(clerk, person):
    one, two = person(), person("李四")
    with pytest.raises(Refused, match="已登记在另一人名下"):
        actions.update_person(two, by=clerk, reason="x", document_number=one.document_number, on=ON)


def test_plain_fields_change_without_the_document(clerk, person, places):
    child, mother = person("张小明", "20150101"), person("李秀英", "19780101", male=False)
    changed = actions.update_person(
        child, by=clerk, reason="补录", guardian=mother, hukou_division=places.qinggang, sex="FEMALE", on=ON
    )
    assert (changed.guardian, changed.hukou_division, changed.sex) == (mother, places.qinggang, "FEMALE")


def test_nobody_is_their_own_guardian(clerk, person):
    made = person()
    with pytest.raises(Refused, match="监护人不能是本人"):
        actions.update_person(made, by=clerk, reason="x", guardian=made, on=ON)


def test_only_known_fields_change(clerk, person):
    with pytest.raises(TypeError, match="died_on"):
        actions.update_person(person(), by=clerk, reason="x", died_on=ON)


def test_a_person_of_another_township_is_not_changed(stranger, household, person):
    made = person()
    household(made)
    with pytest.raises(Refused, match="不在您的辖区"):
        actions.update_person(made, by=stranger, reason="x", name="张三", on=ON)
