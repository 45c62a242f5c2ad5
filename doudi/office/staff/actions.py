"""Who works here: accounts, posts from a day to a day, and declared relatives."""

import secrets
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from doudi.office.audit import actions as audit
from doudi.office.base import citizen_id
from doudi.office.base.actions import action
from doudi.office.base.calendar import ONE_DAY, database_now, today
from doudi.office.base.errors import Refused
from doudi.office.base.fields import blind_index
from doudi.office.places.enums import Department
from doudi.office.places.models import Division
from doudi.office.staff.enums import KEEP_REGISTER, LEVELS, Relation, Role, duty_of
from doudi.office.staff.models import Post, StaffRelative, User
from doudi.office.staff.permissions import check_role, managed_divisions

SYSTEM, PORTAL = "system", "portal"
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
TEMPORARY_LENGTH = 14
SPARE, SPARE_CODES = "spare", 8


def system_user() -> User:
    """Who acts when the house itself acts, such as a notice coming down when its days are over."""
    return _machine(SYSTEM, "系统")


def portal_user() -> User:
    """Who acts when someone without a log-in writes through the public pages."""
    return _machine(PORTAL, "群众（公共页面）")


def _machine(username: str, name: str) -> User:
    values = {"name": name, "is_active": False, "is_machine": True, "password": "!"}
    user, _made = User.objects.get_or_create(username=username, defaults=values)
    return user


@action
def create_user(
    *, by: User, username: str, name: str, id_number: str = "", phone: str = ""
) -> tuple[User, str]:
    """Make an account for a natural person; answers it with a password for the first log-in."""
    check_role(by, Role.SYSTEM_ADMIN)
    user = User(username=User.normalize_username(username.strip()), name=name.strip(), phone=phone.strip())
    user.person_key = _person_key(id_number) if id_number else ""
    password = _new_password(user)
    _validate(user)
    user.save(force_insert=True)
    audit.record(by, "create_user", user, after={"username": user.username, "name": user.name})
    return user, password


@action
def reset_password(user: User, *, by: User) -> str:
    """Give a new password for one log-in, and end the sessions of the old one."""
    _check_manages(by, user)
    password = _new_password(user)
    user.save(update_fields=["password", "must_change_password"])
    audit.record(by, "reset_password", user)
    return password


@action
def change_own_password(password: str, *, by: User) -> User:
    """Choose one's own password."""
    try:
        validate_password(password, by)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "password") from None
    if by.check_password(password):
        raise Refused(_("新密码不能与现在的密码相同，请另选一个。"), "password")
    by.set_password(password)
    by.must_change_password = False
    by.save(update_fields=["password", "must_change_password"])
    audit.record(by, "change_own_password", by)
    return by


@action
def prepare_device(*, by: User) -> TOTPDevice:
    """The second factor that waits to be confirmed; the same one until it is."""
    device = by.totpdevice_set.filter(confirmed=False).first()
    if device is None:
        device = TOTPDevice.objects.create(user=by, name=by.username, confirmed=False)
        audit.record(by, "prepare_second_factor", by)
    return device


@action
def confirm_device(code: str, *, by: User) -> tuple[TOTPDevice, list[str]]:
    """Take the second factor into use with a first code; answers it and the spare codes."""
    device = by.totpdevice_set.select_for_update().filter(confirmed=False).first()
    if device is None or not device.verify_token(code):
        raise Refused(_("动态口令不对。请确认手机时间准确，再输入身份验证器上现在的 6 位数字。"), "code")
    by.totpdevice_set.exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    by.staticdevice_set.all().delete()
    spare = StaticDevice.objects.create(user=by, name=SPARE)
    codes = [StaticToken.random_token() for _i in range(SPARE_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
    audit.record(by, "confirm_second_factor", by)
    return device, codes


@action
def reset_second_factor(user: User, *, by: User) -> User:
    """Forget someone's second factor, after its loss; the next log-in asks for a new one."""
    _check_manages(by, user)
    _check_not_self(by, user)
    user.totpdevice_set.all().delete()
    user.staticdevice_set.all().delete()
    audit.record(by, "reset_second_factor", user)
    return user


@action
def deactivate(user: User, *, by: User, reason: str) -> User:
    """Bar someone from logging in, at once; open posts end."""
    _check_manages(by, user)
    _check_not_self(by, user)
    if not reason.strip():
        raise Refused(_("请写明停用账号的理由。"), "reason")
    user.is_active = False
    user.save(update_fields=["is_active"])
    for post in user.posts.filter(revoked_at=None).exclude(last_day__lt=today()):
        _revoke(post, today())
    audit.record(
        by, "deactivate_user", user, before={"is_active": True}, after={"is_active": False}, reason=reason
    )
    return user


@action
def reactivate(user: User, *, by: User, reason: str) -> User:
    """Let someone log in again; posts must be granted anew."""
    _check_manages(by, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(
        by, "reactivate_user", user, before={"is_active": False}, after={"is_active": True}, reason=reason
    )
    return user


@action
def grant_post(
    user: User,
    *,
    by: User,
    role: str,
    division: Division,
    first_day: date,
    department: str = Department.CIVIL_AFFAIRS,
    last_day: date | None = None,
) -> Post:
    """Give a role at a division; it counts from `first_day` and shows at the next click."""
    _check_not_self(by, user)
    if not managed_divisions(by).filter(pk=division.pk).exists():
        raise Refused(
            _("%(place)s不在您管理的范围内，请由上级系统管理员授予。") % {"place": division.name}, "division"
        )
    _check_fits(user, role, division)
    post = Post(user=user, role=role, division=division, department=department, granted_by=by)
    post.first_day, post.last_day = first_day, last_day
    _save_once(post, _("此人已在任这个岗位，或岗位的日期不对。"))
    after = {"role": role, "division": division.pk, "first_day": first_day, "last_day": last_day}
    audit.record(by, "grant_post", user, after=after)
    return post


@action
def end_post(post: Post, *, by: User, last_day: date) -> Post:
    """End a post; `last_day` is the last day on which it counts, a day already past ends it at once."""
    _check_manages(by, post.user)
    post = Post.objects.select_for_update().get(pk=post.pk)
    if not post.is_open(today()):
        raise Refused(_("这个岗位已经结束。"))
    if last_day < today():
        _revoke(post, today())
    else:
        post.last_day = max(last_day, post.first_day)
        post.save(update_fields=["last_day"])
    audit.record(by, "end_post", post.user, after={"role": post.role, "last_day": post.last_day})
    return post


@action
def declare_relative(
    user: User, *, by: User, name: str, id_number: str, relation: str, on: date
) -> StaffRelative:
    """近亲属备案: declare a close relative, one's own or on behalf of a colleague."""
    if by.pk != user.pk:
        check_role(by, *sorted(KEEP_REGISTER - {Role.AUDITOR}))
    if relation not in Relation.values:
        raise Refused(_("请选择与该亲属的关系。"), "relation")
    key = _person_key(id_number)
    if key == user.person_key:
        raise Refused(_("这是工作人员本人的身份证号，请填写亲属的号码。"), "id_number")
    relative = StaffRelative(user=user, name=name.strip(), person_key=key, relation=relation)
    relative.declared_on, relative.declared_by = on, by
    _save_once(relative, _("这位亲属已经备案，无需重复申报。"))
    audit.record(by, "declare_relative", user, after={"relative": relative.pk, "relation": relation})
    return relative


@action
def end_relative(relative: StaffRelative, *, by: User, on: date, reason: str) -> StaffRelative:
    """Close a declaration, after a divorce or when it was wrong; it stays on record."""
    check_role(by, *sorted(KEEP_REGISTER - {Role.AUDITOR}))
    relative = StaffRelative.objects.select_for_update().get(pk=relative.pk)
    if relative.ended_on is not None:
        raise Refused(_("这条备案已经终止。"))
    if not reason.strip():
        raise Refused(_("请写明终止备案的理由。"), "reason")
    if on < relative.declared_on:
        raise Refused(_("终止日期不能早于申报日期。"), "on")
    relative.ended_on = on
    relative.save(update_fields=["ended_on"])
    audit.record(
        by, "end_relative", relative.user, after={"relative": relative.pk, "ended_on": on}, reason=reason
    )
    return relative


def _new_password(user: User) -> str:
    password = "".join(secrets.choice(LETTERS) for _i in range(TEMPORARY_LENGTH))
    user.set_password(password)
    user.must_change_password = True
    return password


def _person_key(id_number: str) -> str:
    try:
        number = citizen_id.normalise(id_number, today()).number
    except ValueError as error:
        raise Refused(str(error), "id_number") from None
    return blind_index("citizen_id", number)


def _validate(row: Any) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], "" if field == "__all__" else field) from None


def _save_once(row: Any, otherwise: str) -> None:
    _validate(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(otherwise) from None


def _check_manages(by: User, user: User) -> None:
    check_role(by, Role.SYSTEM_ADMIN)
    if not User.objects.managed_by(by).filter(pk=user.pk).exists():
        raise Refused(_("此人不在您管理的范围内，请由其所在地的系统管理员办理。"))


def _check_not_self(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise Refused(_("不能变更自己的岗位或账号，请由另一位系统管理员办理。"))


def _check_fits(user: User, role: str, division: Division) -> None:
    """The level fits the role, and nobody both runs the system and works on cases."""
    if role not in Role.values:
        raise Refused(_("请选择角色。"), "role")
    if division.level not in LEVELS[role]:
        text = _("“%(role)s”不能设在%(level)s，请选择相应层级的辖区。")
        raise Refused(text % {"role": Role(role).label, "level": division.get_level_display()}, "division")
    duties = {duty_of(post.role) for post in user.posts.open_on(today())} - {""}
    if duty_of(role) and duties - {duty_of(role)}:
        raise Refused(_("系统管理、审计与业务岗位不能由同一人担任，请先结束原岗位。"), "role")


def _revoke(post: Post, on: date) -> None:
    """End a post at once, even one that began today."""
    post.last_day = max(on - ONE_DAY, post.first_day)
    post.revoked_at = database_now()
    post.save(update_fields=["last_day", "revoked_at"])
