"""What the body and the council do with a proposed topic: they publish, ask, answer with reasons, forward, merge."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ortaq.kernel.documents.actions import take_down_document
from ortaq.kernel.documents.queries import documents_of
from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import organisation_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.kernel.search.actions import index_record, remove_record
from ortaq.systems.social_order.actions.topics import add_supporters
from ortaq.systems.social_order.models import Opinion, Supporter, TopicProposal
from ortaq.systems.social_order.permissions import council_bodies
from ortaq.systems.social_order.rules import PARTS, public_text


@transaction.atomic
def publish_topic(
    *,
    topic: TopicProposal,
    title: str,
    parts: Mapping[str, str],
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> None:
    """Publishes title and text, read and cleaned of personal data by an officer, and takes the topic under review."""
    advance(
        topic,
        "publish",
        by=by,
        at=at,
        regime=topic.regime,
        version=version,
        changes=_rendition(topic, title, parts, at),
    )
    _index(topic)


@transaction.atomic
def redact_topic(
    *,
    topic: TopicProposal,
    title: str,
    parts: Mapping[str, str],
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> None:
    """Corrects the public rendition: something personal was left in it."""
    changes = _rendition(topic, title, parts, at)
    advance(topic, "redact", by=by, at=at, regime=topic.regime, reason=reason, version=version, changes=changes)
    _index(topic)


def _rendition(topic: TopicProposal, title: str, parts: Mapping[str, str], at: datetime) -> dict[str, object]:
    kept = {code: parts.get(code, "").strip() for code in PARTS}
    if not title.strip() or not kept["need"]:
        raise Refused(
            Text(
                "Тақырып пен мәселенің сипаттамасы керек.",
                "Нужны название и описание проблемы.",
                "A title and the problem are needed.",
            )
        )
    return {
        "public_title": title.strip(),
        "public_parts": kept,
        "public_text": public_text(kept, topic.language),
        "published_at": topic.published_at or at,
    }


def _index(topic: TopicProposal) -> None:
    words = f"{topic.public_text}\n{topic.title_kk}\n{topic.title_ru}"
    index_record(record_id=topic.pk, title=topic.public_title, text=words, language=topic.language)


@transaction.atomic
def take_down_topic(*, topic: TopicProposal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Takes the public rendition, and the public copies of attachments, out of every public exit at once."""
    gone: dict[str, object] = {"published_at": None, "public_title": "", "public_text": "", "public_parts": {}}
    advance(topic, "take_down", by=by, at=at, regime=topic.regime, reason=reason, version=version, changes=gone)
    for document in documents_of(topic):
        if document.public_copy_id is not None:
            take_down_document(document=document, by=by, at=at)
    remove_record(record_id=topic.pk)


@transaction.atomic
def return_topic(*, topic: TopicProposal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Returns a proposal to its author to be completed; the term stands still (APPC 64(6))."""
    advance(topic, "return", by=by, at=at, regime=topic.regime, reason=reason, version=version)


@transaction.atomic
def forward_topic(
    *, topic: TopicProposal, body: Organisation, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Forwards to the competent body, whose term starts anew (APPC 65). Raises Refused for the same body."""
    if body.pk == topic.body_id or body.pk not in organisation_reference.rows():
        raise Refused(
            Text(
                "Басқа құзыретті органды таңдаңыз.",
                "Выберите другой компетентный орган.",
                "Choose another, competent body.",
            )
        )
    advance(
        topic,
        "forward",
        by=by,
        at=at,
        regime=topic.regime,
        reason=reason,
        version=version,
        data={"from": topic.body_id, "to": body.pk, "hops": topic.hops + 1},
        changes={"body_id": body.pk, "hops": topic.hops + 1},
    )


@transaction.atomic
def ask_council(*, topic: TopicProposal, by: Actor, at: datetime, version: int | None = None) -> None:
    """Brings a public topic before the council for cooperation with NGOs; its term starts."""
    advance(topic, "ask_council", by=by, at=at, regime=topic.regime, version=version)


@transaction.atomic
def recall_from_council(
    *, topic: TopicProposal, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Takes a topic back from a council that stays silent: the term of the answer goes on."""
    advance(topic, "recall", by=by, at=at, regime=topic.regime, reason=reason, version=version)


@transaction.atomic
def give_opinion(
    *,
    topic: TopicProposal,
    view: str,
    text: str,
    by: Actor,
    at: datetime,
    session: str = "",
    version: int | None = None,
) -> Opinion:
    """Enters the council's opinion, with reasons. Raises Refused without a text."""
    if not text.strip():
        raise Refused(Text("Пікірдің негіздемесін жазыңыз.", "Напишите обоснование мнения.", "Give the reasons."))
    advance(topic, "give_opinion", by=by, at=at, regime=topic.regime, version=version, data={"view": view})
    council = next(pk for pk in sorted(council_bodies(topic.body_id)) if "council" in by.roles_in(pk))
    return Opinion.objects.create(
        topic=topic,
        council_id=council,
        view=view,
        text=text.strip(),
        session=session.strip(),
        given_at=at,
        given_by_id=by.account,
    )


@transaction.atomic
def accept_topic(
    *,
    topic: TopicProposal,
    answer: str,
    title_kk: str,
    title_ru: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> None:
    """Accepts with reasons; the topic gets its official wording in both languages and is ready for the plan."""
    if not title_kk.strip() or not title_ru.strip():
        raise Refused(
            Text(
                "Тақырыптың қазақша және орысша ресми атауын жазыңыз.",
                "Напишите официальное название темы на казахском и русском.",
                "Write the official title in Kazakh and in Russian.",
            )
        )
    titles = {"title_kk": title_kk.strip(), "title_ru": title_ru.strip()}
    _answer(topic, "accept", TopicProposal.Outcome.ACCEPTED, answer, by, at, version, titles)
    _index(topic)


@transaction.atomic
def reject_topic(*, topic: TopicProposal, answer: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Rejects with reasons (APPC 76, 89)."""
    _answer(topic, "reject", TopicProposal.Outcome.REJECTED, answer, by, at, version, {})


@transaction.atomic
def merge_topic(
    *,
    topic: TopicProposal,
    into: TopicProposal,
    answer: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> None:
    """Merges a proposal into another public one of the same body: its author and supporters support that one.

    Raises Refused when the other isn't public, is of another body or has ended.
    """
    for pk in sorted({topic.pk, into.pk}):  # two merges at once wait for each other and never deadlock
        lock_record(TopicProposal, pk)
    into.refresh_from_db()
    if (
        into.pk == topic.pk
        or into.body_id != topic.body_id
        or into.published_at is None
        or into.state not in {"under_review", "at_council", "accepted", "included"}
    ):
        raise Refused(
            Text(
                "Осы органдағы жарияланған, қаралып жатқан басқа ұсынысты көрсетіңіз.",
                "Укажите другое опубликованное предложение этого органа, которое рассматривается.",
                "Name another public proposal of this body that is under consideration.",
            )
        )
    _answer(topic, "merge", TopicProposal.Outcome.MERGED, answer, by, at, version, {}, into=into.number)
    Link.objects.create(source=topic, kind=Link.Kind.MERGED_INTO, target=into, created_at=at)
    people = list(Supporter.objects.filter(topic=topic).order_by("pk").values_list("person_id", flat=True))
    if topic.author_id is not None:
        people.append(topic.author_id)
    add_supporters(topic=into, people=[person for person in people if person != into.author_id], at=at)


def _answer(
    topic: TopicProposal,
    code: str,
    outcome: str,
    answer: str,
    by: Actor,
    at: datetime,
    version: int | None,
    changes: Mapping[str, object],
    **data: object,
) -> None:
    if not answer.strip():
        raise Refused(
            Text("Жауаптың негіздемесін жазыңыз.", "Напишите обоснование ответа.", "Give the reasons of the answer.")
        )
    advance(
        topic,
        code,
        by=by,
        at=at,
        regime=topic.regime,
        version=version,
        data={"answer_sha256": lookup_hash("official", answer.strip()).hex(), **data},
        changes={
            "outcome": outcome,
            "answer": answer.strip(),
            "answered_at": at,
            "answered_by_id": by.user_id,
            **changes,
        },
    )
