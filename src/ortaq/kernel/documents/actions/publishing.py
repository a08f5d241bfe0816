"""The public copy of a document."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.kernel.documents.actions.attaching import Upload, check_uploads
from ortaq.kernel.documents.actions.keeping import forget, keep
from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.kernel.documents.rules import TYPES, FileRefused, refusal
from ortaq.kernel.parties.rules import Actor

_SUFFIXES = {kind.media_type: kind.suffixes[0] for kind in TYPES}


@transaction.atomic
def publish_document(*, document: Document, by: Actor, at: datetime, public_copy: Upload | None = None) -> Document:
    """Lets the public read a copy: *public_copy* with personal data taken out, else the official copy as it is.

    It shows only while the record is public too. Raises FileRefused when the copy is not fit, or not checked yet.
    """
    locked = Document.objects.select_for_update(of=("self",)).select_related("record", "stored").get(pk=document.pk)
    before = locked.public_copy
    copy = keep(check_uploads([public_copy])[0], at) if public_copy is not None else locked.stored
    if copy.state != StoredFile.State.CLEAN:
        raise FileRefused((refusal("held", locked.name),))
    suffix = _SUFFIXES[copy.media_type]
    locked.public_copy = copy
    locked.public_name = f"{locked.record.number}-{locked.pk}{suffix}"
    locked.published_at = at
    locked.save(update_fields=["public_copy", "public_name", "published_at"])
    if before is not None and before.pk not in (copy.pk, locked.stored_id):
        forget(before)
    return locked


@transaction.atomic
def take_down_document(*, document: Document, by: Actor, at: datetime) -> Document:
    """Ends the publication of a document. The public copy is forgotten; the official copy stays."""
    locked = Document.objects.select_for_update(of=("self",)).select_related("record", "stored").get(pk=document.pk)
    copy, locked.public_copy = locked.public_copy, None
    locked.public_name, locked.published_at = "", None
    locked.save(update_fields=["public_copy", "public_name", "published_at"])
    if copy is not None:
        forget(copy)
    return locked
