"""From the records of a year to its files: only what is published, each organisation by its BIN, nobody by name."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from frictionless import Package

from ortaq.kernel.lifecycle.actions import open_record
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions import actions as competitions
from ortaq.procedures.competitions.models import Application, Call, Protocol
from ortaq.procedures.competitions.models import Lot as CallLot
from ortaq.systems.social_order.actions import (
    Found,
    LineInput,
    advance_line,
    decide_change,
    pay_tranche,
    plan_visit,
    propose_change,
    record_visit,
    take_down_topic,
)
from ortaq.systems.social_order.models import Milestone, PlanLine
from ortaq.systems.social_order.opendata import exports
from ortaq.systems.social_order.opendata.queries.figures import contests
from ortaq.systems.social_order.opendata.rules import hints

MONDAY = datetime(2026, 2, 2, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def read(pieces: Any) -> Any:
    return json.loads("".join(pieces), parse_float=Decimal)


def later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


@pytest.fixture
def competed(staff: Any, line: PlanLine) -> Callable[..., Call]:
    """Makes a call with a winner and one who wasn't admitted; its results are public unless *sealed*."""

    def make(profile: str = "social_order", state: str = "final", results: bool = True, with_lot: bool = False) -> Call:
        call = Call(
            is_reference=with_lot, kind="call", state=state, profile=profile, regime="sso-2021", title_kk="Ымдау тілі", title_ru="Язык жестов",
            text_kk="Курс керек", year=2026, level="region", budget=Decimal("1000000.00"), opens_at=MONDAY,
            deadline=later(15), announced_at=MONDAY, results_at=later(20) if results else None, body=staff.department,
            territory=staff.city, published_at=MONDAY, public_title="Ымдау тілі",
        )  # fmt: skip
        open_record(call, by=SYSTEM, at=MONDAY, code="draft", year=2026)
        Link.objects.create(source=call, kind="funded_by", target=line, created_at=MONDAY)
        lot = None
        if with_lot:  # a call of the portal gets its lots when they are known
            lot = CallLot.objects.create(
                call=call, code="1", title_kk="Бірінші лот", title_ru="Первый лот", budget=Decimal("950000.00")
            )
        for place, outcome in enumerate(("winner", "rejected") if results else ("submitted",)):
            each = Application(
                kind="application", state=outcome, call=call, lot=lot, applicant=staff.ngo, title="Бірге сөйлейік",
                summary="60 ата-ана", requested=Decimal("950000.00"), submitted_at=later(place + 1), sphere="vulnerable",
                receipt_sha256="0" * 64, awarded=Decimal("900000.50") if outcome == "winner" else None,
                withdrawn_at=later(3) if place else None, body=staff.department, starts_on=date(2026, 3, 1),
                ends_on=date(2026, 9, 1),
            )  # fmt: skip
            open_record(each, by=SYSTEM, at=MONDAY, code="draft", year=2026)
        return call

    return make


def pay(staff: Any, agreement: Any) -> None:
    first = Milestone.objects.get(agreement=agreement, number=1)
    pay_tranche(
        agreement=agreement, milestone=first, amount=Decimal("300000.00"), order_number="15", paid_on=date(2026, 2, 20),
        by=staff["accountant"], at=later(20),
    )  # fmt: skip


def test_a_year_of_records_passes_the_fields_own_checker(
    staff: Any, publish: Any, signed: Any, reported: Any, competed: Any, cove: Any
) -> None:
    publish(at=MONDAY)
    agreement = signed()
    pay(staff, agreement)
    competed()
    found = read(exports.releases(2026, later(100)))
    tags = {each["id"].partition(each["ocid"])[2]: each["tag"][0] for each in found["releases"]}
    assert set(tags.values()) == {
        "planning", "tender", "tenderUpdate", "award", "contract", "implementation",
    }  # fmt: skip
    assert cove(json.loads(json.dumps(found, default=float))) == {}
    records = read(exports.records(2026, later(100)))
    assert cove(json.loads(json.dumps(records, default=float))) == {}
    by_ocid = {each["ocid"]: each["compiledRelease"] for each in records["records"]}
    plan = by_ocid[f"ocds-000000-{agreement.line.number}"]
    assert plan["contracts"][0]["value"]["amount"] == Decimal("900000.00")
    assert plan["contracts"][0]["implementation"]["transactions"][0]["value"]["amount"] == 300000
    assert {each["id"] for each in plan["parties"]} >= {f"KZ-BIN-{staff.ngo.bin}", "ortaq-one"}
    call = next(each for ocid, each in by_ocid.items() if "-CL-" in ocid)
    assert [each["status"] for each in call["bids"]["details"]] == ["valid", "disqualified"]
    assert call["awards"][0]["value"]["amount"] == Decimal("900000.50")
    assert call["relatedProcesses"][0]["identifier"] == f"ocds-000000-{agreement.line.number}"
    text = json.dumps(found, ensure_ascii=False, default=str)
    assert "Сынақ" not in text and "example.test" not in text and "8 701" not in text and "KZ8612" not in text


def test_lots_protocols_criteria_visits_and_numbers_of_the_portal_are_told(
    staff: Any, signed: Any, competed: Any, cove: Any
) -> None:
    agreement = signed(contract_number="990-1")
    visit = plan_visit(
        agreement=agreement, planned_on=later(60).date(), purpose="Сабақты көру", by=staff["customer"], at=later(50)
    )
    seen = Found(later(60).date(), "Тараз, мектеп", "Сабақ өтіп жатыр", 20)
    record_visit(visit=visit, found=seen, photos=[], by=staff["customer"], at=later(60))
    call = competed(with_lot=True)
    for kind, day in (("admission", 16), ("results", 20)):
        Protocol.objects.create(
            call=call, kind=kind, made_at=later(day), made_by=staff.people["customer"], signed_at=later(day), sha256="0" * 64,
            published_at=later(day),
        )  # fmt: skip
    found = read(exports.records(2026, later(100)))
    assert cove(json.loads(json.dumps(found, default=float))) == {}
    by_ocid = {each["ocid"]: each["compiledRelease"] for each in found["records"]}
    told = by_ocid[f"ocds-000000-{call.number}"]
    assert [(each["id"], each["value"]["amount"]) for each in told["tender"]["lots"]] == [("1", Decimal("950000.00"))]
    assert told["awards"][0]["relatedLots"] == ["1"] == told["bids"]["details"][0]["relatedLots"]
    assert {each["documentType"] for each in told["tender"]["documents"]} == {"tenderNotice", "shortlistedFirms"}
    assert told["awards"][0]["documents"][0]["documentType"] == "evaluationReports"
    assert told["awards"][0]["documents"][0]["url"].endswith(f"/competitions/{call.number}/protocol-kk.pdf")
    contract = by_ocid[f"ocds-000000-{agreement.line.number}"]["contracts"][0]
    assert contract["relatedProcesses"][0]["identifier"] == "990-1"
    assert "physicalProgressReport" in {each["documentType"] for each in contract["implementation"]["documents"]}


def test_a_topic_that_was_taken_down_stays_as_a_stone_without_a_word(staff: Any, publish: Any, cove: Any) -> None:
    topic = publish(at=MONDAY)
    before = read(exports.records(2026, later(1)))
    assert topic.public_title in json.dumps(before, ensure_ascii=False, default=str)
    take_down_topic(topic=topic, reason="Дербес дерек", by=staff["head"], at=later(2))
    after = read(exports.records(2026, later(3)))
    assert [each["ocid"] for each in after["records"]] == [each["ocid"] for each in before["records"]]
    text = json.dumps(after, ensure_ascii=False, default=str)
    assert "ата-аналар" not in text.casefold() and "Дербес" not in text and "needsAssessment" not in text
    assert cove(json.loads(json.dumps(after, default=float))) == {}
    (one,) = read(exports.process_releases(topic.number, later(3)) or [])["releases"]
    assert one["planning"]["milestones"][0]["status"] == "notMet"


def test_a_line_s_release_stays_when_the_line_is_changed_and_cancelled(staff: Any, line: PlanLine, cove: Any) -> None:
    def told(day: float) -> dict[str, Any]:
        found = read(exports.process_releases(line.number, later(day)) or [])
        assert cove(json.loads(json.dumps(found, default=float))) == {}
        return {each["id"].removeprefix(f"{each['ocid']}-"): each for each in found["releases"]}

    first = told(1)
    assert set(first) == {"planning"}

    def wanted(**changes: Any) -> LineInput:
        values = {
            "sphere_id": line.sphere_id, "territory_id": line.territory_id, "amount": line.amount, "title_kk": line.title_kk,
            "title_ru": line.title_ru, "projects": line.projects, "funding": line.funding,
        }  # fmt: skip
        return LineInput(**values | changes)

    for day, changes in (
        (2, {"amount": Decimal("800000.00")}),
        (3, {"funding": "republican"}),
        (4, {"title_kk": "Басқа"}),
    ):
        change = propose_change(
            line=line, changes=wanted(**changes), reason="Нақтыланды", by=staff["both"], at=later(day)
        )
        decide_change(change=change, approve=True, by=staff["head"], at=later(day))
        line.refresh_from_db()
    changed = told(5)
    assert set(changed) == {"planning", "planning-1", "planning-3"}, "what isn't told makes no release"
    assert changed["planning"] == first["planning"]
    assert [changed[code]["planning"]["budget"]["amount"]["amount"] for code in ("planning-1", "planning-3")] == [
        800000
    ] * 2
    assert changed["planning-3"]["planning"]["budget"]["description"] == "Басқа"
    assert changed["planning-1"]["date"].startswith("2026-02-04")
    advance_line(line=line, code="cancel", by=staff["head"], at=later(6), reason="Қаржы жоқ")
    gone = told(7)
    assert {code: gone[code] for code in changed} == changed and gone["planning-cancelled"]["date"].startswith(
        "2026-02-08"
    )


def test_what_the_portal_decided_leaves_with_its_contract_and_stays_when_the_winner_declines(
    staff: Any, line: PlanLine, cove: Any
) -> None:
    call = competitions.draft_call(
        body_id=staff.department.pk, by=staff["customer"], at=MONDAY,
        terms=competitions.CallTerms(
            profile="social_order", title_kk="Ымдау тілі", title_ru="Язык жестов", text_kk="…", text_ru="…", year=2026,
            level="region", budget=Decimal("1000000.00"), is_reference=True, external_number="1-1",
            lots=(competitions.LotTerms("1", "Лот", "Лот", Decimal("1000000.00")),),
        ),
    )  # fmt: skip
    competitions.announce_call(call=call, by=staff["customer"], at=MONDAY)
    rows = [
        competitions.ResultRow("1", staff.ngo.bin, "Қор", True, Decimal("900000.00")),
        competitions.ResultRow("1", "180540000032", "Басқа", False),
    ]
    competitions.record_result(call=call, external_number="", rows=rows, by=staff["customer"], at=later(1))
    won = Application.objects.get(call=call, state="winner")

    def told() -> Any:
        found = read(exports.process_releases(call.number, later(9)) or [])
        assert cove(json.loads(json.dumps(found, default=float))) == {}
        return found["releases"]

    before = told()
    [bids] = [each["bids"]["details"] for each in before if "bids" in each]
    assert len(bids) == 2 and all("date" not in each and "value" not in each for each in bids)
    [award] = [each["awards"][0] for each in before if "awards" in each]
    assert (award["status"], award["value"]["amount"]) == ("active", 900000)
    [contest] = contests(2026)
    assert [(each.amount, each.outcome) for each in contest.requests] == [(900000, "won"), (0, "lost")]
    assert hints.of_contests([contest]) == []
    assert [each.code for each in hints.of_contests([replace(contest, requests=contest.requests[:1])])] == [
        "one_applicant"
    ]
    competitions.refuse_agreement(application=won, reason="Команда тарады", by=staff["representative"], at=later(2))
    after = told()
    assert after[: len(before)] == before and after[-1]["tag"] == ["awardCancellation"]
    assert after[-1]["awards"] == [{"id": award["id"], "status": "cancelled"}]
    [row] = csv.DictReader(io.StringIO("".join(exports.figures(2026, later(9)))))
    assert row["applications"] == "", "the call isn't tied to the line"
    Link.objects.create(source=call, kind="funded_by", target=line, created_at=MONDAY)
    [row] = csv.DictReader(io.StringIO("".join(exports.figures(2026, later(9)))))
    assert row["applications"] == "2"


def test_nothing_unpublished_leaves_and_applicants_only_with_the_results(
    staff: Any, propose: Any, competed: Any
) -> None:
    propose(at=MONDAY)
    call = competed(state="scoring", results=False)
    found = read(exports.releases(2026, later(100)))
    assert {each["ocid"][12:14] for each in found["releases"]} == {"PL", "CL"}
    assert not any("bids" in each or "awards" in each for each in found["releases"])
    assert staff.ngo.name_kk not in json.dumps(found, ensure_ascii=False)
    Call.objects.filter(pk=call.pk).update(published_at=None)
    PlanLine.objects.update(state="draft")
    assert exports.releases(2026, later(100)) is None and exports.records(2026, later(100)) is None


def test_grants_leave_by_360giving_and_not_by_ocds(staff: Any, competed: Any) -> None:
    competed(profile="small_grant")
    [grant] = read(exports.giving(2026, later(100)))["grants"]
    assert (grant["amountAwarded"], grant["awardDate"]) == (Decimal("900000.50"), "2026-02-22")
    assert grant["recipientOrganization"][0]["id"] == f"KZ-BIN-{staff.ngo.bin}"
    assert grant["fundingType"][0] == {"vocabulary": "Ortaq", "code": "small_grant", "title": "Шағын грант"}
    assert all("-CL-" not in each["ocid"] for each in read(exports.releases(2026, later(100)))["releases"])
    assert exports.giving(2025, later(100)) is None


def test_the_years_table_and_its_description(staff: Any, signed: Any, competed: Any, tmp_path: Path) -> None:
    agreement = signed()
    pay(staff, agreement)
    competed()
    (tmp_path / "figures.csv").write_text("".join(exports.figures(2026, MONDAY)), encoding="utf-8", newline="")
    (tmp_path / "datapackage.json").write_text(exports.datapackage(2026, MONDAY), encoding="utf-8")
    package = Package(str(tmp_path / "datapackage.json"))
    assert package.validate().valid
    [row] = package.get_resource("figures").read_rows()
    assert (row["planned"], row["agreed"], row["paid"], row["applications"], row["body"]) == (
        Decimal("1000000.00"), Decimal("900000.00"), Decimal("300000.00"), 2, "one",
    )  # fmt: skip


def test_files_have_addresses_that_say_how_new_they_are(
    staff: Any, line: PlanLine, client: Client, django_assert_max_num_queries: Any
) -> None:
    address = "/data/ocds/2026/releases.json"
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    found = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert found["uri"].endswith(address) and len(found["releases"]) == 1
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(address, headers={"If-Modified-Since": answer["Last-Modified"]}).status_code == 304
    assert client.head(address)["ETag"] == answer["ETag"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    linked = client.get(f"/data/ocds/releases/ocds-000000-{line.number}.json")
    assert json.loads(b"".join(linked.streaming_content))["releases"] == found["releases"]  # type: ignore[attr-defined]
    for missing in ("/data/ocds/2025/releases.json", "/data/360giving/2026.json", "/data/ocds/releases/ocds-1-x.json"):
        assert client.get(missing).status_code == 404, missing
    rows = list(csv.DictReader(io.StringIO(client.get("/data/social-order/2026/figures.csv").getvalue().decode())))
    assert rows[0]["number"] == line.number
    with django_assert_max_num_queries(8):
        page = client.get("/ru/social-order/open-data/")
    assert page.status_code == 200 and address.encode() in page.content and b"CC BY 4.0" in page.content


def test_a_stranger_who_takes_too_many_files_waits(line: PlanLine, client: Client) -> None:
    codes = [client.get("/data/social-order/2026/datapackage.json").status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
