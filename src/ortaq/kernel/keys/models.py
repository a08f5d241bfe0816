"""A text column that is encrypted at rest."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from ortaq.kernel.keys.queries import seal, unseal


class EncryptedText(models.BinaryField):  # type: ignore[type-arg]
    """Personal text (a name, an address, a phone) kept as AES-256-GCM ciphertext; "" is stored as no bytes.

    It can't be searched or sorted: keep a ``lookup_hash`` beside it where rows must be found by it.
    """

    def from_db_value(self, value: bytes | memoryview | None, expression: Any, connection: BaseDatabaseWrapper) -> str:
        raw = bytes(value or b"")
        return unseal(raw) if raw else ""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        sealed = value if isinstance(value, bytes) else (seal(value) if value else b"")
        return super().get_db_prep_value(sealed, connection, prepared)

    def get_default(self) -> str:
        return ""

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))
