"""Sealing everything anew with the current key, in small steps: stop it, take it up again."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

from doudi.office.base import crypto, triggers
from doudi.office.base.fields import Sealed, SealedTextField

STEP = 200


def sealed_fields() -> Iterator[tuple[type[models.Model], list[SealedTextField]]]:
    """Every model that keeps secrets, with its sealed fields."""
    for model in apps.get_models():
        fields = [field for field in model._meta.local_concrete_fields if isinstance(field, SealedTextField)]
        if fields:
            yield model, fields


def reseal(model: type[models.Model], fields: list[SealedTextField], step: int = STEP) -> Iterator[int]:
    """Seal the rows of a model anew; yields the number of rows changed after each step.

    A row that is sealed with the current key already is left as it is: run it again after a stop.
    """
    last = None
    while True:
        rows = model._base_manager.order_by("pk")
        page = list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[:step])
        if not page:
            return
        last = page[-1]
        yield _reseal_page(model, fields, page)


@transaction.atomic
def _reseal_page(model: type[models.Model], fields: list[SealedTextField], page: list[object]) -> int:
    rows = model._base_manager.select_for_update().filter(pk__in=page)
    stale = {row: names for row in rows if (names := _stale_names(row, fields))}
    if stale:
        with triggers.asleep(connection, model._meta.db_table):
            for row, names in stale.items():
                _reseal_row(row, names)
    return len(stale)


def _stale_names(row: models.Model, fields: list[SealedTextField]) -> list[str]:
    return [field.attname for field in fields if _is_stale(row.__dict__.get(field.attname))]


def _reseal_row(row: models.Model, names: list[str]) -> None:
    for name in names:
        setattr(row, name, getattr(row, name))
    row.save(update_fields=names)


def _is_stale(value: object) -> bool:
    return (
        isinstance(value, Sealed) and crypto.key_id_of(value.envelope) != crypto.provider().current_key_id()
    )
