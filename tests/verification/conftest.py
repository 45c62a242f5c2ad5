"""The household of tests/programmes, with consents."""

from datetime import date

import pytest

from doudi.office.verification import actions
from doudi.office.verification.enums import Source
from tests.programmes.conftest import (  # noqa: F401
    ON,
    auditor,
    clerk,
    household,
    husband,
    officer,
    page,
    person,
    places,
    post,
    stranger,
    that_day,
    wife,
)

LAST = date(2026, 8, 17)


@pytest.fixture
def consent(household, clerk):  # noqa: F811
    """Let somebody consent: `consent(person)`."""

    def give(who, **days):
        given = {"first_day": ON, "last_day": LAST, "signed_on": ON, **days}
        return actions.give_consent(household, who, by=clerk, on=given.pop("on", ON), **given)

    return give


@pytest.fixture
def consents(consent, husband, wife):  # noqa: F811
    return [consent(husband), consent(wife)]


@pytest.fixture
def check(consents, household, clerk):  # noqa: F811
    """A check of three sources."""
    sources = [Source.HUMAN_RESOURCES, Source.BANKS, Source.PUBLIC_SECURITY]
    return actions.start_check(household, "AJ500101-2025-00001", by=clerk, on=ON, sources=sources)
