"""The registrar's work: an appeal is registered, clarified, returned, forwarded, split, merged; and withdrawn."""

from datetime import datetime

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.documents.actions import hand_on_documents
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.models import Organisation, Person
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.systems.reception.actions.filing import text_digest
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.models import Appeal, Statement, Transfer
from ortaq.systems.reception.queries.pins import hashed_pin
from ortaq.systems.reception.rules import Sender, new_pin, one_name, one_sender


def register_appeal(
    *, appeal: Appeal, by: Actor, at: datetime, external_number: str = "", version: int | None = None
) -> None:
    """Registers an appeal: the answer term begins (APPC 64(3), 76). *external_number*: its number in eOtinish."""
    advance(
        appeal,
        "register",
        by=by,
        at=at,
        regime=appeal.regime,
        version=version,
        changes={"registered_at": at, "external_number": external_number or appeal.external_number},
    )


def ask_clarification(*, appeal: Appeal, question: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Asks the appellant what is missing; the term stands still until they answer (APPC 64(6))."""
    advance(appeal, "ask_clarification", by=by, at=at, regime=appeal.regime, reason=question, version=version)


@transaction.atomic
def clarify(*, appeal: Appeal, text: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """The appellant (or the registrar, from a phone call) adds what was missing."""
    advance(appeal, "clarify", by=by, at=at, regime=appeal.regime, version=version)
    Statement.objects.create(appeal=appeal, about="clarify", person_id=by.person_id, text=text, made_at=at)


def return_appeal(*, appeal: Appeal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Returns an appeal with reasons, within three working days (APPC 64(7))."""
    advance(appeal, "return", by=by, at=at, regime=appeal.regime, reason=reason, version=version)


@transaction.atomic
def forward_appeal(
    *,
    appeal: Appeal,
    reason: str,
    by: Actor,
    at: datetime,
    body: Organisation | None = None,
    outside: str = "",
    version: int | None = None,
) -> None:
    """Forwards to the competent body within three working days (APPC 65), inside the system or outside it.

    The hop counter grows: the citizen sees it. Raises Refused for no target or the same body.
    """
    if (body is None) == (not outside.strip()) or (body is not None and body.pk == appeal.body_id):
        raise Refused(
            Text(
                "Басқа құзыретті органды таңдаңыз.",
                "Выберите другой компетентный орган.",
                "Choose another, competent body.",
            )
        )
    source_id = appeal.body_id or 0
    target_name = body.name_kk if body else outside.strip()
    advance(
        appeal,
        "forward" if body else "forward_out",
        by=by,
        at=at,
        regime=appeal.regime,
        reason=reason,
        version=version,
        data={"from": source_id, "to": body.pk if body else None, "to_name": target_name, "hops": appeal.hops + 1},
        changes={
            "hops": appeal.hops + 1,
            "registered_at": None,
            "lead_id": None,
            **({"body_id": body.pk} if body else {"forwarded_to": target_name}),
        },
    )
    Transfer.objects.create(
        appeal=appeal, source_id=source_id, target=body, target_name=target_name, reason=reason, made_at=at
    )


@transaction.atomic
def split_appeal(
    *, appeal: Appeal, demands: list[tuple[str, str, int]], by: Actor, at: datetime, version: int | None = None
) -> list[tuple[Appeal, str]]:
    """Splits by demands (APPC 65(2)): each (subject, text, body id) becomes an appeal of its own with a link back.

    The original goes on with what is left; what was attached to it stands with each part too, for another body can't
    read the original. Returns the new appeals with their PINs; the appellant is told the numbers.
    """
    if not demands:
        raise Refused(
            Text("Кемінде бір талап керек.", "Нужно хотя бы одно требование.", "At least one demand is needed.")
        )
    advance(appeal, "split", by=by, at=at, regime=appeal.regime, version=version, data={"parts": len(demands)})
    made: list[tuple[Appeal, str]] = []
    for subject, text, body_id in demands:
        pin = new_pin()
        part = Appeal(
            kind="appeal",
            body_id=body_id,
            territory_id=appeal.territory_id,
            author_id=appeal.author_id,
            language=appeal.language,
            is_demo=appeal.is_demo,
            type=appeal.type,
            channel=appeal.channel,
            regime=appeal.regime,
            category_id=appeal.category_id,
            subject=subject,
            text=text,
            place=appeal.place,
            latitude=appeal.latitude,
            longitude=appeal.longitude,
            representative=appeal.representative,
            delivery=appeal.delivery,
            pin_hash=hashed_pin(pin),
            consent_to_publish=appeal.consent_to_publish,
            consent_at=appeal.consent_at,
            received_at=appeal.received_at,
            entered_by_id=by.user_id,
            repeated=appeal.repeated,
            sensitive=appeal.sensitive,
        )
        open_record(
            part,
            by=by,
            at=at,
            code="file",
            year=local_day(at).year,
            regime=appeal.regime,
            starts=("appeal.register",),
            data={
                "channel": appeal.channel,
                "type": appeal.type,
                "split_from": appeal.number,
                "text_sha256": text_digest(part),
            },
            tells=("appellant", "registrar"),
            public=True,
        )
        Link.objects.create(source=part, kind=Link.Kind.SPLIT_FROM, target=appeal, created_at=at)
        hand_on_documents(source=appeal, target=part, purpose="attachment", at=at)
        made.append((part, pin))
    return made


@transaction.atomic
def merge_appeal(
    *,
    appeal: Appeal,
    into: Appeal,
    reason: str,
    by: Actor,
    at: datetime,
    same_person: bool = False,
    version: int | None = None,
) -> None:
    """Merges an appeal into another of the same person on the same matter (Law 221 9(4); APPC 64(8)).

    ``same_person``: the officer has made sure that two appeals with one name and no contact in common are of one person;
    the log keeps that they said so.

    Raises Refused when they are of different bodies or people, or the target is over or merged itself. Both are held
    meanwhile: two appeals that two officers merge into each other at the same moment would both wait for ever.
    """
    held = {pk: lock_record(Appeal, pk) for pk in sorted({appeal.pk, into.pk})}
    mine, other = held[appeal.pk], held[into.pk]
    if mine.pk == other.pk or mine.body_id != other.body_id or APPEAL.states[other.state].final:
        raise Refused(
            Text(
                "Осы органдағы қаралып жатқан басқа жолданымды көрсетіңіз.",
                "Укажите другое рассматриваемое обращение в этом же органе.",
                "Name another appeal of this body that is still considered.",
            )
        )
    known = mine.author_id == other.author_id or one_sender(_sender(mine.author), _sender(other.author))
    if not known:
        _require_one_person(mine, other, same_person)
    advance(
        appeal,
        "merge",
        by=by,
        at=at,
        regime=appeal.regime,
        reason=reason,
        version=version,
        data={"into": into.number, **({} if known else {"by_name": True})},
    )
    Link.objects.create(source=appeal, kind=Link.Kind.MERGED_INTO, target=into, created_at=at)


def _require_one_person(mine: Appeal, other: Appeal, same_person: bool) -> None:
    if not one_name(_sender(mine.author), _sender(other.author)):
        raise Refused(
            Text(
                "Бұл — басқа адамның жолданымы: әркімнің жауап алуға құқығы бар. Нөмірін тексеріңіз.",
                "Это обращение другого человека: каждый имеет право на ответ. Проверьте номер.",
                "That is another person's appeal: each has the right to an answer. Check the number.",
            )
        )
    if not same_person:
        raise Refused(
            Text(
                "Екеуінің тек аты бірдей: басқа адам болуы мүмкін. Бір адам екенін анықтап, төмендегі белгіні қойыңыз.",
                "У них совпадает только имя: это может быть другой человек. Выясните, что это один человек, и отметьте это ниже.",
                "They have only the name in common: it may be somebody else. Find out that it is one person, and tick it below.",
            )
        )


def _sender(person: Person | None) -> Sender:
    return Sender(person.name, person.iin, person.email, person.phone) if person else Sender()


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, by: Actor, at: datetime, text: str = "") -> None:
    """The appellant withdraws before the decision (APPC 64(9))."""
    advance(appeal, "withdraw", by=by, at=at, regime=appeal.regime)
    if text.strip():
        Statement.objects.create(appeal=appeal, about="withdraw", person_id=by.person_id, text=text, made_at=at)
