"""Two townships of Wanzhou with real standards, a post for every role, and a household of two."""

import itertools
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from doudi.office.base.citizen_id import check_digit
from doudi.office.people import actions as people
from doudi.office.people.enums import DocumentKind, MembershipKind, Relation
from doudi.office.places.models import Division
from doudi.office.staff.enums import Role
from doudi.office.staff.models import Post, User

ON = date(2025, 8, 18)
NOTHING = {
    "wage_income": 0, "business_income_year": 0, "property_income_year": 0, "pension_income": 0,
    "resident_pension": 0, "transfer_income": 0, "employed": 0, "work_capacity": 2, "disability_kind": 0,
    "disability_grade": 0, "serious_illness": 0, "schooling": 0,
}  # fmt: skip


def divide(code, name, level, parent=None, settlement=""):
    path = f"{parent.path if parent else '/'}{code}/"
    return Division.objects.create(
        code=code, name=name, level=level, parent=parent, path=path, settlement=settlement
    )


@pytest.fixture
def places(db):
    province = divide("500000", "重庆市", "PROVINCE")
    county = divide("500101", "万州区", "COUNTY", province)
    town = divide("500101100", "龙驹镇", "TOWNSHIP", county)
    other = divide("500101101", "分水镇", "TOWNSHIP", county)
    return SimpleNamespace(
        county=county,
        town=town,
        other=other,
        village=divide("500101100201", "梧桐村", "VILLAGE", town, "RURAL"),
        other_village=divide("500101101201", "石碾村", "VILLAGE", other, "RURAL"),
    )


@pytest.fixture
def post(places):
    """A user with one post: `post(Role.TOWNSHIP_INTAKE, division)`."""
    numbers = itertools.count(1)

    def make(role, division, name=""):
        user = User.objects.create_user(f"u{next(numbers)}", name=name or str(Role(role).label))
        Post.objects.create(user=user, role=role, division=division, first_day=date(2020, 1, 1))
        return user

    return make


@pytest.fixture
def clerk(post, places):
    return post(Role.TOWNSHIP_INTAKE, places.town, "周敏")


@pytest.fixture
def officer(post, places):
    return post(Role.COUNTY_OFFICER, places.county, "邓伟")


@pytest.fixture
def stranger(post, places):
    return post(Role.TOWNSHIP_INTAKE, places.other, "外乡人")


@pytest.fixture
def auditor(post, places):
    return post(Role.AUDITOR, places.county, "审计")


@pytest.fixture
def person(clerk):
    """A person written down: `person("张有福", "19740512")`."""
    orders = itertools.count(1)

    def make(name="张有福", birth="19740512", **more):
        body = f"500101{birth}{next(orders) * 2 + 1:03d}"
        number = body + check_digit(body)
        kind = DocumentKind.CITIZEN_ID
        return people.register_person(
            by=clerk, name=name, document_kind=kind, document_number=number, on=ON, **more
        )

    return make


@pytest.fixture
def household(places, clerk, person):
    """A rural household of a couple; the husband earns 600 yuan a month."""
    husband, wife = person(), person("李秀兰", "19760203")
    members = [
        (husband, Relation.HEAD, MembershipKind.LIVING_TOGETHER),
        (wife, Relation.SPOUSE, MembershipKind.LIVING_TOGETHER),
    ]
    made = people.form_household(
        by=clerk, division=places.village, address="3 组 12 号", members=members, on=ON, settlement="RURAL"
    )
    declare(clerk, husband, **{**NOTHING, "wage_income": 60000, "employed": 1})
    declare(clerk, wife, **NOTHING)
    declare(clerk, made, assets_within_rule=1, tekun_assets_within_rule=1)
    return made


def declare(by, subject, on=ON, **facts):
    """Declared facts, by name."""
    rows = [{"subject": subject, "name": name, "value": value} for name, value in facts.items()]
    return people.record_facts(by=by, facts=rows, on=on)


@pytest.fixture
def husband(household):
    return household.memberships.get(relation=Relation.HEAD).person


@pytest.fixture
def wife(household):
    return household.memberships.get(relation=Relation.SPOUSE).person


@pytest.fixture
def that_day(settings):
    """The desk's clock stands on ON."""
    settings.FIXED_NOW = datetime(2025, 8, 18, 4, tzinfo=UTC)


@pytest.fixture
def page(client, that_day):
    """A page as somebody sees it: `page(user, "standards", …, query=…)`."""

    def get(user, name, *words, **query):
        client.force_login(user)
        return client.get(reverse(name, args=words), query)

    return get
