"""A memorandum is drawn up, sent, signed by both sides, amended, ended."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.documents.models import Document
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance, decide, open_record
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.kernel.search.actions import index_record
from ortaq.kernel.signatures.actions import add_signature, add_trial_signature, note_paper_signature
from ortaq.kernel.signatures.models import Signature
from ortaq.kernel.signatures.queries import signatures_of
from ortaq.systems.fairs.actions.memorandum_pdf import keep_pdf
from ortaq.systems.fairs.actions.pledges import in_words, say_why
from ortaq.systems.fairs.actions.rollups import enter_in_ledger
from ortaq.systems.fairs.models import Memorandum, MemorandumVersion, Pledge, PledgeLine, ShowcaseProject
from ortaq.systems.fairs.permissions import memorandum_capacities, pledge_capacities
from ortaq.systems.fairs.queries.memoranda import drafted_terms, open_version
from ortaq.systems.fairs.queries.pledges import line_rows
from ortaq.systems.fairs.rules.memoranda import Terms, term_faults

SIDES = {"sign_sponsor": "sponsor", "sign_ngo": "ngo"}
"""For which side each transition signs."""
_BOTH_SIDES = Text(
    "Бір адам екі тараптың атынан әрекет ете алмайды.",
    "Один и тот же человек не может действовать за обе стороны.",
    "The same person can’t act for both sides.",
)
_OTHER_AMOUNTS = Text(
    "Не берілетіні келісілген уәдеден өзгеше. Алдымен ұсынысты өзгертіңіз.",
    "Передаваемое отличается от согласованного обещания. Сначала измените предложение.",
    "What is given differs from what was agreed. Change the offer first.",
)


@transaction.atomic
def draw_up_memorandum(*, pledge: Pledge, by: Actor, at: datetime, terms: Terms | None = None) -> Memorandum:
    """Draws up a memorandum on an accepted pledge, in Kazakh and Russian, by either side. Raises Refused."""
    locked = lock_record(Pledge, pledge.pk)
    if not pledge_capacities(by, locked):
        raise Refused(
            Text(
                "Меморандумды екі тараптың бірі жасайды.",
                "Меморандум составляет одна из сторон.",
                "A memorandum is drawn up by one of the two sides.",
            )
        )
    if locked.state != "accepted":
        raise Refused(
            Text(
                "Меморандум қабылданған ұсыныс бойынша жасалады.",
                "Меморандум составляется по принятому предложению.",
                "A memorandum is made on an accepted offer.",
            )
        )
    drafted = terms or drafted_terms(locked)
    _same_items(locked, drafted)
    memorandum = Memorandum(
        kind="memorandum",
        pledge=locked,
        sponsor_id=locked.sponsor_id,
        ngo_id=locked.project.organisation_id,
        body_id=locked.body_id,
        territory_id=locked.territory_id,
        is_demo=locked.is_demo,
        **_columns(drafted),
    )
    with in_words():
        open_record(memorandum, by=by, at=at, code="draw_up", year=local_day(at).year, tells=("sponsor", "ngo"))
    MemorandumVersion.objects.create(
        memorandum=memorandum, number=1, terms=drafted.as_json(), drawn_by_id=by.user_id, drawn_at=at
    )
    Link.objects.create(source=locked, kind=Link.Kind.RESULTS_IN, target=memorandum, created_at=at)
    return memorandum


def _columns(terms: Terms) -> dict[str, Any]:
    return {"title_kk": terms.title_kk, "title_ru": terms.title_ru, "ends_on": terms.ends_on}


def _same_items(pledge: Pledge, terms: Terms) -> None:
    """The first version says what was accepted, thing by thing; its days may move."""
    agreed = {row.need.number: row.amount for row in PledgeLine.objects.filter(pledge=pledge).select_related("need")}
    if {item.need: item.amount for item in terms.items} != agreed or terms.match_percent != pledge.match_percent:
        raise Refused(_OTHER_AMOUNTS)


@transaction.atomic
def edit_memorandum(
    *, memorandum: Memorandum, terms: Terms, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Changes the text of a draft."""
    _same_items(memorandum.pledge, terms)
    advance(memorandum, "edit", by=by, at=at, regime="", version=version, changes=_columns(terms))
    MemorandumVersion.objects.filter(
        memorandum=memorandum, effective_at__isnull=True, withdrawn_at__isnull=True
    ).update(terms=terms.as_json(), drawn_by_id=by.user_id, drawn_at=at)


@transaction.atomic
def send_memorandum(*, memorandum: Memorandum, by: Actor, at: datetime, version: int | None = None) -> Document:
    """Makes the PDF that both sides sign. Raises Refused for terms that contradict themselves."""
    draft = _drawn(memorandum)
    _refuse_faults(draft, at)
    advance(memorandum, "send", by=by, at=at, regime="", version=version)
    return keep_pdf(memorandum=memorandum, draft=draft, by=by, at=at)


def _refuse_faults(draft: MemorandumVersion, at: datetime) -> None:
    faults = term_faults(Terms.from_json(draft.terms), local_day(at))
    if faults:
        raise Refused(faults[0])


def _drawn(memorandum: Memorandum) -> MemorandumVersion:
    found = open_version(memorandum)
    if found is None:
        raise Stale
    return found


@transaction.atomic
def sign_memorandum(
    *,
    memorandum: Memorandum,
    code: str,
    by: Actor,
    at: datetime,
    upload: bytes | None = None,
    name: str = "",
    trial: bool = False,
    version: int | None = None,
) -> Signature:
    """One side signs the open version: an uploaded signature, a paper one that is noted, or a demonstration's test.

    *code*: "sign_sponsor" or "sign_ngo". With the second signature it takes effect. Raises Refused, and
    SignatureRefused when the file doesn't count.
    """
    side = SIDES[code]
    draft = _drawn(memorandum)
    advance(memorandum, code, by=by, at=at, regime="", version=version, data={"version": draft.number})
    document = draft.document
    if document is None:
        raise Stale
    others = [each for each in signatures_of(document) if each.side != side]
    if any(each.signed_by_id == by.user_id for each in others):
        raise Refused(_BOTH_SIDES)
    organisation = memorandum.sponsor if side == "sponsor" else memorandum.ngo
    common: dict[str, Any] = {"document": document, "side": side, "organisation": organisation, "by": by, "at": at}
    if trial:
        signature = add_trial_signature(name=name, **common)
    elif upload is not None:
        signature = add_signature(upload=upload, **common)
    else:
        signature = note_paper_signature(name=name, **common)
    if any(each.iin and each.iin == signature.iin for each in others):
        raise Refused(_BOTH_SIDES)
    if others:
        _take_effect(memorandum, draft, at)
    return signature


def _take_effect(memorandum: Memorandum, draft: MemorandumVersion, at: datetime) -> None:
    terms = Terms.from_json(draft.terms)
    changes = _columns(terms)
    first = memorandum.effective_at is None
    if first:
        changes |= {
            "effective_at": at,
            "published_at": at,
            "public_title": terms.title_kk,
            "public_text": f"{terms.title_ru}\n{terms.subject_kk}\n{terms.subject_ru}",
        }
    code = "take_effect" if first else "take_amendment"
    advance(memorandum, code, by=SYSTEM, at=at, regime="", changes=changes, data={"version": draft.number})
    MemorandumVersion.objects.filter(pk=draft.pk).update(effective_at=at)
    _put_in_force(memorandum, terms)
    if first:
        names = (memorandum.sponsor.name_kk, memorandum.sponsor.name_ru, memorandum.ngo.name_kk, memorandum.ngo.name_ru)
        index_record(
            record_id=memorandum.pk,
            title=memorandum.public_title,
            text="\n".join((memorandum.public_text, *names)),
            language="kk",
        )
        _publish_pledge(memorandum, terms, at)
    else:
        complete_when_done(memorandum=memorandum, at=at)
    enter_in_ledger(project_id=memorandum.pledge.project_id)


def _put_in_force(memorandum: Memorandum, terms: Terms) -> None:
    """The lines of the pledge become those of the version: triggers refuse more than is missing, less than was given."""
    items = {item.need: item for item in terms.items}
    with in_words():
        for line in (
            PledgeLine.objects.filter(pledge_id=memorandum.pledge_id).select_related("need").order_by("need_id")
        ):
            item = items.get(line.need.number)
            if item is None:
                continue
            line.amount = line.bound = item.amount
            line.due_on = item.due_on
            line.save(update_fields=["amount", "bound", "due_on"])


def _publish_pledge(memorandum: Memorandum, terms: Terms, at: datetime) -> None:
    """The pledge is public from now on, by the words of its memorandum, and its project has a sponsor."""
    pledge = lock_record(Pledge, memorandum.pledge_id)
    changes = {"published_at": at, "public_title": terms.title_kk, "public_text": terms.title_ru}
    advance(pledge, "take_effect", by=SYSTEM, at=at, regime="", changes=changes)
    project = lock_record(ShowcaseProject, pledge.project_id)
    if project.state == "shown":
        advance(project, "support", by=SYSTEM, at=at, regime="")


@transaction.atomic
def recall_memorandum(
    *, memorandum: Memorandum, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Takes a memorandum back to be corrected: the paper that was sent is signed by nobody any more."""
    draft = _drawn(memorandum)
    side = _side(memorandum, by)
    advance(memorandum, "recall", by=by, at=at, regime="", version=version)
    MemorandumVersion.objects.filter(pk=draft.pk).update(document=None)
    say_why(pledge=memorandum.pledge, side=side, reason=reason, by=by, at=at)


@transaction.atomic
def refuse_memorandum(
    *, memorandum: Memorandum, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """A side refuses: nothing is agreed; the pledge stays accepted and another memorandum can be made."""
    side = _side(memorandum, by)
    advance(memorandum, "refuse", by=by, at=at, regime="", version=version, changes={"live": False})
    MemorandumVersion.objects.filter(memorandum=memorandum, effective_at__isnull=True).update(withdrawn_at=at)
    say_why(pledge=memorandum.pledge, side=side, reason=reason, by=by, at=at)


def _side(memorandum: Memorandum, by: Actor) -> str:
    return min(memorandum_capacities(by, memorandum), default="")


@transaction.atomic
def amend_memorandum(
    *, memorandum: Memorandum, terms: Terms, reason: str, by: Actor, at: datetime, version: int | None = None
) -> MemorandumVersion:
    """Proposes a change of what is given and when; the version in force stays until both sides have signed the new one.

    It may give more or less of the same things; what was given already stays given.
    """
    lines = {row.need.number for row in PledgeLine.objects.filter(pledge=memorandum.pledge).select_related("need")}
    if {item.need for item in terms.items} != lines or terms.match_percent != memorandum.pledge.match_percent:
        raise Refused(_OTHER_AMOUNTS)
    advance(memorandum, "amend", by=by, at=at, regime="", reason=reason, version=version)
    draft = MemorandumVersion.objects.create(
        memorandum=memorandum,
        number=MemorandumVersion.objects.filter(memorandum=memorandum).count() + 1,
        reason=reason.strip(),
        terms=terms.as_json(),
        drawn_by_id=by.user_id,
        drawn_at=at,
    )
    _refuse_faults(draft, at)
    keep_pdf(memorandum=memorandum, draft=draft, by=by, at=at)
    return draft


@transaction.atomic
def withdraw_amendment(
    *, memorandum: Memorandum, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Withdraws an amendment that isn't in force."""
    draft = _drawn(memorandum)
    side = _side(memorandum, by)
    advance(memorandum, "withdraw_amendment", by=by, at=at, regime="", version=version)
    MemorandumVersion.objects.filter(pk=draft.pk).update(withdrawn_at=at)
    say_why(pledge=memorandum.pledge, side=side, reason=reason, by=by, at=at)
    complete_when_done(memorandum=memorandum, at=at)


@transaction.atomic
def complete_when_done(*, memorandum: Memorandum, at: datetime) -> None:
    """Ends a memorandum when all that it promises is confirmed, unless an amendment waits to be signed or withdrawn."""
    rows = line_rows(memorandum.pledge, local_day(at))
    if all(row.standing.confirmed >= row.line.bound for row in rows) and decide(memorandum, "complete", SYSTEM):
        complete_memorandum(memorandum=memorandum, by=SYSTEM, at=at)


@transaction.atomic
def complete_memorandum(*, memorandum: Memorandum, by: Actor, at: datetime, version: int | None = None) -> None:
    """Ends a memorandum on which nothing is owed any more: the NGO, or the system when all is confirmed."""
    advance(memorandum, "complete", by=by, at=at, regime="", version=version, changes={"ended_at": at, "live": False})
    pledge = lock_record(Pledge, memorandum.pledge_id)
    advance(pledge, "fulfil", by=SYSTEM, at=at, regime="")
    free_the_rest(pledge=pledge, at=at)
    enter_in_ledger(project_id=pledge.project_id)


@transaction.atomic
def terminate_memorandum(
    *, memorandum: Memorandum, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Ends a memorandum early, with a reason that everybody reads; what isn't given yet is missing again."""
    changes = {"ended_at": at, "live": False}
    advance(memorandum, "terminate", by=by, at=at, regime="", reason=reason, version=version, changes=changes)
    pledge = lock_record(Pledge, memorandum.pledge_id)
    advance(pledge, "end", by=SYSTEM, at=at, regime="")
    free_the_rest(pledge=pledge, at=at)
    enter_in_ledger(project_id=pledge.project_id)


@transaction.atomic
def free_the_rest(*, pledge: Pledge, at: datetime) -> None:
    """What was neither given nor reported goes back to the needs of the project."""
    for row in line_rows(pledge, local_day(at)):
        given: Decimal = row.standing.given
        if given < row.line.bound:
            PledgeLine.objects.filter(pk=row.line.pk).update(bound=given)
