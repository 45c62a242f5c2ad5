"""Simulated scenarios: kept as they were, until their maker deletes them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from doudi.office.base.guards import Guard, install

GUARDS = [
    Guard(
        "scenario_is_frozen",
        "programmes_simulationscenario",
        "UPDATE",
        "1 = 1",
        "a simulated scenario is never changed",
    )
]


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
        ("programmes", "0003_local_standards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SimulationScenario",
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
                ("name", models.CharField(max_length=60, verbose_name="方案名称")),
                ("programme", models.CharField(max_length=40, verbose_name="救助项目")),
                ("on", models.DateField(verbose_name="按哪一天的规定")),
                ("population_on", models.DateField(verbose_name="家庭情况截至")),
                ("changes", models.JSONField(verbose_name="改动的标准")),
                ("effects", models.JSONField(verbose_name="测算结果")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="测算人",
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
                "verbose_name": "测算方案",
                "verbose_name_plural": "测算方案",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="simulationscenario",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="scenario_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="simulationscenario",
            constraint=models.UniqueConstraint(
                fields=("division", "name"),
                name="scenario_name_once",
                violation_error_message="已有同名的测算方案，请换一个名称。",
            ),
        ),
        install(GUARDS),
    ]
