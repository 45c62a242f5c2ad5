import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Determination",
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
                ("number", models.CharField(max_length=24, unique=True)),
                ("programme", models.CharField(max_length=40)),
                ("place", models.CharField(max_length=12)),
                ("on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ELIGIBLE", "符合条件"),
                            ("NOT_ELIGIBLE", "不符合条件"),
                            ("UNKNOWN", "材料不足，尚不能判断"),
                        ],
                        max_length=14,
                    ),
                ),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("path", models.CharField(blank=True, max_length=40)),
                ("covered", models.JSONField(default=list)),
                ("frozen", models.JSONField()),
                ("sheet", models.JSONField()),
                ("why_not", models.JSONField(default=list)),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="determinations",
                        to="people.household",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", None), ("amount_fen__gte", 0), _connector="OR"),
                        name="determination_amount_not_negative",
                    )
                ],
            },
        ),
    ]
