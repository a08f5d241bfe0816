"""The public rendition: made from the official copy by a person, with consent; taken down at a word."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.kernel.documents.actions import take_down_document
from ortaq.kernel.documents.queries import documents_of
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.search.actions import index_record, remove_record
from ortaq.systems.reception.models import Answer, Appeal, Statement
from ortaq.systems.reception.rules import SENSITIVE

_HIDDEN: Mapping[str, Any] = {"published_at": None, "public_title": "", "public_text": ""}
"""The public rendition as it stands where there is none."""


@transaction.atomic
def publish_appeal(
    *, appeal: Appeal, title: str, text: str, answer_text: str = "", by: Actor, at: datetime, version: int | None = None
) -> None:
    """Publishes (or publishes anew) the redacted question and answer. Needs the appellant's consent (the guard asks it).

    The moderator has read the three texts: what stands in them goes to every public exit as it is.
    """
    if not title.strip() or not text.strip():
        raise Refused(Text("Тақырып пен мәтін керек.", "Нужны заголовок и текст.", "A title and a text are needed."))
    advance(
        appeal,
        "publish",
        by=by,
        at=at,
        regime=appeal.regime,
        version=version,
        changes={"public_title": title.strip(), "public_text": text.strip(), "published_at": appeal.published_at or at},
    )
    newest = appeal.answers.filter(signed_at__isnull=False).order_by("-pk").first()
    # What the moderator has read is all that shows: never the public text of an answer before the newest.
    Answer.objects.filter(appeal=appeal).exclude(public_text="").update(public_text="")
    if newest is not None:
        Answer.objects.filter(pk=newest.pk).update(public_text=answer_text.strip())
    index_record(
        record_id=appeal.pk,
        title=title.strip(),
        text=f"{text.strip()}\n{answer_text.strip()}",
        language=appeal.language,
    )


@transaction.atomic
def take_down_appeal(*, appeal: Appeal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Takes the public rendition out of every public exit at once (personal data law, article 6).

    An appellant who takes it down withdraws the consent too, and need not say why; what they say is kept beside the
    appeal, not in the log, which can never forget.
    """
    own = by.person_id is not None and by.person_id == appeal.author_id
    advance(
        appeal,
        "take_down",
        by=by,
        at=at,
        regime=appeal.regime,
        reason="—" if own else reason,
        version=version,
        changes={**_HIDDEN, **({"consent_to_publish": False} if own else {})},
    )
    if own and reason.strip():
        Statement.objects.create(appeal=appeal, about="take_down", person_id=by.person_id, text=reason, made_at=at)
    _take_all_down(appeal, by, at)


@transaction.atomic
def withdraw_consent(*, appeal: Appeal, by: Actor, at: datetime) -> None:
    """The appellant takes the consent back before anything was published: now nothing will be (law, article 8)."""
    advance(appeal, "withdraw_consent", by=by, at=at, regime=appeal.regime, changes={"consent_to_publish": False})
    _take_copies_down(appeal, by, at)


@transaction.atomic
def protect_appeal(*, appeal: Appeal, ground: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Puts an appeal under special protection: fewer people read it, and what was public of it is public no more.

    ``ground``: one of ``rules.SENSITIVE``; the log keeps it. Raises KeyError for another.
    """
    words = SENSITIVE[ground]
    advance(
        appeal,
        "protect",
        by=by,
        at=at,
        regime=appeal.regime,
        version=version,
        reason=words.in_language(appeal.language),
        data={"ground": ground, "was_public": appeal.published_at is not None},
        changes={**_HIDDEN, "sensitive": True},
    )
    _take_all_down(appeal, by, at)


def unprotect_appeal(*, appeal: Appeal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Ends the special protection, by a head, with reasons. Nothing becomes public by it: that is decided anew."""
    advance(
        appeal,
        "unprotect",
        by=by,
        at=at,
        regime=appeal.regime,
        version=version,
        reason=reason,
        changes={"sensitive": False},
    )


def _take_all_down(appeal: Appeal, by: Actor, at: datetime) -> None:
    appeal.answers.update(public_text="")
    _take_copies_down(appeal, by, at)
    remove_record(record_id=appeal.pk)


def _take_copies_down(appeal: Appeal, by: Actor, at: datetime) -> None:
    for document in documents_of(appeal):
        if document.public_copy_id is not None:
            take_down_document(document=document, by=by, at=at)
