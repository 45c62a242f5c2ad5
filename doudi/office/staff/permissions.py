"""Who may open a page, which rows they see, and who must keep out of a case."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import date
from enum import IntEnum
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.places.models import Division
from doudi.office.staff.enums import Role
from doudi.office.staff.models import StaffRelative, User

OTP_KEY = "needs_otp"


class Stage(IntEnum):
    """How far a log-in has come: the password, the second factor, everything."""

    PASSWORD = 1
    SECOND = 2
    FULL = 3


View = TypeVar("View", bound=Callable[..., HttpResponse])


def public_page(view: View) -> View:
    """Anyone may open this page, without a log-in."""
    view.asks = view.permission = "PUBLIC"  # type: ignore[attr-defined]
    view.allowed_roles = ()  # type: ignore[attr-defined]
    return view


def signed_in(view: View | None = None, *, until: Stage = Stage.FULL) -> Any:
    """Anyone with a log-in may open this page; `until` says how far the log-in must have come."""
    if view is None:
        return functools.partial(signed_in, until=until)
    return _guarded(view, (), until)


def allowed(*roles: Role) -> Callable[[View], View]:
    """Only a current post with one of `roles` may open this page; the post is `request.post`."""
    if not roles:
        raise TypeError("allowed() names the roles; use @signed_in or @public_page otherwise")

    def decorate(view: View) -> View:
        return _guarded(view, roles, Stage.FULL)

    return decorate


def _guarded(view: View, roles: tuple[Role, ...], until: Stage) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        missing = _missing_step(request, until)
        if missing is not None:
            return _send(request, missing)
        if roles and not request.user.has_role(*roles):
            raise PermissionDenied(_("您当前的岗位不能打开此页。如兼任其他岗位，请先在页首切换岗位。"))
        return view(request, *args, **kwargs)

    guarded.asks = guarded.permission = "ROLES" if roles else "SIGNED_IN"  # type: ignore[attr-defined]
    guarded.allowed_roles = roles  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _missing_step(request: Any, until: Stage) -> str | None:
    """The page of the first step of the log-in that is still missing."""
    user = request.user
    if not user.is_authenticated:
        return "login"
    needs_otp = settings.REQUIRE_OTP or request.session.get(OTP_KEY, False)
    if until >= Stage.SECOND and needs_otp and not user.is_verified():
        return "otp"
    return "change_password" if until >= Stage.FULL and user.must_change_password else None


def _send(request: HttpRequest, name: str) -> HttpResponse:
    """Send a page request on its way; a fragment request makes the whole page go there."""
    fragment = bool(getattr(request, "htmx", False))
    back = request.get_full_path() if request.method == "GET" and not fragment else "/"
    url = f"{reverse(name)}?{urlencode({'next': back})}"
    return HttpResponse(status=204, headers={"HX-Redirect": url}) if fragment else redirect(url)


def in_scope(queryset: QuerySet[Any], user: Any, field: str = "division__path") -> QuerySet[Any]:
    """The rows whose division lies in the user's scope; `field` leads to the division's path."""
    paths = user.scope() if getattr(user, "is_authenticated", False) else []
    if not paths:
        return queryset.none()
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return queryset.filter(condition)


def is_in_scope(user: Any, division: Division) -> bool:
    """Whether cases and households of `division` are the user's to see."""
    return any(division.path.startswith(path) for path in user.scope())


def visible_divisions(user: Any) -> QuerySet[Division]:
    """The divisions of the user's posts and all below; for choosing a place in a form."""
    condition = Q(pk="")
    for post in user.current_posts():
        condition |= Q(path__startswith=post.division.path)
    return Division.objects.filter(condition)


def managed_divisions(user: Any) -> QuerySet[Division]:
    """Where a system administrator may grant posts."""
    condition = Q(pk="")
    for post in user.current_posts():
        if post.role == Role.SYSTEM_ADMIN:
            condition |= Q(path__startswith=post.division.path)
    return Division.objects.filter(condition)


def check_role(user: Any, *roles: Role, division: Division | None = None) -> None:
    """Refuse an act when no current post of the user allows it (there)."""
    if user.has_role(*roles, division=division):
        return
    named = "、".join(str(role.label) for role in roles)
    if division is None:
        raise Refused(_("此操作须由%(roles)s办理。") % {"roles": named})
    raise Refused(_("此操作须由管辖%(place)s的%(roles)s办理。") % {"roles": named, "place": division.name})


def conflicts(user: User, person_keys: Iterable[str], on: date | None = None) -> list[StaffRelative | User]:
    """The persons among `person_keys` who are the user or a declared relative of the user."""
    keys = {key for key in person_keys if key}
    own: list[StaffRelative | User] = [user] if user.person_key in keys else []
    relatives = StaffRelative.objects.declared_on(on or today()).filter(user=user, person_key__in=keys)
    return own + list(relatives)


def staff_related_to(person_keys: Iterable[str], on: date | None = None) -> QuerySet[StaffRelative]:
    """Declared relatives of any staff among these persons: such a household is visited by the county."""
    keys = {key for key in person_keys if key}
    return StaffRelative.objects.declared_on(on or today()).filter(person_key__in=keys).select_related("user")


def is_same_person(first: User, second: User) -> bool:
    """Two log-ins of one natural person; where no citizen id is registered, the name decides."""
    if first.pk == second.pk:
        return True
    if first.person_key and second.person_key:
        return first.person_key == second.person_key
    return first.name == second.name


def check_no_conflict(user: User, person_keys: Iterable[str], on: date | None = None) -> None:
    """Refuse an act on one's own household or on that of a declared relative."""
    found = conflicts(user, person_keys, on)
    if not found:
        return
    if isinstance(found[0], User):
        raise Refused(_("这是您本人的家庭，您须回避，请由其他工作人员办理。"))
    relation = found[0].get_relation_display()
    raise Refused(
        _("家庭中有您备案的近亲属（%(relation)s），您须回避，请由其他工作人员办理。") % {"relation": relation}
    )
