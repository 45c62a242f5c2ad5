"""The settings of the small county: a folder of its own, and a calendar that does not move."""

from datetime import UTC, datetime

from doudi.config.settings import *  # noqa: F403

FIXED_NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
