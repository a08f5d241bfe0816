"""Second factors under a new field key."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from ortaq.kernel.keys.queries import ring, seal, unseal
from ortaq.kernel.keys.rules import key_number

_SEALED = ("secret", "seed")
"""What ``adapters.SecondFactorAdapter`` seals, as hexadecimal digits, in the library's JSON."""


def reseal_second_factors() -> int:
    """Seals the secrets of apps and recovery codes under the newest field key; gives how many rows were changed."""
    changed = 0
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for pk in Authenticator.objects.filter(type__in=kinds).order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if factor is None:
                continue
            fresh = {name: _fresh(value) if name in _SEALED else value for name, value in factor.data.items()}
            if fresh != factor.data:
                factor.data = fresh
                factor.save(update_fields=["data"])
                changed += 1
    return changed


def _fresh(value: Any) -> Any:
    if not isinstance(value, str) or key_number(bytes.fromhex(value)) == ring().newest:
        return value
    return seal(unseal(bytes.fromhex(value))).hex()
