"""Packages from elsewhere: whole or not at all, never twice, shown by a second person, apart from the region's own."""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.social_order.models import ImportedPackage, ImportedProject
from ortaq.systems.social_order.opendata import actions
from ortaq.systems.social_order.opendata.imports import import_package

NOW = datetime(2026, 11, 3, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def content(count: int = 2, **changes: Any) -> bytes:
    grants = [
        {
            "id": f"360G-example-{n}", "title": f"=Core costs {n}", "description": "Three years", "currency": "GBP",
            "amountAwarded": 1000.5 * n, "awardDate": "2018-05-01",
            "recipientOrganization": [{"id": "GB-CHC-1", "name": "<b>First</b>"}],
            "fundingOrganization": [{"id": "GB-CHC-9", "name": "Foundation"}],
        } | changes
        for n in range(1, count + 1)
    ]  # fmt: skip
    around = {"publisher": {"name": "Foundation"}, "license": "https://creativecommons.org/licenses/by/4.0/"}
    return json.dumps(around | {"issued": "2019-01-15", "grants": grants}).encode()


@pytest.fixture
def officers(house: Any) -> Any:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role

    for key in ("statistician", "statistician_two", "coordinator"):
        house.people[key] = User.objects.create_user(f"{key}@example.test", language="ru")
        role = key.removesuffix("_two")
        assign_role(
            user_id=house.people[key].pk, organisation_id=house.department.pk, role=role, first_day=date(2018, 1, 1)
        )
    return house


@pytest.fixture
def loaded(officers: Any) -> Callable[..., ImportedPackage]:
    def make(by: str = "statistician", sent: bytes | None = None) -> ImportedPackage:
        _judged, made = import_package([sent or content()], "360giving", name="grants.json", by=officers[by], at=NOW)
        assert made
        return made

    return make


def signed_in(house: Any, key: str) -> Client:
    client = Client()
    client.force_login(house.people[key])
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**7, "session_started": now, "session_seen": now})
    session.save()
    return client


def test_a_package_is_stored_with_its_money_in_its_own_currency(loaded: Any) -> None:
    made = loaded()
    assert (made.publisher, made.published_on, made.projects_count) == ("Foundation", date(2019, 1, 15), 2)
    first = ImportedProject.objects.get(package=made, position=1)
    assert (first.currency, first.amount, first.identifier) == ("GBP", Decimal("1000.50"), "360G-example-1")
    assert first.recipients == [{"id": "GB-CHC-1", "name": "<b>First</b>"}]


def test_the_same_file_is_refused_and_a_wrong_one_leaves_nothing(officers: Any, loaded: Any) -> None:
    loaded()
    with pytest.raises(Refused, match="before"):
        loaded("statistician_two")
    judged, made = import_package([content(3, currency="X")], "360giving", name="x.json", by=SYSTEM, at=NOW)
    assert made is None and [each.where for each in judged.troubles] == [f"grants/{n}/currency" for n in range(3)]
    assert ImportedPackage.objects.count() == 1 and ImportedProject.objects.count() == 2


@pytest.mark.parametrize("key", ["citizen", "customer", "head", "coordinator", "auditor"])
def test_only_a_statistician_loads(officers: Any, key: str) -> None:
    with pytest.raises(Refused):
        import_package([content()], "360giving", name="x.json", by=officers[key], at=NOW)
    assert not ImportedPackage.objects.exists()


def test_a_second_person_shows_it_and_what_is_shown_stays(officers: Any, loaded: Any) -> None:
    made = loaded()
    for key in ("statistician", "citizen", "auditor"):
        with pytest.raises(Refused):
            actions.show_package(by=officers[key], package_id=made.pk, at=NOW)
    actions.show_package(by=officers["coordinator"], package_id=made.pk, at=NOW)
    for key in ("statistician", "coordinator"):
        with pytest.raises(Refused):
            actions.throw_package_away(by=officers[key], package_id=made.pk)
    other = loaded(sent=content(1))
    actions.throw_package_away(by=officers["statistician"], package_id=other.pk)
    assert list(ImportedPackage.objects.values_list("pk", flat=True)) == [made.pk]


def test_the_pages_from_the_form_to_the_public(
    officers: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    office = "/ru/social-order/office/open-data/"
    assert client.get(office).status_code == 302
    assert signed_in(officers, "citizen").get(office).status_code == 403
    statistician, head = signed_in(officers, "statistician"), signed_in(officers, "head")

    def send(sent: bytes) -> Any:
        file = SimpleUploadedFile("grants.json", sent, "application/json")
        return statistician.post(office, {"standard": "360giving", "file": file})

    refused = send(content(1, currency="X"))
    assert refused.status_code == 422 and "grants/0/currency" in refused.content.decode()
    assert not ImportedPackage.objects.exists()
    assert send(b"").status_code == 422
    accepted = send(content(60))
    made = ImportedPackage.objects.get()
    public = f"/ru/social-order/open-data/imported/{made.pk}/"
    assert accepted.status_code == 302 and accepted["Location"] == public
    again = send(content(60))
    assert again.status_code == 422 and "уже загружен" in again.content.decode()
    assert client.get(public).status_code == 404
    assert statistician.get(public).status_code == 200
    decide = f"{office}{made.pk}/show/"
    assert statistician.post(decide).status_code == 403
    assert head.get(office).status_code == 200 and head.post(decide).status_code == 302
    with django_assert_max_num_queries(8):
        page = client.get(public).content.decode()
    assert (
        "Foundation" in page and "GBP" in page and "15" in page and "&lt;b&gt;First" in page and "<b>First" not in page
    )
    assert page.count("360G-example-") == 50 and "after=50" in page
    assert client.get(f"{public}?after=50").content.decode().count("360G-example-") == 10
    assert public in client.get("/ru/social-order/open-data/").content.decode()


def test_the_command_line_writes_and_reads_whole_files(tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    import contextlib

    from ortaq.program import cli, opendata

    monkeypatch.setattr(opendata, "django", lambda _purpose: contextlib.nullcontext())
    file = tmp_path / "grants.json"
    file.write_bytes(content())
    assert cli.main(["import", "360giving", str(file)]) == 0
    assert "2 entries loaded" in capsys.readouterr().out
    assert cli.main(["import", "360giving", str(file)]) == 1
    assert "loaded before" in capsys.readouterr().err
    file.write_bytes(content(1, currency="X"))
    assert cli.main(["import", "360giving", str(file)]) == 1
    assert "grants/0/currency" in capsys.readouterr().err
    assert cli.main(["import", "ocds", str(tmp_path / "none.json")]) == 1
    assert cli.main(["export", "ocds", "--year", "2026", "--out", str(tmp_path / "out.json")]) == 1
    assert "Nothing is published of 2026" in capsys.readouterr().err and not (tmp_path / "out.json").exists()
    assert cli.main(["export", "figures", "--year", "2026", "--out", str(tmp_path / "figures.csv")]) == 0
    described = json.loads((tmp_path / "figures.datapackage.json").read_text(encoding="utf-8"))
    assert described["resources"][0]["path"] == "figures.csv"
    assert (tmp_path / "figures.csv").read_text(encoding="utf-8").startswith("year,number,title")
