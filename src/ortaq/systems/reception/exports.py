"""Appeals and figures as tables that open anywhere. Every export asks the same rights as the page beside it.

The columns of the open data are an interface: new ones are added at the end, none is renamed or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from django.utils import timezone
from django.utils.translation import gettext as _

from ortaq.kernel.events.actions import record_readings
from ortaq.kernel.interchange.registry import Export
from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.permissions import OFFICE
from ortaq.systems.reception.queries.batches import public_answer_texts, whole_appeals
from ortaq.systems.reception.queries.office import WorkFilter, called, work_count, work_page
from ortaq.systems.reception.queries.public import named, public_appeals
from ortaq.systems.reception.queries.statistics import Picture
from ortaq.systems.reception.rules import TYPES
from ortaq.systems.reception.rules.statistics import DEFINITIONS, FIGURES, LABELS, Shown

if TYPE_CHECKING:
    from ortaq.systems.reception.models import Appeal

CHUNK = 500
SEES_PEOPLE = frozenset({"registrar", "head"})
"""Who has the appellants' names and contacts in an export: of appeals of their own body alone."""

OPEN_DATA = (
    Column("number"),
    Column("state"),
    Column("type"),
    Column("channel"),
    Column("body"),
    Column("territory"),
    Column("category"),
    Column("language"),
    Column("received", "date"),
    Column("answered", "date"),
    Column("published", "date"),
    Column("extended"),
    Column("forwarded_times", "number"),
    Column("title", width=50),
    Column("text", width=80),
    Column("answer", width=80),
    Column("is_demo"),
)
"""The open data. Codes and slugs, not names: they are the same in every language."""


def open_data_rows() -> Iterator[list[Cell]]:
    """Every published appeal with its public fields alone, the newest first; in constant memory."""
    found = public_appeals().order_by("-published_at", "-id")
    for batch in _batches(found.iterator(chunk_size=CHUNK)):
        answers = public_answer_texts(appeal.pk for appeal in batch)
        for appeal in named(batch):
            yield [
                appeal.number,
                appeal.state,
                appeal.type,
                appeal.channel,
                _slug(appeal.body),
                _slug(appeal.territory),
                _slug(appeal.category),
                appeal.language,
                _day(appeal.received_at),
                _day(appeal.answered_at),
                _day(appeal.published_at),
                _flag(appeal.extended),
                _number(appeal.hops),
                appeal.public_title,
                appeal.public_text,
                answers.get(appeal.pk, ""),
                _flag(appeal.is_demo),
            ]


def office_columns(actor: Actor) -> tuple[Column, ...]:
    """The columns of a work list for *actor*; those of people only for who registers and decides somewhere."""
    people = (Column(_("Name")), Column(_("E-mail")), Column(_("Phone")), Column(_("Address"), width=40))
    return (
        Column(_("Number")),
        Column(_("State")),
        Column(_("Kind")),
        Column(_("Subject"), width=50),
        Column(_("Category")),
        Column(_("City or district")),
        Column(_("Language")),
        Column(_("Received"), "time"),
        Column(_("Registered"), "time"),
        Column(_("Answer due"), "date"),
        Column(_("Answered"), "time"),
        Column(_("Executor")),
        Column(_("Extended")),
        Column(_("Repeated")),
        Column(_("Forwarded, times"), "number"),
        Column(_("Demo")),
        *(people if actor.offices(*SEES_PEOPLE) else ()),
    )


def office_rows(actor: Actor, filter_: WorkFilter, now: datetime) -> Iterator[list[Cell]]:
    """The rows of the work list as *actor* sees it, page after page, so that the export shows what the pages show.

    Each page's appeals are noted as read before they leave.
    An appellant's name and contacts stand only where *actor* is registrar or head of the appeal's body; the IIN never.
    """
    with_people = bool(actor.offices(*SEES_PEOPLE))
    after: str | None = ""
    while after is not None:
        page = work_page(actor, filter_, now, after, size=CHUNK)
        ids = [row.appeal.pk for row in page.rows]
        whole = whole_appeals(ids)
        record_readings(records=whole.values(), door="export", by=actor, at=timezone.now())
        for row in page.rows:
            appeal = whole.get(row.appeal.pk)
            if appeal is not None:
                yield _office_row(appeal, row.clock.due_on if row.clock else None, actor, with_people)
        after = page.after


def _may_export(actor: Actor) -> Decision:
    if actor.offices(*OFFICE):
        return ALLOWED
    return refused(
        "Жұмыс тізімін тек органның қызметкерлері жүктей алады.",
        "Рабочий список выгружают только сотрудники органа.",
        "Only the officers of a body can export its work list.",
    )


WORK_LIST = Export(
    code="reception.work",
    title=Text("Жұмыс тізімі", "Рабочий список", "Work list"),
    filename="appeals",
    clean=lambda typed: dict(parse_qsl(WorkFilter.of(typed).query)),
    may=_may_export,
    personal=lambda actor: bool(actor.offices(*SEES_PEOPLE)),
    columns=lambda actor, parameters: office_columns(actor),
    rows=lambda actor, parameters, now: office_rows(actor, WorkFilter.of(parameters), now),
    count=lambda actor, parameters, most: work_count(actor, WorkFilter.of(parameters), most),
    back="reception:work",
)
"""The officers' work list."""


def _office_row(appeal: Appeal, due: date | None, actor: Actor, with_people: bool) -> list[Cell]:
    cells: list[Cell] = [
        appeal.number,
        shown(APPEAL.states[appeal.state].label),
        shown(TYPES[appeal.type][0]),
        appeal.subject,
        appeal.category.name,
        appeal.territory.name if appeal.territory else "",
        appeal.language,
        _local(appeal.received_at),
        _local(appeal.registered_at),
        due,
        _local(appeal.answered_at),
        called(appeal.lead, "executor"),
        _("yes") if appeal.extended else _("no"),
        _("yes") if appeal.repeated else _("no"),
        _number(appeal.hops),
        _("yes") if appeal.is_demo else _("no"),
    ]
    if with_people:
        author = appeal.author if actor.roles_in(appeal.body_id) & SEES_PEOPLE else None
        cells += [author.name, author.email, author.phone, author.address] if author else [""] * 4
    return cells


STATISTICS = (
    Column("year", "plain"),
    Column("narrowed_to"),
    Column("by"),
    Column("key"),
    Column("name_kk", width=40),
    Column("name_ru", width=40),
    Column("name_en", width=40),
    *(Column(name, "number") for name in FIGURES),
    Column("mean_rating", "number"),
    Column("hidden", width=40),
    Column("counted_on", "date"),
    Column("is_demo"),
)
"""Columns of the figures. ``hidden`` names the figures that are empty because the number is small."""


def statistics_rows(picture: Picture) -> Iterator[list[Cell]]:
    """What the statistics page shows, as a table: the total first. Hidden numbers are empty cells."""
    today = timezone.localdate()

    def row(by: str, key: str, names: tuple[str, str, str], numbers: Shown) -> list[Cell]:
        return [
            _number(picture.year),
            picture.chosen.key if picture.chosen else "",
            by,
            key,
            *names,
            *(_number(numbers[figure]) for figure in FIGURES),
            numbers.rating,
            " ".join(figure for figure in FIGURES if numbers[figure] is None),
            today,
            _flag(picture.is_demo),
        ]

    yield row("total", "", ("барлығы", "всего", "total"), picture.total)
    for table in picture.tables:
        for each in table.rows:
            yield row(table.by, each.key, (each.name.kk, each.name.ru, each.name.en), each.shown)


def statistics_json(picture: Picture) -> dict[str, Any]:
    """The same as JSON, with what every figure means. A hidden number is null and stands in ``hidden``."""
    names = [column.title for column in STATISTICS]
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in statistics_rows(picture)]
    for row in rows:
        row.update({name: int(row[name]) for name in ("year", *FIGURES) if row[name] is not None})
        row["mean_rating"] = None if row["mean_rating"] is None else float(row["mean_rating"])
        row["hidden"], row["is_demo"] = row["hidden"].split(), picture.is_demo
    return {
        "year": picture.year,
        "narrowed_to": picture.chosen.key if picture.chosen else None,
        "is_demo": picture.is_demo,
        "counted_on": timezone.localdate().isoformat(),
        "median_days": picture.median_days,
        "figures": {
            code: {"kk": label.kk, "ru": label.ru, "en": label.en, "definition": _three(DEFINITIONS.get(code))}
            for code, label in LABELS.items()
        },
        "rows": rows,
    }


def _three(text: Any) -> dict[str, str] | None:
    return {"kk": text.kk, "ru": text.ru, "en": text.en} if text else None


def _batches(appeals: Iterable[Appeal]) -> Iterator[list[Appeal]]:
    batch: list[Appeal] = []
    for appeal in appeals:
        batch.append(appeal)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def _slug(named: Any) -> str:
    return named.slug if named else ""


def _day(moment: datetime | None) -> Cell:
    return timezone.localtime(moment).date() if moment else None


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None
