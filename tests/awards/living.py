"""Families of the made-up county who are judged by its real standards: 600 yuan in the country, 640 from July 2026."""

from datetime import date

from doudi.office.awards import actions
from doudi.office.people import actions as people
from doudi.office.programmes.actions import determine
from tests.awards.world import World, household, person

FEB, MAR, APR, MAY, JUN, JUL, AUG, SEP, OCT = (date(2026, month, 1) for month in range(2, 11))
JANUARY_20 = date(2026, 1, 20)
VALUE_DAY = date(2026, 7, 1)
NOTHING = {
    "business_income_year": 0, "property_income_year": 0, "pension_income": 0, "resident_pension": 0,
    "resident_pension_central": 0, "transfer_income": 0, "disability_kind": 0, "disability_grade": 0,
    "serious_illness": 0, "employed": 0, "schooling": 0, "work_capacity": 2, "wage_income": 0,
}  # fmt: skip
AT_HOME = {"financial_assets": 0, "vehicles": 0, "homes": 1, "company_capital": 0, "assets_within_rule": 1}


class Living(World):
    """The world of awards, with families that the rulebook has judged."""

    def facts(self, subject, on, **facts):
        rows = [{"subject": subject, "name": name, "value": value} for name, value in facts.items()]
        people.record_facts(by=self.county_officer, facts=rows, on=on)

    @property
    def county_officer(self):
        return self.officer

    def family(self, *wages, on=JANUARY_20, division=None):
        """A household whose members earn so many fen a month."""
        home = household(
            division or self.county.east_village, *[person(birth_on=date(1980, 1, 1)) for _wage in wages]
        )
        self.facts(home, on, **AT_HOME)
        for member, wage in zip(home.memberships.order_by("pk"), wages, strict=True):
            self.facts(member.person, on, **{**NOTHING, "wage_income": wage, "employed": int(wage > 0)})
        return home

    def unit(self, *wages, on=JANUARY_20, first_month=FEB, division=None):
        """An award by the rulebook."""
        return self.award(self.family(*wages, on=on, division=division), on=on, first_month=first_month)

    def award(self, home, on=JANUARY_20, first_month=FEB, programme="dibao"):
        determination = determine(home, programme, by=self.officer, on=on)
        return self.grant(
            home, determination.amount_fen or 0, programme, first_month, determination=determination, on=on
        )

    def compute(self, regular=OCT, on=date(2026, 9, 10), value_on=VALUE_DAY, by=None, programme="dibao"):
        return actions.compute_raise(
            self.county.county, programme, value_on, regular, by=by or self.officer, on=on
        )

    def carry_out(self, run, on=date(2026, 9, 12), by=None):
        return actions.carry_out_raise(run, by=by or self.head, on=on)
