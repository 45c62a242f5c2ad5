"""Rows that every app leans on: tasks, days of the calendar, running numbers."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from doudi.office.base.enums import TaskState


class Stamped(models.Model):
    """Knows when it was made, by the clock of the database."""

    created_at = models.DateTimeField(_("建立时间"), db_default=Now(), editable=False)

    class Meta:
        abstract = True


class SealedRow(models.Model):
    """A row with sealed fields: the seal is bound to `seal_id`, known before the row is saved."""

    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class CalendarDay(models.Model):
    """A day that a notice of the State Council made a holiday or a working day."""

    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("是否上班"))
    year = models.PositiveSmallIntegerField(_("放假通知所属年份"), db_index=True)
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        ordering = ["day"]
        verbose_name = verbose_name_plural = _("放假与调休")

    def __str__(self) -> str:
        work = _("上班") if self.is_working else _("放假")
        return f"{self.day} {work}"


class Sequence(models.Model):
    """The last number given out under a name in a year."""

    name = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="sequence_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.value}"


class Task(Stamped):
    """Long work: leased to a worker, so that a crash gives it back and nothing runs for ever."""

    kind = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    args_key = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.WAITING)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=80, blank=True)
    run_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    created_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("后台任务")
        indexes = [
            models.Index(fields=["run_at"], name="task_waiting", condition=Q(state="WAITING")),
            models.Index(fields=["lease_until"], name="task_leased", condition=Q(state="RUNNING")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "args_key"],
                condition=Q(state__in=["WAITING", "RUNNING"]),
                name="task_live_once",
            ),
            models.CheckConstraint(condition=Q(progress_done__lte=F("progress_total")), name="task_progress"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in {TaskState.WAITING, TaskState.RUNNING}

    @property
    def percent(self) -> int:
        return self.progress_done * 100 // self.progress_total if self.progress_total else 0
