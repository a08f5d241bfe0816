"""Files of a proposed topic: what its author sent, and the public copies that an officer makes of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ortaq.kernel.documents.actions import attach_files, publish_document, take_down_document
from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.rules import CheckedFile
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.social_order.models import TopicProposal
from ortaq.systems.social_order.permissions import may_publish_copy, may_take_down_copy

ATTACHMENT = "attachment"


def attach_to_topic(*, topic: TopicProposal, files: Sequence[CheckedFile], by: Actor, at: datetime) -> None:
    """Keeps what the author sent with a proposal that is made or completed in this transaction: nothing of it is public.

    Raises FileRefused, and then nothing at all is kept.
    """
    if files:
        kept = attach_files(record=topic, uploads=files, purpose=ATTACHMENT, by=by, at=at)
        digests = [document.stored.sha256 for document in kept]
        record_event(record=topic, code="attach", by=by, at=at, role="author", data={"sha256": digests})


@transaction.atomic
def publish_topic_copy(
    *, topic: TopicProposal, document: Document, by: Actor, at: datetime, public_copy: CheckedFile | None = None
) -> None:
    """Publishes a copy of an attachment without personal data, or the attachment itself when there is none in it.

    It shows while the topic is public. Raises Refused, and FileRefused for a file that isn't checked yet.
    """
    locked = lock_record(TopicProposal, topic.pk)
    decision = may_publish_copy(by, locked)
    if not decision:
        raise Refused.by(decision)
    done = publish_document(document=document, public_copy=public_copy, by=by, at=at)
    data = {"document": str(done.uuid), "sha256": done.public_copy.sha256 if done.public_copy else ""}
    record_event(record=locked, code="publish_copy", by=by, at=at, role="customer", office_id=locked.body_id, data=data)


@transaction.atomic
def take_down_topic_copy(*, topic: TopicProposal, document: Document, reason: str, by: Actor, at: datetime) -> None:
    """Takes the public copy of an attachment down, with a reason; the official copy stays."""
    locked = lock_record(TopicProposal, topic.pk)
    decision = may_take_down_copy(by, locked)
    if not decision:
        raise Refused.by(decision)
    if not reason.strip():
        raise Refused(Text("Себебін жазыңыз.", "Укажите причину.", "Give the reason."))
    document.refresh_from_db()
    if document.public_copy_id is None:
        return  # somebody else has taken it down: there is nothing to be noted
    done = take_down_document(document=document, by=by, at=at)
    record_event(
        record=locked,
        code="take_down_copy",
        by=by,
        at=at,
        role="customer" if "customer" in by.roles_in(locked.body_id) else "head",
        office_id=locked.body_id,
        reason=reason.strip(),
        data={"document": str(done.uuid)},
    )
