"""Accounts, posts and declared relatives."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from doudi.office.audit.models import AuditRecord
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.fields import blind_index
from doudi.office.places.enums import Level
from doudi.office.staff import actions, permissions
from doudi.office.staff.enums import LEVELS, Relation, Role, duty_of
from doudi.office.staff.models import Post, StaffRelative, User
from tests.county import LONG_AGO, division, staff

ID = "11010519491231002X"
OTHER_ID = "110105194912310038"
ON = date(2025, 8, 1)


def last_verb():
    return AuditRecord.objects.order_by("seq").last().verb


@pytest.fixture
def admin(county):
    return county[Role.SYSTEM_ADMIN]


@pytest.fixture
def worker(county, admin):
    """A new account without a post."""
    user, _password = actions.create_user(
        by=admin, username="wang", name="王芳", id_number=ID, phone="13812345678"
    )
    return user


# accounts


def test_an_account_is_made_with_a_password_for_one_log_in(admin):
    user, password = actions.create_user(by=admin, username=" wang ", name=" 王芳 ", id_number=ID)
    assert (user.username, str(user), user.must_change_password) == ("wang", "王芳", True)
    assert user.check_password(password)
    assert user.person_key == blind_index("citizen_id", ID)
    assert len(password) == 14
    assert last_verb() == "create_user"
    assert ID not in str(AuditRecord.objects.values())


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"username": "system_admin"}, "已有人使用", "username"),
        ({"username": "a b"}, "用户名", "username"),
        ({"username": ""}, "不能为空", "username"),
        ({"name": ""}, "不能为空", "name"),
        ({"id_number": "123"}, "应为 18 位", "id_number"),
        ({"phone": "1" * 21}, "20", "phone"),
    ],
)
def test_an_account_that_is_not_right_is_refused_at_its_field(admin, change, reason, field):
    with pytest.raises(Refused, match=reason) as refusal:
        actions.create_user(by=admin, **{"username": "wang", "name": "王芳", **change})
    assert refusal.value.field == field
    assert not User.objects.filter(name="王芳").exists()


def test_one_natural_person_has_one_account(admin, worker):
    with pytest.raises(Refused, match="一人只能有一个账号"):
        actions.create_user(by=admin, username="wang2", name="王芳", id_number="110105491231002")
    for number in range(2):
        actions.create_user(by=admin, username=f"nobody{number}", name="无号")


def test_only_a_system_administrator_makes_accounts(county):
    for role in set(Role) - {Role.SYSTEM_ADMIN}:
        with pytest.raises(Refused, match="系统管理员"):
            actions.create_user(by=county[role], username="x", name="x")


def test_a_password_is_given_anew(admin, worker):
    password = actions.reset_password(worker, by=admin)
    worker.refresh_from_db()
    assert worker.check_password(password)
    assert last_verb() == "reset_password"


def test_a_person_chooses_their_own_password(worker):
    actions.change_own_password("correct horse 7", by=worker)
    worker.refresh_from_db()
    assert worker.check_password("correct horse 7")
    assert not worker.must_change_password
    for password, reason in [
        ("short", "10"),
        ("12345678901", "数字"),
        ("correct horse 7", "不能与现在的密码相同"),
    ]:
        with pytest.raises(Refused, match=reason):
            actions.change_own_password(password, by=worker)


def test_someone_who_left_is_barred_at_once(county, admin, worker):
    actions.grant_post(worker, by=admin, role=Role.TOWNSHIP_INTAKE, division=county.east, first_day=today())
    with pytest.raises(Refused, match="理由"):
        actions.deactivate(worker, by=admin, reason=" ")
    actions.deactivate(worker, by=admin, reason="离职")
    worker.refresh_from_db()
    assert not worker.is_active
    assert worker.current_posts() == []
    actions.reactivate(worker, by=admin, reason="返岗")
    worker.refresh_from_db()
    assert worker.is_active
    assert worker.current_posts() == []


def test_nobody_changes_their_own_account(county, admin):
    for act in (
        lambda: actions.deactivate(admin, by=admin, reason="x"),
        lambda: actions.reset_second_factor(admin, by=admin),
        lambda: actions.grant_post(
            admin, by=admin, role=Role.COUNTY_HEAD, division=county.county, first_day=today()
        ),
    ):
        with pytest.raises(Refused, match="不能变更自己"):
            act()


def test_the_house_itself_does_not_log_in(admin):
    system, portal = actions.system_user(), actions.portal_user()
    assert actions.system_user() == system != portal
    assert not system.is_active
    assert not system.has_usable_password()
    assert system.current_posts() == []
    with pytest.raises(Refused, match="不在您管理的范围内"):
        actions.reactivate(system, by=admin, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=system.pk).update(is_active=True)


def test_an_administrator_manages_only_their_own_area(county, admin, worker):
    elsewhere = division("990102", "邻县", Level.COUNTY, county.province)
    theirs = staff("li", Role.COUNTY_OFFICER, elsewhere)
    with pytest.raises(Refused, match="不在您管理的范围内"):
        actions.reset_password(theirs, by=admin)
    with pytest.raises(Refused, match="不在您管理的范围内"):
        actions.end_post(theirs.posts.get(), by=admin, last_day=today())
    with pytest.raises(Refused, match="邻县不在您管理的范围内"):
        actions.grant_post(worker, by=admin, role=Role.COUNTY_OFFICER, division=elsewhere, first_day=today())


# posts


def test_a_post_counts_from_its_first_to_its_last_day(county, admin, worker):
    days = {"first_day": date(2025, 8, 1), "last_day": date(2025, 8, 31)}
    post = actions.grant_post(worker, by=admin, role=Role.TOWNSHIP_INTAKE, division=county.east, **days)
    assert str(post) == "东溪镇 乡镇经办"
    for day, is_open in [(31, False), (32, True), (62, True), (63, False)]:
        on = date(2025, 7, 1) + timedelta(day - 1)
        assert post.is_open(on) is is_open
        assert bool(worker.current_posts(on)) is is_open
    assert last_verb() == "grant_post"


def test_every_role_sits_at_its_level(county, admin, worker):
    for role in Role:
        for place in (county.province, county.county, county.east, county.east_village):
            fits = place.level in LEVELS[role] and place != county.province
            if not fits:
                with pytest.raises(Refused):
                    actions.grant_post(worker, by=admin, role=role, division=place, first_day=today())
            assert not worker.posts.exists()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Role.SYSTEM_ADMIN, Role.COUNTY_OFFICER),
        (Role.COUNTY_OFFICER, Role.SYSTEM_ADMIN),
        (Role.AUDITOR, Role.COUNTY_OFFICER),
        (Role.COUNTY_OFFICER, Role.AUDITOR),
        (Role.AUDITOR, Role.SYSTEM_ADMIN),
    ],
)
def test_running_auditing_and_casework_stay_in_different_hands(county, admin, worker, first, second):
    actions.grant_post(worker, by=admin, role=first, division=county.county, first_day=today())
    with pytest.raises(Refused, match="不能由同一人担任"):
        actions.grant_post(worker, by=admin, role=second, division=county.county, first_day=today())


def test_one_person_holds_several_posts_of_casework(county, admin, worker):
    actions.grant_post(worker, by=admin, role=Role.TOWNSHIP_INTAKE, division=county.east, first_day=today())
    actions.grant_post(worker, by=admin, role=Role.TOWNSHIP_INTAKE, division=county.west, first_day=today())
    actions.grant_post(worker, by=admin, role=Role.CITIZEN, division=county.west, first_day=today())
    assert len(worker.current_posts()) == 3
    assert worker.scope() == [county.east.path, county.west.path]
    assert worker.departments() == {"CIVIL_AFFAIRS"}
    assert duty_of(Role.CITIZEN) == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"role": "KING"}, "请选择角色"),
        ({"last_day": date(2019, 1, 1)}, "离任日期不能早于任职日期"),
        ({"department": "NAVY"}, "NAVY"),
    ],
)
def test_a_post_that_makes_no_sense_is_refused(county, admin, worker, change, reason):
    plain = {"role": Role.TOWNSHIP_INTAKE, "division": county.east, "first_day": ON}
    with pytest.raises(Refused, match=reason):
        actions.grant_post(worker, by=admin, **{**plain, **change})


def test_the_same_post_is_not_granted_twice(county, admin, worker, monkeypatch):
    plain = {"role": Role.TOWNSHIP_INTAKE, "division": county.east, "first_day": ON}
    actions.grant_post(worker, by=admin, **plain)
    with pytest.raises(Refused, match="已在任"):
        actions.grant_post(worker, by=admin, **plain)
    monkeypatch.setattr(actions, "_validate", lambda row: None)
    with pytest.raises(Refused, match="已在任"):
        actions.grant_post(worker, by=admin, **plain)


def test_a_post_ends_on_its_last_day_or_at_once(county, admin, worker):
    post = actions.grant_post(
        worker, by=admin, role=Role.TOWNSHIP_INTAKE, division=county.east, first_day=today()
    )
    post = actions.end_post(post, by=admin, last_day=today() + timedelta(days=9))
    assert post.is_open_now
    post = actions.end_post(post, by=admin, last_day=today() - timedelta(days=1))
    assert not post.is_open_now
    assert post.last_day == today()
    assert worker.current_posts() == []
    with pytest.raises(Refused, match="已经结束"):
        actions.end_post(post, by=admin, last_day=today())
    assert last_verb() == "end_post"


@pytest.mark.parametrize(
    "change", [{"last_day": "2019-01-01"}, {"revoked_at": "2025-01-01T00:00:00Z"}], ids=["days", "revoked"]
)
def test_the_database_knows_the_sentence_too(county, change):
    post = county[Role.COUNTY_HEAD].posts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(**change)


# relatives


def test_a_relative_is_declared_and_keeps_the_person_out(county):
    user = county[Role.TOWNSHIP_INTAKE]
    relative = actions.declare_relative(
        user, by=user, name="王强", id_number=ID, relation=Relation.SIBLING, on=ON
    )
    key = blind_index("citizen_id", ID)
    assert relative.person_key == key
    assert str(relative) == "township_intake 兄弟姐妹"
    assert permissions.conflicts(user, [key, ""], ON) == [relative]
    assert permissions.conflicts(user, [key], ON - timedelta(1)) == []
    assert list(permissions.staff_related_to([key, ""], ON)) == [relative]
    with pytest.raises(Refused, match="近亲属（兄弟姐妹）"):
        permissions.check_no_conflict(user, [key], ON)
    permissions.check_no_conflict(user, ["other"], ON)
    permissions.check_no_conflict(county[Role.TOWNSHIP_HEAD], [key], ON)


def test_nobody_acts_on_their_own_household(worker):
    key = blind_index("citizen_id", ID)
    assert permissions.conflicts(worker, [key]) == [worker]
    with pytest.raises(Refused, match="您本人的家庭"):
        permissions.check_no_conflict(worker, [key])


def test_a_declaration_that_makes_no_sense_is_refused(county, worker):
    plain = {"name": "王强", "id_number": OTHER_ID, "relation": Relation.CHILD, "on": ON}
    for change, reason in [
        ({"relation": "FRIEND"}, "选择与该亲属的关系"),
        ({"id_number": "1"}, "18 位"),
        ({"id_number": ID}, "工作人员本人的身份证号"),
        ({"name": ""}, "不能为空"),
    ]:
        with pytest.raises(Refused, match=reason):
            actions.declare_relative(worker, by=worker, **{**plain, **change})
    actions.declare_relative(worker, by=worker, **plain)
    with pytest.raises(Refused, match="已经备案"):
        actions.declare_relative(worker, by=worker, **plain)


def test_the_county_keeps_the_register_for_its_staff(county):
    user, head = county[Role.VILLAGE_ASSISTANT], county[Role.COUNTY_HEAD]
    plain = {"name": "王强", "id_number": ID, "relation": Relation.PARENT, "on": ON}
    for role in (Role.TOWNSHIP_HEAD, Role.AUDITOR):
        with pytest.raises(Refused, match="须由"):
            actions.declare_relative(user, by=county[role], **plain)
    relative = actions.declare_relative(user, by=head, **plain)
    seen = {role: StaffRelative.objects.visible_to(county[role]).exists() for role in Role}
    may = {Role.VILLAGE_ASSISTANT, Role.COUNTY_OFFICER, Role.COUNTY_HEAD, Role.SYSTEM_ADMIN, Role.AUDITOR}
    assert {role for role, sees in seen.items() if sees} == may
    for reason, on, text in [(" ", ON, "理由"), ("x", date(2025, 1, 1), "不能早于")]:
        with pytest.raises(Refused, match=text):
            actions.end_relative(relative, by=head, on=on, reason=reason)
    with pytest.raises(Refused, match="须由"):
        actions.end_relative(relative, by=user, on=ON, reason="x")
    relative = actions.end_relative(relative, by=head, on=ON, reason="登记有误")
    assert permissions.conflicts(user, [relative.person_key], ON + timedelta(1)) == []
    with pytest.raises(Refused, match="已经终止"):
        actions.end_relative(relative, by=head, on=ON, reason="x")


# who sees what


def test_each_role_sees_its_own_area(county):
    paths = {role: county[role].scope() for role in Role}
    assert paths[Role.VILLAGE_ASSISTANT] == [county.east_village.path]
    assert paths[Role.TOWNSHIP_INTAKE] == paths[Role.TOWNSHIP_REVIEWER] == [county.east.path]
    assert (
        paths[Role.COUNTY_HEAD] == paths[Role.FINANCE_OFFICER] == paths[Role.AUDITOR] == [county.county.path]
    )
    assert paths[Role.SYSTEM_ADMIN] == paths[Role.CITIZEN] == []


def test_rows_outside_the_scope_are_not_there(county):
    posts = Post.objects.all()
    for role in Role:
        assert county[role]
    seen = permissions.in_scope(posts, county[Role.TOWNSHIP_HEAD])
    assert {post.division for post in seen} == {county.east, county.east_village}
    assert not permissions.in_scope(posts, county[Role.SYSTEM_ADMIN]).exists()
    from django.contrib.auth.models import AnonymousUser

    assert not permissions.in_scope(posts, AnonymousUser()).exists()
    assert permissions.is_in_scope(county[Role.TOWNSHIP_HEAD], county.east_village)
    assert not permissions.is_in_scope(county[Role.TOWNSHIP_HEAD], county.west)


def test_two_posts_make_one_scope_until_one_is_chosen(county):
    user = staff("li", Role.TOWNSHIP_INTAKE, county.east)
    west = Post.objects.create(user=user, role=Role.TOWNSHIP_HEAD, division=county.west, first_day=LONG_AGO)
    assert user.scope() == [county.east.path, county.west.path]
    assert user.has_role(Role.TOWNSHIP_INTAKE, division=county.east_village)
    assert not user.has_role(Role.TOWNSHIP_HEAD, division=county.east_village)
    user.active_post = west
    assert user.scope() == [county.west.path]
    assert not user.has_role(Role.TOWNSHIP_INTAKE)
    assert set(permissions.visible_divisions(user)) == {county.west, county.west_village}


def test_an_act_is_refused_with_who_may_do_it(county):
    permissions.check_role(county[Role.TOWNSHIP_HEAD], Role.TOWNSHIP_HEAD, division=county.east)
    with pytest.raises(Refused, match="须由管辖西坪乡的乡镇负责人办理"):
        permissions.check_role(county[Role.TOWNSHIP_HEAD], Role.TOWNSHIP_HEAD, division=county.west)
    with pytest.raises(Refused, match="须由乡镇负责人、县级负责人办理"):
        permissions.check_role(county[Role.AUDITOR], Role.TOWNSHIP_HEAD, Role.COUNTY_HEAD)


def test_a_user_is_found_by_name(county, worker):
    assert list(User.objects.named_like("王")) == [worker]
    assert list(User.objects.named_like("wan")) == [worker]
    assert User.objects.named_like("").count() == User.objects.count()
    assert User.objects.get_by_natural_key("wang") == worker
