"""OCDS: one release for each thing that happened; the field's own checker finds nothing; references and sums hold."""

import json
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocdsmerge import Merger

from ortaq.kernel.interchange.rules.publishing import DEMO, Party
from ortaq.kernel.interchange.rules.writing import encoded, package
from ortaq.systems.social_order.opendata.imports import judged
from ortaq.systems.social_order.opendata.rules import ocds
from ortaq.systems.social_order.opendata.rules.processes import Process, Revised, Topic

SCHEMA = (
    Path(__file__).resolve().parents[4]
    / "src/ortaq/systems/social_order/opendata/data/vendored/ocds/release-schema.json"
)


def parsed(pieces: Iterable[str]) -> Any:
    return json.loads("".join(pieces), parse_float=Decimal)


def wrong_references_and_sums(releases: list[dict[str, Any]]) -> list[str]:
    """What no schema checks: everybody named is a party, contracts rest on awards, no more is paid than agreed."""
    found = []
    for release in releases:
        told = release["ocid"]
        parties = {party["id"] for party in release["parties"]}
        tender, awards = release.get("tender", {}), release.get("awards", [])
        named = [release.get("buyer"), tender.get("procuringEntity"), *tender.get("tenderers", [])]
        named += [who for award in awards for who in award["suppliers"]]
        named += [who for bid in release.get("bids", {}).get("details", []) for who in bid["tenderers"]]
        bids = {bid["id"] for bid in release.get("bids", {}).get("details", [])}
        found += [f"{told}: {each['relatedBid']}" for each in awards if each.get("relatedBid", "") not in {*bids, ""}]
        for contract in release.get("contracts", []):
            if contract["awardID"] not in {award["id"] for award in awards}:
                found.append(f"{told}: {contract['awardID']} is no award")
            paid = Decimal(0)
            for each in contract.get("implementation", {}).get("transactions", []):
                named += [each["payer"], each["payee"]]
                back = each["payee"]["id"] == release["buyer"]["id"]
                paid += -each["value"]["amount"] if back else each["value"]["amount"]
            if paid > contract["value"]["amount"]:
                found.append(f"{told}: {paid} paid")
        found += [f"{told}: {who['id']} is no party" for who in named if who and who["id"] not in parties]
    return found


def records(synthetic: ModuleType, processes: Iterable[Process]) -> Any:
    around = ocds.package_of("https://ortaq.example/data/ocds/2026/records.json", synthetic.NOW, synthetic.PUBLISHER)
    rows = (
        ocds.record_of(ocds.releases(each, synthetic.PUBLISHER), "https://ortaq.example/data/ocds/releases/x.json")
        for each in processes
    )
    return parsed(package(around, "records", rows))


def topic(synthetic: ModuleType, **changes: Any) -> Topic:
    body = Party("department", "Department", "000000000001")
    found = Topic(
        "TP-2025-000001", "kk", "Consultations", "There are none", body, synthetic.NOW, "https://ortaq.example/r/TP",
        decided_at=synthetic.NOW + timedelta(days=1), accepted=True, reason="Needed",
    )  # fmt: skip
    return replace(found, **changes)


def test_the_fields_own_checker_finds_nothing_in_releases(
    synthetic: ModuleType, cove: Callable[[Any], dict[str, Any]]
) -> None:
    found = parsed(synthetic.written(synthetic.made_up(3)))
    for accepted in (True, False):
        each = topic(synthetic, accepted=accepted, number=f"TP-{accepted}", proposer=Party("ngo", "NGO"))
        found["releases"] += json.loads(encoded(ocds.topic_releases(each, synthetic.PUBLISHER)), parse_float=Decimal)
    assert len(found["releases"]) == 3 * 14 + 4
    assert cove(json.loads(json.dumps(found, default=float))) == {}


def test_the_fields_own_checker_finds_nothing_in_records_and_their_references_and_sums_hold(
    synthetic: ModuleType, cove: Callable[[Any], dict[str, Any]]
) -> None:
    found = records(synthetic, synthetic.made_up(3))
    assert cove(json.loads(json.dumps(found, default=float))) == {}
    assert wrong_references_and_sums([each["compiledRelease"] for each in found["records"]]) == []


def test_the_checker_would_see_a_wrong_code_and_a_wrong_field(
    synthetic: ModuleType, cove: Callable[[Any], dict[str, Any]]
) -> None:
    found = json.loads("".join(synthetic.written(synthetic.made_up(1))))
    found["releases"][1]["tender"]["status"] = "finished"
    found["releases"][2]["invented"] = 1
    assert set(cove(found)) == {"additional_closed_codelist_values", "all_additional_fields"}


def test_references_and_sums_are_really_checked(synthetic: ModuleType) -> None:
    found = records(synthetic, synthetic.made_up(1))["records"][0]["compiledRelease"]
    found["contracts"][0] |= {"awardID": "A9", "value": {"amount": Decimal(1)}}
    found["tender"]["tenderers"][0]["id"] = "nobody"
    assert len(wrong_references_and_sums([found])) == 3


def test_a_record_says_what_the_standards_own_merging_says(synthetic: ModuleType) -> None:
    told = json.loads(encoded(ocds.releases(next(synthetic.made_up(1)), synthetic.PUBLISHER)), parse_float=Decimal)
    merged = Merger(schema=str(SCHEMA)).create_compiled_release(told)
    assert json.loads(encoded(ocds.compiled(told)), parse_float=Decimal) == merged


def test_a_release_never_changes_when_more_happens(synthetic: ModuleType) -> None:
    whole = next(synthetic.made_up(1))
    contract = replace(whole.contracts[0], payments=(), papers=(), ended_at=None)
    earlier = ocds.releases(replace(whole, contracts=(contract,)), synthetic.PUBLISHER)
    later = {each["id"]: each for each in ocds.releases(whole, synthetic.PUBLISHER)}
    bare = [{key: part for key, part in each.items() if key != "parties"} for each in earlier]
    assert bare == [{key: part for key, part in later[each["id"]].items() if key != "parties"} for each in earlier]


def test_a_changed_line_and_a_lost_award_are_told_in_releases_of_their_own(
    synthetic: ModuleType, cove: Callable[[Any], dict[str, Any]]
) -> None:
    whole = next(synthetic.made_up(1))
    told = {each["id"]: each for each in ocds.releases(whole, synthetic.PUBLISHER)}
    assert whole.planned and whole.tender
    [won] = whole.awards
    at = won.at + timedelta(hours=1)
    later = replace(
        whole,
        planned=replace(whole.planned, changes=(Revised(2, whole.planned.approved_at + timedelta(days=1), "Fewer", Decimal(9)),)),
        tender=replace(whole.tender, reconsidered=((at, at + timedelta(days=1)),)),
        awards=(replace(won, cancelled_at=at), replace(won, at=at + timedelta(days=1), code="award-again", amount=Decimal(8))),
    )  # fmt: skip
    releases = ocds.releases(later, synthetic.PUBLISHER)
    again = {each["id"]: each for each in releases}
    assert {name: part for name, part in again.items() if name in told} == told
    new = {each["id"].removeprefix(f"{each['ocid']}-"): each for each in releases if each["id"] not in told}
    assert {code: each["tag"] for code, each in new.items()} == {
        "planning-2": ["planningUpdate"], "reopened-2": ["tenderUpdate"], "outcome-2": ["tenderUpdate"],
        f"award-{won.number}-cancelled": ["awardCancellation"], "award-again": ["award"],
    }  # fmt: skip
    compiled = ocds.compiled(releases)
    assert compiled["planning"]["budget"]["amount"]["amount"] == 9 and compiled["planning"]["budget"]["uri"]
    assert [(each["status"], each["value"]["amount"]) for each in compiled["awards"]] == [("active", 8)]
    package = parsed(synthetic.written([later]))
    assert cove(json.loads(json.dumps(package, default=float))) == {}


def test_releases_link_to_addresses_and_stand_in_order(synthetic: ModuleType) -> None:
    record = records(synthetic, synthetic.made_up(1))["records"][0]
    dates = [each["date"] for each in record["releases"]]
    assert dates == sorted(dates) and all(each.endswith("+05:00") for each in dates)
    assert all(each["url"].partition("#")[2].startswith(record["ocid"]) for each in record["releases"])


def test_made_up_data_says_so_in_its_identifier_and_titles(synthetic: ModuleType) -> None:
    told = ocds.releases(replace(next(synthetic.made_up(1)), is_demo=True), synthetic.PUBLISHER)
    assert {each["ocid"] for each in told} == {"ocds-000000-demo-CL-2026-000001"}
    assert told[1]["tender"]["title"].startswith(DEMO)


@pytest.mark.parametrize("text", ["999999999999.99", "9999999999999999.99", "0.01", "8900000"])
def test_amounts_keep_every_digit(text: str) -> None:
    assert encoded({"amount": Decimal(text)}) == f'{{"amount":{text}}}'


def test_memory_stays_flat_for_four_thousand_projects(synthetic: ModuleType) -> None:
    def fewer() -> Iterable[Process]:
        # One process again and again: making them up isn't what is measured.
        one = next(synthetic.made_up(1))
        return (replace(one, bids=(), contracts=(), awards=()) for _ in range(4_000))

    tracemalloc.start()
    count = sum(1 for _piece in synthetic.written(fewer()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 4_000 * 4 + 2
    assert peak < 1_000_000, f"{peak} bytes"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amount=st.decimals("0.01", "9999999999999.99", places=2, allow_nan=False, allow_infinity=False),
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip),
    size=st.integers(1, 300),
)
def test_importing_an_export_gives_the_same_data(synthetic: ModuleType, amount: Decimal, title: str, size: int) -> None:
    whole = next(synthetic.made_up(1))
    assert whole.tender
    contract = whole.contracts[0]
    first = replace(contract.versions[0], amount=amount)
    process = replace(
        whole,
        tender=replace(whole.tender, title=title),
        contracts=(replace(contract, versions=(first,), payments=contract.payments[:1]),),
    )
    content = "".join(synthetic.written([process])).encode()
    found = judged((content[at : at + size] for at in range(0, len(content), size)), "ocds")
    assert found.troubles == []
    [row] = found.rows
    assert (row.identifier, row.title, row.amount, row.currency) == (
        f"ocds-000000-{whole.number}",
        title,
        amount,
        "KZT",
    )
    assert row.paid == Decimal("500000.10") and [each.name for each in row.recipients] == ["Made-up NGO 1"]
    assert [each.id for each in row.funders] == ["KZ-BIN-000000000001"] and row.decided_on == whole.awards[0].at.date()
    assert found.publisher == "Made-up department"


def test_a_package_of_records_gives_the_same_as_one_of_releases(synthetic: ModuleType) -> None:
    whole = list(synthetic.made_up(3))
    by_releases = judged(["".join(synthetic.written(whole)).encode()], "ocds")
    content = encoded(records(synthetic, whole)).encode()
    by_records = judged([content[:100], content[100:]], "ocds")
    assert by_records.troubles == [] == by_releases.troubles and len(by_records.rows) == 3
    assert by_records.rows == by_releases.rows
    assert by_records.publisher == "Made-up department"


def test_a_record_may_hold_its_releases_whole_and_one_of_mere_addresses_is_refused(synthetic: ModuleType) -> None:
    [process] = synthetic.made_up(1)
    told = ocds.releases(process, synthetic.PUBLISHER)
    around = records(synthetic, [])
    held = encoded({**around, "records": [{"ocid": told[0]["ocid"], "releases": told}]})
    assert judged([held.encode()], "ocds").rows == judged(["".join(synthetic.written([process])).encode()], "ocds").rows
    links = [{"url": "https://ortaq.example/x.json", "date": told[0]["date"], "tag": ["planning"]}]
    named = encoded({**around, "records": [{"ocid": told[0]["ocid"], "releases": links}]})
    refused = judged([named.encode()], "ocds")
    assert refused.troubles and refused.rows == []
