"""Protocols: what is decided of each application, from the draft to the digest that seals it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance
from ortaq.kernel.money.rules import divided
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.competitions.models import Application, Call, DecisionRow, Protocol, Session
from ortaq.procedures.competitions.permissions import call_capacities
from ortaq.procedures.competitions.queries.judging import outcome_of, standings
from ortaq.procedures.competitions.registry import profile_of
from ortaq.procedures.competitions.rules.eligibility import GROUNDS
from ortaq.procedures.competitions.rules.ranking import Outcome
from ortaq.procedures.competitions.rules.receipt import digest

NOT_SECRETARY = Text(
    "Мұны тек комиссия хатшысы жасайды.", "Это делает только секретарь комиссии.", "Only the secretary does this."
)


@dataclass(frozen=True, slots=True)
class DecisionTerms:
    """What the commission decides of one application. A ground is needed where it departs from the ranking."""

    application_id: int
    outcome: str
    amount: Decimal | None = None
    ground_kk: str = ""
    ground_ru: str = ""


def demand_secretary(call: Call, actor: Actor) -> None:
    """Raises Refused for who isn't the secretary of the commission of *call*."""
    if "secretary" not in call_capacities(actor, call):
        raise Refused(NOT_SECRETARY)


def proposed(call: Call) -> list[DecisionTerms]:
    """What ranking and money give: the list that the commission votes on. Equal shares where the profile wants them."""
    found: list[DecisionTerms] = []
    for standing in standings(call):
        chosen = [row for row in standing.rows if row.allotment.outcome in {Outcome.WINNER, Outcome.REDUCED}]
        shares: dict[int, Decimal] = {}
        if profile_of(call.profile).share_equally and chosen:
            parts = divided(standing.budget, [Decimal(1)] * len(chosen))
            shares = {row.application.pk: part for row, part in zip(chosen, parts, strict=True)}
        for row in standing.rows:
            outcome = row.allotment.outcome
            if outcome in {Outcome.WINNER, Outcome.REDUCED}:
                amount = shares.get(row.application.pk, row.allotment.amount)
                found.append(DecisionTerms(row.application.pk, "winner", amount))
            else:
                found.append(
                    DecisionTerms(row.application.pk, "reserve" if outcome is Outcome.RESERVE else "not_selected")
                )
    return found


def departs(row: DecisionTerms, usual: DecisionTerms) -> bool:
    """Does the commission decide otherwise than ranking and money do?"""
    return (row.outcome, row.amount) != (usual.outcome, usual.amount)


def demand_equal_parts(sums: Iterable[Decimal]) -> None:
    """Raises Refused when winners of one lot don't get the same, to the tiyn that doesn't divide."""
    parts = sorted(sums)
    if parts and parts != sorted(divided(sum(parts, Decimal(0)), [Decimal(1)] * len(parts))):
        raise Refused(
            Text(
                "Бұл конкурста бір лоттың жеңімпаздары ақшаны тең бөліседі.",
                "В этом конкурсе победители одного лота делят деньги поровну.",
                "In this competition the winners of one lot share its money equally.",
            )
        )


@transaction.atomic
def draft_protocol(
    *,
    session: Session,
    rows: Sequence[DecisionTerms],
    text_kk: str,
    text_ru: str,
    by: Actor,
    at: datetime,
) -> Protocol:
    """Writes the protocol of a session that has decided: every application once, sums within the money.

    Raises Refused without quorum or majority, beyond the money of a lot, for unequal parts where the profile wants equal
    ones, and where it departs from the ranking without a ground in both languages.
    """
    call = lock_record(Call, session.call_id)
    demand_secretary(call, by)
    session = Session.objects.select_related("call").get(pk=session.pk)
    if session.closed_at is None or call.state != "scored" or not outcome_of(session).is_adopted:
        raise Refused(
            Text(
                "Хаттама кворумы бар және тізім мақұлданған отырыс бойынша жасалады.",
                "Протокол составляется по заседанию с кворумом, на котором список принят.",
                "A protocol is made of a session that had a quorum and adopted the list.",
            )
        )
    tables = standings(call)
    given = {row.application_id: row for row in rows}
    ranked = {row.application.pk: row for table in tables for row in table.rows}
    usual = {row.application_id: row for row in proposed(call)}
    equal = profile_of(call.profile).share_equally
    if len(given) != len(rows) or set(given) != set(ranked):
        raise Refused(
            Text(
                "Хаттамада әр өтінім бір рет тұруы тиіс.",
                "В протоколе каждая заявка стоит один раз.",
                "Each application stands in the protocol once.",
            )
        )
    for table in tables:
        money = sum((given[row.application.pk].amount or Decimal(0) for row in table.rows), Decimal(0))
        if money > table.budget:
            raise Refused(Text("Ақша жетпейді.", "Сумм больше, чем денег.", "The sums are more than the money."))
        if equal:
            chosen = [row for row in (given[each.application.pk] for each in table.rows) if row.outcome == "winner"]
            demand_equal_parts(row.amount or Decimal(0) for row in chosen)
    for key, row in given.items():
        number = ranked[key].application.number
        most = row.amount if equal and row.amount else ranked[key].application.requested
        if row.outcome == "winner" and not (row.amount and 0 < row.amount <= most):
            raise Refused(
                Text(
                    f"{number}: жеңімпаздың сомасы нөлден көп және сұралғаннан аспауы тиіс.",
                    f"{number}: сумма победителя больше нуля и не больше запрошенной.",
                    f"{number}: a winner's sum is more than nothing and no more than was asked for.",
                )
            )
        if departs(row, usual[key]) and not (row.ground_kk.strip() and row.ground_ru.strip()):
            raise Refused(
                Text(
                    f"{number}: рейтингтен өзгеше шешімнің негізін екі тілде жазыңыз.",
                    f"{number}: решение отличается от рейтинга, напишите основание на двух языках.",
                    f"{number}: the decision departs from the ranking, write the ground in both languages.",
                )
            )
    Protocol.objects.filter(call=call, kind=Session.Kind.RESULTS, signed_at__isnull=True).delete()
    last = Protocol.objects.filter(call=call, kind=Session.Kind.RESULTS).order_by("-version").first()
    protocol = Protocol.objects.create(
        call=call, session=session, kind=Session.Kind.RESULTS, version=last.version + 1 if last else 1,
        text_kk=text_kk, text_ru=text_ru, made_at=at, made_by_id=by.account,
    )  # fmt: skip
    DecisionRow.objects.bulk_create(
        DecisionRow(
            protocol=protocol,
            application_id=key,
            outcome=row.outcome,
            amount=row.amount if row.outcome == "winner" else None,
            ground_kk=row.ground_kk.strip(),
            ground_ru=row.ground_ru.strip(),
            points=ranked[key].shown_points,
            rank=ranked[key].place.rank,
            corrected_rank=beside.corrected if (beside := ranked[key].beside) else None,
        )
        for key, row in given.items()
    )
    return protocol


def _seal(protocol: Protocol, call: Call, at: datetime) -> None:
    rows = protocol.rows.order_by("application__number").values_list(
        "application__number", "outcome", "points", "rank", "amount", "ground_kk", "ground_ru"
    )
    protocol.sha256 = digest(
        {"call": call.number, "kk": protocol.text_kk, "ru": protocol.text_ru, "rows": [list(row) for row in rows]}
    )
    protocol.signed_at = at
    protocol.save()


@transaction.atomic
def sign_protocol(*, protocol: Protocol, by: Actor, at: datetime, version: int | None = None) -> Protocol:
    """Signs the protocol: it is sealed by its digest, the competition is decided. Raises Refused and Stale."""
    call = lock_record(Call, protocol.call_id)
    demand_secretary(call, by)
    locked = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if locked.signed_at is not None:
        raise Stale
    _seal(locked, call, at)
    advance(call, "decide", by=by, at=at, regime=call.regime, version=version, data={"protocol_sha256": locked.sha256})
    return locked


@transaction.atomic
def write_admission(*, call: Call, texts: tuple[str, str], by: Actor, at: datetime) -> Protocol:
    """The protocol of admission: every application that came, admitted or not and why. The caller ends the admission.

    It is signed with the step that it belongs to and public at once; that of a blind call, whose reviewers must not learn
    who applied, waits for the results.
    """
    protocol = Protocol.objects.create(
        call=call, kind=Session.Kind.ADMISSION, text_kk=texts[0].strip(), text_ru=texts[1].strip(), made_at=at,
        made_by_id=by.account,
    )  # fmt: skip
    DecisionRow.objects.bulk_create(
        DecisionRow(
            protocol=protocol,
            application=each,
            outcome="not_admitted" if each.state == "rejected" else "admitted",
            ground_kk=f"{GROUNDS[each.ground].kk}. {each.ground_kk}" if each.ground in GROUNDS else each.ground_kk,
            ground_ru=f"{GROUNDS[each.ground].ru}. {each.ground_ru}" if each.ground in GROUNDS else each.ground_ru,
        )
        for each in Application.objects.filter(call=call, state__in=["admitted", "rejected"]).order_by("pk")
    )
    _seal(protocol, call, at)
    if not call.blind:
        Protocol.objects.filter(pk=protocol.pk).update(published_at=at)
    return protocol
