"""Long packages that were sent by the web: kept, queued, read and loaded in the background, whole or not at all."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from ortaq.kernel.accounts.models import User
from ortaq.kernel.interchange.actions import told_beside
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.systems.social_order.models import PackageFile
from ortaq.systems.social_order.opendata import permissions
from ortaq.systems.social_order.opendata.actions import load_package
from ortaq.systems.social_order.opendata.imports import described, judged

LOAD_TASK = "social_order.load_package"
AT_ONCE = 1_000_000
"""Bytes of a package that is loaded while its sender waits; longer ones are loaded in the background."""
UNDER_WAY = (PackageFile.Job.QUEUED, PackageFile.Job.READING, PackageFile.Job.WRITING)
ATTEMPTS = 3
PIECE = 1 << 16
_jobs = JobManager(DjangoConnector())
_KILLED = Text(
    "Бағдарлама жүктеу кезінде тоқтап қалды. Файлды қайта жіберіңіз.",
    "Программа была остановлена во время загрузки. Отправьте файл заново.",
    "The program was stopped while it was loading. Send the file again.",
)


@transaction.atomic
def keep_package(*, content: bytes, standard: str, name: str, by: Actor, at: datetime) -> PackageFile:
    """Keeps a long package and queues its loading, the row and its task in one transaction. Raises Refused for who may not."""
    allowed = permissions.may_import(by)
    if not allowed:
        raise Refused.by(allowed)
    kept = PackageFile.objects.create(
        standard=standard, name=name[:200], content=content, size=len(content), sent_by_id=by.account, sent_at=at
    )
    configure_task(name=LOAD_TASK, job_manager=_jobs, queue="exports", lock=LOAD_TASK).defer(file_id=kept.pk)
    return kept


def work_off(*, file_id: int, clock: Callable[[], datetime]) -> None:
    """Reads and loads a queued package. Killed anywhere, it begins anew; the third time it is given up. Who sent it is
    asked for their rights again.
    """
    with transaction.atomic():
        file = PackageFile.objects.select_for_update(of=("self",)).filter(pk=file_id, job__in=UNDER_WAY).first()
        if file is None:
            return
        file.attempt += 1
        file.job, file.read_bytes, file.read, file.written = PackageFile.Job.READING, 0, 0, 0
        file.save(update_fields=["attempt", "job", "read_bytes", "read", "written"])
    mine = PackageFile.objects.filter(pk=file_id)
    if file.attempt > ATTEMPTS:
        _fail(file, [{"where": "/", **asdict(_KILLED)}])
        return

    def seen(taken: int, read: int) -> None:
        mine.update(read_bytes=taken, read=read)

    found = judged(_pieces(bytes(file.content)), file.standard, seen)
    if found.troubles:
        _fail(file, [{"where": each.where, **asdict(each.reason)} for each in found.troubles])
        return
    mine.update(job=PackageFile.Job.WRITING, total=len(found.rows), read=found.read)
    user = User.objects.filter(pk=file.sent_by_id, is_active=True).first()
    try:
        with told_beside(PackageFile, file_id, "written") as tell, transaction.atomic():
            package = load_package(
                by=actor_of(user) if user else GUEST, described=described(found, file.name), at=clock(), tell=tell
            )
            mine.update(job=PackageFile.Job.LOADED, package=package, written=len(found.rows), content=b"")
    except Refused as refusal:
        _fail(file, [{"where": "/", **asdict(refusal.reason)}])


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


def _fail(file: PackageFile, troubles: list[dict[str, str]]) -> None:
    PackageFile.objects.filter(pk=file.pk).update(job=PackageFile.Job.FAILED, troubles=troubles, content=b"")
