"""Who may read a file. Apps above register how their rows open the files that hang on them."""

from collections.abc import Callable
from typing import Any

from doudi.office.files.models import File
from doudi.office.staff.enums import WITHOUT_CASES
from doudi.office.staff.permissions import is_in_scope

Check = Callable[[Any, File], bool]
_checks: list[Check] = []


def register(check: Check) -> Check:
    """Add a rule `check(user, file) -> bool`, called once at start (in the app's `apps.py: ready()`)."""
    if check not in _checks:
        _checks.append(check)
    return check


def may_read(user: Any, file: File) -> bool:
    """Its uploader, whoever has its division in scope, or whoever an app's rule lets in.

    Someone who may see no cases reads no files, not even those uploaded in another post.
    """
    posts = user.current_posts()
    if not any(post.role not in WITHOUT_CASES for post in posts):
        return False
    if file.uploaded_by_id == user.pk:
        return True
    if file.division is not None and is_in_scope(user, file.division):
        return True
    return any(check(user, file) for check in _checks)
