"""Memoranda: their text, their versions, what was given; for the two sides and, once in force, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.kernel.signatures.models import Signature
from ortaq.systems.fairs.lifecycle import PUBLIC_MEMORANDA
from ortaq.systems.fairs.models import (
    Delivery,
    Memorandum,
    MemorandumVersion,
    Pledge,
    PledgeLine,
    ShowcaseProject,
    named,
)
from ortaq.systems.fairs.rules.memoranda import DUTIES, Item, Terms, drafted_subject

PAGE = 20


def open_version(memorandum: Memorandum) -> MemorandumVersion | None:
    """The version that is being drawn up or signed; None when every version is in force or withdrawn."""
    return (
        MemorandumVersion.objects.filter(memorandum=memorandum, effective_at__isnull=True, withdrawn_at__isnull=True)
        .select_related("document__stored")
        .first()
    )


def drafted_terms(pledge: Pledge) -> Terms:
    """The first text of a memorandum, drawn from its pledge: in Kazakh and in Russian."""
    project = pledge.project
    title = project.title_kk, project.title_ru
    subject = drafted_subject(named(pledge.sponsor), named(project.organisation), _named(title))
    items = tuple(
        Item(row.need.number, row.need.kind, row.need.title, row.need.unit, row.amount, row.due_on)
        for row in PledgeLine.objects.filter(pledge=pledge).select_related("need")
    )
    last = max(item.due_on for item in items)
    return Terms(
        title_kk=f"«{title[0]}» жобасын қолдау туралы меморандум"[:300],
        title_ru=f"Меморандум о поддержке проекта «{title[1]}»"[:300],
        subject_kk=subject.kk,
        subject_ru=subject.ru,
        duties_kk=DUTIES.kk,
        duties_ru=DUTIES.ru,
        ends_on=last + timedelta(days=30),
        items=items,
        match_percent=pledge.match_percent,
    )


def _named(title: tuple[str, str]) -> Text:
    return Text(title[0], title[1], title[1])


def live_memorandum(pledge: Pledge) -> Memorandum | None:
    """The memorandum of a pledge that is being made, is or was in force; None when there is none or it was refused."""
    return Memorandum.objects.filter(pledge=pledge).exclude(state="refused").order_by("-pk").first()


def memoranda_of(actor: Actor) -> QuerySet[Memorandum]:
    """The memoranda of the organisations that *actor* represents, drafts too: the private half of their visibility."""
    represented = actor.offices("representative")
    return (
        Memorandum.objects.filter(Q(sponsor_id__in=represented) | Q(ngo_id__in=represented))
        .select_related("pledge__project__organisation", "pledge__project__fair", "sponsor", "ngo")
        .order_by("-pk")
    )


def memorandum_of(number: str, actor: Actor) -> Memorandum | None:
    """One of them; None for anybody else's."""
    parsed = parse_number(number)
    return memoranda_of(actor).filter(number=str(parsed)).first() if parsed else None


def public_memoranda() -> QuerySet[Memorandum]:
    """Memoranda that are or were in force: the visibility function for everybody."""
    return Memorandum.objects.filter(published_at__isnull=False, state__in=PUBLIC_MEMORANDA).select_related(
        "pledge__project", "sponsor", "ngo"
    )


def public_memorandum(number: str) -> Memorandum | None:
    """One public memorandum; None for one that isn't."""
    parsed = parse_number(number)
    return public_memoranda().filter(number=str(parsed)).first() if parsed else None


def memoranda_page(after: str = "") -> tuple[list[Memorandum], str | None]:
    """A page of public memoranda, the newest first. One SQL query."""
    found = public_memoranda()
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else None


def memoranda_on(project: ShowcaseProject) -> list[Memorandum]:
    """The public memoranda on a project. One SQL query."""
    return list(public_memoranda().filter(pledge__project=project).order_by("pk"))


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version with its terms and who signed it."""

    version: MemorandumVersion
    terms: Terms
    signatures: tuple[Signature, ...]


def versions_of(memorandum: Memorandum, *, public_only: bool) -> list[VersionShown]:
    """The versions of a memorandum, the original first; for the public those in force alone. Two SQL queries."""
    rows = MemorandumVersion.objects.filter(memorandum=memorandum).select_related("document")
    if public_only:
        rows = rows.filter(effective_at__isnull=False)
    versions = list(rows)
    papers = [row.document_id for row in versions if row.document_id is not None]
    signed: dict[int, list[Signature]] = {}
    for signature in Signature.objects.filter(document_id__in=papers).select_related("organisation").defer("content"):
        signed.setdefault(signature.document_id, []).append(signature)
    return [
        VersionShown(row, Terms.from_json(row.terms), tuple(signed.get(row.document_id or 0, ()))) for row in versions
    ]


def deliveries_of(memorandum: Memorandum, *, public_only: bool) -> list[Delivery]:
    """What was given, oldest first. The public doesn't see what was taken back, nor words and papers. One SQL query."""
    rows = Delivery.objects.filter(memorandum=memorandum).select_related("line__need", "paper", "proof")
    return list(rows.exclude(state=Delivery.State.TAKEN_BACK).defer("note", "answer") if public_only else rows)
