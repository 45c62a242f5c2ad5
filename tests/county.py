"""A made-up county for tests: one province, one county, two townships with two villages each, and its staff."""

from dataclasses import dataclass, field
from datetime import date

from doudi.office.places.enums import Level, Settlement
from doudi.office.places.models import Division
from doudi.office.staff.enums import Role
from doudi.office.staff.models import Post, User

LONG_AGO = date(2020, 1, 1)
PASSWORD = "correct horse 7"


def division(
    code: str, name: str, level: str, parent: Division | None = None, settlement: str = ""
) -> Division:
    path = f"{parent.path if parent else '/'}{code}/"
    return Division.objects.create(
        code=code, name=name, level=level, parent=parent, path=path, settlement=settlement
    )


def staff(username: str, role: str, at: Division, name: str = "", **extra: object) -> User:
    """A user with one open post; without a password, as tests sign in by force."""
    user = User.objects.create_user(username, name=name or username, **extra)
    Post.objects.create(user=user, role=role, division=at, first_day=LONG_AGO)
    return user


@dataclass
class County:
    """Its places by short names and one user for each role."""

    province: Division
    county: Division
    east: Division
    west: Division
    east_village: Division
    east_street: Division
    west_village: Division
    users: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, role: str) -> User:
        """The user with a role, made on first use; townships and villages lie in the east."""
        if role not in self.users:
            self.users[role] = staff(role.lower(), role, self.seat(role))
        return self.users[role]

    def seat(self, role: str) -> Division:
        if role == Role.VILLAGE_ASSISTANT:
            return self.east_village
        if role in {Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.TOWNSHIP_HEAD}:
            return self.east
        return self.county


def make() -> County:
    province = division("990000", "示例省", Level.PROVINCE)
    county = division("990101", "示例县", Level.COUNTY, province)
    east = division("990101100", "东溪镇", Level.TOWNSHIP, county)
    west = division("990101101", "西坪乡", Level.TOWNSHIP, county)
    return County(
        province,
        county,
        east,
        west,
        division("990101100201", "青杠村", Level.VILLAGE, east, Settlement.RURAL),
        division("990101100001", "河街社区", Level.VILLAGE, east, Settlement.URBAN),
        division("990101101201", "西坪村", Level.VILLAGE, west, Settlement.RURAL),
    )
