"""People who work with the house, the posts they hold, and the relatives they have declared."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.calendar import today
from doudi.office.base.fields import BlindIndexField, SealedTextField
from doudi.office.base.models import SealedRow, Stamped
from doudi.office.places.enums import Department
from doudi.office.places.models import Division
from doudi.office.staff.enums import KEEP_REGISTER, WITHOUT_CASES, Relation, Role


class UserQuerySet(models.QuerySet):
    def managed_by(self, admin: User) -> UserQuerySet:
        """Users with a post, now or once, in the administrator's area, and those without any post yet."""
        inside = Q(posts=None)
        for post in admin.current_posts():
            if post.role in {Role.SYSTEM_ADMIN, Role.AUDITOR}:
                inside |= Q(posts__division__path__startswith=post.division.path)
        return self.filter(inside, is_machine=False).distinct()

    def named_like(self, text: str) -> UserQuerySet:
        return self.filter(Q(name__icontains=text) | Q(username__icontains=text)) if text else self


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes rows for set-up and tests; the office itself uses `staff.actions.create_user`."""

    def create_user(
        self, username: str, password: str | None = None, *, name: str = "", **extra: Any
    ) -> User:
        known = {"username": self.model.normalize_username(username), "name": name or username}
        return self.create(password=make_password(password), **known, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser, SealedRow, Stamped):
    """One natural person with one log-in and any number of posts. Nobody is above the rules: no superuser."""

    username = models.CharField(
        _("用户名"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("这个用户名已有人使用，请换一个。")},
    )
    name = models.CharField(_("姓名"), max_length=60)
    person_key = BlindIndexField(verbose_name=_("身份证号索引"))
    phone = SealedTextField(_("手机号码"), max_length=20, blank=True, default="")
    is_active = models.BooleanField(_("可以登录"), default=True)
    is_machine = models.BooleanField(_("系统自身"), default=False, editable=False)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        verbose_name = verbose_name_plural = _("用户")
        constraints = [
            models.UniqueConstraint(
                fields=["person_key"],
                condition=~Q(person_key=""),
                name="user_one_per_person",
                violation_error_message=_("此人已有账号；一人只能有一个账号，可在原账号上增加岗位。"),
            ),
            models.CheckConstraint(
                condition=Q(is_machine=False) | Q(is_active=False), name="user_machine_no_login"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def active_post(self) -> Post | None:
        """The post chosen for this session; set by the middleware, None outside of a request."""
        return getattr(self, "_active_post", None)

    @active_post.setter
    def active_post(self, post: Post | None) -> None:
        self._active_post = post

    def current_posts(self, on: date | None = None) -> list[Post]:
        """The chosen post of the session, or every post open on the day."""
        if self.active_post is not None:
            return [self.active_post]
        if not self.is_active or self.pk is None:
            return []
        return list(self.posts.open_on(on or today()).select_related("division"))

    def has_role(self, *roles: str, division: Division | None = None) -> bool:
        """Whether a current post has one of `roles`, and covers `division` if that is given."""
        return any(
            post.role in roles and (division is None or post.division.holds(division))
            for post in self.current_posts()
        )

    def scope(self) -> list[str]:
        """The paths of the divisions whose cases and households this user may see."""
        return sorted({p.division.path for p in self.current_posts() if p.role not in WITHOUT_CASES})

    def departments(self) -> set[str]:
        return {post.department for post in self.current_posts()}


class PostQuerySet(models.QuerySet):
    def open_on(self, on: date) -> PostQuerySet:
        return self.filter(Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on, revoked_at=None)


class Post(Stamped):
    """A role at a division, from a day to a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name=_("用户"))
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    division = models.ForeignKey(Division, models.PROTECT, related_name="posts", verbose_name=_("辖区"))
    department = models.CharField(
        _("部门"), max_length=30, choices=Department, default=Department.CIVIL_AFFAIRS
    )
    first_day = models.DateField(_("任职日期"))
    last_day = models.DateField(_("离任日期"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("即时撤销时间"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授予人")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["user", "first_day", "pk"]
        verbose_name = verbose_name_plural = _("岗位")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "division", "department"],
                condition=Q(last_day=None),
                name="post_open_once",
                violation_error_message=_("此人已在任这个岗位。"),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(last_day__isnull=False), name="post_revoked_has_last_day"
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="post_days",
                violation_error_message=_("离任日期不能早于任职日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division.name} {self.get_role_display()}"

    def is_open(self, on: date) -> bool:
        return (
            self.revoked_at is None
            and self.first_day <= on
            and (self.last_day is None or on <= self.last_day)
        )

    @property
    def is_open_now(self) -> bool:
        return self.is_open(today())


class StaffRelativeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> StaffRelativeQuerySet:
        """One's own; those of the staff of the area for whoever keeps the register or audits it."""
        inside = Q(user=user)
        for post in user.current_posts():
            if post.role in KEEP_REGISTER:
                inside |= Q(user__posts__division__path__startswith=post.division.path)
        return self.filter(inside).distinct()

    def declared_on(self, on: date) -> StaffRelativeQuerySet:
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on), declared_on__lte=on)


class StaffRelative(SealedRow, Stamped):
    """近亲属备案: a close relative of someone who works on cases or sits in a village committee."""

    user = models.ForeignKey(User, models.PROTECT, related_name="relatives", verbose_name=_("工作人员"))
    name = SealedTextField(_("亲属姓名"), max_length=60)
    person_key = BlindIndexField(verbose_name=_("身份证号索引"), db_index=True)
    relation = models.CharField(_("关系"), max_length=12, choices=Relation)
    declared_on = models.DateField(_("申报日期"))
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申报人"))

    objects = StaffRelativeQuerySet.as_manager()

    class Meta:
        ordering = ["user", "pk"]
        verbose_name = verbose_name_plural = _("近亲属备案")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "person_key"],
                condition=Q(ended_on=None),
                name="relative_once",
                violation_error_message=_("这位亲属已经备案。"),
            ),
            models.CheckConstraint(condition=~Q(person_key=""), name="relative_person"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("declared_on")), name="relative_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_relation_display()}"
