"""Each request: judged by the standards that are approved by now, whichever process approved them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .rulebook import local

Respond = Callable[[HttpRequest], HttpResponse]


def standards_in_force(respond: Respond) -> Respond:
    """Takes up standards that another process has put in force since the last request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        local.refresh()
        return respond(request)

    return middleware
