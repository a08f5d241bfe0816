"""What the worker does for exports: makes them, and takes away what expired."""

import errno
import logging
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from time import monotonic

from django.core.files import File
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import override
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ortaq.kernel.interchange import actions
from ortaq.kernel.interchange.exports import write_table
from ortaq.kernel.interchange.rules import Cell

log = logging.getLogger(__name__)

BEAT = 2.0
"""Seconds between two looks at whether the job is still wanted."""
_FULL = {errno.ENOSPC, errno.EDQUOT}


class _Unwanted(Exception):
    """The job was cancelled or taken over, or its asker's rights changed: nothing is left to be done."""


@app.task(
    name=actions.MAKE_TASK,
    queue="exports",
    pass_context=False,
    retry=RetryStrategy(max_attempts=4, wait=20, retry_exceptions=[OperationalError, InterfaceError]),
)
def make_export(job_id: int) -> None:
    """Makes one export. Killed anywhere, it begins anew; after the third time it is given up with a word for the asker."""
    work = actions.take_up_export(job_id=job_id, at=timezone.now())
    if work is None:
        return
    try:
        with override(work.job.language), tempfile.TemporaryFile() as file:
            rows = _Counted(work)
            columns = work.export.columns(work.actor, work.job.parameters)
            write_table(file, work.job.format, rows, columns)
            file.seek(0)
            actions.finish_export(job=work.job, file=File(file), written=rows.written, clock=timezone.now)
    except _Unwanted:
        return
    except (OperationalError, InterfaceError):
        raise  # the database is away: taken up again
    except OSError as error:
        full = error.errno in _FULL
        actions.fail_export(job=work.job, why="space" if full else "error", at=timezone.now())
        log.exception("export %s: the file can't be written", job_id)
    except Exception:  # whatever it was: the asker is told, and the error goes on to the log
        actions.fail_export(job=work.job, why="error", at=timezone.now())
        raise


class _Counted:
    """The rows of a job one by one, counted; every two seconds the job is asked whether it is still wanted."""

    def __init__(self, work: actions.Work) -> None:
        self._work = work
        self.written = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        work, looked = self._work, monotonic()
        rows = work.export.rows(work.actor, work.job.parameters, timezone.now())
        for row in islice(rows, actions.MOST_ROWS):
            yield row
            self.written += 1
            if monotonic() - looked >= BEAT:
                if not actions.note_progress(job=work.job, written=self.written, at=timezone.now()):
                    raise _Unwanted
                looked = monotonic()


@app.periodic(cron="*/10 * * * *")
@app.task(name="interchange.sweep", queue="housekeeping", queueing_lock="interchange.sweep")
def sweep(timestamp: int) -> None:
    """Every ten minutes: files that expired, jobs that were given up."""
    actions.sweep_exports(at=timezone.now())
