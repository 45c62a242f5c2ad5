"""Each request: the post that counts, and a session that ends by itself."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from doudi.office.base.calendar import today
from doudi.office.staff.models import Post

POST_KEY, BEGAN_KEY, SEEN_KEY = "post", "began", "seen"
SEEN_STEP = 60
IDLE_SECONDS = 30 * 60
SESSION_SECONDS = 10 * 60 * 60

Respond = Callable[[HttpRequest], HttpResponse]


def sessions_end(respond: Respond) -> Respond:
    """Log out after half an hour without a click, and after ten hours in any case."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _keep_time(request, int(time.time()))
        return respond(request)

    return middleware


def _keep_time(request: HttpRequest, now: int) -> None:
    session = request.session
    began, seen = session.setdefault(BEGAN_KEY, now), session.setdefault(SEEN_KEY, now)
    idle = getattr(settings, "IDLE_SECONDS", IDLE_SECONDS)
    longest = getattr(settings, "SESSION_SECONDS", SESSION_SECONDS)
    if not 0 <= now - seen + SEEN_STEP <= idle + SEEN_STEP or now - began > longest:
        logout(request)
    elif now - seen >= SEEN_STEP:
        session[SEEN_KEY] = now


def post_in_force(respond: Respond) -> Respond:
    """Set `request.posts` (open today), `request.post` (the chosen one) and `user.active_post`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.posts, request.post = [], None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            _take_up(request, request.user)
        return respond(request)

    return middleware


def _take_up(request: Any, user: Any) -> None:
    posts: list[Post] = list(user.posts.open_on(today()).select_related("division").order_by("pk"))
    chosen = request.session.get(POST_KEY)
    request.posts = posts
    request.post = next((post for post in posts if post.pk == chosen), posts[0] if posts else None)
    user.active_post = request.post
