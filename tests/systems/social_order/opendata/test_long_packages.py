"""Long packages from elsewhere are loaded in the background: a page tells how far that is, by rows, and why one was refused."""

from __future__ import annotations

import re
import threading
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.systems.social_order.opendata.test_imported_packages import NOW, content, officers, signed_in  # noqa: F401

from ortaq.kernel.lifecycle.actions import Refused
from ortaq.systems.social_order.models import ImportedPackage, ImportedProject, PackageFile
from ortaq.systems.social_order.opendata import actions
from ortaq.systems.social_order.opendata.imports import jobs
from ortaq.systems.social_order.opendata.tasks import load_package_file

OFFICE = "/ru/social-order/office/open-data/"
pytestmark = pytest.mark.django_db


def keep(officers: Any, sent: bytes, by: str = "statistician") -> PackageFile:  # noqa: F811
    return jobs.keep_package(content=sent, standard="360giving", name="grants.json", by=officers[by], at=NOW)


def test_a_long_package_goes_from_the_form_to_the_queue_to_its_page(officers: Any, monkeypatch: Any) -> None:  # noqa: F811
    monkeypatch.setattr(jobs, "AT_ONCE", 2_000)
    statistician = signed_in(officers, "statistician")

    def send(sent: bytes) -> str:
        file = SimpleUploadedFile("grants.json", sent, "application/json")
        answer = statistician.post(OFFICE, {"standard": "360giving", "file": file})
        assert answer.status_code == 302
        return str(answer["Location"])

    page = send(content(60))
    kept = PackageFile.objects.get()
    assert page == f"{OFFICE}files/{kept.pk}/" and not ImportedPackage.objects.exists()
    text = statistician.get(page).content.decode()
    assert "Файл стоит в очереди" in text and 'hx-trigger="every 3s"' in text and "Обновить" in text
    assert page in statistician.get(OFFICE).content.decode()
    assert signed_in(officers, "citizen").get(page).status_code == 403
    load_package_file(kept.pk)
    made = ImportedPackage.objects.get()
    assert statistician.get(page)["Location"] == f"/ru/social-order/open-data/imported/{made.pk}/"
    assert statistician.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    kept.refresh_from_db()
    assert (kept.job, kept.read, kept.total, kept.written, bytes(kept.content)) == ("loaded", 60, 60, 60, b"")
    assert kept.read_bytes == kept.size and made.imported_by == officers.people["statistician"]
    load_package_file(kept.pk)
    assert ImportedPackage.objects.count() == 1, "a task that runs again loads nothing"
    actions.throw_package_away(by=officers["statistician"], package_id=made.pk)
    assert "Пакет удалён" in statistician.get(page).content.decode()
    wrong = send(content(60, currency="X"))
    load_package_file(PackageFile.objects.latest("pk").pk)
    text = statistician.get(wrong).content.decode()
    assert "grants/0/currency" in text and "hx-get" not in text and not ImportedPackage.objects.exists()


def test_the_same_file_and_who_lost_the_role_load_nothing_and_say_so(officers: Any) -> None:  # noqa: F811
    with pytest.raises(Refused):
        keep(officers, content(), by="citizen")
    load_package_file(keep(officers, content()).pk)
    again, late = keep(officers, content()), keep(officers, content(3), by="statistician_two")
    officers.people["statistician_two"].assignments.update(valid_to=date(2020, 1, 1))
    for file, word in ((again, "уже загружен"), (late, "статист")):
        load_package_file(file.pk)
        file.refresh_from_db()
        assert file.job == "failed" and word in file.troubles[0]["ru"], file.troubles
    assert ImportedPackage.objects.count() == 1


def test_a_killed_worker_begins_anew_and_is_given_up_the_third_time(officers: Any) -> None:  # noqa: F811
    first, last = keep(officers, content(3)), keep(officers, content(4))
    PackageFile.objects.filter(pk=first.pk).update(job="writing", attempt=1, read=3, total=3, written=2)
    PackageFile.objects.filter(pk=last.pk).update(job="reading", attempt=jobs.ATTEMPTS)
    for file in (first, last):
        load_package_file(file.pk)
        file.refresh_from_db()
    assert (first.job, first.package and first.package.projects_count) == ("loaded", 3)
    assert last.job == "failed" and "остановлена" in last.troubles[0]["ru"]


def test_the_worker_knows_the_task() -> None:
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    assert app.tasks[jobs.LOAD_TASK].queue == "exports"


@pytest.mark.django_db(transaction=True)
def test_the_page_counts_entries_while_they_are_read_and_written(officers: Any, monkeypatch: Any) -> None:  # noqa: F811
    monkeypatch.setattr(jobs, "PIECE", 4_000)
    monkeypatch.setattr(actions, "BATCH", 20)
    kept = keep(officers, content(1_500))
    statistician = signed_in(officers, "statistician")

    def work() -> None:
        try:
            load_package_file(kept.pk)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    read: set[str] = set()
    written: set[str] = set()
    while worker.is_alive():
        answer = statistician.get(f"{OFFICE}files/{kept.pk}/")
        text = answer.content.decode().replace("\xa0", " ")
        read |= set(re.findall(r"Прочитано и проверено записей: ([\d ]+) \(", text))
        written |= set(re.findall(r"Записано: ([\d ]+) из 1 500\.", text))
    worker.join()
    assert len(read - {"0", "1 500"}) >= 1, read
    assert len(written - {"0", "1 500"}) >= 1, written
    assert ImportedProject.objects.count() == 1_500
