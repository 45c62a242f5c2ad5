"""Awards never share a month, never change after the fact, and nobody is in two that exclude each other."""

from django.db import migrations

from doudi.office.base.guards import Guard, frozen, install, no_delete
from doudi.office.base.triggers import append_only

AWARD, UNIT, MEMBER, SUSPENSION = "awards_award", "awards_awardunit", "awards_unitmember", "awards_suspension"
FOR_EVER = "9999-12-31"


def overlap(table: str, same: str, first: str, last: str) -> str:
    """True when another row of the same owner shares a day or month with the new one."""
    return (
        f"(COALESCE(NEW.{last}, '{FOR_EVER}') >= NEW.{first} AND EXISTS (SELECT 1 FROM {table} other "
        f"WHERE {same} AND (NEW.id IS NULL OR other.id <> NEW.id) "
        f"AND COALESCE(other.{last}, '{FOR_EVER}') >= other.{first} "
        f"AND other.{first} <= COALESCE(NEW.{last}, '{FOR_EVER}') "
        f"AND COALESCE(other.{last}, '{FOR_EVER}') >= NEW.{first}))"
    )


def later(last: str) -> str:
    """True when an end that was fixed is moved later or taken away."""
    return f"(OLD.{last} IS NOT NULL AND (NEW.{last} IS NULL OR NEW.{last} > OLD.{last}))"


MONTHS = overlap(AWARD, "other.unit_id = NEW.unit_id", "first_month", "last_month")
RESTS = overlap(SUSPENSION, "other.unit_id = NEW.unit_id", "first_month", "last_month")
DAYS = overlap(
    MEMBER,
    "other.person_id = NEW.person_id AND other.exclusion_group = NEW.exclusion_group",
    "first_day",
    "last_day",
)
UNIT_ROW = "awards_awardunit WHERE id = NEW.unit_id"
PERSON_ROW = "people_person WHERE id = NEW.person_id"

GUARDS = [
    Guard("award_months_apart", AWARD, "INSERT", MONTHS, "awards of a unit share a month", UNIT_ROW),
    Guard(
        "award_is_frozen",
        AWARD,
        "UPDATE",
        frozen(
            "unit_id",
            "monthly_fen",
            "first_month",
            "reason",
            "determination_id",
            "decision_number",
            "by_id",
            "hearing_id",
            "created_at",
        )
        + f" OR {later('last_month')}",
        "an award is frozen: only its end may be fixed, or moved earlier",
    ),  # fmt: skip
    no_delete(AWARD),
    Guard(
        "unit_is_frozen",
        UNIT,
        "UPDATE",
        frozen("number", "household_id", "programme", "created_at") + f" OR {later('ended_on')}",
        "an award unit is frozen: only its end may be fixed, or moved earlier",
    ),
    no_delete(UNIT),
    Guard(
        "unit_member_days_apart", MEMBER, "INSERT", DAYS, "a person is in two exclusive awards", PERSON_ROW
    ),
    Guard(
        "unit_member_is_frozen",
        MEMBER,
        "UPDATE",
        frozen("unit_id", "person_id", "exclusion_group", "first_day", "created_at")
        + f" OR {later('last_day')}",
        "a member of an award is frozen: only the last day may be fixed, or moved earlier",
    ),
    no_delete(MEMBER),
    Guard(
        "suspension_months_apart",
        SUSPENSION,
        "INSERT",
        RESTS,
        "suspensions of a unit share a month",
        UNIT_ROW,
    ),
    Guard(
        "suspension_is_frozen",
        SUSPENSION,
        "UPDATE",
        frozen("unit_id", "first_month", "reason", "by_id", "hearing_id", "created_at")
        + " OR OLD.last_month IS NOT NULL",
        "a suspension is frozen: it may be lifted once",
    ),
    no_delete(SUSPENSION),
]


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_initial")]
    operations = [install(GUARDS), append_only("awards_hearing")]
