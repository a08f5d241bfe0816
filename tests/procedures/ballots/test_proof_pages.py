"""Pages for observers: is my ballot there, what can be kept, the files, counting again in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.procedures.ballots.conftest import DURING
from tests.procedures.ballots.published_votes import HONEST, ballot_dropped
from tests.procedures.ballots.test_casting import cast
from tests.procedures.ballots.test_closing import closed, keyed, voted
from tests.procedures.ballots.test_verifier import check

__all__ = ["keyed"]

REGION = {"region": {"1": 1}}


def ask(vote: Any, receipt: str) -> str:
    answer = Client().get(f"/en/votes/{vote.election.number}/proof/", {"receipt": receipt})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content.decode()


@pytest.mark.django_db
def test_a_receipt_waits_stands_in_the_log_and_is_counted_or_replaced(keyed: Callable[..., Any]) -> None:
    from ortaq.kernel.events.rules import root_from_proof
    from ortaq.procedures.ballots.actions.heads import make_head
    from ortaq.procedures.ballots.queries.proof import all_heads, find_receipt
    from ortaq.procedures.ballots.rules.receipts import code

    vote, shares = keyed(60)
    first = cast(vote.codes[1].code, REGION, "one")
    assert "lies in the box" in ask(vote, first.code) and "next head" in ask(vote, first.code)
    make_head(election=vote.election, at=DURING)
    assert "stands in the log" in ask(vote, first.code.lower())
    found = find_receipt(vote.election, first.code, all_heads(vote.election))
    assert found is not None and found.last is not None
    root = root_from_proof(found.position, found.last.head.size, found.commitment, found.proof)
    assert root == found.last.head.root
    second = cast(vote.codes[1].code, {"region": {"2": 1}}, "two")
    assert "isn't there" in ask(vote, code(bytes(32)))
    assert "isn&#x27;t a receipt of ours" in ask(vote, "<script>")
    voted(vote)
    closed(vote, shares)
    assert "was replaced" in ask(vote, first.code)
    assert "was replaced" in ask(vote, second.code), "voted() votes for everybody again"


@pytest.mark.django_db
def test_a_receipt_of_a_long_log_is_found_with_few_questions(
    keyed: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    import hashlib

    from ortaq.kernel.events.rules import root_from_proof
    from ortaq.procedures.ballots.actions.heads import make_head
    from ortaq.procedures.ballots.models import Commitment
    from ortaq.procedures.ballots.queries.proof import all_heads, find_receipt
    from ortaq.procedures.ballots.rules.receipts import code

    vote, _shares = keyed(1)
    values = [hashlib.sha256(str(n).encode()).digest() for n in range(900)]
    for part in (values[:300], values[300:]):
        Commitment.objects.bulk_create(Commitment(value=value, election=vote.election) for value in part)
        make_head(election=vote.election, at=DURING)
    for value in values[::50]:
        with django_assert_max_num_queries(4):
            found = find_receipt(vote.election, code(value), all_heads(vote.election))
        assert found is not None and found.last is not None and found.commitment == value
        assert root_from_proof(found.position, 900, value, found.proof) == found.last.head.root
    with django_assert_max_num_queries(8):
        assert "Entry" in ask(vote, code(values[7]))


@pytest.mark.django_db
def test_heads_are_kept_as_files_that_the_verifier_reads(keyed: Callable[..., Any], tmp_path: Path) -> None:
    vote, shares = keyed(60)
    voted(vote)
    client = Client()
    base = f"/kk/votes/{vote.election.number}/proof"
    kept = tmp_path / "head.json"
    answer = client.get(f"{base}/heads/2.json")
    kept.write_bytes(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert len(client.get(f"{base}/heads.json").json()) == 3
    assert client.get(f"{base}/heads/99.json").status_code == 404
    result = closed(vote, shares)
    key = json.loads(result.publication.files["manifest.json"])["signing_key"]
    assert key in client.get(f"{base}/").content.decode()
    assert check(result.publication.files, head=[str(kept)], key=key).findings == []


@pytest.mark.django_db
def test_files_are_given_whole_and_nothing_before_the_count(
    keyed: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    from ortaq.procedures.ballots.models import Published

    vote, shares = keyed(60)
    voted(vote)
    client = Client()
    base = f"/ru/votes/{vote.election.number}/proof"
    with django_assert_max_num_queries(8):
        before = client.get(f"{base}/")
    assert "ballots-region.csv" not in before.content.decode()
    assert client.get(f"{base}/files/manifest.json").status_code == 404
    result = closed(vote, shares)
    with django_assert_max_num_queries(8):
        after = client.get(f"{base}/").content.decode()
    assert len(after) < 100_000
    assert result.publication.hash in after
    for each in Published.objects.filter(election=vote.election):
        answer = client.get(f"{base}/files/{each.name}")
        assert answer.content == bytes(each.content)
        assert each.name in after and each.sha256 in after
    assert b"def main" in client.get(f"{base}/files/verify_election.py").content
    assert client.get(f"{base}/files/..%2fmanage").status_code == 404


@pytest.mark.django_db
def test_a_draft_has_no_page_of_proof(drafted: Callable[..., Any]) -> None:
    election = drafted()
    for path in ("", "check/", "heads.json", "heads/1.json", "files/manifest.json"):
        assert Client().get(f"/kk/votes/{election.number}/proof/{path}").status_code == 404


# --- in the browser --------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_observers_pages_are_for_everybody(
    transactional_db: None, keyed: Callable[..., Any], new_page: Any, assert_accessible: Any
) -> None:
    vote, shares = keyed(60)
    first = cast(vote.codes[1].code, REGION, "one")
    voted(vote)
    closed(vote, shares)
    number = vote.election.number
    for width, language in ((360, "kk"), (1280, "ru"), (360, "en")):
        page = new_page(width=width)
        for path in (f"proof/?receipt={first.code}", "proof/?receipt=abc", "proof/check/"):
            page.goto(f"/{language}/votes/{number}/{path}")
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.close()
    page = new_page(width=360, javascript=False)
    page.goto(f"/ru/votes/{number}/proof/")
    page.fill("#receipt", first.code)
    with page.expect_navigation():
        page.click("main form button")
    assert "заменён" in page.inner_text("main")


@pytest.mark.browser
def test_the_browser_counts_again_and_says_what_is_wrong(
    transactional_db: None, keyed: Callable[..., Any], new_page: Any, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    from ortaq.procedures.ballots.rules.receipts import code

    vote, shares = keyed(60)
    voted(vote)
    result = closed(vote, shares)
    entry = bytes.fromhex(result.publication.files["counted.txt"].split()[3].decode())
    page = new_page(width=360)
    page.goto(f"/ru/votes/{vote.election.number}/proof/check/")
    page.fill("#receipt", code(entry))
    page.click("[data-here]")
    expect(page.locator("[data-verdict]")).to_have_text("Всё сходится", timeout=60_000)
    facts = page.inner_text("[data-facts]")
    assert result.publication.hash in facts
    assert "60" in facts and "61" in facts
    for winner in result.publication.outcomes["region"].winners:
        assert winner in facts
    assert page.locator("[data-findings] li").count() == 0

    files = dict(HONEST)
    ballot_dropped(files)
    folder = tmp_path / "vote"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    page.set_input_files("[data-own]", [str(each) for each in folder.iterdir()])
    expect(page.locator("[data-verdict]")).to_have_text("Что-то не сходится", timeout=60_000)
    assert "159" in page.inner_text("[data-findings]")
