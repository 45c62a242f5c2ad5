"""Households with awards in the made-up county, written straight into the database: few queries, many rows."""

import itertools
from dataclasses import dataclass
from datetime import date

from doudi.office.awards import actions
from doudi.office.base.citizen_id import check_digit
from doudi.office.base.fields import blind_index
from doudi.office.people.enums import DocumentKind, MembershipKind, Relation, Settlement, Sex
from doudi.office.people.models import BankAccount, Household, Membership, Person
from doudi.office.programmes.models import Determination
from doudi.office.staff.enums import Role
from tests.county import LONG_AGO, County

ON = date(2026, 1, 20)
FEBRUARY, MARCH, APRIL, MAY = (date(2026, month, 1) for month in (2, 3, 4, 5))
FEN = 63_000
_numbers = itertools.count(1)


def citizen_id(number: int) -> str:
    body = f"990101{1930 + number % 70}0101{number % 999:03d}"
    return body + check_digit(body)


def person(name: str = "", **extra) -> Person:
    number = next(_numbers)
    extra = {"birth_on": date(1960, 1, 1), "sex": Sex.FEMALE} | extra
    return Person.objects.create(
        name=name or f"张{number}",
        document_kind=DocumentKind.CITIZEN_ID,
        document_number=citizen_id(number),
        id_index=blind_index("citizen_id", f"test {number}"),
        **extra,
    )


def household(division, *people: Person, account: bool = True) -> Household:
    number = next(_numbers)
    people = people or (person(),)
    home = Household.objects.create(
        number=f"H990101-{number:06d}", division=division, settlement=Settlement.RURAL, first_day=LONG_AGO
    )
    for position, who in enumerate(people):
        Membership.objects.create(
            household=home,
            person=who,
            kind=MembershipKind.LIVING_TOGETHER,
            relation=Relation.OTHER if position else Relation.HEAD,
            first_day=LONG_AGO,
        )
    if account:
        bank_account(home, people[0])
    return home


def bank_account(home: Household, holder: Person, number: str = "") -> BankAccount:
    number = number or f"62220212{next(_numbers):011d}"
    return BankAccount.objects.create(
        household=home,
        holder=holder,
        bank="示例农商行",
        account_number=number,
        account_index=blind_index("account", number),
        first_day=LONG_AGO,
    )


def determination(
    home: Household, fen: int = FEN, programme: str = "dibao", outcome: str = "ELIGIBLE"
) -> Determination:
    return Determination.objects.create(
        number=f"HD990101-{next(_numbers)}",
        household=home,
        programme=programme,
        place="990101",
        on=ON,
        outcome=outcome,
        amount_fen=fen,
        frozen={},
        sheet=[],
        content_hash="0" * 64,
    )


@dataclass
class World:
    """The county, and the short way to a household with an award."""

    county: County

    def __getattr__(self, name):
        return getattr(self.county, name)

    @property
    def head(self):
        return self.county[Role.COUNTY_HEAD]

    @property
    def officer(self):
        return self.county[Role.COUNTY_OFFICER]

    @property
    def finance(self):
        return self.county[Role.FINANCE_OFFICER]

    @property
    def intake(self):
        return self.county[Role.TOWNSHIP_INTAKE]

    def home(self, *people, division=None, account=True):
        return household(division or self.county.east_village, *people, account=account)

    def grant(self, home=None, fen=FEN, programme="dibao", first_month=FEBRUARY, members=None, **extra):
        home = home or self.home()
        everybody = [m.person for m in home.memberships.filter(last_day=None)]
        return actions.grant(
            home,
            programme,
            by=extra.pop("by", self.head),
            determination=extra.pop("determination", None) or determination(home, fen, programme),
            members=everybody if members is None else members,
            monthly_fen=fen,
            first_month=first_month,
            decision_number="JD-1",
            on=extra.pop("on", ON),
            **extra,
        )

    def hear(self, unit, about, **extra):
        values = {
            "heard_on": ON,
            "ground": "子女就业，收入增加",
            "statement": "无意见",
            "on": ON,
            "by": self.intake,
        }
        return actions.hear(unit, about, **values | extra)
