"""A body's plan from its file: read by the columns that were guessed or chosen, judged row by row, loaded whole or not."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from ortaq.kernel.accounts.models import User
from ortaq.kernel.interchange.actions import told_beside
from ortaq.kernel.interchange.imports import read_grids
from ortaq.kernel.interchange.rules import Grid, TableRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import actor_of, territory_reference
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.systems.social_order.actions import LineInput, add_lines, open_plan
from ortaq.systems.social_order.models import Plan, PlanFile, PlanMapping
from ortaq.systems.social_order.permissions import may_plan
from ortaq.systems.social_order.queries.reference import spheres
from ortaq.systems.social_order.rules.tables import (
    UNITS,
    Choices,
    Head,
    Lookup,
    PlanProblem,
    ReadLine,
    SheetReading,
    TotalCheck,
    guessed_roles,
    guessed_unit,
    head_of,
    read_sheet,
    signature,
    sought,
)

LOAD_TASK = "social_order.load_plan"
AT_ONCE = 500
"""Lines of a file that are loaded while the officer waits; more are loaded in the background."""
UNDER_WAY = (PlanFile.Job.QUEUED, PlanFile.Job.READING, PlanFile.Job.WRITING)
ATTEMPTS = 3
_jobs = JobManager(DjangoConnector())
_UNDER_WAY = Text("Файл жүктеліп жатыр.", "Файл уже загружается.", "The file is being loaded.")
_KILLED = Text(
    "Бағдарлама жүктеу кезінде тоқтап қалды. Файлды қайта жүктеңіз.",
    "Программа была остановлена во время загрузки. Загрузите файл заново.",
    "The program was stopped while it was loading. Load the file again.",
)
_LOADED = Text("Дәл осы файл бұрын жүктелген.", "Этот файл уже загружен.", "This very file was loaded before.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that holds a plan: how it is read, and what came of it."""

    index: int
    grid: Grid
    head: Head
    choices: Choices
    reading: SheetReading


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file holds. ``refused``: it can't be read at all. ``skipped``: names of sheets without a head of a plan."""

    sha256: str
    sheets: tuple[Sheet, ...] = ()
    skipped: tuple[str, ...] = ()
    refused: TableRefused | None = None
    already: bool = False

    @property
    def lines(self) -> list[ReadLine]:
        return [line for sheet in self.sheets for line in sheet.reading.lines]

    @property
    def problems(self) -> list[tuple[Sheet, PlanProblem]]:
        return [(sheet, problem) for sheet in self.sheets for problem in sheet.reading.problems]

    @property
    def contradictions(self) -> list[TotalCheck]:
        return [check for sheet in self.sheets for check in sheet.reading.totals if not check.agrees]

    @property
    def is_sound(self) -> bool:
        return self.refused is None and not self.already and not self.problems and bool(self.lines)

    def errors(self) -> Iterator[str]:
        """What is wrong, a line each, in the active language."""
        if self.refused is not None:
            yield f"{shown(self.refused.message)} {shown(self.refused.advice)}"
        if self.already:
            yield shown(_LOADED)
        for sheet, problem in self.problems:
            heading = sheet.head.headings[problem.column] if problem.column is not None else ""
            where = ": ".join(part for part in (sheet.grid.name, str(problem.row), heading) if part)
            yield f"{where}: {shown(problem.message)} {shown(problem.advice)}"


def judge_plan(data: bytes, *, body: Organisation, year: int, choices: Mapping[str, Any] | None = None) -> Judged:
    """Reads and judges a file and stores nothing. *choices*: what the officer corrected, else what is remembered, else guesses."""
    digest = hashlib.sha256(data).hexdigest()
    already = PlanFile.objects.filter(sha256=digest, loaded_at__isnull=False).exists()
    try:
        grids = read_grids(data)
    except TableRefused as refusal:
        return Judged(digest, refused=refusal, already=already)
    lookup = _lookup(body, year)
    sheets, skipped = [], []
    for index, grid in enumerate(grids):
        head = head_of(grid, year)
        if head is None:
            skipped.append(grid.name or str(index + 1))
            continue
        chosen = _chosen(index, grid, head, body, year, choices)
        sheets.append(Sheet(index, grid, head, chosen, read_sheet(grid, head, chosen, lookup)))
    return Judged(digest, tuple(sheets), tuple(skipped), already=already)


def _lookup(body: Organisation, year: int) -> Lookup:
    by_name: dict[str, int] = {}
    short: dict[str, set[int]] = {}
    for place in territory_reference.rows().values():
        for name in (place.name_kk, place.name_ru, place.name_en):
            by_name[sought(name)] = place.pk
            short.setdefault(sought(name, place=True), set()).add(place.pk)
    for name, ids in short.items():  # "Жамбыл" alone may be the region or the district: only what is one place counts
        if len(ids) == 1:
            by_name.setdefault(name, next(iter(ids)))
    level = territory_reference.row(body.territory_id).kind
    known = {sought(name): row.pk for row in spheres() for name in (row.name_kk, row.name_ru, row.name_en, row.code)}
    return Lookup(known, by_name, body.territory_id, year, "regional" if level == "region" else "local")


def _chosen(
    index: int, grid: Grid, head: Head, body: Organisation, year: int, choices: Mapping[str, Any] | None
) -> Choices:
    guessed = Choices(guessed_roles(head.headings, year), guessed_unit(grid, head))
    kept = (choices or {}).get(str(index))
    if kept is None:
        remembered = PlanMapping.objects.filter(body=body, headings=headings_digest(head)).first()
        kept = remembered.choices if remembered else None
    if not kept:
        return guessed
    roles = tuple(str(role) for role in kept.get("roles", ()))
    return Choices(
        roles if len(roles) == len(head.headings) else guessed.roles,
        kept["unit"] if kept.get("unit") in UNITS else guessed.unit,
        kept.get("sphere") or None,
    )


def headings_digest(head: Head) -> str:
    """The headings of a sheet as one digest, by which the body's choices are remembered."""
    return hashlib.sha256(signature(head.headings).encode()).hexdigest()


@transaction.atomic
def keep_plan_file(*, data: bytes, name: str, body: Organisation, year: int, by: Actor, at: datetime) -> PlanFile:
    """Keeps a file for the preview, as it came. Raises Refused for who may not plan for the body."""
    _demand(by, body)
    return PlanFile.objects.create(
        body=body,
        year=year,
        name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        sent_by_id=by.user_id,
        sent_at=at,
    )


@transaction.atomic
def choose_columns(*, file: PlanFile, choices: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Keeps how the officer wants a file read, and remembers it for the body's files with the same headings."""
    _demand(by, file.body)
    file.choices = dict(choices)
    file.save(update_fields=["choices"])
    for sheet in judge_plan(bytes(file.content), body=file.body, year=file.year, choices=choices).sheets:
        kept = choices.get(str(sheet.index))
        if kept:
            PlanMapping.objects.update_or_create(
                body=file.body,
                headings=headings_digest(sheet.head),
                defaults={"choices": kept, "changed_at": at},
            )


@transaction.atomic
def load_plan_file(
    *,
    file: PlanFile,
    by: Actor,
    at: datetime,
    despite_totals: bool = False,
    is_demo: bool = False,
    judged: Judged | None = None,
    tell: Callable[[int], None] = lambda _written: None,
) -> Plan:
    """Loads a kept file into the body's plan as draft lines, whole or not at all. *judged*: what was read of it just now;
    *tell*: is told how many lines are written.

    Raises Refused when a row is wrong, when this very file was loaded before, and when its totals contradict its rows
    unless *despite_totals* says that somebody has seen it.
    """
    _demand(by, file.body)
    judged = judged or judge_kept(file)
    if judged.already:
        raise Refused(_LOADED)
    if not judged.is_sound:
        raise Refused(
            Text(
                "Файлда қате бар: ештеңе жүктелген жоқ.",
                "В файле есть ошибки: ничего не загружено.",
                "There are errors in the file: nothing was loaded.",
            )
        )
    if judged.contradictions and not despite_totals:
        raise Refused(
            Text(
                "Файлдың қорытындысы өз жолдарына қайшы. Түзетіңіз немесе көргеніңізді растаңыз.",
                "Итоги файла противоречат его строкам. Исправьте их или подтвердите, что видели это.",
                "The file’s totals contradict its rows. Correct them, or confirm that you have seen it.",
            )
        )
    plan = open_plan(year=file.year, body=file.body, by=by, at=at)
    add_lines(plan=plan, lines=[input_of(line) for line in judged.lines], by=by, at=at, is_demo=is_demo, tell=tell)
    file.loaded_at, file.plan, file.job = at, plan, ""
    try:
        with transaction.atomic():
            file.save(update_fields=["loaded_at", "plan", "job"])
    except IntegrityError as error:  # another loaded the same file a moment ago
        raise Refused(_LOADED) from error
    return plan


def judge_kept(file: PlanFile) -> Judged:
    """A kept file by the columns that were chosen for it."""
    return judge_plan(bytes(file.content), body=file.body, year=file.year, choices=file.choices or None)


@transaction.atomic
def ask_load(*, file: PlanFile, despite_totals: bool, by: Actor, at: datetime) -> None:
    """Queues the loading of a long file, the row and its task in one transaction. Raises Refused while it is under way."""
    _demand(by, file.body)
    locked = PlanFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.loaded_at is not None or locked.job in UNDER_WAY:
        raise Refused(_LOADED if locked.loaded_at else _UNDER_WAY)
    PlanFile.objects.filter(pk=file.pk).update(
        job=PlanFile.Job.QUEUED, job_by=by.account, job_at=at, job_lines=None, job_written=0, job_attempt=0,
        job_why={}, job_despite_totals=despite_totals,
    )  # fmt: skip
    configure_task(name=LOAD_TASK, job_manager=_jobs, queue="exports", lock=LOAD_TASK).defer(file_id=file.pk)


def work_off(*, file_id: int, clock: Callable[[], datetime]) -> None:
    """Loads a queued file: read first, then written in one transaction. Killed anywhere, it begins anew; the third time
    it is given up. Who asked is asked for their rights again.
    """
    with transaction.atomic():
        file = PlanFile.objects.select_for_update(of=("self",)).filter(pk=file_id, job__in=UNDER_WAY).first()
        if file is None:
            return
        file.job_attempt += 1
        file.job, file.job_lines, file.job_written = PlanFile.Job.READING, None, 0
        file.save(update_fields=["job", "job_attempt", "job_lines", "job_written"])
    if file.job_attempt > ATTEMPTS:
        _fail(file, _KILLED)
        return
    judged = judge_kept(file)
    PlanFile.objects.filter(pk=file_id).update(job=PlanFile.Job.WRITING, job_lines=len(judged.lines))
    user = User.objects.filter(pk=file.job_by_id or 0, is_active=True).first()
    try:
        with told_beside(PlanFile, file_id, "job_written") as tell:
            load_plan_file(
                file=file, by=actor_of(user) if user else GUEST, at=clock(), despite_totals=file.job_despite_totals,
                judged=judged, tell=tell,
            )  # fmt: skip
    except Refused as refusal:
        _fail(file, refusal.reason)


def _fail(file: PlanFile, why: Text) -> None:
    told = {"kk": why.kk, "ru": why.ru, "en": why.en}
    PlanFile.objects.filter(pk=file.pk).update(job=PlanFile.Job.FAILED, job_why=told)


def input_of(line: ReadLine) -> LineInput:
    """A line that was read as one that can be added."""
    return LineInput(
        sphere_id=line.sphere_id,
        territory_id=line.territory_id,
        amount=line.amount,
        title_kk=line.title_kk,
        title_ru=line.title_ru,
        title_en=line.title_en,
        projects=line.projects,
        funding=line.funding,
        since=line.since,
        until=line.until,
        shares=dict(line.shares),
        procurement=line.procurement,
    )


def import_plan(
    data: bytes,
    *,
    name: str,
    body_slug: str,
    year: int,
    by: Actor,
    at: datetime,
    despite_totals: bool = False,
) -> tuple[Judged, Plan | None]:
    """Judges and loads a file in one go, for the command line. The plan is None when nothing was loaded.

    Raises Refused for an unknown body.
    """
    body = Organisation.objects.filter(slug=body_slug, kind=Organisation.Kind.STATE_BODY).first()
    if body is None:
        raise Refused(
            Text(f"«{body_slug}» деген орган жоқ.", f"Органа «{body_slug}» нет.", f"There is no body “{body_slug}”.")
        )
    judged = judge_plan(data, body=body, year=year)
    if not judged.is_sound or (judged.contradictions and not despite_totals):
        return judged, None
    with transaction.atomic():
        file = keep_plan_file(data=data, name=name, body=body, year=year, by=by, at=at)
        plan = load_plan_file(file=file, by=by, at=at, despite_totals=despite_totals)
    return replace(judged, already=False), plan


def _demand(by: Actor, body: Organisation) -> None:
    if by.kind == "system":
        return
    decision = may_plan(by, body.pk)
    if not decision:
        raise Refused.by(decision)
