"""No word of a private talk leaves its two sides: every address of the program is asked, and the whole database is read."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.db import connection
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils.translation import override
from tests.systems.fairs.conftest import NOON

from ortaq.kernel.parties.actions import assign_role
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.models import Delivery, Memorandum, Need, Pledge, PledgeLine
from ortaq.systems.fairs.queries.memoranda import drafted_terms
from ortaq.systems.fairs.rules.sponsoring import Promise

SEALED = {
    name: f"құпиясөз{name}"
    for name in ("conditions", "changed", "talk", "answer", "declined", "withdrawn", "asked", "refused", "recalled")
}
"""What is encrypted: nobody reads it in the database either."""
BETWEEN = {name: f"екеуарасөз{name}" for name in ("draft", "note", "dispute", "received")}
"""What the two sides alone are shown."""
CANARIES = SEALED | BETWEEN
OTHERS = (
    "ballots",
    "budget",
    "competitions",
    "opendata",
    "publication",
    "reception",
    "social_order",
    "surveys",
    "open311",
)
ROLES = (
    "customer",
    "head",
    "coordinator",
    "auditor",
    "secretary",
    "registrar",
    "executor",
    "operator",
    "moderator",
    "statistician",
)


def everywhere() -> dict[str, Any]:
    """Every address of the program by its name."""

    def walk(found: Any, space: str) -> dict[str, Any]:
        named: dict[str, Any] = {}
        for pattern in found:
            if isinstance(pattern, URLResolver):
                named |= walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            else:
                named[space + pattern.name] = pattern
        return named

    return walk(get_resolver().url_patterns, "")


def paths(numbers: list[str], slugs: list[str], ids: list[int]) -> list[str]:
    """Every address, filled with all that we have which fits."""
    found: set[str] = set()
    for name, pattern in everywhere().items():
        parts = pattern.pattern.converters or dict.fromkeys(pattern.pattern.regex.groupindex)
        if parts and name.partition(":")[0] in OTHERS:
            continue  # they find records of their own kinds; their lists are asked
        for number in numbers if "number" in parts else [""]:
            for slug in slugs if "slug" in parts else [""]:
                given = {"number": number, "slug": slug, "year": "2026"}
                rest = {
                    part: ids[-1] if type(converter).__name__ == "IntConverter" else "nowhere"
                    for part, converter in parts.items()
                    if part not in given
                }
                try:
                    found.add(reverse(name, kwargs={part: given.get(part, rest.get(part)) for part in parts}))
                except NoReverseMatch:
                    continue
    asked = [f"/kk/search/?q={word}" for word in CANARIES.values()]
    return sorted(found) + asked + [f"/documents/{each}/" for each in documents()]


def documents() -> list[str]:
    """The papers of memoranda."""
    from ortaq.kernel.documents.models import Document

    return [str(each) for each in Document.objects.values_list("uuid", flat=True)]


def said(answer: Any) -> str:
    """All of an answer, its address and its headers too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "ignore") + str(dict(answer.headers))


def told(text: str, words: dict[str, str]) -> set[str]:
    """Which of *words* are in it, as they are or as JSON and addresses write them."""
    return {
        name
        for name, word in words.items()
        if word in text or word.encode("unicode_escape").decode() in text or quote(word) in text
    }


@pytest.fixture
def talked(
    ground: Any, shown: Any, offered: Any, in_force: Any, paper: Any, signed_in: Any, frozen: Any
) -> list[Pledge]:
    """Talks in every state: a request that was refused, offers that wait, were declined, withdrawn, a draft that was sent
    and recalled, a memorandum in force with gifts that are noted, disputed, confirmed."""
    frozen(NOON)
    project = shown()
    ngo, sponsor = ground["ngo"], ground["sponsor"]
    promise = [Promise(Need.objects.get(project=project, kind="hours").pk, Decimal(2), date(2026, 7, 1))]

    def made(by: str = "sponsor") -> Pledge:
        pledge = offered(project, hours="2", by=by)
        actions.change_offer(
            pledge=pledge,
            offer=actions.Offer(promise, f"{SEALED['conditions']} {SEALED['changed']}"),
            by=ground[by],
            at=NOON,
        )
        for who, word in ((by, "talk"), ("ngo", "answer")):  # by the form, with all that it keeps
            page = f"/kk/fairs/pledges/{pledge.number}/messages/"
            assert signed_in(who).post(page, {"talk-text": SEALED[word]}).status_code == 302
        return pledge

    asked = actions.request_talks(project=project, sponsor=ground.other_firm, text=SEALED["asked"], by=ngo, at=NOON)
    actions.decline_talks(request=asked, reason=SEALED["refused"], by=ground["sponsor_two"], at=NOON)
    waits, declined, withdrawn, drafted = made(), made(), made(), made()
    actions.decline_offer(pledge=declined, reason=SEALED["declined"], by=ngo, at=NOON)
    actions.withdraw_offer(pledge=withdrawn, reason=SEALED["withdrawn"], by=sponsor, at=NOON)
    actions.accept_offer(pledge=drafted, by=ngo, at=NOON)
    terms = drafted_terms(drafted)
    draft = actions.draw_up_memorandum(
        pledge=drafted, terms=replace(terms, subject_kk=BETWEEN["draft"]), by=ngo, at=NOON
    )
    actions.send_memorandum(memorandum=draft, by=sponsor, at=NOON)
    actions.recall_memorandum(memorandum=draft, reason=SEALED["recalled"], by=ngo, at=NOON)
    signed = in_force(project, money="90000")
    page = f"/kk/fairs/pledges/{signed.pledge.number}/messages/"
    assert signed_in("sponsor").post(page, {"talk-text": SEALED["talk"]}).status_code == 302
    line = PledgeLine.objects.get(pledge=signed.pledge)
    for _gift in range(2):
        actions.report_delivery(
            memorandum=signed, line=line, amount=Decimal(100), given_on=NOON.date(), by=sponsor, at=NOON, note=BETWEEN["note"],
            paper=paper,
        )  # fmt: skip
    first, second = Delivery.objects.filter(memorandum=signed)
    actions.dispute_delivery(delivery=first, answer=BETWEEN["dispute"], by=ngo, at=NOON)
    actions.confirm_delivery(delivery=second, proof=paper, answer=BETWEEN["received"], by=ngo, at=NOON)
    return [waits, declined, withdrawn, drafted, signed.pledge]


def test_no_address_of_the_program_tells_anybody_else_a_word_of_a_talk(
    ground: Any, talked: list[Pledge], signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guest, a citizen, and somebody who holds every office and represents another NGO and another business."""
    for role in ROLES:
        for body in (ground.body, ground.other_body):
            assign_role(
                user_id=ground.people["neighbour"].pk, organisation_id=body.pk, role=role, first_day=NOON.date()
            )
    assign_role(
        user_id=ground.people["neighbour"].pk,
        organisation_id=ground.other_ngo.pk,
        role="representative",
        first_day=NOON.date(),
    )
    first = talked[0]
    memoranda = list(Memorandum.objects.order_by("pk"))
    asked = first.project.talk_requests.get()
    numbers = [*(each.number for each in (first, *talked[3:], *memoranda, asked, first.project))]
    slugs = [ground.firm.slug, ground.ngo.slug]
    with override("kk"):
        everything = paths(numbers, slugs, [each.pk for each in Delivery.objects.all()])
    opened: dict[str | None, int] = {}
    for who in (None, "neighbour"):
        client = signed_in(who)
        client.raise_request_exception = False
        for path in everything:
            answer = client.get(path)
            assert answer.status_code < 500, (who, path)
            text = said(answer)
            opened[who] = opened.get(who, 0) + (answer.status_code == 200)
            found = told(text, CANARIES)
            typed = {name for name, word in CANARIES.items() if word in path}
            assert found <= typed, (who, path, found)
    assert opened[None] > 60 and opened["neighbour"] > 100, opened

    inside = [*(f"/kk/fairs/pledges/{each.number}/" for each in talked), f"/kk/fairs/requests/{asked.number}/"]
    inside += [f"/kk/fairs/memoranda/{each.number}/own/" for each in memoranda]
    mine = told("".join(said(signed_in("ngo").get(path)) for path in inside), CANARIES)
    assert mine == set(CANARIES), "the side that it is for reads all of it"


def test_neither_the_database_nor_a_letter_nor_the_log_of_the_program_has_it_in_clear(
    ground: Any, talked: list[Pledge], caplog: pytest.LogCaptureFixture
) -> None:
    from ortaq.kernel.notices.actions import send_next
    from ortaq.kernel.notices.channels import Channels

    with caplog.at_level(logging.DEBUG), Channels() as channels:
        while send_next(channels=channels, at=NOON):
            pass
    assert len(mail.outbox) >= 5
    letters = "".join(f"{each.subject}{each.body}{each.alternatives}" for each in mail.outbox)
    assert not told(letters, CANARIES) and not told(caplog.text, CANARIES)
    readable: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {connection.ops.quote_name(table)} AS t"
            )
            (text,) = cursor.fetchone()
            raw = {name: word.encode().hex() for name, word in CANARIES.items()}
            for name in told(text, CANARIES) | told(text, raw):
                readable.setdefault(name, set()).add(table)
    assert not set(readable) & set(SEALED), readable
    assert readable == {
        "draft": {"fairs_memorandumversion"},
        "note": {"fairs_delivery"},
        "dispute": {"fairs_delivery"},
        "received": {"fairs_delivery"},
    }
