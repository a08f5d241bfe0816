"""What citizens, NGOs and councils do: they propose a topic, complete it, withdraw it, support another's."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from ortaq.kernel.accounts.models import User
from ortaq.kernel.clocks.rules import local_day, regime_on
from ortaq.kernel.documents.rules import CheckedFile
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.actions import save_person
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link, Record
from ortaq.kernel.search.actions import remove_record
from ortaq.systems.social_order.actions.attachments import attach_to_topic
from ortaq.systems.social_order.models import Supporter, TopicDraft, TopicProposal
from ortaq.systems.social_order.permissions import is_author, may_propose, may_speak_for, may_support

CHANGED = ("title", "need", "target_group", "place", "why", "result", "months", "estimate")
"""What the author may complete while the proposal is returned to them."""


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes. ``organisation_id``: the NGO or council in whose name; ``raised_by``: the appeal behind it.

    ``estimate`` in tenge, None when the author can't tell; ``months``: 1 to 36.
    """

    sphere_id: int
    territory_id: int
    body_id: int
    title: str
    need: str
    target_group: str
    why: str
    result: str
    months: int
    language: str
    place: str = ""
    estimate: Decimal | None = None
    organisation_id: int | None = None
    name: str = ""
    name_public: bool = False
    raised_by: int | None = None
    is_demo: bool = False


@transaction.atomic
def propose_topic(
    *,
    proposal: Proposal,
    by: Actor,
    at: datetime,
    draft_id: int | None = None,
    person_id: int | None = None,
    files: Sequence[CheckedFile] = (),
) -> TopicProposal:
    """Files a proposal: it gets its number, and the term of the answer starts (Law No 36, 6-4; APPC 76, 89).

    ``draft_id``: the account's draft that it came from, gone afterwards. ``person_id``: whose proposal it is when the
    system files it (demonstration). Raises Refused when *by* may not, or when the draft was sent before; FileRefused for
    one of the *files*, and then nothing is filed and the draft stays.
    """
    if by.kind != "system":
        decision = may_propose(by)
        if decision and proposal.organisation_id is not None:
            decision = may_speak_for(by, proposal.organisation_id)
        if not decision:
            raise Refused.by(decision)
    if draft_id is not None and not TopicDraft.objects.filter(pk=draft_id, user_id=by.account).delete()[0]:
        raise Refused(
            Text("Бұл ұсыныс жіберіліп қойған.", "Это предложение уже отправлено.", "This proposal was already sent.")
        )
    person = Person.objects.get(pk=person_id) if person_id else account_person(by=by, name=proposal.name)
    fields = asdict(proposal)
    regime = regime_on("social_order", local_day(at))
    raised_by = fields.pop("raised_by")
    fields.pop("name")
    topic = TopicProposal(
        kind="topic",
        author=person,
        regime=regime.code,
        proposed_at=at,
        proposed_by_id=by.user_id,
        name_consent_at=at if proposal.name_public else None,
        **fields,
    )
    open_record(
        topic,
        by=by,
        at=at,
        code="propose",
        year=local_day(at).year,
        data={"regime": regime.code, "text_sha256": _digest(_texts(topic))},
        regime=regime.code,
        starts=("topic.answer",),
        tells=("author", "customer"),
        public=True,
    )
    attach_to_topic(topic=topic, files=files, by=by, at=at)
    if raised_by is not None:
        _raise(topic, raised_by, by, at)
    return topic


def _raise(topic: TopicProposal, record_id: int, by: Actor, at: datetime) -> None:
    """Ties the topic to the record that it grew out of: a public one, or one's own."""
    source = Record.objects.filter(pk=record_id).first()
    own = source is not None and source.author_id is not None and source.author_id == topic.author_id
    if source is not None and (source.published_at is not None or own or by.kind == "system"):
        Link.objects.create(source=topic, kind=Link.Kind.RAISED_BY, target=source, created_at=at)


@transaction.atomic
def account_person(*, by: Actor, name: str = "") -> Person:
    """The person behind an account; made from its confirmed address when the profile is still empty."""
    found = Person.objects.filter(user_id=by.account).first()
    if found is not None and (found.name or not name):
        return found
    user = User.objects.select_for_update().get(pk=by.account)  # two first deeds at once make one person
    found = Person.objects.filter(user_id=by.account).first()
    return save_person(
        person=found,
        name=name,
        iin=found.iin if found else "",
        email=user.email,
        phone=found.phone if found else "",
        address=found.address if found else "",
        user_id=user.pk,
        is_demo=user.is_demo,
    )


def _texts(topic: TopicProposal) -> dict[str, Any]:
    return {name: getattr(topic, name) for name in CHANGED}


def _digest(texts: Mapping[str, Any]) -> str:
    """Keyed digest of the official copy, for the log: shows a change, and tells a stranger nothing of the text."""
    return lookup_hash("official", "\n".join(str(texts[name]) for name in CHANGED)).hex()


@transaction.atomic
def complete_topic(
    *,
    topic: TopicProposal,
    changes: Mapping[str, Any],
    by: Actor,
    at: datetime,
    version: int | None = None,
    files: Sequence[CheckedFile] = (),
) -> None:
    """The author completes a returned proposal, with more *files* or without, and sends it again; the term goes on."""
    kept = {name: changes[name] for name in CHANGED if name in changes}
    advance(
        topic,
        "complete",
        by=by,
        at=at,
        regime=topic.regime,
        version=version,
        changes=kept,
        data={"text_sha256": _digest({**_texts(topic), **kept})},
    )
    attach_to_topic(topic=topic, files=files, by=by, at=at)


@transaction.atomic
def withdraw_topic(*, topic: TopicProposal, by: Actor, at: datetime, version: int | None = None) -> None:
    """The author withdraws before the answer (APPC 64(9)). What was public stays to be read, without support."""
    advance(topic, "withdraw", by=by, at=at, regime=topic.regime, version=version)
    remove_record(record_id=topic.pk)


@transaction.atomic
def set_name_consent(*, topic: TopicProposal, public: bool, by: Actor, at: datetime) -> None:
    """The author lets their name show, or takes it back at any time (personal data law No 94-V, article 8)."""
    locked = lock_record(TopicProposal, topic.pk)
    if not is_author(by, locked):
        raise Refused(
            Text(
                "Мұны тек ұсыныс авторы шеше алады.",
                "Это решает только автор предложения.",
                "Only the author decides this.",
            )
        )
    if locked.name_public != public:
        TopicProposal.objects.filter(pk=locked.pk).update(name_public=public, name_consent_at=at if public else None)
        record_event(record=locked, code="name_consent", by=by, at=at, data={"public": public})
    topic.refresh_from_db()


@transaction.atomic
def support_topic(*, topic: TopicProposal, by: Actor, at: datetime) -> bool:
    """One person supports a topic once; the counter moves with the row. False: they supported it before.

    Raises Refused when it can't be supported (now, by them).
    """
    locked = lock_record(TopicProposal, topic.pk)
    decision = may_support(by, locked)
    if not decision:
        raise Refused.by(decision)
    return add_supporters(topic=locked, people=[account_person(by=by).pk], at=at) == 1


@transaction.atomic
def stop_supporting(*, topic: TopicProposal, by: Actor, at: datetime) -> bool:
    """Takes one's support back while the topic can be supported. False: there was none."""
    locked = lock_record(TopicProposal, topic.pk)
    decision = may_support(by, locked)
    if not decision:
        raise Refused.by(decision)
    gone = Supporter.objects.filter(topic=locked, person__user_id=by.account).delete()[0]
    if gone:
        TopicProposal.objects.filter(pk=locked.pk).update(supports=F("supports") - 1)
    return bool(gone)


def add_supporters(*, topic: TopicProposal, people: list[int], at: datetime) -> int:
    """Adds supporters to a topic whose row is locked, each once, and moves the counter by as many as were new."""
    before = set(Supporter.objects.filter(topic=topic, person_id__in=people).values_list("person_id", flat=True))
    new = [person for person in dict.fromkeys(people) if person not in before]
    Supporter.objects.bulk_create(Supporter(topic=topic, person_id=person, supported_at=at) for person in new)
    TopicProposal.objects.filter(pk=topic.pk).update(supports=F("supports") + len(new))
    return len(new)


@transaction.atomic
def keep_topic_draft(*, content: Mapping[str, Any], by: Actor, at: datetime, draft_id: int | None = None) -> int:
    """Keeps what was typed in the account's draft *draft_id* (a new one when None); returns its id."""
    text = json.dumps(dict(content), ensure_ascii=False, default=str)
    if draft_id is not None:
        draft = TopicDraft.objects.filter(pk=draft_id, user_id=by.account).first()
        if draft is not None:
            draft.content, draft.changed_at = text, at
            draft.save(update_fields=["content", "changed_at"])
            return draft.pk
    return TopicDraft.objects.create(user_id=by.account, content=text, changed_at=at).pk


def drop_topic_draft(*, draft_id: int, by: Actor) -> bool:
    """Throws a draft of the account away. False: it isn't theirs, or gone."""
    return bool(TopicDraft.objects.filter(pk=draft_id, user_id=by.account).delete()[0])


def purge_topic_drafts(*, before: datetime) -> int:
    """Deletes drafts of proposals that nobody has touched since *before*; answers how many."""
    return TopicDraft.objects.filter(changed_at__lt=before).delete()[0]
