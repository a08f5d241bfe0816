"""What pages and the worker read of exports."""

from uuid import UUID

from django.core.files.storage import Storage, storages
from django.db.models import QuerySet

from ortaq.kernel.accounts.models import User
from ortaq.kernel.interchange.models import ExportJob
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import GUEST, Actor

OPEN = (ExportJob.State.QUEUED, ExportJob.State.RUNNING)
LISTED = 20
PAGE = 50


def storage() -> Storage:
    """Where files of exports wait: apart from the documents, and in no backup."""
    return storages["exports"]


def job_of(uuid: UUID, user_id: int) -> ExportJob | None:
    """The account's own export; None for another's, as if it weren't there."""
    return ExportJob.objects.filter(uuid=uuid, user_id=user_id).first()


def open_job(user_id: int) -> ExportJob | None:
    """The account's export that waits or is being made."""
    return ExportJob.objects.filter(user_id=user_id, state__in=OPEN).first()


def jobs_of(user_id: int) -> list[ExportJob]:
    """The account's newest exports that were made in the background."""
    jobs = ExportJob.objects.filter(user_id=user_id).exclude(state=ExportJob.State.SENT)
    return list(jobs.order_by("-pk")[:LISTED])


def personal_log(after: int | None) -> tuple[list[ExportJob], int | None]:
    """Exports with personal data, the newest first: a page and the key of the next (None at the end)."""
    jobs: QuerySet[ExportJob] = ExportJob.objects.filter(personal=True).select_related("user").order_by("-pk")
    found = list((jobs.filter(pk__lt=after) if after else jobs)[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def asker(job: ExportJob) -> Actor:
    """Who asked, with the rights held now; a guest when the account was closed. Read anew each time."""
    user = User.objects.filter(pk=job.user_id, is_active=True).first()
    return actor_of(user) if user else GUEST
