"""The shared cache: counters of attempts, kept in the database so that every web process sees the same ones.

Django's own database cache pickles its values; a cache that only holds JSON can't be turned into code by whoever can
write a row (ASVS 5.0, 1.5.2).
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils import timezone

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


class DatabaseCache(BaseCache):
    """A Django cache over ``accounts.CacheEntry``. Values are what JSON holds; ``add`` is atomic."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _expiry(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return _FAR if seconds is None else timezone.now() + timedelta(seconds=seconds)

    def _key(self, key: str, version: int | None) -> str:
        made: str = self.make_and_validate_key(key, version=version)
        return made

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        from ortaq.kernel.accounts.models import CacheEntry

        row = CacheEntry.objects.filter(key=self._key(key, version), expires_at__gt=timezone.now()).first()
        return default if row is None else row.value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        from ortaq.kernel.accounts.models import CacheEntry

        CacheEntry.objects.bulk_create(
            [CacheEntry(key=self._key(key, version), value=value, expires_at=self._expiry(timeout))],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["value", "expires_at"],
        )

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO accounts_cacheentry AS kept (key, value, expires_at) VALUES (%s, %s::jsonb, %s)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
                WHERE kept.expires_at <= %s
                """,
                [self._key(key, version), json.dumps(value), self._expiry(timeout), timezone.now()],
            )
            return bool(cursor.rowcount)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        from ortaq.kernel.accounts.models import CacheEntry

        live = CacheEntry.objects.filter(key=self._key(key, version), expires_at__gt=timezone.now())
        return bool(live.update(expires_at=self._expiry(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        from ortaq.kernel.accounts.models import CacheEntry

        return bool(CacheEntry.objects.filter(key=self._key(key, version)).delete()[0])

    def clear(self) -> None:
        from ortaq.kernel.accounts.models import CacheEntry

        CacheEntry.objects.all().delete()
