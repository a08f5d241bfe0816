"""Drafts of appeals: what was typed stays, encrypted, until it is sent or thirty days pass."""

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ortaq.kernel.keys.queries import lookup_hash, lookup_hashes
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.models import AppealDraft


def keep_draft(*, key: str, content: dict[str, Any], user_id: int | None, at: datetime) -> None:
    """Keeps what was typed under the secret *key* that the browser's session holds."""
    kept = {"content": json.dumps(content, ensure_ascii=False), "user_id": user_id, "changed_at": at}
    AppealDraft.objects.update_or_create(
        key_hash__in=lookup_hashes("draft", key),
        defaults=kept,
        create_defaults={**kept, "key_hash": lookup_hash("draft", key)},
    )


def drop_draft(*, key: str) -> None:
    """Forgets a draft: it was sent, or thrown away."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reception_appealdraft WHERE key_hash = ANY(%s)", [lookup_hashes("draft", key)])


def drop_drafts_of(user_id: int) -> int:
    """Forgets every draft of an account, which is erased; gives how many."""
    return AppealDraft.objects.filter(user_id=user_id).delete()[0]


@transaction.atomic
def take_over_draft(*, draft_id: int, key: str, by: Actor, at: datetime) -> bool:
    """Brings a draft of the account, begun on another device, under this session's *key*. False: it isn't theirs, or gone."""
    if by.user_id is None:
        return False
    changes = {"key_hash": lookup_hash("draft", key), "changed_at": at}
    return bool(AppealDraft.objects.filter(pk=draft_id, user_id=by.user_id).update(**changes))
