"""Protocols: of admission, and of the results where the commission departs from the ranking; size bands in the editor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call
from ortaq.procedures.competitions.queries.calls import bands_of
from ortaq.procedures.competitions.queries.judging import standings
from ortaq.procedures.competitions.rules.bands import Band

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
DEADLINE = MONDAY + timedelta(days=20)
AFTER = DEADLINE + timedelta(hours=1)
OFFICE = "/ru/competitions/office/"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]


@pytest.fixture
def visit(region: Region) -> Callable[[str], Client]:
    """A signed-in browser of somebody."""

    def enter(key: str) -> Client:
        client = Client()
        client.force_login(region.people[key])
        return client

    return enter


def form(region: Region, **changes: str) -> dict[str, Any]:
    """A call as the form sends it."""
    return {
        "body": str(region.body.pk), "profile": "small_grant", "title_kk": "Шағын гранттар", "title_ru": "Малые гранты",
        "text_kk": "Сипаттама", "text_ru": "Описание", "year": "2026", "level": "region", "budget": "3 000 000",
        "opens_at": "2026-11-02T10:00", "deadline": "2026-11-22T10:00", "criteria_set": str(region.criteria.pk),
        "tie_order": ["relevance", "smaller_request"], "cut_rule": "stop", "eligibility": ["ngo", "no_debts", "no_interest"],
        "reviewers_per_application": "2", "quorum_percent": "67", "sealed": "on",
        "documents-0-kk": "Жарғы", "documents-0-ru": "Устав", "documents-0-optional": "on",
        "caps-0-type": "institutional", "caps-0-percent": "10", **changes,
    }  # fmt: skip


def test_the_commission_departs_from_the_ranking_row_by_row_and_says_why_in_both_languages(
    region: Region, visit: Callable[[str], Client], decided: Callable[..., Call], frozen: Any
) -> None:
    frozen(AFTER)
    call = decided(budget=Decimal(1_000_000))
    first, second = (row.application for row in standings(call)[0].rows)
    board, page = f"{OFFICE}{call.number}/", f"{OFFICE}{call.number}/protocol/"
    secretary = visit("secretary")
    assert page in secretary.get(board).content.decode()
    assert visit("customer").post(page, {}).status_code in (302, 422), (
        "the customer's officer may look and write nothing"
    )
    assert visit("other_secretary").get(page).status_code == 404 and visit("citizen").get(page).status_code == 403

    def row(application: Application, outcome: str, amount: str = "", kk: str = "", ru: str = "") -> dict[str, str]:
        name = f"row-{application.pk}"
        return {f"{name}-outcome": outcome, f"{name}-amount": amount, f"{name}-ground_kk": kk, f"{name}-ground_ru": ru}

    words = {"protocol-kk": "Хаттама", "protocol-ru": "Протокол"}
    swapped = words | row(first, "reserve") | row(second, "winner", "500 000,50", kk="Негізі бар")
    refused = secretary.post(page, swapped)
    told = refused.content.decode()
    assert refused.status_code == 422 and told.count("на двух языках") >= 2, (
        "both rows depart, neither says why in both"
    )
    assert "500 000,50" in told and "Негізі бар" in told and call.protocols.filter(kind="results").count() == 0
    too_much = words | row(first, "winner", "900 000") | row(second, "winner", "900 000", "Негізі", "Основание")
    assert (
        "Сумм больше" in secretary.post(page, too_much).content.decode()
        or call.protocols.filter(kind="results").count() == 0
    )
    nothing = secretary.post(page, words | row(first, "winner", "") | row(second, "not_selected"))
    assert nothing.status_code == 422 and "Укажите сумму победителя" in nothing.content.decode()
    reasons = {"kk": "Ауданда мұндай жоба жоқ", "ru": "В районе нет такого проекта"}
    good = words | row(first, "reserve", **reasons) | row(second, "winner", "500 000,50", **reasons)
    assert secretary.post(page, good).status_code == 302
    drafted = call.protocols.get(kind="results")
    assert {r.application_id: (r.outcome, r.amount) for r in drafted.rows.all()} == {
        first.pk: ("reserve", None), second.pk: ("winner", Decimal("500000.50")),
    }  # fmt: skip
    again = secretary.get(page).content.decode()
    assert "500000,50" in again.replace("\xa0", "").replace(" ", "") or "500000.50" in again, (
        "what was written is there"
    )
    assert "В районе нет такого проекта" in again
    for deed in ("decide", "publish"):
        assert secretary.post(f"{board}deeds/{deed}/", {}).status_code == 302, deed
    second.refresh_from_db()
    assert second.state == "winner" and second.awarded == Decimal("500000.50")
    public = Client().get(f"/kk/competitions/{call.number}/results/").content.decode()
    assert "Ауданда мұндай жоба жоқ" in public
    assert secretary.get(page).status_code == 302, "a signed protocol isn't written anew"


def test_a_size_band_has_a_threshold_and_weights_of_its_own_in_the_editor(
    region: Region, visit: Callable[[str], Client], frozen: Any
) -> None:
    frozen(MONDAY)
    secretary = visit("secretary")
    bands = {
        "bands-0-up_to": "1 000 000", "bands-0-pass_mark": "12", "bands-0-weight_relevance": "0,5",
        "bands-1-weight_plan": "3", "bands-TOTAL_FORMS": "3",
    }  # fmt: skip
    made = secretary.post(f"{OFFICE}new/", form(region, **bands))
    assert made.status_code == 302, made.content.decode()
    call = Call.objects.get()
    assert bands_of(call) == [
        Band(Decimal(1_000_000), Decimal(12), {"relevance": Decimal("0.5")}), Band(None, None, {"plan": Decimal(3)}),
    ]  # fmt: skip
    drawn = secretary.get(f"{OFFICE}{call.number}/edit/").content.decode()
    assert 'name="bands-0-weight_relevance"' in drawn and "Вес: relevance" in drawn
    empty = secretary.post(f"{OFFICE}new/", form(region, **{"bands-0-up_to": "5", "bands-TOTAL_FORMS": "3"}))
    assert empty.status_code == 422 and "Укажите наименьшее число баллов" in empty.content.decode()
    high = form(region, version="1", **(bands | {"bands-0-pass_mark": "1000"}))
    assert secretary.post(f"{OFFICE}{call.number}/edit/", high).status_code == 302
    assert "его никто не пройдёт" in secretary.get(f"{OFFICE}{call.number}/").content.decode()
    assert secretary.post(f"{OFFICE}{call.number}/deeds/announce/", {}).status_code == 422
    assert secretary.post(f"{OFFICE}{call.number}/edit/", form(region, version="2", **bands)).status_code == 302
    assert secretary.post(f"{OFFICE}{call.number}/deeds/announce/", {}).status_code == 302
    public = Client().get(f"/ru/competitions/{call.number}/").content.decode()
    assert "relevance × 0,5" in public and "plan × 3" in public


def test_whom_a_blind_call_admitted_is_public_with_its_results_and_not_before(
    region: Region, visit: Callable[[str], Client], decided: Callable[..., Call], frozen: Any
) -> None:
    frozen(AFTER)
    call = decided(blind=True)
    pdf = f"/kk/competitions/{call.number}/admission-kk.pdf"
    assert Client().get(pdf).status_code == visit("expert1").get(pdf).status_code == 404
    assert visit("secretary").get(pdf).content.startswith(b"%PDF")
    assert Client().get(f"/kk/competitions/{call.number}/admission-en.pdf").status_code == 404
    session = call.sessions.get()
    protocol = actions.draft_protocol(
        session=session, rows=actions.proposed(call), text_kk="Х", text_ru="П", by=region["secretary"], at=AFTER
    )
    actions.sign_protocol(protocol=protocol, by=region["secretary"], at=AFTER)
    call.refresh_from_db()
    actions.publish_results(call=call, by=region["secretary"], at=AFTER)
    assert Client().get(pdf).content.startswith(b"%PDF")


def test_the_protocol_of_admission_says_of_each_application_what_was_decided_and_never_changes(
    region: Region, opened: Callable[..., Call]
) -> None:
    call = opened()
    first, second = call.applications.order_by("pk")
    actions.admit_application(application=first, by=region["secretary"], at=AFTER)
    actions.reject_application(
        application=second,
        ground="documents",
        facts_kk="Жарғы жоқ",
        facts_ru="Нет устава",
        by=region["secretary"],
        at=AFTER,
    )
    actions.start_scoring(call=call, texts=("Мәтін", "Текст"), by=region["secretary"], at=AFTER)
    protocol = call.protocols.get()
    assert (protocol.kind, protocol.text_ru, protocol.published_at) == ("admission", "Текст", AFTER)
    rows = {row.application_id: row for row in protocol.rows.all()}
    assert rows[first.pk].outcome == "admitted" and rows[second.pk].outcome == "not_admitted"
    assert "Нет устава" in rows[second.pk].ground_ru and "Нет обязательных документов" in rows[second.pk].ground_ru
    assert len(protocol.sha256) == 64
    for change in (
        lambda: protocol.rows.update(outcome="admitted"),
        lambda: call.protocols.update(text_kk="Басқа"),
        lambda: call.protocols.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_where_nobody_is_admitted_the_protocol_of_admission_says_so_too(
    region: Region, opened: Callable[..., Call]
) -> None:
    call = opened()
    for each in call.applications.all():
        actions.reject_application(
            application=each,
            ground="topic",
            facts_kk="Басқа тақырып",
            facts_ru="Другая тема",
            by=region["secretary"],
            at=AFTER,
        )
    actions.fail_call(call=call, reason="Никто не допущен", by=region["secretary"], at=AFTER)
    assert {row.outcome for row in call.protocols.get(kind="admission").rows.all()} == {"not_admitted"}
