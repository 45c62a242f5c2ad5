"""Pages for what went wrong; they never fail themselves."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

TEMPLATES = {
    400: "400.html",
    403: "403.html",
    404: "404.html",
    409: "refused.html",
    413: "400.html",
    500: "500.html",
}
LAST_RESORT = (
    "<!doctype html><html lang=zh-hans><meta charset=utf-8><title>系统出了问题</title>"
    "<p>系统出了问题，刚才的操作没有保存。请稍后再试，或联系系统管理员。</p></html>"
)
_log = logging.getLogger(__name__)


def error_page(request: HttpRequest, status: int, text: str = "") -> HttpResponse:
    """The page of a status, with `text` as the reason that the user reads."""
    try:
        body = render_to_string(TEMPLATES[status], {"exception": text, "status": status}, request)
    except Exception as problem:
        if not isinstance(problem, TemplateDoesNotExist):
            _log.exception("the page for %s failed", status)
        body = LAST_RESORT
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(render_to_string("403_csrf.html", {}, request), status=403)


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords: before any of them is hashed."""
    body = render_to_string("429.html", {"title": _("试得太多了，请等一会儿")}, request)
    return HttpResponse(body, status=429, headers={"Retry-After": "900"})
