"""Signing in and out, the second factor, and one's own settings."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp import login as second_factor
from django_otp import match_token, user_has_device

from doudi.office.base.calendar import today
from doudi.office.base.context import SIZE_COOKIE, SIZES
from doudi.office.base.errors import Refused
from doudi.office.base.failures import locked_out
from doudi.office.staff import actions
from doudi.office.staff.enums import Role
from doudi.office.staff.forms import LoginForm, OtpForm, PasswordForm
from doudi.office.staff.middleware import POST_KEY
from doudi.office.staff.models import Post, StaffRelative
from doudi.office.staff.permissions import OTP_KEY, Stage, public_page, signed_in

A_YEAR = 365 * 24 * 60 * 60


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: an address of this house, or the start."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, None, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else "/"


def _home(request: HttpRequest) -> str:
    wanted = _next(request)
    if wanted != "/":
        return wanted
    view = "user_list" if request.user.has_role(Role.SYSTEM_ADMIN) else settings.LOGIN_REDIRECT_URL
    try:
        return reverse(view)
    except NoReverseMatch:
        return reverse("profile")


def _refuse(form: Any, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@public_page
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            start_session(request, user)
            request.session[OTP_KEY] = user_has_device(user)
            return redirect(_home(request))
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
        form.add_error(None, _("用户名或密码不对。连续输错 5 次，15 分钟内不能再试。"))
    context = {"form": form, "next": _next(request), "title": _("登录"), **_demo()}
    return render(request, "staff/login.html", context)


def _demo() -> dict[str, Any]:
    """The log-ins of the made-up county, shown on its own log-in page."""
    password = getattr(settings, "DEMO_PASSWORD", "")
    if not settings.DEMO or not password:
        return {}
    posts = Post.objects.open_on(today()).filter(user__is_active=True).exclude(user__username__regex=r"\d$")
    posts = posts.select_related("user", "division")
    people = [
        {"username": p.user.username, "name": p.user.name, "post": str(p)} for p in posts.order_by("pk")
    ]
    return {"demo_people": people, "demo_password": password}


@public_page
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("login")


@signed_in(until=Stage.SECOND)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_own_password(form.cleaned_data["password"], by=request.user)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("密码已更改。"))
            return redirect(_home(request))
    return render(request, "staff/change_password.html", {"form": form, "title": _("更改密码")})


@signed_in(until=Stage.PASSWORD)
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def otp(request: HttpRequest) -> HttpResponse:
    if not user_has_device(request.user):
        return redirect("otp_setup")
    form = OtpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = match_token(request.user, form.cleaned_data["code"].strip())
        if device is not None:
            second_factor(request, device)
            return redirect(_home(request))
        form.add_error("code", _("动态口令不对或已用过，请等下一个口令再输入。"))
    return render(request, "staff/otp.html", {"form": form, "next": _next(request), "title": _("第二步验证")})


@signed_in(until=Stage.PASSWORD)
@never_cache
@require_http_methods(["GET", "POST"])
def otp_setup(request: HttpRequest) -> HttpResponse:
    if user_has_device(request.user) and not request.user.is_verified():
        return redirect("otp")
    form = OtpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = actions.confirm_device(form.cleaned_data["code"].strip(), by=request.user)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            second_factor(request, device)
            return render(request, "staff/otp_codes.html", {"codes": codes, "title": _("备用码")})
    device = actions.prepare_device(by=request.user)
    context = {
        "form": form,
        "qr": _qr(device.config_url),
        "secret": device.config_url,
        "title": _("启用动态口令"),
    }
    return render(request, "staff/otp_setup.html", context)


def _qr(text: str) -> str:
    """A QR code as an image that the page may carry in itself."""
    return segno.make(text, error="m").svg_data_uri(scale=4)


@signed_in
@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    post = next((post for post in request.posts if str(post.pk) == request.POST.get("post")), None)
    if post is None:
        raise Refused(_("您没有这个岗位，或它已经结束。请从页首的列表中另选。"))
    request.session[POST_KEY] = post.pk
    return redirect("user_list" if post.role == Role.SYSTEM_ADMIN else _home_of_post())


def _home_of_post() -> str:
    try:
        return reverse(settings.LOGIN_REDIRECT_URL)
    except NoReverseMatch:
        return reverse("profile")


@signed_in
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    relatives = StaffRelative.objects.filter(user=request.user, ended_on=None)
    context = {"posts": request.posts, "relatives": relatives, "title": _("我的账号")}
    return render(request, "staff/profile.html", context)


@public_page
@require_POST
def set_size(request: HttpRequest) -> HttpResponse:
    size = request.POST.get("size", "")
    return _with_cookie(request, SIZE_COOKIE, size if size in SIZES else SIZES[0])


@public_page
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    known = code in dict(settings.LANGUAGES)
    return _with_cookie(request, settings.LANGUAGE_COOKIE_NAME, code if known else settings.LANGUAGE_CODE)


def _with_cookie(request: HttpRequest, name: str, value: str) -> HttpResponse:
    answer = redirect(_next(request))
    if "carry" in request.POST:
        answer.status_code = 307  # what was typed on the page comes back with it
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=secure, httponly=True)
    return answer
