"""What holds for every request and every answer."""

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from doudi.office.base import failures, logs, middleware
from doudi.office.base.errors import Refused


def ok(request):
    return HttpResponse("ok")


def refused(request):
    raise Refused("余额不足，请先追加预算。")


def forbidden(request):
    raise PermissionDenied("请先切换岗位。")


def broken(request):
    raise RuntimeError("no")


urlpatterns = [
    path("", include("doudi.office.base.urls")),
    path("", include("doudi.office.staff.urls")),
    path("t/ok/", ok),
    path("t/refused/", refused),
    path("t/forbidden/", forbidden),
    path("t/broken/", broken),
]
HANDLERS = {
    "handler400": "doudi.office.base.failures.bad_request",
    "handler403": "doudi.office.base.failures.permission_denied",
    "handler404": "doudi.office.base.failures.not_found",
    "handler500": "doudi.office.base.failures.server_error",
}
globals().update(HANDLERS)
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

ADDRESSES = ["/t/ok/", "/t/refused/", "/t/forbidden/", "/no/such/page/", "/login/", "/t/ok/?q=%00"]


@pytest.fixture
def quiet(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("address", [*ADDRESSES, "/t/broken/"])
def test_every_answer_has_the_headers(quiet, address, caplog):
    answer = quiet.get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    assert "payment=()" in answer["Permissions-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_site_uses_these_pages():
    from doudi.config import urls

    assert {name: getattr(urls, name) for name in HANDLERS} == HANDLERS


def test_what_a_signed_in_person_sees_is_not_kept(client, county):
    assert "no-store" not in client.get("/t/ok/").headers.get("Cache-Control", "")
    client.force_login(county["COUNTY_HEAD"])
    assert client.get("/t/ok/")["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("address", "status", "text"),
    [
        ("/t/refused/", 409, "余额不足，请先追加预算。"),
        ("/t/forbidden/", 403, "请先切换岗位。"),
        ("/no/such/page/", 404, "没有找到这个页面"),
        ("/t/broken/", 500, "系统出了问题"),
        ("/t/ok/?q=a%00b", 400, "看不见的控制字符"),
        ("/t/ok/%00", 400, "看不见的控制字符"),
    ],
)
def test_what_goes_wrong_is_a_page_that_says_so(quiet, address, status, text, caplog):
    answer = quiet.get(address)
    assert answer.status_code == status
    assert text in answer.content.decode()


def test_unreadable_input_of_a_form_is_refused(client):
    for data in ({"q": "a\x00b"}, {"a\x00b": "q"}):
        assert client.post("/t/ok/", data).status_code == 400
    answer = client.post("/t/ok/", {"q": "字" * 500_001})
    assert answer.status_code == 400
    assert "过长" in answer.content.decode()
    assert client.post("/t/ok/", {"q": "字" * 1000}).status_code == 200


def test_a_file_name_is_input_too(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    assert client.post("/t/ok/", {"f": SimpleUploadedFile("a.csv", b"x")}).status_code == 200


def test_lone_surrogates_are_found():
    assert middleware._problem(["ok", "\ud800"])
    assert not middleware._problem(["𠮷", ""])


def test_a_request_that_is_too_large_is_refused_unread(client, settings):
    settings.MOST_REQUEST_BYTES = 100
    answer = client.post("/t/ok/", {"q": "x" * 200})
    assert answer.status_code == 413
    assert "25 MB" in answer.content.decode()


def test_too_many_fields_are_a_bad_request(quiet, settings, caplog):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    assert quiet.post("/t/ok/", {str(n): "x" for n in range(5)}).status_code == 400


def test_a_length_that_is_no_number_does_not_break_anything(rf):
    request = rf.get("/", CONTENT_LENGTH="many")
    assert middleware._length(request) == 0


def test_a_form_without_its_token_is_told_in_words(county):
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "已经失效" in answer.content.decode()


def test_the_page_of_an_error_never_fails_itself(monkeypatch, caplog):
    request = RequestFactory().get("/")
    assert "系统出了问题" in failures.server_error(request).content.decode()
    monkeypatch.setitem(failures.TEMPLATES, 500, "no_such.html")
    assert failures.server_error(request).content.decode() == failures.LAST_RESORT

    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(failures, "render_to_string", fail)
    assert failures.server_error(request).status_code == 500
    assert "the page for 500 failed" in caplog.text


def record(message, *args, error=None):
    return logging.LogRecord("x", logging.ERROR, "f", 1, message, args, error)


def test_no_line_of_the_log_holds_a_personal_number():
    formatter = logs.MaskingFormatter("{message}", style="{")
    assert formatter.format(record("for %s", "11010519491231002X")) == "for 110105********002X"
    problem = ValueError("13812345678")
    assert "13812345678" not in formatter.format(record("x", error=(ValueError, problem, None)))
    line = record("call %s", "13812345678")
    assert logs.MaskingFilter().filter(line)
    assert line.getMessage() == "call 138****5678"


def test_the_log_of_the_site_is_masked(settings):
    formatter = settings.LOGGING["formatters"]["plain"]
    assert formatter["()"] == "doudi.office.base.logs.MaskingFormatter"
    assert all(handler["formatter"] == "plain" for handler in settings.LOGGING["handlers"].values())
