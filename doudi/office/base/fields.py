"""Model fields that keep a secret."""

import base64
from typing import Any

from django import forms
from django.core import checks, exceptions, validators
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from doudi.office.base import crypto


class Sealed:
    """A value as it lies in the database; opens only together with its row."""

    __slots__ = ("envelope", "text")

    def __init__(self, envelope: bytes) -> None:
        self.envelope = envelope
        self.text: Any = None

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class SealedAttribute(DeferredAttribute):
    """Reading the attribute opens the seal; writing it puts the new text in its place."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname, self)
        if value is self:
            value = super().__get__(instance, cls)
        return self.field.open(instance, value) if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.Field):
    """Text kept as an SM4-GCM envelope bound to this table, column and row.

    The model also inherits `base.models.SealedRow`. Search needs a `BlindIndexField` beside it;
    `update()` and `bulk_update()` cannot seal, as they do not know the row: use `save()`.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = True
    plain_type: type = str

    def __init__(self, *args: Any, max_length: int | None = None, **kwargs: Any) -> None:
        self.characters = max_length
        super().__init__(*args, **kwargs)
        if max_length is not None:
            self.validators.append(validators.MaxLengthValidator(max_length))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.characters is not None:
            kwargs["max_length"] = self.characters
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if "seal_id" not in {field.name for field in self.model._meta.get_fields()}:
            found.append(
                checks.Error("a model with sealed fields inherits SealedRow", obj=self, id="doudi.E001")
            )
        return found

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, SealedAttribute(self))

    def open(self, instance: Any, sealed: Sealed) -> Any:
        if sealed.text is None:
            sealed.text = self.unseal(instance.seal_id, sealed)
        return sealed.text

    def unseal(self, seal_id: object, sealed: Sealed) -> Any:
        """For rows read with `values_list("seal_id", "<field>")`."""
        data = crypto.unseal_bytes(self.model._meta.db_table, self.column, seal_id, sealed.envelope)
        return self.decoded(data)

    def encoded(self, value: Any) -> bytes:
        return value.encode()  # type: ignore[no-any-return]

    def decoded(self, data: bytes) -> Any:
        return data.decode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return Sealed(bytes(value)) if len(value) else self.plain_type()

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, self.plain_type):
            return self._seal(model_instance.seal_id, value)
        return value

    def _seal(self, seal_id: object, value: Any) -> Sealed:
        if not value:
            return Sealed(b"")
        data = self.encoded(value)
        return Sealed(crypto.seal_bytes(self.model._meta.db_table, self.column, seal_id, data))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Sealed):
            return connection.Database.Binary(value.envelope)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        raise exceptions.FieldError(f"{self.name} is sealed: set it on the row and save() it")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise exceptions.FieldError(f"{self.name} is sealed: search by its blind index")
        return super().get_lookup(lookup_name)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Sealed | str) else str(value)

    def value_to_string(self, obj: Any) -> Any:
        """What a dump holds: the envelope, never the text."""
        value = self.pre_save(obj, add=False)
        return None if value is None else {"sealed": base64.b64encode(value.envelope).decode()}

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.CharField, "max_length": self.characters, **kwargs})


class SealedBytesField(SealedTextField):
    """Bytes kept like a sealed text, such as the content of a bank file; small enough for memory."""

    plain_type = bytes

    def encoded(self, value: bytes) -> bytes:
        return value

    def decoded(self, data: bytes) -> bytes:
        return data

    def to_python(self, value: Any) -> Any:
        return value


class BlindIndexField(models.CharField):
    """The 64 hex digits of `crypto.blind_index`; empty when there is nothing to find."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 64
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


def blind_index(kind: str, text: str) -> str:
    """See `crypto.blind_index`; nothing gives nothing."""
    return crypto.blind_index(kind, text) if text else ""
