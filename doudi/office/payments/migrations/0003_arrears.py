"""Lists of arrears beside the regular ones: each month of arrears is paid by one line at a time.

SQLite copies a table to give it a column, and its triggers do not come along: all guards of payments are taken
down first and put up again last, in the same migration.
"""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from doudi.office.base.guards import Guard, frozen, install, no_delete

before = import_module("doudi.office.payments.migrations.0002_guards")
BATCH, LINE, PART = before.BATCH, before.LINE, "payments_arrearpart"

IN_ITS_BATCH = (
    f"EXISTS (SELECT 1 FROM {BATCH} b WHERE b.id = NEW.batch_id AND b.state = 'BUILDING'"
    " AND b.programme = NEW.programme AND b.month = NEW.month AND b.kind = NEW.kind)"
)
OF_UNIT = (
    "EXISTS (SELECT 1 FROM awards_award a JOIN awards_awardunit u ON u.id = a.unit_id"
    " WHERE a.id = NEW.award_id AND u.id = NEW.unit_id AND u.household_id = NEW.household_id"
    " AND u.programme = NEW.programme)"
)
OWED = (
    "(SELECT COALESCE(SUM(o.fen), 0) FROM awards_arrear o WHERE o.unit_id = NEW.unit_id AND o.month <= NEW.month"
    f" AND NOT EXISTS (SELECT 1 FROM {PART} p WHERE p.arrear_id = o.id AND p.live))"
)
DUE = (
    f"((NEW.kind = 'REGULAR' AND {before.AWARDED} AND NOT {before.RESTING})"
    f" OR (NEW.kind = 'ARREARS' AND {OF_UNIT} AND NEW.amount_fen <= {OWED}))"
)
REGULAR = (
    f"EXISTS (SELECT 1 FROM {LINE} l WHERE l.kind = 'REGULAR' AND l.unit_id = NEW.unit_id"
    " AND l.state IN ('LIVE', 'PAID')"
)
PART_OF_LINE = (
    f"EXISTS (SELECT 1 FROM {LINE} l JOIN {BATCH} b ON b.id = l.batch_id JOIN awards_arrear o ON o.id = NEW.arrear_id"
    " WHERE l.id = NEW.line_id AND l.kind = 'ARREARS' AND l.state = 'LIVE' AND b.state = 'BUILDING'"
    " AND o.unit_id = l.unit_id AND o.month <= l.month AND o.fen = NEW.fen)"
)
WRONG_SUM = (
    f"EXISTS (SELECT 1 FROM {LINE} l WHERE l.batch_id = NEW.id AND l.kind = 'ARREARS' AND l.state = 'LIVE'"
    f" AND l.amount_fen <> (SELECT COALESCE(SUM(p.fen), 0) FROM {PART} p WHERE p.line_id = l.id AND p.live))"
)
UNIT_ROW = "awards_awardunit WHERE id = NEW.unit_id"
CHANGED = {
    "batch_moves": Guard(
        "batch_moves",
        BATCH,
        "UPDATE",
        f"(NEW.state <> OLD.state AND NOT {before.BATCH_MOVES}) OR {before.BATCH_CORE} OR {frozen('kind')}",
        "this step of a batch is forbidden",
    ),
    "line_is_awarded": Guard(
        "line_is_awarded",
        LINE,
        "INSERT",
        f"(NEW.state <> 'LIVE' OR NOT {IN_ITS_BATCH} OR NOT {DUE} OR {before.RESEND})",
        "a line needs an open batch and an award that covers its month and amount",
        UNIT_ROW,
    ),
    "line_is_frozen": Guard(
        "line_is_frozen", LINE, "UPDATE", f"{before.LINE_CORE} OR {frozen('kind')}", "a line is frozen"
    ),
    "award_covers_what_is_listed": Guard(
        "award_covers_what_is_listed",
        "awards_award",
        "UPDATE",
        "(NEW.last_month IS NOT NULL AND (OLD.last_month IS NULL OR NEW.last_month < OLD.last_month)"
        f" AND {REGULAR} AND l.award_id = NEW.id AND l.month > NEW.last_month))",
        "the award covers a month that is in a payment list",
        UNIT_ROW,
    ),
    "suspension_after_what_is_listed": Guard(
        "suspension_after_what_is_listed",
        "awards_suspension",
        "INSERT",
        f"{REGULAR} AND l.month >= NEW.first_month AND (NEW.last_month IS NULL OR l.month <= NEW.last_month))",
        "the suspension covers a month that is in a payment list",
        UNIT_ROW,
    ),
}
GUARDS = [
    *(CHANGED.get(guard.name, guard) for guard in before.GUARDS),
    Guard(
        "arrears_add_up",
        BATCH,
        "UPDATE",
        f"(OLD.state = 'BUILDING' AND NEW.state = 'PREPARED' AND {WRONG_SUM})",
        "a line of arrears pays what its months add up to",
    ),
    Guard(
        "arrear_part_of_its_line",
        PART,
        "INSERT",
        f"(NOT NEW.live OR NOT {PART_OF_LINE})",
        "a month of arrears belongs into an open line of its unit",
        "awards_arrear WHERE id = NEW.arrear_id",
    ),
    Guard(
        "arrear_part_is_frozen",
        PART,
        "UPDATE",
        frozen("line_id", "arrear_id", "fen", "created_at")
        + " OR (NEW.live AND NOT OLD.live) OR (OLD.live AND NOT NEW.live AND NOT EXISTS"
        f" (SELECT 1 FROM {LINE} l WHERE l.id = NEW.line_id AND l.state IN ('VOID', 'RETURNED')))",
        "a month of arrears in a line is frozen",
    ),
    no_delete(PART),
]


def taken_down(guards):
    """The step that lifts guards; backwards it puts them up again."""
    up = install(guards)
    return migrations.RunPython(up.reverse_code, up.code)


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0005_raise_guards"),
        ("payments", "0002_guards"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        taken_down(before.GUARDS),
        migrations.CreateModel(
            name="ArrearPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="建立时间",
                    ),
                ),
                ("fen", models.BigIntegerField()),
                ("live", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="paymentbatch",
            name="batch_one_waiting",
        ),
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="line_once_per_household_programme_month",
        ),
        migrations.AddField(
            model_name="paymentbatch",
            name="kind",
            field=models.CharField(
                choices=[("REGULAR", "按月发放"), ("ARREARS", "补发")],
                default="REGULAR",
                max_length=8,
                verbose_name="种类",
            ),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="kind",
            field=models.CharField(
                choices=[("REGULAR", "按月发放"), ("ARREARS", "补发")], default="REGULAR", max_length=8
            ),
        ),
        migrations.AlterField(
            model_name="paymentline",
            name="difference",
            field=models.CharField(
                choices=[
                    ("NEW", "新增"),
                    ("CHANGED", "变动"),
                    ("SAME", "不变"),
                    ("RESENT", "重发"),
                    ("ARREARS", "补发"),
                ],
                max_length=8,
                verbose_name="与上月相比",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["BUILDING", "PREPARED"])),
                fields=("programme", "division", "month", "kind"),
                name="batch_one_waiting",
                violation_error_message="这个月还有一批待审批，请先审批或撤销那一批。",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "REGULAR"), ("state__in", ["LIVE", "PAID"])),
                fields=("household", "programme", "month"),
                name="line_once_per_household_programme_month",
                violation_error_message="这户这个月的同一项救助金已在发放名单中。",
            ),
        ),
        migrations.AddField(
            model_name="arrearpart",
            name="arrear",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="awards.arrear"
            ),
        ),
        migrations.AddField(
            model_name="arrearpart",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="payments.paymentline"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrearpart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live", True)),
                fields=("arrear",),
                name="arrear_paid_once",
                violation_error_message="这个月的补发款已在另一份名单中。",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrearpart",
            constraint=models.UniqueConstraint(fields=("line", "arrear"), name="arrear_once_in_line"),
        ),
        install(GUARDS),
    ]
