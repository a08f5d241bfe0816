"""What the worker does with files that are held."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from ortaq.kernel.documents.antivirus import ScannerDown, scan
from ortaq.kernel.documents.models import StoredFile
from ortaq.kernel.documents.queries import antivirus_on, waiting

_log = logging.getLogger(__name__)
BATCH = 50


def check_quarantined(*, at: datetime) -> int:
    """Has the antivirus look at what is held; answers how many files got a verdict.

    A daemon that is away leaves every file held: nothing is served on doubt. Where the antivirus was switched off,
    files that passed our own checks become *unscanned*.
    """
    done = 0
    for pk in waiting(BATCH):
        try:
            done += _check_one(pk, at)
        except ScannerDown as error:
            _log.warning("the antivirus can't be asked (%s): files stay held", error)
            break
    return done


@transaction.atomic
def _check_one(pk: int, at: datetime) -> int:
    stored = StoredFile.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if stored is None:
        return 0  # another worker has it, or it is gone
    if not antivirus_on():
        StoredFile.objects.filter(pk=pk).update(state=StoredFile.State.UNSCANNED)
        return 1
    try:
        with default_storage.open(stored.storage_name) as file:
            content = file.read()
    except FileNotFoundError:
        _log.error("stored file %s has no content in the storage", pk)
        return 0
    verdict = scan(content, settings.CLAMD_SOCKET)
    stored.state = StoredFile.State.CLEAN if verdict.clean else StoredFile.State.REFUSED
    stored.finding, stored.scanner, stored.scanned_at = verdict.finding, "clamd", at
    stored.save(update_fields=["state", "finding", "scanner", "scanned_at"])
    return 1
