"""A text column that is sealed at rest (AES-256-GCM), with its blind index beside it where it must be found."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]  # the class is not subscriptable at run time
    """Text in Python, sealed bytes in the table. `context` binds the value to its column."""

    def __init__(self, *args: Any, context: str, **kwargs: Any) -> None:
        self.context = context
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), {**kwargs, "context": self.context}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else settings.KEYRING.open(bytes(value), context=self.context)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = settings.KEYRING.seal(value, context=self.context)
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return value


def blind_index(text: str, *, context: str) -> bytes:
    """32 bytes by which a sealed `text` is found again; `context` as given to the field."""
    return settings.KEYRING.index(text, context=context)


def blind_indexes(text: str, *, context: str) -> tuple[bytes, ...]:
    """Every index by which a sealed `text` may stand in a table while keys are being changed. Look up by all of them."""
    return settings.KEYRING.indexes(text, context=context)
