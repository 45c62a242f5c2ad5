"""Pages of no app: the contrast switch, what a phone needs to keep the visit form, the pattern page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doudi.office.base import samples
from doudi.office.base.context import CONTRAST_COOKIE

YEAR = 365 * 24 * 60 * 60

PATTERNS = {"phone": "base/patterns_phone.html", "visit": "base/patterns_visit.html"}
View = TypeVar("View", bound=Callable[..., HttpResponse])


def open_to(permission: str) -> Callable[[View], View]:
    """Say who may open a view, in the words of staff.permissions, which lies above this app."""

    def mark(view: View) -> View:
        view.asks = view.permission = permission  # type: ignore[attr-defined]
        view.allowed_roles = ()  # type: ignore[attr-defined]
        return view

    return mark


@open_to("PUBLIC")
@require_POST
def set_contrast(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    answer = redirect(wanted if ours else "/")
    if "carry" in request.POST:
        answer.status_code = 307  # what was typed on the page comes back with it
    value = "1" if request.POST.get("contrast") == "1" else "0"
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(CONTRAST_COOKIE, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
    return answer


@open_to("PUBLIC")
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest: the visit form can be put on the home screen of a phone."""
    drawing = {"src": static("doudi/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    body = {
        "name": _("%(place)s社会救助") % {"place": settings.PLACE_NAME},
        "short_name": _("兜底"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1a5fb4",
        "icons": [drawing],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@open_to("PUBLIC")
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps a visit form for places without network; it may serve the whole site."""
    address = {"static_url": settings.STATIC_URL}
    answer = render(request, "base/service_worker.js", address, content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer


@open_to("SIGNED_IN")
@login_required
@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component with made-up data; only where all data are made up."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    name = PATTERNS.get(request.GET.get("frame", ""), "base/patterns.html")
    answer = render(request, name, samples.context())
    answer["X-Keep-Offline"] = "1" if name == "base/patterns_visit.html" else "0"
    return answer
