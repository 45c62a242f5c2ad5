"""Signing in, the second factor, one's own settings, and the pages of the system administrator."""

import time

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from doudi.office.audit.models import AuditRecord
from doudi.office.base import tasks
from doudi.office.base.calendar import today
from doudi.office.base.models import Task
from doudi.office.staff import actions, middleware
from doudi.office.staff.enums import Role
from doudi.office.staff.models import Post, StaffRelative, User
from doudi.office.staff.permissions import allowed
from tests.county import LONG_AGO, PASSWORD, staff

ID = "11010519491231002X"


@pytest.fixture
def worker(county):
    user = staff("wang", Role.TOWNSHIP_INTAKE, county.east, name="王芳")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def as_admin(client, county):
    client.force_login(county[Role.SYSTEM_ADMIN])
    return client


def sign_in(client, password=PASSWORD, username="wang", **more):
    return client.post("/login/", {"username": username, "password": password, **more})


# signing in


def test_the_right_password_opens_the_house(client, worker):
    assert "工作人员登录" in client.get("/login/").content.decode()
    answer = sign_in(client, next="/account/password/")
    assert answer.headers["Location"] == "/account/password/"
    assert client.get("/account/").status_code == 200


def test_after_the_log_in_nobody_is_sent_to_another_site(client, worker):
    answer = sign_in(client, next="https://elsewhere.example/")
    assert "elsewhere" not in answer.headers["Location"]


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(client, worker):
    wrong, unknown = sign_in(client, "wrong"), sign_in(client, "wrong", username="nobody")
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert "用户名或密码不对" in answer.content.decode()


def test_five_wrong_passwords_lock_that_user_from_that_address(client, worker, monkeypatch):
    for _ in range(4):
        assert sign_in(client, "wrong").status_code == 200
    assert sign_in(client, "wrong").status_code == 429

    def never(*args, **kwargs):
        raise AssertionError("a password was hashed")

    monkeypatch.setattr(User, "check_password", never)
    answer = sign_in(client)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "暂停 15 分钟" in answer.content.decode()
    monkeypatch.undo()
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert sign_in(elsewhere).status_code == 302


def test_someone_barred_cannot_log_in(client, worker):
    User.objects.update(is_active=False)
    assert "用户名或密码不对" in sign_in(client).content.decode()


def test_a_new_session_begins_at_log_in_and_ends_at_log_out(client, worker):
    client.get("/login/")
    sign_in(client)
    key = client.session.session_key
    client.post("/logout/")
    sign_in(client)
    assert client.session.session_key != key
    client.post("/logout/")
    assert client.get("/account/").headers["Location"].startswith("/login/?next=")


def test_a_password_is_kept_by_scrypt():
    from doudi.config import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.ScryptPasswordHasher"]


def test_the_made_up_county_shows_its_log_ins(client, worker, settings):
    settings.DEMO_PASSWORD = "made-up"
    text = client.get("/login/").content.decode()
    assert "wang" in text
    assert "made-up" in text
    settings.DEMO = False
    assert "made-up" not in client.get("/login/").content.decode()


def test_a_fragment_sends_the_whole_page_to_the_log_in(client, db):
    answer = client.get("/account/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/login/?next=%2F")


# the session


def test_a_session_ends_after_half_an_hour_without_a_click(client, worker, monkeypatch):
    client.force_login(worker)
    clock = [time.time()]
    monkeypatch.setattr(middleware.time, "time", lambda: clock[0])
    assert client.get("/account/").status_code == 200
    clock[0] += 29 * 60
    assert client.get("/account/").status_code == 200
    clock[0] += 29 * 60
    assert client.get("/account/").status_code == 200
    clock[0] += 31 * 60
    assert client.get("/account/").status_code == 302


def test_a_session_ends_after_ten_hours_in_any_case(client, worker, monkeypatch):
    client.force_login(worker)
    clock = [time.time()]
    monkeypatch.setattr(middleware.time, "time", lambda: clock[0])
    for _ in range(24):
        assert client.get("/account/").status_code == 200
        clock[0] += 25 * 60
    clock[0] += 10 * 60
    assert client.get("/account/").status_code == 302


def test_a_clock_set_back_a_day_ends_the_session(client, worker, monkeypatch):
    client.force_login(worker)
    client.get("/account/")
    monkeypatch.setattr(middleware.time, "time", lambda: 0)
    assert client.get("/account/").status_code == 302


# one's own password


def test_whoever_must_choose_a_password_gets_to_nothing_else(client, worker):
    User.objects.update(must_change_password=True)
    client.force_login(worker)
    assert client.get("/account/").headers["Location"].startswith("/account/password/")
    form = {"current": PASSWORD, "password": "another horse 8", "again": "another horse 8"}
    assert client.post("/account/password/?next=/account/", form).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"current": "wrong"}, "现在的密码不对"),
        ({"again": "other horse 99"}, "两次输入的新密码不一致"),
        ({"password": PASSWORD, "again": PASSWORD}, "不能与现在的密码相同"),
        ({"password": "", "again": ""}, "更改密码"),
    ],
)
def test_a_password_that_will_not_do_is_told(client, worker, change, text):
    client.force_login(worker)
    form = {"current": PASSWORD, "password": "another horse 8", "again": "another horse 8", **change}
    answer = client.post("/account/password/", form)
    assert answer.status_code == 200
    assert text in answer.content.decode()


def test_a_new_password_ends_the_other_sessions(client, worker, county):
    client.force_login(worker)
    actions.reset_password(worker, by=county[Role.SYSTEM_ADMIN])
    assert client.get("/account/").headers["Location"].startswith("/login/")


# the second factor


def token(device, shift=0):
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift + shift):06d}"


def set_up(client, worker):
    client.get("/account/otp/")
    code = token(TOTPDevice.objects.get(user=worker))
    return client.post("/account/otp/", {"code": code}), code


def test_where_a_second_factor_is_required_it_is_set_up_first(client, worker, settings):
    settings.REQUIRE_OTP = True
    sign_in(client)
    assert client.get("/account/").headers["Location"].startswith("/login/otp/")
    assert client.get("/login/otp/").headers["Location"] == "/account/otp/"
    page = client.get("/account/otp/").content.decode()
    assert "data:image/svg" in page
    assert "动态口令不对" in client.post("/account/otp/", {"code": "000000"}).content.decode()
    answer, _code = set_up(client, worker)
    assert answer.content.decode().count("<li><code>") == 8
    assert client.get("/account/").status_code == 200


def test_a_password_alone_is_not_enough_for_whoever_has_a_second_factor(client, worker):
    client.force_login(worker)
    answer, code = set_up(client, worker)
    spare = answer.context["codes"][0]
    client.post("/logout/")
    sign_in(client)
    for page in ("/account/", "/account/password/"):
        assert client.get(page).headers["Location"].startswith("/login/otp/")
    assert client.get("/account/otp/").headers["Location"] == "/login/otp/"
    used = client.post("/login/otp/", {"code": code})
    assert "已用过" in used.content.decode()
    for model in (TOTPDevice, StaticDevice):
        model.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post("/login/otp/?next=/account/", {"code": spare}).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert client.get("/account/otp/").status_code == 200


def test_a_lost_second_factor_is_taken_off_by_the_administrator(client, worker, county):
    client.force_login(worker)
    set_up(client, worker)
    client.force_login(county[Role.SYSTEM_ADMIN])
    assert client.post(f"/staff/users/{worker.pk}/otp/").status_code == 302
    assert not TOTPDevice.objects.exists()
    assert "启用动态口令" in {row.words for row in AuditRecord.objects.all()}


# posts


def test_someone_with_two_posts_works_in_one_at_a_time(client, county, worker):
    west = Post.objects.create(user=worker, role=Role.COUNTY_HEAD, division=county.county, first_day=LONG_AGO)
    client.force_login(worker)
    answer = client.get("/account/")
    assert answer.wsgi_request.post.role == Role.TOWNSHIP_INTAKE
    assert len(answer.wsgi_request.posts) == 2
    assert client.get("/audit/").status_code == 403
    assert client.post("/account/post/", {"post": west.pk}).status_code == 302
    assert client.get("/account/").wsgi_request.post == west
    assert client.get("/audit/").status_code == 200
    refused = client.post("/account/post/", {"post": county[Role.AUDITOR].posts.get().pk})
    assert refused.status_code == 409


def test_a_post_that_ends_closes_its_pages_at_the_next_click(client, county):
    head = county[Role.COUNTY_HEAD]
    client.force_login(head)
    assert client.get("/audit/").status_code == 200
    actions.end_post(head.posts.get(), by=county[Role.SYSTEM_ADMIN], last_day=LONG_AGO)
    assert client.get("/audit/").status_code == 403
    assert "没有岗位" in client.get("/account/").content.decode()


# display


def test_size_and_language_are_kept_in_cookies(client, db):
    client.post("/settings/size/", {"size": "l", "next": "/login/"})
    assert client.cookies["size"].value == "l"
    client.post("/settings/size/", {"size": "huge"})
    assert client.cookies["size"].value == "n"
    client.post("/settings/language/", {"language": "en"})
    assert client.cookies["django_language"].value == "en"
    client.post("/settings/language/", {"language": "xx"})
    assert client.cookies["django_language"].value == "zh-hans"
    assert client.get("/settings/size/").status_code == 405


# relatives


def test_a_relative_is_declared_on_the_page(client, county, worker):
    client.force_login(worker)
    form = {"name": "王强", "id_number": "1", "relation": "SIBLING"}
    assert "应为 18 位" in client.post("/account/relatives/new/", form).content.decode()
    assert client.post("/account/relatives/new/", {**form, "id_number": ID}).status_code == 302
    page = client.get("/account/").content.decode()
    assert "王*" in page
    assert ID not in page
    assert "兄弟姐妹" in client.get("/staff/relatives/").content.decode()


def test_the_county_closes_a_declaration(client, county, worker):
    relative = actions.declare_relative(
        worker, by=worker, name="王强", id_number=ID, relation="CHILD", on=today()
    )
    address = f"/staff/relatives/{relative.pk}/end/"
    client.force_login(county[Role.COUNTY_OFFICER])
    assert "终止备案" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "登记有误"}).status_code == 302
    assert "已经终止" in client.post(address, {"reason": "再来"}).content.decode()
    assert StaffRelative.objects.get().ended_on == today()
    client.force_login(worker)
    assert client.get(address).status_code == 403


# the system administrator


def test_the_administrator_makes_an_account_and_a_post(as_admin, county):
    assert as_admin.get("/staff/users/new/").status_code == 200
    shown = as_admin.post("/staff/users/new/", {"username": "li", "name": "李娜", "id_number": ID})
    user = User.objects.get(username="li")
    assert user.check_password(shown.context["password"])
    address = f"/staff/users/{user.pk}/posts/"
    form = {
        "role": Role.TOWNSHIP_HEAD,
        "division": county.east.pk,
        "department": "CIVIL_AFFAIRS",
        "first_day": today().isoformat(),
    }
    wrong = as_admin.post(address, {**form, "last_day": "2020-01-01"})
    assert wrong.status_code == 422
    assert "离任日期不能早于任职日期" in wrong.content.decode()
    assert as_admin.post(address, {**form, "division": county.east_village.pk}).status_code == 422
    assert as_admin.post(address, form).status_code == 302
    assert user.scope() == [county.east.path]
    page = as_admin.get("/staff/users/", {"q": "李"}).content.decode()
    assert "东溪镇 乡镇负责人" in page
    post = user.posts.get()
    ending = f"/staff/posts/{post.pk}/end/"
    assert as_admin.post(ending, {"last_day": "x"}).status_code == 422
    assert as_admin.post(ending, {"last_day": "2020-01-01"}).status_code == 302
    assert as_admin.post(ending, {"last_day": "2020-01-01"}).status_code == 422
    assert user.scope() == []
    assert as_admin.post("/staff/users/new/", {"username": "li", "name": "李娜"}).status_code == 200


def test_the_administrator_bars_and_lets_in(as_admin, worker):
    address = f"/staff/users/{worker.pk}/switch/"
    assert as_admin.get(f"/staff/users/{worker.pk}/").status_code == 200
    assert as_admin.post(address, {"to": "off", "reason": ""}).status_code == 422
    assert as_admin.post(address, {"to": "off", "reason": "离职"}).status_code == 302
    assert not User.objects.get(pk=worker.pk).is_active
    assert as_admin.post(address, {"to": "on", "reason": "返岗"}).status_code == 302
    assert as_admin.post(address, {"to": "up", "reason": "x"}).status_code == 404
    assert as_admin.post(f"/staff/users/{worker.pk}/password/").context["password"]


def test_the_administrator_cannot_bar_themself(as_admin, county):
    answer = as_admin.post(
        f"/staff/users/{county[Role.SYSTEM_ADMIN].pk}/switch/", {"to": "off", "reason": "x"}
    )
    assert answer.status_code == 422
    assert "不能变更自己" in answer.content.decode()


def test_users_of_another_county_are_not_there(as_admin, county):
    from tests.county import division

    elsewhere = staff("li", Role.COUNTY_HEAD, division("990102", "邻县", "COUNTY", county.province))
    for address in (f"/staff/users/{elsewhere.pk}/", "/staff/users/999999/"):
        assert as_admin.get(address).status_code == 404
    assert as_admin.post(f"/staff/users/{elsewhere.pk}/password/").status_code == 404
    assert as_admin.post(f"/staff/posts/{elsewhere.posts.get().pk}/end/").status_code == 404


# registers


def test_the_log_shows_the_acts_of_the_area(client, county, worker):
    actions.declare_relative(worker, by=worker, name="王强", id_number=ID, relation="CHILD", on=today())
    actions.grant_post(
        county[Role.TOWNSHIP_HEAD],
        by=county[Role.SYSTEM_ADMIN],
        role=Role.TOWNSHIP_HEAD,
        division=county.west,
        first_day=today(),
    )
    client.force_login(county[Role.AUDITOR])
    page = client.get("/audit/").content.decode()
    assert "王芳" in page
    day = today().isoformat()
    narrow = {"q": "王", "verb": "declare_relative", "first_day": day, "last_day": day, "household": ""}
    assert client.get("/audit/", narrow).context["page"].paginator.count == 1
    assert client.get("/audit/", {"household": 5}).context["page"].paginator.count == 0
    assert client.get("/audit/", {"first_day": "nonsense"}).status_code == 200
    assert client.get("/audit/access/", {"q": "王"}).status_code == 200
    assert client.get("/audit/access/", {"last_day": "x"}).status_code == 200


def test_a_county_head_hands_the_power_to_confirm_to_a_township(client, county):
    client.force_login(county[Role.COUNTY_HEAD])
    page = client.get("/divisions/", {"q": "镇"}).content.decode()
    assert "东溪镇" in page
    assert "西坪乡" not in page
    address = f"/divisions/{county.east.pk}/delegation/"
    assert client.get(address).status_code == 200
    form = {"since": "2025-08-01", "until": "2025-01-01", "source": "某民发〔2025〕1号"}
    assert "截止日期不能早于" in client.post(address, form).content.decode()
    assert client.post(address, {**form, "until": ""}).status_code == 302
    county.east.refresh_from_db()
    assert county.east.confirm_source == "某民发〔2025〕1号"
    assert client.get(f"/divisions/{county.east_village.pk}/delegation/").status_code == 404


def test_one_sees_the_progress_of_ones_own_tasks_only(client, county, worker):
    task = tasks.enqueue("test_nothing", {}, by=worker)
    client.force_login(worker)
    assert f"/tasks/{task.pk}/" in client.get("/tasks/").content.decode()
    assert client.get(f"/tasks/{task.pk}/").status_code == 200
    fragment = {"HX-Request": "true"}
    assert client.get(f"/tasks/{task.pk}/", headers=fragment).status_code == 200
    Task.objects.update(state="DONE")
    over = client.get(f"/tasks/{task.pk}/", headers=fragment)
    assert over.status_code == 286
    assert "<html" not in over.content.decode()
    client.force_login(county[Role.TOWNSHIP_HEAD])
    assert client.get(f"/tasks/{task.pk}/").status_code == 404


# every role against every page of the staff

ALL = set(Role) - {Role.CITIZEN}
WATCH = {Role.AUDITOR, Role.COUNTY_HEAD}
PAGES = {
    "user_list": {Role.SYSTEM_ADMIN, Role.AUDITOR},
    "user_new": {Role.SYSTEM_ADMIN},
    "user_detail": {Role.SYSTEM_ADMIN, Role.AUDITOR},
    "staff_relatives": ALL,
    "audit_log": WATCH,
    "access_log": WATCH,
    "division_list": {Role.SYSTEM_ADMIN, Role.COUNTY_OFFICER, Role.COUNTY_HEAD, Role.AUDITOR},
    "delegation": {Role.COUNTY_HEAD},
    "task_list": ALL,
    "profile": set(Role),
    "relative_new": set(Role),
    "change_password": set(Role),
    "otp_setup": set(Role),
}
ACTS = ["post_grant", "password_reset", "second_factor_reset", "user_switch", "post_end", "relative_end"]


def address(name, county):
    kwargs = {
        "user_detail": {"pk": county[Role.TOWNSHIP_INTAKE].pk},
        "delegation": {"code": county.east.pk},
    }
    return reverse(name, kwargs=kwargs.get(name, {}))


@pytest.mark.parametrize("role", Role)
def test_every_role_against_every_page(client, county, role):
    user = county[role]
    client.force_login(user)
    for name, roles in PAGES.items():
        status = client.get(address(name, county)).status_code
        assert status == (200 if role in roles else 403), (role, name)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMIN}))
@pytest.mark.parametrize("name", ACTS)
def test_no_other_role_acts_for_the_administrator(client, county, role, name):
    if name == "relative_end" and role in {Role.COUNTY_OFFICER, Role.COUNTY_HEAD}:
        return
    client.force_login(county[role])
    before = AuditRecord.objects.count()
    assert client.post(reverse(name, kwargs={"pk": 1}), {"reason": "x", "to": "off"}).status_code == 403
    assert AuditRecord.objects.count() == before


def test_a_stranger_is_sent_to_the_log_in_everywhere(client, county):
    for name in PAGES:
        assert client.get(address(name, county)).headers["Location"].startswith("/login/")


def test_every_page_of_the_staff_is_in_the_table():
    ours = {
        pattern.name
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [])
        if pattern.callback.__module__.startswith("doudi.office.staff")
    }
    open_to_all = {"login", "logout", "set_size", "set_language", "switch_post", "otp", "task_detail"}
    assert ours == set(PAGES) | set(ACTS) | open_to_all


def test_a_page_that_names_no_role_is_a_mistake():
    with pytest.raises(TypeError, match="names the roles"):
        allowed()
