"""The life of an export that is made in the background: asked for, taken up, made, fetched, expired.

Whoever takes a job up gets a new attempt number, and every later step names it: a worker that was thought dead and
comes back can't finish, and its file is taken away. So a job ends with one file or with none.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files import File
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connections, transaction
from django.db.models import F, Model, Q, QuerySet
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from psycopg import sql

from ortaq.kernel.interchange.models import ExportJob
from ortaq.kernel.interchange.permissions import may_export, may_fetch, rights_of
from ortaq.kernel.interchange.queries import OPEN, asker, storage
from ortaq.kernel.interchange.registry import Export, export_of
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor

log = logging.getLogger(__name__)

MAKE_TASK = "interchange.make"
LIFE = timedelta(hours=24)
"""How long a file waits to be fetched."""
ATTEMPTS = 3
"""How often a job is taken up again after its worker was killed."""
SILENT = timedelta(minutes=30)
"""A job that was being made and has not been heard of for so long is given up; the queue revives it much earlier."""
WAITING = timedelta(hours=24)
"""A job that no worker took up for so long is given up."""
LEFT_OVER = timedelta(hours=1)
MOST_ROWS = 5_000_000
"""No export is counted or written beyond this many rows."""

_jobs = JobManager(DjangoConnector())
"""Django's own connection: the task is committed, or rolled back, with the row."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job that a worker has taken up: what to write, for whom, and how many rows there will be."""

    job: ExportJob
    export: Export
    actor: Actor
    total: int


@transaction.atomic
def ask_export(
    *, export: Export, parameters: Mapping[str, str], format: str, language: str, by: Actor, at: datetime
) -> ExportJob:
    """Queues an export, the row and its task in one transaction. Raises Refused: no right, or one is under way."""
    decision = may_export(by, export)
    if not decision:
        raise Refused.by(decision)
    job = ExportJob(
        user_id=by.account,
        code=export.code,
        parameters=export.clean(parameters),
        format=ExportJob.Format(format),
        language=language,
        personal=export.personal(by),
        state=ExportJob.State.QUEUED,
        asked_at=at,
        beat_at=at,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError as error:
        if "export_one_at_a_time" not in str(error):
            raise
        raise Refused(_ONE_AT_A_TIME) from error
    # One export is made at a time, so that those who wait for letters and clocks never wait for a table.
    task = configure_task(name=MAKE_TASK, job_manager=_jobs, queue="exports", lock=MAKE_TASK)
    task.defer(job_id=job.pk)
    return job


def log_sent(
    *, export: Export, parameters: Mapping[str, str], format: str, language: str, by: Actor, at: datetime
) -> None:
    """Notes an export that was sent at once, when there is personal data in it. Raises Refused."""
    decision = may_export(by, export)
    if not decision:
        raise Refused.by(decision)
    if export.personal(by):
        ExportJob.objects.create(
            user_id=by.account, code=export.code, parameters=export.clean(parameters),
            format=ExportJob.Format(format), language=language, personal=True, state=ExportJob.State.SENT,
            rights=rights_of(by), downloads=1, asked_at=at, beat_at=at, ended_at=at,
        )  # fmt: skip


@transaction.atomic
def take_up_export(*, job_id: int, at: datetime) -> Work | None:
    """Begins a job, or begins it anew after its worker was killed; None when there is nothing (more) to do.

    The rights are those that the asker holds now. What an earlier attempt left is deleted.
    """
    job = ExportJob.objects.select_for_update().filter(pk=job_id, state__in=OPEN).first()
    if job is None:
        return None
    for attempt in range(1, job.attempt + 1):
        _delete(job.file_of(attempt))
    if job.attempt >= ATTEMPTS:
        _end(job, ExportJob.State.FAILED, "killed", at)
        return None
    export, actor = export_of(job.code), asker(job)
    if export is None or not may_export(actor, export):
        _end(job, ExportJob.State.CANCELLED, "rights", at)
        return None
    job.attempt += 1
    job.state = ExportJob.State.RUNNING
    job.rights = rights_of(actor)
    job.personal = job.personal or export.personal(actor)
    job.total = export.count(actor, job.parameters, MOST_ROWS)
    job.written = 0
    job.beat_at = at
    job.save()
    return Work(job, export, actor, job.total)


def note_progress(*, job: ExportJob, written: int, at: datetime) -> bool:
    """Notes that *written* rows are done; False: stop, since the job was cancelled, taken over, or the rights changed."""
    if rights_of(asker(job)) != job.rights:
        _mine(job).update(state=ExportJob.State.CANCELLED, why="rights", ended_at=at, beat_at=at)
        return False
    return bool(_mine(job).update(written=written, beat_at=at))


@contextmanager
def told_beside(model: type[Model], pk: int, column: str) -> Iterator[Callable[[int], None]]:
    """Lets one long transaction say how far it is: ``tell(rows)`` writes *column* of a committed row at once.

    Over a connection of its own: what the transaction writes itself shows when it ends. A number that can't be written
    within half a second is left out; progress stops no work.
    """
    beside = connections.create_connection(DEFAULT_DB_ALIAS)
    update = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(
        *(sql.Identifier(name) for name in (model._meta.db_table, column, str(model._meta.pk.column)))
    )

    def tell(rows: int) -> None:
        try:
            with beside.cursor() as cursor:
                cursor.execute("SET lock_timeout = '500ms'")
                cursor.execute(update, [rows, pk])
        except DatabaseError:
            log.info("progress of %s %s wasn't noted", model._meta.label, pk)

    try:
        yield tell
    finally:
        beside.close()


def finish_export(*, job: ExportJob, file: "File[bytes]", written: int, clock: Callable[[], datetime]) -> bool:
    """Keeps the finished *file* until it expires; False, and no file, when the job isn't this attempt's any more."""
    storage().save(job.file, file)
    done = False
    try:
        at = clock()
        done = note_progress(job=job, written=written, at=at) and bool(
            _mine(job).update(
                state=ExportJob.State.READY, size=file.size or 0, ended_at=at, beat_at=at, expires_at=at + LIFE
            )
        )
    finally:
        if not done:
            _delete(job.file)
    return done


def fail_export(*, job: ExportJob, why: str, at: datetime) -> None:
    """Ends this attempt's job without a file; *why*: "space", "error" or "killed"."""
    _delete(job.file)
    _mine(job).update(state=ExportJob.State.FAILED, why=why, ended_at=at, beat_at=at)


def cancel_export(*, job: ExportJob, by: Actor, at: datetime) -> bool:
    """The asker doesn't want it any more: a waiting or running job stops, a finished file is deleted. Raises Refused."""
    if by.user_id != job.user_id:
        raise Refused(Text("Файл табылмады.", "Файл не найден.", "There is no such file."))
    open_or_ready = ExportJob.objects.filter(pk=job.pk, state__in=(*OPEN, ExportJob.State.READY))
    done = bool(open_or_ready.update(state=ExportJob.State.CANCELLED, why="asked", ended_at=at, beat_at=at))
    if done:
        job.refresh_from_db()
        transaction.on_commit(lambda: _delete(job.file), robust=True)
    return done


@transaction.atomic
def note_download(*, job: ExportJob, by: Actor, at: datetime) -> None:
    """Counts that *by* fetches the file. Raises Refused: not theirs, not ready, expired, roles changed."""
    decision = may_fetch(by, job)
    if not decision:
        raise Refused.by(decision)
    ready = ExportJob.objects.filter(pk=job.pk, state=ExportJob.State.READY, expires_at__gt=at)
    if not ready.update(downloads=F("downloads") + 1):
        raise Refused(_NOT_THERE)


def sweep_exports(*, at: datetime) -> int:
    """Ends what expired, what nobody took up and what went silent, and deletes files of no job; returns how many files."""
    State = ExportJob.State
    ExportJob.objects.filter(state=State.READY, expires_at__lte=at).update(state=State.EXPIRED, beat_at=at)
    ExportJob.objects.filter(
        Q(state=State.RUNNING, beat_at__lte=at - SILENT) | Q(state=State.QUEUED, beat_at__lte=at - WAITING)
    ).update(state=State.FAILED, why="killed", ended_at=at)
    living = ExportJob.objects.filter(state__in=(*OPEN, State.READY))
    kept = {job.file for job in living.only("uuid", "attempt", "format")}
    expired = {
        job.file for job in ExportJob.objects.filter(state=State.EXPIRED, beat_at=at).only("uuid", "attempt", "format")
    }
    deleted = 0
    for name in _files():
        if name not in kept and (name in expired or _age(name, at) >= LEFT_OVER):
            _delete(name)
            deleted += 1
    return deleted


def _files() -> list[str]:
    try:
        return storage().listdir("")[1]
    except FileNotFoundError:
        return []


def _age(name: str, at: datetime) -> timedelta:
    try:
        return at - storage().get_modified_time(name)
    except FileNotFoundError:
        return timedelta()


def _mine(job: ExportJob) -> QuerySet[ExportJob]:
    """This attempt's row, while it is being made."""
    return ExportJob.objects.filter(pk=job.pk, attempt=job.attempt, state=ExportJob.State.RUNNING)


def _end(job: ExportJob, state: str, why: str, at: datetime) -> None:
    job.state, job.why, job.ended_at, job.beat_at = state, why, at, at
    job.save(update_fields=["state", "why", "ended_at", "beat_at"])


def _delete(name: str) -> None:
    with suppress(FileNotFoundError):
        storage().delete(name)


_ONE_AT_A_TIME = Text(
    "Сіздің бір кестеңіз қазір дайындалып жатыр. Соны күтіңіз немесе болдырмаңыз.",
    "Одна ваша таблица уже готовится. Дождитесь её или отмените.",
    "One table of yours is being made already. Wait for it, or cancel it.",
)
_NOT_THERE = Text(
    "Файл енді жоқ: ол 24 сағаттан кейін өшіріледі. Кестені қайта сұраңыз.",
    "Файла больше нет: он удаляется через 24 часа. Запросите таблицу заново.",
    "The file is no longer there: it is deleted after 24 hours. Ask for the table again.",
)
