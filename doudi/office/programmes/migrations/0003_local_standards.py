"""Standards that a county sets itself, and where a programme is piloted; the database holds what is approved."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from doudi.office.base.guards import Guard, frozen, install, no_delete
from doudi.office.base.triggers import append_only

STANDARD = "programmes_localstandard"
CORE = (
    "division_id", "name", "first_day", "last_day", "hands_back", "figures", "source", "issued_on", "rests_on",
    "text", "note", "is_trial", "review_on", "meetings_needed",
)  # fmt: skip
DECISION = ("decided_by_id", "decided_at", "opinion")
WITHDRAWAL = ("withdrawn_by_id", "withdrawn_at", "withdrawn_reason")
MOVES = (
    "((OLD.state = 'DRAFT' AND NEW.state IN ('SUBMITTED', 'WITHDRAWN'))"
    " OR (OLD.state = 'SUBMITTED' AND NEW.state IN ('APPROVED', 'RETURNED', 'WITHDRAWN'))"
    " OR (OLD.state = 'RETURNED' AND NEW.state IN ('SUBMITTED', 'WITHDRAWN'))"
    " OR (OLD.state = 'APPROVED' AND NEW.state = 'WITHDRAWN'))"
)
SAME_PERSON = (
    "(NEW.decided_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM staff_user a, staff_user b"
    " WHERE a.id = NEW.decided_by_id AND b.id = NEW.by_id"
    " AND (a.id = b.id OR (a.person_key <> '' AND a.person_key = b.person_key)"
    " OR ((a.person_key = '' OR b.person_key = '') AND a.name = b.name))))"
)
MEETINGS = (
    "(NEW.state = 'APPROVED' AND OLD.state <> 'APPROVED' AND NEW.meetings_needed > (SELECT COUNT(DISTINCT m.kind)"
    " FROM programmes_standardmeeting m WHERE m.standard_id = NEW.id))"
)
GUARDS = [
    Guard(
        "standard_starts_as_draft",
        STANDARD,
        "INSERT",
        "(NEW.state <> 'DRAFT' OR NEW.decided_by_id IS NOT NULL)",
        "a local standard starts as a draft",
    ),
    Guard(
        "standard_moves",
        STANDARD,
        "UPDATE",
        f"(NEW.state <> OLD.state AND NOT {MOVES}) OR {frozen('number', 'by_id', 'created_at')}",
        "this step of a local standard is forbidden",
    ),
    Guard(
        "standard_is_frozen",
        STANDARD,
        "UPDATE",
        f"(OLD.state IN ('SUBMITTED', 'APPROVED', 'WITHDRAWN') AND {frozen(*CORE)})"
        f" OR (OLD.state IN ('APPROVED', 'WITHDRAWN') AND {frozen(*DECISION)})"
        f" OR (OLD.state = 'WITHDRAWN' AND {frozen(*WITHDRAWAL)})",
        "what was submitted or approved is frozen",
    ),
    Guard(
        "standard_two_people", STANDARD, "UPDATE", SAME_PERSON, "who drafted may not approve, in no account"
    ),
    Guard(
        "standard_meetings",
        STANDARD,
        "UPDATE",
        MEETINGS,
        "the meetings that must decide are not all recorded",
    ),
    no_delete(STANDARD),
]


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
        ("programmes", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LocalStandard",
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
                ("number", models.CharField(max_length=30, unique=True, verbose_name="编号")),
                ("name", models.CharField(max_length=60, verbose_name="参数")),
                ("first_day", models.DateField(verbose_name="自何时起")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="至何时止")),
                ("hands_back", models.BooleanField(default=False, verbose_name="期满后沿用上级")),
                ("figures", models.JSONField(verbose_name="取值")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="文件日期")),
                ("rests_on", models.CharField(blank=True, max_length=200, verbose_name="所依据的上位文件")),
                ("text", models.TextField(blank=True, verbose_name="文件原文摘录")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("is_trial", models.BooleanField(default=False, verbose_name="试行")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="复核日期")),
                (
                    "meetings_needed",
                    models.PositiveSmallIntegerField(default=0, verbose_name="须几类会议决定"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "草稿"),
                            ("SUBMITTED", "待批准"),
                            ("APPROVED", "已批准"),
                            ("RETURNED", "已退回"),
                            ("WITHDRAWN", "已撤回"),
                        ],
                        default="DRAFT",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="审批意见")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500, verbose_name="撤回原因")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.division",
                        verbose_name="地方",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤回人",
                    ),
                ),
            ],
            options={
                "verbose_name": "本地标准",
                "verbose_name_plural": "本地标准",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeScope",
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
                ("programme", models.CharField(max_length=40, verbose_name="救助项目")),
                ("first_day", models.DateField(verbose_name="自何时起")),
                ("townships", models.JSONField(default=list, verbose_name="试点乡镇")),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.division",
                        verbose_name="县",
                    ),
                ),
            ],
            options={
                "verbose_name": "试点范围",
                "verbose_name_plural": "试点范围",
                "ordering": ["-first_day", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StandardMeeting",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("STANDING_COMMITTEE", "县委常委会会议"),
                            ("EXECUTIVE", "县政府常务会议"),
                            ("SPECIAL", "专题会议"),
                        ],
                        max_length=20,
                        verbose_name="会议",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="开会日期")),
                ("record", models.CharField(max_length=100, verbose_name="会议纪要编号")),
                ("conclusion", models.CharField(max_length=300, verbose_name="决定事项")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="programmes.localstandard",
                    ),
                ),
            ],
            options={
                "verbose_name": "会议决定",
                "verbose_name_plural": "会议决定",
                "ordering": ["held_on", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_day", None), ("last_day__gte", models.F("first_day")), _connector="OR"
                ),
                name="standard_days",
                violation_error_message="截止日期不能早于起始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.CheckConstraint(
                condition=models.Q(("hands_back", False), ("last_day__isnull", False), _connector="OR"),
                name="standard_hands_back_at_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="standard_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawn_at", None),
                        ("withdrawn_by", None),
                        models.Q(("state", "WITHDRAWN"), _negated=True),
                    ),
                    models.Q(
                        ("state", "WITHDRAWN"),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="standard_withdrawn_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "APPROVED"), _negated=True),
                    models.Q(("decided_at__isnull", False), models.Q(("source", ""), _negated=True)),
                    _connector="OR",
                ),
                name="standard_approved_with_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["DRAFT", "SUBMITTED", "RETURNED"])),
                fields=("division", "name", "first_day"),
                name="standard_open_once",
                violation_error_message="这项标准同日起的一份还在起草或待批，请先办完那一份。",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmescope",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="scope_has_document"
            ),
        ),
        install(GUARDS),
        append_only("programmes_standardmeeting", "programmes_programmescope"),
    ]
