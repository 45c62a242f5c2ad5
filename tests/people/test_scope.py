"""Who opens which page, and that a household of another township does not exist for them."""

import pytest
from django.urls import reverse

from doudi.office.people import actions, permissions
from doudi.office.people.models import Fact, ImportRun
from doudi.office.staff.enums import Role

from .conftest import ON

pytestmark = pytest.mark.usefixtures("fixed_day")
BACKEND = "django.contrib.auth.backends.ModelBackend"
VIEWS_OF_A_HOUSEHOLD = {
    "household_detail": permissions.READERS,
    "fact_edit": permissions.KEEPERS,
    "fact_new": permissions.KEEPERS,
    "member_new": permissions.KEEPERS,
    "mark_edit": permissions.KEEPERS,
    "head_change": permissions.OFFICERS,
    "household_split": permissions.OFFICERS,
    "household_merge": permissions.OFFICERS,
    "household_move": permissions.OFFICERS,
    "household_close": permissions.OFFICERS,
    "account_edit": permissions.OFFICERS,
}
VIEWS_OF_A_MEMBER = {
    "member_edit": permissions.OFFICERS,
    "member_leave": permissions.OFFICERS,
    "death_new": permissions.OFFICERS,
}
PLAIN_VIEWS = {
    "person_search": permissions.READERS,
    "household_list": permissions.READERS,
    "household_new": permissions.KEEPERS,
    "duplicate_hint": permissions.KEEPERS,
    "import_list": permissions.IMPORTERS,
    "import_new": permissions.IMPORTERS,
    "import_template": permissions.IMPORTERS,
}
LEVEL_OF = {
    Role.VILLAGE_ASSISTANT: "qinggang",
    Role.TOWNSHIP_INTAKE: "yunxi",
    Role.TOWNSHIP_REVIEWER: "yunxi",
    Role.TOWNSHIP_HEAD: "yunxi",
}
ELSEWHERE = {"qinggang": "qiaotou", "yunxi": "shiqiao", "county": "far"}


@pytest.fixture
def home(household, person, clerk):
    made = household(person(), person("李秀英", "19760101", male=False))
    made.fact = actions.record_fact(by=clerk, subject=made, name="vehicles", value=1, first_day=ON)
    made.someone = made.memberships.exclude(relation="HEAD").get().person
    return made


def addresses(home):
    """Every address about this household, with the roles that may open it."""
    found = {reverse(name, args=[home.number]): roles for name, roles in VIEWS_OF_A_HOUSEHOLD.items()}
    found |= {
        reverse(name, args=[home.number, home.someone.pk]): roles for name, roles in VIEWS_OF_A_MEMBER.items()
    }
    found[reverse("fact_withdraw", args=[home.number, home.fact.pk])] = permissions.KEEPERS
    found[reverse("person_detail", args=[home.someone.pk])] = permissions.READERS
    found[reverse("person_edit", args=[home.someone.pk])] = permissions.KEEPERS
    found[reverse("reveal", args=["person", home.someone.pk, "phone"])] = permissions.REVEALERS
    found[reverse("reveal", args=["household", home.pk, "address"])] = permissions.REVEALERS
    return found


@pytest.mark.parametrize("role", Role.values)
def test_each_role_opens_its_pages_of_its_own_household_and_no_other(client, post, places, home, role):
    level = LEVEL_OF.get(role, "county")
    user = post(role, getattr(places, level))
    client.force_login(user, backend=BACKEND)
    for address, roles in addresses(home).items():
        assert client.get(address).status_code == (200 if role in roles else 403), address
    for name, roles in PLAIN_VIEWS.items():
        assert client.get(reverse(name)).status_code == (200 if role in roles else 403), name


@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in (Role.SYSTEM_ADMIN, Role.CITIZEN)]
)
def test_a_household_elsewhere_is_not_found(client, post, places, home, role):
    user = post(role, getattr(places, ELSEWHERE[LEVEL_OF.get(role, "county")]))
    client.force_login(user, backend=BACKEND)
    for address, roles in addresses(home).items():
        expected = 404 if role in roles else 403
        assert client.get(address).status_code == expected, address
        assert client.post(address, {"reason": "x"}).status_code in (expected, 405), address
    assert Fact.objects.get().withdrawn_at is None


def test_a_household_elsewhere_looks_like_none_at_all(client, stranger, home):
    client.force_login(stranger, backend=BACKEND)
    there = client.get(reverse("household_detail", args=[home.number]))
    nowhere = client.get(reverse("household_detail", args=["H990101-2026-99999"]))
    assert (there.status_code, len(there.content)) == (nowhere.status_code, len(nowhere.content))


def test_nobody_without_a_log_in_gets_in(client, home):
    for address in [*addresses(home), *map(reverse, PLAIN_VIEWS)]:
        assert client.get(address).url.startswith("/login/")


def test_a_member_of_another_household_is_not_a_member_here(client, clerk, home, household, person):
    other = household(person("王强"))
    client.force_login(clerk, backend=BACKEND)
    address = reverse("member_leave", args=[home.number, other.memberships.get().person_id])
    assert client.get(address).status_code == 404


def test_a_fact_of_another_household_is_not_withdrawn_here(client, clerk, home, household, person):
    other = household(person("王强"))
    client.force_login(clerk, backend=BACKEND)
    assert client.get(reverse("fact_withdraw", args=[other.number, home.fact.pk])).status_code == 404


def test_rows_are_seen_by_scope(clerk, stranger, home):
    assert list(type(home).objects.visible_to(clerk)) == [home]
    assert not type(home).objects.visible_to(stranger).exists()
    assert not ImportRun.objects.visible_to(stranger).exists()


def test_a_person_without_household_is_within_reach_of_every_keeper(clerk, stranger, person):
    lonely = person("独身汉", by=clerk)
    assert permissions.is_within_reach(lonely, stranger)


def test_a_number_of_a_person_elsewhere_is_not_revealed(stranger, home, officer):
    from doudi.office.base.errors import Refused

    with pytest.raises(Refused, match="不在您的辖区"):
        actions.reveal(home.someone, "phone", by=stranger, purpose="x")
    with pytest.raises(Refused, match="管辖青杠村"):
        actions.reveal(home, "address", by=stranger, purpose="x")
    with pytest.raises(Refused, match="没有可以查看的内容"):
        actions.reveal(home, "name", by=officer, purpose="x")
