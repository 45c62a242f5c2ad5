"""The register of relatives, and the pages of the system administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.office.base.calendar import ONE_DAY, today
from doudi.office.base.errors import Refused
from doudi.office.staff import actions
from doudi.office.staff.enums import STAFF, Role
from doudi.office.staff.forms import EndPostForm, PostForm, ReasonForm, RelativeForm, UserForm
from doudi.office.staff.models import Post, StaffRelative, User
from doudi.office.staff.permissions import allowed, managed_divisions, signed_in

PAGE_ROWS = 50


def _refuse(form: Any, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@allowed(*STAFF)
@require_GET
def staff_relatives(request: HttpRequest) -> HttpResponse:
    rows = StaffRelative.objects.visible_to(request.user).select_related("user").order_by("user__name", "pk")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    may_end = request.user.has_role(Role.COUNTY_OFFICER, Role.COUNTY_HEAD, Role.SYSTEM_ADMIN)
    context = {"page": page, "may_end": may_end, "title": _("近亲属备案")}
    return render(request, "staff/staff_relatives.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def relative_new(request: HttpRequest) -> HttpResponse:
    form = RelativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_relative(request.user, by=request.user, on=today(), **form.cleaned_data)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("备案已登记。涉及该亲属的事项，系统会提示回避。"))
            return redirect("profile")
    return render(request, "staff/relative_new.html", {"form": form, "title": _("申报近亲属")})


@allowed(Role.COUNTY_OFFICER, Role.COUNTY_HEAD, Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def relative_end(request: HttpRequest, pk: int) -> HttpResponse:
    relative = get_object_or_404(StaffRelative.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_relative(relative, by=request.user, on=today(), reason=form.cleaned_data["reason"])
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("备案已终止，记录仍保留。"))
            return redirect("staff_relatives")
    context = {"form": form, "relative": relative, "title": _("终止备案")}
    return render(request, "staff/relative_end.html", context)


@allowed(Role.SYSTEM_ADMIN, Role.AUDITOR)
@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:60]
    rows = User.objects.managed_by(request.user).named_like(text).prefetch_related("posts__division")
    page = Paginator(rows.order_by("username"), PAGE_ROWS).get_page(request.GET.get("page"))
    may_change = request.user.has_role(Role.SYSTEM_ADMIN)
    context = {"page": page, "q": text, "may_change": may_change, "title": _("人员与岗位")}
    return render(request, "staff/user_list.html", context)


@allowed(Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = actions.create_user(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            return _show_password(request, user, password)
    return render(request, "staff/user_new.html", {"form": form, "title": _("新增人员")})


def _show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """The one page on which a new password is seen; it is stored nowhere."""
    context = {"user_shown": user, "password": password, "title": _("临时密码")}
    return render(request, "staff/password_shown.html", context)


@allowed(Role.SYSTEM_ADMIN, Role.AUDITOR)
@require_GET
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _user_page(request, _managed_user(request, pk))


def _managed_user(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.managed_by(request.user), pk=pk)


def _user_page(request: HttpRequest, user: User, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "user_shown": user,
        "posts": user.posts.select_related("division", "granted_by").order_by("-first_day", "-pk"),
        "may_change": request.user.has_role(Role.SYSTEM_ADMIN),
        "yesterday": today() - ONE_DAY,
        "post_form": PostForm(managed_divisions(request.user), initial={"first_day": today()}),
        "reason_form": ReasonForm(),
        "end_form": EndPostForm(initial={"last_day": today()}),
        "title": user.name,
        **forms,
    }
    return render(request, "staff/user_detail.html", context, status=status)


@allowed(Role.SYSTEM_ADMIN)
@require_POST
def post_grant(request: HttpRequest, pk: int) -> HttpResponse:
    user = _managed_user(request, pk)
    form = PostForm(managed_divisions(request.user), request.POST)
    if form.is_valid():
        try:
            actions.grant_post(user, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("岗位已授予，对方下次点击即生效。"))
            return redirect("user_detail", pk=pk)
    return _user_page(request, user, 422, post_form=form)


@allowed(Role.SYSTEM_ADMIN)
@require_POST
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.filter(user__in=User.objects.managed_by(request.user)), pk=pk)
    form = EndPostForm(request.POST)
    if form.is_valid():
        try:
            actions.end_post(post, by=request.user, last_day=form.cleaned_data["last_day"])
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("岗位已结束。"))
            return redirect("user_detail", pk=post.user_id)
    return _user_page(request, post.user, 422, end_form=form)


@allowed(Role.SYSTEM_ADMIN)
@require_POST
def password_reset(request: HttpRequest, pk: int) -> HttpResponse:
    user = _managed_user(request, pk)
    return _show_password(request, user, actions.reset_password(user, by=request.user))


@allowed(Role.SYSTEM_ADMIN)
@require_POST
def second_factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    user = _managed_user(request, pk)
    actions.reset_second_factor(user, by=request.user)
    messages.success(request, _("已解除动态口令，对方下次登录时重新绑定。"))
    return redirect("user_detail", pk=pk)


@allowed(Role.SYSTEM_ADMIN)
@require_POST
def user_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Bar a user from logging in, or let them in again."""
    user = _managed_user(request, pk)
    form = ReasonForm(request.POST)
    act = {"off": actions.deactivate, "on": actions.reactivate}.get(request.POST.get("to", ""))
    if act is None:
        raise Http404
    if form.is_valid():
        try:
            act(user, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            return redirect("user_detail", pk=pk)
    return _user_page(request, user, 422, reason_form=form)
