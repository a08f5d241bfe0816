"""The papers of an election: written while it is a draft, frozen when it is announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.models import Election, Option, Place, Trustee
from ortaq.procedures.ballots.models import Paper as Stored
from ortaq.procedures.ballots.permissions import may_organise
from ortaq.procedures.ballots.rules.choices import frozen_hash, size
from ortaq.procedures.ballots.rules.papers import Line, Paper, form_of
from ortaq.procedures.ballots.rules.specification import Rule, rule_from_json

_FROZEN = Text(
    "Жарияланған дауыс берудің бюллетеньдері өзгермейді.",
    "Бюллетени объявленного голосования не меняются.",
    "The papers of an announced election never change.",
)
_KEY_MADE = Text(
    "Кілт жасалып, бөліктері сақтаушыларға берілген: сақтаушылар да, ашуға керек сан да енді өзгермейді.",
    "Ключ уже создан, и его части у хранителей: ни хранители, ни необходимое их число больше не меняются.",
    "The key is made, and its parts are with the keepers: neither they nor how many are needed change any more.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTerms:
    """One project on a paper. *cost* in whole tenge; *record_id*: the project's own record, where it has one."""

    number: int
    title_kk: str
    title_ru: str
    title_en: str = ""
    summary_kk: str = ""
    summary_ru: str = ""
    summary_en: str = ""
    cost: int
    record_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTerms:
    """One question. *key*: its short name within the election; *territory_id*: who is given it, None for everybody."""

    key: str
    title_kk: str
    title_ru: str
    title_en: str = ""
    order: int = 0
    territory_id: int | None = None
    form: str = "approval"
    minimum: int = 1
    maximum: int = 5
    points: int = 0
    budget: int
    rule: Rule
    options: Sequence[OptionTerms] = ()


@transaction.atomic(savepoint=False)
def drafted(*, election: Election, by: Actor, frozen: Text = _FROZEN) -> Election:
    """The election, locked for the change that is under way. Raises Refused, with *frozen* once it is announced."""
    locked = lock_record(Election, election.pk)
    allowed = may_organise(by, locked.body_id)
    if not allowed:
        raise Refused.by(allowed)
    if locked.state != "draft":
        raise Refused(frozen)
    return locked


def keep_keepers(election: Election) -> None:
    """Raises Refused when the key is in its keepers' hands: others couldn't open the box, nor could fewer or more of them."""
    if election.public_key:
        raise Refused(_KEY_MADE)


@transaction.atomic
def put_paper(*, election: Election, terms: PaperTerms, by: Actor, at: datetime) -> Stored:
    """Adds a paper to a draft, or writes the one of that key anew with its options. Raises Refused."""
    locked = drafted(election=election, by=by)
    paper, _ = Stored.objects.update_or_create(
        election=locked,
        key=terms.key,
        defaults={
            "title_kk": terms.title_kk,
            "title_ru": terms.title_ru,
            "title_en": terms.title_en,
            "order": terms.order,
            "territory_id": terms.territory_id,
            "form": terms.form,
            "minimum": terms.minimum,
            "maximum": terms.maximum,
            "points": terms.points,
            "budget": terms.budget,
            "rule": terms.rule.canonical(),
            "rule_hash": terms.rule.hash,
        },
    )
    paper.options.all().delete()
    Option.objects.bulk_create(
        Option(
            paper=paper, number=each.number, title_kk=each.title_kk, title_ru=each.title_ru, title_en=each.title_en,
            summary_kk=each.summary_kk, summary_ru=each.summary_ru, summary_en=each.summary_en, cost=each.cost,
            record_id=each.record_id,
        )
        for each in terms.options
    )  # fmt: skip
    record_event(
        record=locked, code="put_paper", by=by, at=at, data={"paper": terms.key, "options": len(terms.options)}
    )
    return paper


@transaction.atomic
def remove_paper(*, election: Election, key: str, by: Actor, at: datetime) -> None:
    """Takes a paper out of a draft. Raises Refused."""
    locked = drafted(election=election, by=by)
    Stored.objects.filter(election=locked, key=key).delete()
    record_event(record=locked, code="remove_paper", by=by, at=at, data={"paper": key})


@transaction.atomic
def add_place(
    *, election: Election, name_kk: str, name_ru: str, name_en: str, address: str, territory_id: int, by: Actor,
    at: datetime,
) -> Place:  # fmt: skip
    """Adds a place where people vote in person. Raises Refused once the election is announced."""
    locked = drafted(election=election, by=by)
    place = Place.objects.create(
        election=locked, name_kk=name_kk, name_ru=name_ru, name_en=name_en, address=address, territory_id=territory_id
    )
    record_event(record=locked, code="add_place", by=by, at=at, data={"place": place.pk})
    return place


@transaction.atomic
def remove_place(*, election: Election, place_id: int, by: Actor, at: datetime) -> None:
    """Takes a place out of a draft; one that isn't there any more is none to take. Raises Refused once it is announced."""
    locked = drafted(election=election, by=by)
    if Place.objects.filter(election=locked, pk=place_id).delete()[0]:
        record_event(record=locked, code="remove_place", by=by, at=at, data={"place": place_id})


@transaction.atomic
def name_trustees(*, election: Election, trustees: Sequence[tuple[str, str]], by: Actor, at: datetime) -> None:
    """Says who keeps the key, by name and organisation, in the order of their parts. Raises Refused, once they keep it."""
    locked = drafted(election=election, by=by)
    keep_keepers(locked)
    locked.trustees.all().delete()
    Trustee.objects.bulk_create(
        Trustee(election=locked, number=number, name=name, organisation=organisation)
        for number, (name, organisation) in enumerate(trustees, start=1)
    )
    record_event(record=locked, code="name_trustees", by=by, at=at, data={"trustees": len(trustees)})


@dataclass(frozen=True, slots=True)
class Frozen:
    """The papers as they were frozen, their hashes by key, one hash for all, and the size of a sealed ballot."""

    papers: tuple[Paper, ...]
    hashes: dict[str, str]
    hash: bytes
    sealed_size: int


def paper_of(election: Election, stored: Stored) -> Paper:
    """A stored paper as the rules see it. Raises Refused when its form contradicts itself."""
    lines = tuple(
        Line(
            str(option.number),
            {"kk": option.title_kk, "ru": option.title_ru, "en": option.title_en},
            option.cost,
            {"kk": option.summary_kk, "ru": option.summary_ru, "en": option.summary_en},
            option.record.number if option.record else "",
        )
        for option in stored.options.all()
    )
    try:
        form = form_of(
            stored.form, minimum=stored.minimum, maximum=stored.maximum, points=stored.points, lines=lines,
            budget=stored.budget,
        )  # fmt: skip
    except ValueError as error:
        raise Refused(
            Text(
                f"«{stored.title_kk}»: жобалар жоқ немесе белгілер санының шегі қайшы.",
                f"«{stored.title_ru}»: нет проектов или границы числа отметок противоречат друг другу.",
                f"“{stored.title_en or stored.title_ru}”: no projects, or the limits of marks contradict each other.",
            )
        ) from error
    return Paper(
        election.number,
        stored.key,
        {"kk": stored.title_kk, "ru": stored.title_ru, "en": stored.title_en},
        stored.territory.slug if stored.territory else "",
        form,
        stored.budget,
        lines,
        rule_from_json(stored.rule),
    )


def freeze_papers(election: Election) -> Frozen:
    """Writes the one text of every paper beside its hash: from the announcement on nothing else is the paper."""
    stored = list(election.papers.select_related("territory").prefetch_related("options__record"))
    papers = tuple(paper_of(election, each) for each in stored)
    for row, paper in zip(stored, papers, strict=True):
        row.document, row.document_hash = paper.frozen().decode(), paper.hash
        row.save(update_fields=["document", "document_hash"])
    return Frozen(
        papers,
        {paper.key: paper.hash.hex() for paper in papers},
        frozen_hash({paper.key: paper.hash for paper in papers}),
        size({paper.key: paper.form for paper in papers}) if papers else 0,
    )
