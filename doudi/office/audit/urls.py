"""No pages of its own: those that show its rows ask for a post, which lies above (see staff)."""

from typing import Any

urlpatterns: list[Any] = []
