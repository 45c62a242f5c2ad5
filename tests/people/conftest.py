"""A small made-up county: two townships with a village each, and a post for every role."""

import itertools
from datetime import date
from types import SimpleNamespace

import pytest

from doudi.office.base.citizen_id import check_digit
from doudi.office.people import actions, catalogue
from doudi.office.people.catalogue import FactInfo
from doudi.office.people.enums import DocumentKind, MembershipKind, Relation
from doudi.office.places.models import Division
from doudi.office.staff.enums import Role
from doudi.office.staff.models import Post, User

ON = date(2026, 3, 2)
LIVING = MembershipKind.LIVING_TOGETHER
FACTS = (
    FactInfo("wage_income", "person", "money", "工资性收入", "元/月", group="收入", min=0),
    FactInfo(
        "disability_grade",
        "person",
        "enum",
        "残疾等级",
        choices=((0, "无"), (1, "一级"), (2, "二级")),
        group="状况",
    ),
    FactInfo("in_school", "person", "bool", "全日制在校", group="状况"),
    FactInfo("household_deposit", "household", "money", "存款", "元", group="财产", min=0),
    FactInfo("vehicles", "household", "int", "机动车", "辆", group="财产", min=0, max=20),
    FactInfo("own_share", "household", "ratio", "产权份额", group="财产", min=0, max=10000),
)


@pytest.fixture(autouse=True)
def known_facts(monkeypatch):
    monkeypatch.setattr(catalogue, "_provider", [lambda: FACTS])
    monkeypatch.setattr(catalogue, "_known", {})


def citizen_id(birth="19700101", area="513722", order=1):
    body = f"{area}{birth}{order:03d}"
    return body + check_digit(body)


@pytest.fixture
def number():
    """A fresh citizen id: `number("19700101", male=True)`."""
    orders = itertools.count(1)

    def make(birth="19700101", male=True):
        order = next(orders) * 2 + (1 if male else 0)
        return citizen_id(birth, order=order)

    return make


def divide(code, name, level, parent=None, settlement=""):
    path = f"{parent.path if parent else '/'}{code}/"
    return Division.objects.create(
        code=code, name=name, level=level, parent=parent, path=path, settlement=settlement
    )


@pytest.fixture
def places(db):
    province = divide("990000", "示例省", "PROVINCE")
    county = divide("990101", "示例县", "COUNTY", province)
    other_county = divide("990102", "邻县", "COUNTY", province)
    yunxi = divide("990101100", "云溪镇", "TOWNSHIP", county)
    shiqiao = divide("990101101", "石桥镇", "TOWNSHIP", county)
    far = divide("990102100", "远山乡", "TOWNSHIP", other_county)
    return SimpleNamespace(
        county=county,
        yunxi=yunxi,
        shiqiao=shiqiao,
        qinggang=divide("990101100201", "青杠村", "VILLAGE", yunxi, "RURAL"),
        hongqi=divide("990101100202", "红旗社区", "VILLAGE", yunxi, "URBAN"),
        qiaotou=divide("990101101201", "桥头村", "VILLAGE", shiqiao, "RURAL"),
        beyond=divide("990102100201", "远山村", "VILLAGE", far, "RURAL"),
        far=far,
    )


@pytest.fixture
def post(places):
    """A user with one post: `post(Role.TOWNSHIP_INTAKE, division)`."""
    numbers = itertools.count(1)

    def make(role, division, name=""):
        user = User.objects.create(
            username=f"u{next(numbers)}", name=name or str(Role(role).label), password="!"
        )
        Post.objects.create(user=user, role=role, division=division, first_day=date(2020, 1, 1))
        return user

    return make


@pytest.fixture
def clerk(post, places):
    return post(Role.TOWNSHIP_INTAKE, places.yunxi, "周敏")


@pytest.fixture
def assistant(post, places):
    return post(Role.VILLAGE_ASSISTANT, places.qinggang, "王支书")


@pytest.fixture
def officer(post, places):
    return post(Role.COUNTY_OFFICER, places.county, "邓伟")


@pytest.fixture
def stranger(post, places):
    return post(Role.TOWNSHIP_INTAKE, places.shiqiao, "外乡人")


@pytest.fixture
def person(clerk, number):
    """A person written down: `person("张有福", "19740512")`."""

    def make(name="张有福", birth="19740512", male=True, by=None, **more):
        return actions.register_person(
            by=by or clerk,
            name=name,
            document_kind=DocumentKind.CITIZEN_ID,
            document_number=number(birth, male),
            on=ON,
            **more,
        )

    return make


@pytest.fixture
def household(places, clerk, person):
    """A household written down; the first of `people` is its head."""

    def make(*people, division=None, by=None, on=ON, address="3 组 12 号"):
        people = people or (person(),)
        relations = [Relation.HEAD, Relation.SPOUSE, *([Relation.SON] * len(people))]
        members = [(who, relations[i], LIVING) for i, who in enumerate(people)]
        return actions.form_household(
            by=by or clerk, division=division or places.qinggang, address=address, members=members, on=on
        )

    return make


@pytest.fixture
def fixed_day(settings):
    """It is noon of 15 June 2026."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    settings.FIXED_NOW = datetime(2026, 6, 15, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
