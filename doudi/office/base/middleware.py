"""What holds for every request and every answer."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.base.failures import error_page

Respond = Callable[[HttpRequest], HttpResponse]
MOST_REQUEST_BYTES = 26 << 20
MOST_VALUE = 500_000
PERMISSIONS_POLICY = (
    ", ".join(
        f"{name}=()"
        for name in [
            "accelerometer",
            "autoplay",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "gyroscope",
            "hid",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "picture-in-picture",
            "publickey-credentials-get",
            "screen-wake-lock",
            "serial",
            "usb",
            "xr-spatial-tracking",
            "browsing-topics",
        ]
    )
    + ", camera=(self), geolocation=(self)"
)
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def headers(respond: Respond) -> Respond:
    """Headers of every answer; what a signed-in person sees is never kept by a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def _is_personal(request: Any) -> bool:
    session = getattr(request, "session", None)
    return session is not None and bool(session.session_key or session.modified)


def readable_input(respond: Respond) -> Respond:
    """Answer 400 with a clear page to input that no form means, and 413 to what is too much."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _length(request) > getattr(settings, "MOST_REQUEST_BYTES", MOST_REQUEST_BYTES):
            text = _("上传的内容超过 25 MB，请压缩或分几次上传。")
            return error_page(request, 413, text)
        problem = _problem(_values(request))
        return error_page(request, 400, problem) if problem else respond(request)

    return middleware


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0


def _values(request: HttpRequest) -> Iterable[str]:
    yield request.path
    for data in (request.GET, request.POST):
        for name, values in data.lists():
            yield name
            yield from values
    for files in request.FILES.lists():
        yield from (str(file.name) for file in files[1])


def _problem(values: Iterable[str]) -> str:
    for value in values:
        if _UNREADABLE.search(value):
            return _("输入中有看不见的控制字符，请删除后重新输入，不要从其他软件直接粘贴。")
        if len(value) > MOST_VALUE:
            return _("有一栏的内容过长（超过 50 万字），请缩短后再提交。")
    return ""


class Refusals:
    """A refusal that no page caught becomes a page with its reason (409), not an error."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return error_page(request, 409, str(exception)) if isinstance(exception, Refused) else None
