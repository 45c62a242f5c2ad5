"""Who changed what, and who looked at whose file: rows that only grow, each tied to the one before."""

from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from doudi.office.audit.enums import Chain
from doudi.office.audit.verbs import label

START = "0" * 64


class Linked(models.Model):
    """A link of a chain: its hash covers everything in it and the hash before."""

    seq = models.BigIntegerField(_("序号"), unique=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    household_id = models.BigIntegerField(null=True, db_index=True)
    person_id = models.BigIntegerField(null=True, db_index=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True


class AuditRecordQuerySet(models.QuerySet):
    def about(self, obj: models.Model) -> "AuditRecordQuerySet":
        return self.filter(object_type=obj._meta.label, object_id=str(obj.pk))


class AuditRecord(Linked):
    actor_id = models.BigIntegerField(null=True, db_index=True)
    actor_name = models.CharField(_("操作人"), max_length=100)
    verb = models.CharField(_("事项"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    before = models.JSONField(_("变更前"), null=True)
    after = models.JSONField(_("变更后"), null=True)
    reason = models.TextField(_("理由"), blank=True)

    objects = AuditRecordQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        verbose_name = verbose_name_plural = _("变更记录")
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.seq} {self.actor_name} {self.verb} {self.object_type}:{self.object_id}"

    @property
    def words(self) -> str:
        return label(self.verb)


class AccessRecordQuerySet(models.QuerySet):
    def about_household(self, household_id: int) -> "AccessRecordQuerySet":
        """Looks at one household, lists included in which it appeared."""
        return self.filter(
            models.Q(household_id=household_id) | models.Q(pk__in=_listed("household", household_id))
        )

    def about_person(self, person_id: int) -> "AccessRecordQuerySet":
        return self.filter(models.Q(person_id=person_id) | models.Q(pk__in=_listed("person", person_id)))


def _listed(kind: str, pk: int) -> Any:
    if connection.vendor == "postgresql":
        sql = "SELECT id FROM audit_accessrecord WHERE list_kind = %s AND list_ids @> to_jsonb(%s::bigint)"
    else:
        sql = (
            "SELECT a.id FROM audit_accessrecord a, json_each(a.list_ids) j "
            "WHERE a.list_kind = %s AND j.value = %s"
        )
    return RawSQL(sql, [kind, int(pk)])  # noqa: S611


class AccessRecord(Linked):
    user_id = models.BigIntegerField(null=True, db_index=True)
    user_name = models.CharField(_("查阅人"), max_length=100)
    purpose = models.CharField(_("目的"), max_length=100)
    fields = models.JSONField(_("字段"), default=list)
    path = models.CharField(_("页面"), max_length=300, blank=True)
    list_kind = models.CharField(max_length=20, blank=True)
    list_ids = models.JSONField(default=list)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        verbose_name = verbose_name_plural = _("查阅记录")

    def __str__(self) -> str:
        return f"{self.seq} {self.user_name} {self.purpose}"


class ChainHead(models.Model):
    """The last link of a chain; locked while a link is added."""

    name = models.CharField(max_length=10, choices=Chain, primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("链头")

    def __str__(self) -> str:
        return f"{self.name}:{self.seq}:{self.hash}"
