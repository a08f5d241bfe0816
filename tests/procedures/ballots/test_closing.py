"""The whole way: key in parts, votes, hourly heads, count, publication, destruction; and what nobody can learn."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader
from tests.procedures.ballots.conftest import AFTER, DURING, NOON
from tests.procedures.ballots.test_casting import cast, envelopes
from tests.procedures.ballots.test_verifier import check

HOUR = timedelta(hours=1)


@pytest.fixture
def keyed(opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, list[str]]]:
    """An open vote and the parts of its key."""

    def make(voters: int = 6, **more: Any) -> tuple[Any, list[str]]:
        from ortaq.procedures.ballots.rules.trustees import fingerprint, split

        vote = opened(voters, **more)
        shares = split(vote.private, needed=2, shares=3)
        for trustee, share in zip(vote.election.trustees.all(), shares, strict=True):
            type(trustee).objects.filter(pk=trustee.pk).update(fingerprint=fingerprint(share))
        return vote, shares

    return make


def voted(vote: Any, *, hours: int = 3) -> dict[str, Any]:
    """Everybody votes, some twice, over some hours; what the voters chose last, by code."""
    from ortaq.procedures.ballots.actions.heads import make_head

    chosen = {}
    codes = [handed.code for handed in vote.codes]
    for hour in range(hours):
        for at, code in enumerate(codes[hour::hours]):
            number = str(at % 4 + 1)
            village = codes.index(code) % 2 == 0
            choices = {"region": {number: 1, "6": 1}} | ({"district": {number: 1}} if village else {})
            cast(code, choices, f"form {hour}", DURING + hour * HOUR)
            chosen[code] = choices
        make_head(election=vote.election, at=DURING + (hour + 1) * HOUR)
    again: dict[str, dict[str, int]] = {"region": {"5": 1}, "district": {}}
    cast(codes[0], again, "again", DURING + hours * HOUR)
    chosen[codes[0]] = again
    return chosen


def closed(vote: Any, shares: list[str]) -> Any:
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.closing import count_election

    actions.close_election(election=vote.election, at=AFTER)
    return count_election(election=vote.election, shares=shares[1:], at=AFTER + HOUR)


# --- the key ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_key_is_made_in_parts_and_only_its_public_half_is_kept(drafted: Callable[..., Any], hall: Any) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.ceremony import set_key
    from ortaq.procedures.ballots.rules.ceremony import begin
    from ortaq.procedures.ballots.rules.sealing import public_of
    from ortaq.procedures.ballots.rules.trustees import combined

    election = drafted()
    made = begin(needed=2, shares=3)
    assert public_of(combined(made.shares[:2])) == made.public_key
    by = hall["secretary"]
    with pytest.raises(Refused):
        set_key(election=election, public_key=made.public_key, fingerprints=made.fingerprints[:2], by=by, at=NOON)
    set_key(election=election, public_key=made.public_key, fingerprints=made.fingerprints, by=by, at=NOON)
    assert bytes(election.public_key) == made.public_key
    assert [each.fingerprint for each in election.trustees.all()] == list(made.fingerprints)
    event = election.events.order_by("-sequence")[0]
    assert (event.code, event.is_public, event.data["public_key"]) == ("make_key", True, made.public_key.hex())
    other = begin(needed=2, shares=3)
    with pytest.raises(Refused):
        set_key(election=election, public_key=other.public_key, fingerprints=other.fingerprints, by=by, at=NOON)
    actions.announce_election(election=election, by=by, at=NOON)
    assert bytes(election.public_key) == made.public_key


# --- heads -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_heads_grow_out_of_each_other_and_say_nothing_of_the_order(keyed: Callable[..., Any]) -> None:
    from ortaq.kernel.keys.queries import signing_key
    from ortaq.procedures.ballots.models import Commitment
    from ortaq.procedures.ballots.queries.counting import log_of, signed_heads
    from ortaq.procedures.ballots.rules.log import is_consistent, whole

    vote, _shares = keyed(7)
    voted(vote)
    heads = signed_heads(vote.election)
    log = log_of(vote.election)
    assert [each.head.size for each in heads] == [3, 5, 7]
    assert Commitment.objects.filter(head__isnull=True).count() == 1
    before = None
    for each in heads:
        signing_key().public_key().verify(each.signature, each.head.signed())
        assert whole(log[: each.head.size]).root() == each.head.root
        part = log[before.size if before else 0 : each.head.size]
        assert part == sorted(part)
        if before:
            assert is_consistent(before.size, before.root, each.head.size, each.head.root, each.proof)
        before = each.head


@pytest.mark.django_db
def test_a_long_log_needs_no_more_than_its_last_tile(keyed: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots.actions.heads import make_head
    from ortaq.procedures.ballots.models import Commitment
    from ortaq.procedures.ballots.queries.counting import log_of, signed_heads
    from ortaq.procedures.ballots.rules.log import whole

    vote, _shares = keyed(1)
    for hour, count in enumerate((300, 5, 0, 250, 600)):
        Commitment.objects.bulk_create(
            Commitment(value=hashlib.sha256(f"{hour} {n}".encode()).digest(), election=vote.election)
            for n in range(count)
        )
        head = make_head(election=vote.election, at=DURING + hour * HOUR)
        assert whole(log_of(vote.election)).root() == bytes(head.root)
    log = log_of(vote.election)
    last = signed_heads(vote.election)[-1]
    assert list(last.proof) == whole(log).consistency_proof(555)
    assert len(b"".join(bytes(each.tiles) for each in vote.election.heads.all())) == 32 * (1155 // 256)


@pytest.mark.django_db
def test_the_log_only_grows(keyed: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots.models import Commitment, Head

    vote, _shares = keyed()
    voted(vote)
    placed = Commitment.objects.filter(position__isnull=False)
    for change in (
        lambda: Head.objects.all().delete(),
        lambda: Head.objects.update(size=1),
        lambda: placed.delete(),
        lambda: placed.filter(position=0).update(position=77),
        lambda: placed.filter(position=0).update(value=bytes(32)),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db
def test_each_hour_every_vote_has_its_head_and_a_closed_one_a_last(keyed: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.heads import make_heads

    vote, _shares = keyed()
    assert make_heads(at=DURING) == 1
    assert make_heads(at=DURING + HOUR) == 1
    cast(vote.codes[1].code, {"region": {"1": 1}})
    actions.close_election(election=vote.election, at=AFTER)
    assert make_heads(at=AFTER + HOUR) == 1
    assert make_heads(at=AFTER + 2 * HOUR) == 0
    assert [head.size for head in vote.election.heads.all()] == [0, 0, 1]


# --- the count -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_voted_last_is_counted_published_and_fits(keyed: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots.models import Commitment, Paper, Published

    vote, shares = keyed(60)
    chosen = voted(vote)
    result = closed(vote, shares)
    vote.election.refresh_from_db()
    assert (vote.election.state, vote.election.counted_at) == ("counted", AFTER + HOUR)
    votes: Counter[str] = Counter()
    for choices in chosen.values():
        votes.update(choices["region"].keys())
    outcome = result.publication.outcomes["region"]
    assert dict(zip("123456", outcome.support.votes, strict=True)) == {n: votes[n] for n in "123456"}
    terms = bytes(vote.election.terms_hash).hex()
    assert check(result.publication.files, terms=terms).findings == []
    assert check(result.publication.files, terms="00").findings == [
        "The terms aren't those whose SHA-256 you gave: something that was announced was changed."
    ]
    changed = dict(result.publication.files)
    changed["terms.json"] = changed["terms.json"].replace(b'"suppress_below":50', b'"suppress_below":5')
    assert any("as they were announced" in finding for finding in check(changed).findings)
    stored = {each.name: bytes(each.content) for each in Published.objects.filter(election=vote.election)}
    assert {name for name in stored if not name.endswith((".pdf", ".zip"))} == set(result.publication.files)
    for language, won in (("kk", "жеңді"), ("ru", "победил")):
        pages = PdfReader(io.BytesIO(stored[f"protocol-{language}.pdf"])).pages
        text = "".join("".join(page.extract_text().split()) for page in pages)
        assert result.publication.hash in text, "the hash that everything is held against"
        assert text.count(won) >= len(outcome.winners), text
    assert Paper.objects.get(election=vote.election, key="region").result["winners"] == list(outcome.winners)
    assert Commitment.objects.filter(counted=True).count() == 60
    assert Commitment.objects.filter(counted=False).count() == 1
    manifest = json.loads(stored["manifest.json"])
    assert [each["brought"] for each in manifest["trustees"]] == [False, True, True]
    assert manifest["counts"] == {
        "roll": 60, "marked": {"online": 60}, "envelopes": {"online": 60}, "spoilt": 0, "spoilt_sheets": 0, "logged": 61,
    }  # fmt: skip
    event = vote.election.events.get(code="count")
    assert event.data["manifest_sha256"] == result.publication.hash


@pytest.mark.django_db
def test_a_vote_that_closed_got_its_last_head_and_was_opened_again_is_counted_whole(keyed: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.closing import count_election
    from ortaq.procedures.ballots.actions.heads import make_heads
    from ortaq.procedures.ballots.models import Head

    vote, shares = keyed(4)
    by, closes = vote.hall["secretary"], vote.election.closes_at
    cast(vote.codes[1].code, {"region": {"1": 1}})
    cast(vote.codes[3].code, {"region": {"1": 1}}, at=closes - HOUR)
    actions.keep_times(at=AFTER)
    assert make_heads(at=AFTER) == 1
    assert make_heads(at=AFTER + HOUR) == 0  # closed, and nothing waits
    actions.reopen_election(
        election=vote.election, outage_minutes=90, reason="Жарық сөнді", by=by, at=AFTER + HOUR, version=None
    )
    assert make_heads(at=AFTER + 2 * HOUR) == 1  # it is open: an hour without ballots has its head too
    cast(vote.codes[1].code, {"region": {"2": 1}}, "anew", AFTER + 2 * HOUR)
    again = closes + timedelta(hours=24, minutes=1)
    actions.keep_times(at=again)
    counted = count_election(election=vote.election, shares=shares[:2], at=again + HOUR)
    assert list(Head.objects.order_by("number").values_list("number", "size")) == [(1, 2), (2, 2), (3, 3)]
    assert check(counted.publication.files).findings == []
    assert counted.publication.outcomes["region"].support.votes[:2] == (1, 1)


@pytest.mark.django_db
def test_a_sheet_is_spoiled_as_a_whole_when_one_of_its_papers_breaks_the_rules(keyed: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots.actions import batches
    from ortaq.procedures.ballots.models import Place, Voter

    vote, shares = keyed(8)
    place, hall = Place.objects.get(election=vote.election), vote.hall
    for voter in Voter.objects.filter(election=vote.election, territory=hall.village):
        batches.hand_paper(voter=voter, place=place, by=hall["operator"], at=DURING)
    sheets = [
        {"region": {"1": 1}, "district": {"1": 1}},
        {"region": {str(number): 1 for number in range(1, 5)}, "district": {"1": 1}},  # one mark too many
        {"region": {"1": 1}, "district": {"5": 1, "6": 1}},  # dearer than the budget
        {"region": {}, "district": {"1": 1}},  # one mark too few
    ]
    batch = batches.open_batch(election=vote.election, place=place, sheets=len(sheets), by=hall["operator"], at=DURING)
    for person in ("operator", "second"):
        for sheet, choices in enumerate(sheets, 1):
            batches.read_sheet(batch=batch, sheet=sheet, choices=choices, spoiled=False, by=hall[person], at=DURING)
    assert batches.compare_batch(batch=batch, by=hall["operator"], at=DURING) == []
    act = batches.accept_batch(batch=batch, by=hall["secretary"], at=DURING)
    assert (act.sheets, act.valid, act.spoiled) == (4, 1, 3)
    result = closed(vote, shares)
    assert result.publication.outcomes["region"].support.votes[0] == 1
    assert result.publication.outcomes["district"].support.votes[0] == 1
    assert check(result.publication.files).findings == []


@pytest.mark.django_db
def test_screens_tablets_and_paper_are_counted_together(keyed: Callable[..., Any]) -> None:
    """Paper takes the place of a vote online; a spoilt sheet has no envelope; somebody keeps the paper; all of it fits."""
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions import batches
    from ortaq.procedures.ballots.models import Place, Voter
    from ortaq.procedures.ballots.queries.voting import holder_of, setup_of

    vote, shares = keyed(70)
    hall = vote.hall
    setup = setup_of(vote.election.pk)
    voters = list(Voter.objects.filter(election=vote.election).order_by("number"))
    villagers, townspeople = voters[::2], voters[1::2]
    for voter in townspeople:
        channel = "kiosk" if voter.number % 4 == 0 else "online"
        actions.cast_ballot(
            setup=setup, holder=holder_of(voter, channel), choices={"region": {"1": 1}}, form="f", at=DURING
        )
    online = villagers[0]
    actions.cast_ballot(
        setup=setup, holder=holder_of(online), choices={"region": {"5": 1}, "district": {}}, form="f", at=DURING
    )
    place = Place.objects.get(election=vote.election)
    for voter in villagers[:8]:
        batches.hand_paper(voter=voter, place=place, by=hall["operator"], at=DURING)
    batch = batches.open_batch(election=vote.election, place=place, sheets=7, by=hall["operator"], at=DURING)
    for person in ("operator", "second"):
        for sheet in range(1, 8):
            spoiled = sheet == 7
            choices = {} if spoiled else {"region": {"2": 1}, "district": {"1": 1}}
            batches.read_sheet(batch=batch, sheet=sheet, choices=choices, spoiled=spoiled, by=hall[person], at=DURING)
    batches.compare_batch(batch=batch, by=hall["operator"], at=DURING)
    batches.accept_batch(batch=batch, by=hall["secretary"], at=DURING)
    result = closed(vote, shares)
    counts = json.loads(result.publication.files["manifest.json"])["counts"]
    assert counts["envelopes"] == {"kiosk": 17, "online": 18, "paper": 6}
    assert counts["marked"] == {"kiosk": 17, "online": 18, "paper": 8}
    assert (counts["spoilt"], counts["spoilt_sheets"], counts["logged"]) == (0, 1, 42)
    assert result.smells == []
    assert check(result.publication.files).findings == []
    assert result.publication.outcomes["region"].support.votes[:5] == (35, 6, 0, 0, 0)
    assert result.publication.outcomes["district"].support.votes[0] == 6


@pytest.mark.django_db
def test_it_takes_enough_right_parts_and_a_closed_vote(keyed: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.closing import count_election
    from ortaq.procedures.ballots.rules.sealing import new_keys
    from ortaq.procedures.ballots.rules.trustees import BadShare, split

    vote, shares = keyed()
    voted(vote)
    with pytest.raises(Refused):
        count_election(election=vote.election, shares=shares, at=DURING)
    actions.close_election(election=vote.election, at=AFTER)
    with pytest.raises(BadShare):
        count_election(election=vote.election, shares=shares[:1], at=AFTER)
    with pytest.raises(Refused):
        count_election(election=vote.election, shares=split(new_keys()[0], needed=2, shares=3), at=AFTER)
    assert len(envelopes(vote.election)) == 6
    count_election(election=vote.election, shares=shares, at=AFTER)
    with pytest.raises(Refused):
        count_election(election=vote.election, shares=shares, at=AFTER)


@pytest.mark.django_db
def test_envelopes_that_were_tampered_with_are_not_counted_and_not_hidden(keyed: Callable[..., Any]) -> None:
    """Garbage, a ballot against its commitment, one against the paper: each is left out, and the check says so."""
    from ortaq.procedures.ballots.actions.destruction import box_role
    from ortaq.procedures.ballots.queries.voting import setup_of
    from ortaq.procedures.ballots.rules.choices import Cast, written
    from ortaq.procedures.ballots.rules.sealing import seal

    vote, shares = keyed()
    voted(vote)
    setup = setup_of(vote.election.pk)
    forged = [
        bytes(len(envelopes(vote.election)[0][1])),
        *(
            seal(
                setup.public_key, written(Cast(choices, bytes(16), "online")), election=setup.number,
                paper_hash=setup.papers_hash, size=setup.sealed_size,
            )
            for choices in ({"region": {"1": 1}}, {"region": {"1": 9}})
        ),
    ]  # fmt: skip
    with transaction.atomic(), box_role() as cursor:
        for sealed, (slot, _old, _commitment) in zip(forged, envelopes(vote.election), strict=False):
            cursor.execute("UPDATE ballot_box.envelope SET sealed = %s WHERE slot = %s", [sealed, slot])
    result = closed(vote, shares)
    assert json.loads(result.publication.files["manifest.json"])["counts"]["spoilt"] == 3
    assert [smell.sign for smell in result.smells] == ["marks"]
    findings = check(result.publication.files).findings
    assert any("3 envelopes couldn't be read" in finding for finding in findings)
    assert any("6 people voted by the roll, and there are 3 envelopes" in finding for finding in findings)


@pytest.mark.django_db
def test_what_smells_of_stuffing_is_told_and_every_ballot_is_counted(keyed: Callable[..., Any]) -> None:
    """Statistics are a reason to look, never a reason to leave a ballot out."""
    from ortaq.kernel.events.actions import record_event
    from ortaq.kernel.parties.rules import SYSTEM
    from ortaq.kernel.records.actions import lock_record
    from ortaq.procedures.ballots.models import Commitment, Election, Published
    from ortaq.procedures.ballots.queries.voting import GUESSED

    vote, shares = keyed()
    voted(vote)
    with transaction.atomic():
        record_event(record=lock_record(Election, vote.election.pk), code=GUESSED, by=SYSTEM, at=DURING)
    result = closed(vote, shares)
    assert [smell.sign for smell in result.smells] == ["guessing"]
    counts = json.loads(result.publication.files["manifest.json"])["counts"]
    assert (counts["envelopes"], counts["spoilt"]) == ({"online": 6}, 0)
    assert Commitment.objects.filter(counted=True).count() == 6
    told = bytes(Published.objects.get(election=vote.election, name="protocol-ru.pdf").content)
    words = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(told)).pages)
    assert "".join(result.smells[0].words.ru.split()) in words, "the protocol tells of it"


# --- what nobody can learn -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_open_votes_database_without_the_keys_says_nothing(keyed: Callable[..., Any]) -> None:
    """All envelopes have one size, no two are alike, and nothing in any table is a choice or a hash of one.

    Even with the papers and the commitment's recipe: the nonce is missing, so that no choice can be tried out.
    """
    from ortaq.procedures.ballots.queries.voting import setup_of
    from ortaq.procedures.ballots.rules.choices import canonical
    from ortaq.procedures.ballots.rules.receipts import commitment
    from ortaq.procedures.ballots.rules.sealing import OVERHEAD, Unopened, new_keys, opened

    vote, shares = keyed(12)
    chosen = voted(vote)
    setup = setup_of(vote.election.pk)
    box = envelopes(vote.election)
    assert {len(sealed) for _slot, sealed, _commitment in box} == {setup.sealed_size + OVERHEAD}
    assert len({sealed for _slot, sealed, _commitment in box}) == 12
    everything = whole_database()
    for choices in chosen.values():
        text = canonical(choices)
        assert text.hex() not in everything and text.decode() not in everything
        for nonce in (b"", bytes(16)):
            assert commitment(setup.number, setup.papers_hash, text, nonce).hex() not in everything
    assert vote.private.hex() not in everything
    for share in shares:
        assert " ".join(share.split()[3:8]) not in everything
    with pytest.raises(Unopened):
        opened(new_keys()[0], box[0][1], election=setup.number, paper_hash=setup.papers_hash)


def whole_database() -> str:
    """Every row of every table as text, hidden columns too; bytes in hexadecimal digits."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        tables = [name for (name,) in cursor.fetchall()]
    for table in tables:
        found += ["\t".join(row) for row in rows_of(table, "t::text, xmin::text, ctid::text")]
    return "\n".join(found)


def rows_of(table: str, columns: str) -> list[Any]:
    """All rows as they lie in the table, hidden columns and all, by whoever owns the database."""
    from ortaq.procedures.ballots.actions.destruction import box_role

    with transaction.atomic():
        if not table.startswith("ballot_box."):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {columns} FROM {table} t ORDER BY ctid")
                return cursor.fetchall()
        with box_role() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table} t ORDER BY ctid")
            return cursor.fetchall()


@pytest.mark.django_db
def test_while_a_vote_is_open_hidden_columns_pair_nothing_that_a_head_covers(keyed: Callable[..., Any]) -> None:
    """Neither the transaction that wrote a row nor its place ties roll, box and log together, from the next head on."""
    from ortaq.procedures.ballots.actions.box import slot_of
    from ortaq.procedures.ballots.actions.heads import make_head
    from ortaq.procedures.ballots.models import Voter

    vote, _shares = keyed(30)
    voted(vote, hours=1)
    make_head(election=vote.election, at=DURING + 5 * HOUR)
    roll = rows_of("ballots_voter", "xmin::text, id::text")
    everywhere = rows_of("ballot_box.envelope", "election, xmin::text, slot")
    box = [row for election, *row in everywhere if election == vote.election.pk]
    log = rows_of("ballots_commitment", "xmin::text, value, position")
    writers = {xmin for xmin, _ in roll}
    assert not writers & {xmin for xmin, _ in box}
    assert not writers & {xmin for xmin, *_ in log}
    assert len({xmin for xmin, _ in box}) == 2 == len({xmin for xmin, *_ in log})  # one for each head
    came = [slot_of(vote.election.number, voter.pk) for voter in Voter.objects.order_by("number")]
    assert [bytes(slot) for _, slot in box] != came
    assert sorted(bytes(slot) for _, slot in box) == sorted(came)


@pytest.fixture
def apart(transactional_db: None) -> None:
    """Real transactions, as on a server: what is written stays in the files until they are written anew."""


def test_after_the_count_nobody_can_join_voter_and_ballot(
    apart: None, keyed: Callable[..., Any], caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    """Tried with everything: keys, order, transactions, times, sizes, what the log wrote, old copies and the files."""
    from ortaq.kernel.keys.queries import link_key, link_path
    from ortaq.procedures.ballots.actions.box import slot_of
    from ortaq.procedures.ballots.models import Voter, VotingCode
    from ortaq.program.backup import _members

    caplog.set_level("DEBUG")
    vote, shares = keyed(60)
    quiet = vote.election.events.count()
    voted(vote)
    assert vote.election.events.count() == quiet, "an event tells when somebody voted"
    voters = list(Voter.objects.filter(election=vote.election).order_by("number"))
    slots = {slot_of(vote.election.number, voter.pk) for voter in voters}
    assert slots == {slot for slot, *_ in envelopes(vote.election)}
    key = link_key(vote.election.number)
    assert key is not None
    copy = whole_database()
    assert key.hex() not in copy
    assert link_path(vote.election.number) not in [
        path for _, path in _members(settings.VAR / "dump", settings.VAR, with_keys=True)
    ]
    codes = [handed.code for handed in vote.codes]
    for word in (*codes, *(str(voter.pk) for voter in voters), *(slot.hex() for slot in slots)):
        assert word not in caplog.text
    old_order = rows_of("ballots_voter", "number")
    before = files_of("ballots_voter") + files_of("ballot_box.envelope")
    assert all(voter.pk.bytes in before for voter in voters) and all(slot in before for slot in slots)
    result = closed(vote, shares)

    assert link_key(vote.election.number) is None
    assert vote.election.events.filter(code="destroy", is_public=True).count() == 1
    assert envelopes(vote.election) == []
    assert not VotingCode.objects.exists()
    roll = rows_of("ballots_voter", "xmin::text, id::text, number, octet_length(phone)")
    assert len({xmin for xmin, *_ in roll}) == 1
    assert {length for *_, length in roll} == {0}
    assert not {pk for _, pk, *_ in roll} & {str(voter.pk) for voter in voters}
    order = [number for _, _, number, _ in roll]
    assert sorted(order) == list(range(1, 61)) and order != sorted(order)
    assert order != [number for (number,) in old_order], "rows lie where they lay"
    assert len({xmin for (xmin,) in rows_of("ballots_commitment", "xmin::text")}) == 1

    whole = whole_database() + "".join(content.hex() for content in result.publication.files.values())
    for word in (*(str(voter.pk) for voter in voters), *(slot.hex() for slot in slots), key.hex(), vote.private.hex()):
        assert word not in whole
    raw = files_of("ballots_voter") + files_of("ballots_votingcode") + files_of("ballot_box.envelope")
    for voter in voters:
        assert voter.pk.bytes not in raw
    for slot in slots:
        assert slot not in raw

    table = result.publication.files["ballots-region.csv"].decode().splitlines()[1:]
    assert [row[:16] for row in table] == sorted(row[:16] for row in table)
    assert len({len(row.split(",")[0]) for row in table}) == 1
    assert not set("-:T") & set("".join(table)), "a date or an hour"


@pytest.mark.parametrize("elsewhere", [False, True], ids=["who reads here", "who writes in another database"])
def test_the_rewriting_waits_for_who_still_sees_the_old_rows(
    apart: None, keyed: Callable[..., Any], elsewhere: bool
) -> None:
    """A reader's snapshot would keep the dead rows of the roll alive in the new files; so would an old writer anywhere."""
    import psycopg

    from ortaq.procedures.ballots.models import Voter

    vote, shares = keyed(6)
    voted(vote, hours=1)
    old = list(Voter.objects.filter(election=vote.election).values_list("pk", flat=True))
    settings = connection.settings_dict
    address = {name: settings[key] for name, key in (("host", "HOST"), ("port", "PORT"), ("user", "USER"), ("password", "PASSWORD"), ("dbname", "NAME"))}  # fmt: skip
    if elsewhere:
        address["dbname"] = "postgres"
    with psycopg.connect(**{name: value for name, value in address.items() if value}) as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # Another table: no lock is waited for.
        asks = "SELECT pg_current_xact_id()" if elsewhere else "SELECT count(*) FROM django_migrations"
        assert other.execute(asks).fetchone()
        leaves = threading.Timer(1.5, other.rollback)
        leaves.start()
        closed(vote, shares)
        leaves.join()
    raw = files_of("ballots_voter")
    assert not [pk for pk in old if pk.bytes in raw]


def files_of(table: str) -> bytes:
    """The bytes of a table's files and of its indexes on the disk: dead rows are in them until they are written anew."""
    found = b""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_relation_filepath(c.oid) FROM pg_class c WHERE c.oid = %s::regclass OR c.oid IN "
            "(SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass)",
            [table, table],
        )
        for (path,) in cursor.fetchall():
            cursor.execute("SELECT pg_read_binary_file(%s)", [path])
            found += bytes(cursor.fetchone()[0])
    return found


def test_ballots_that_come_while_heads_are_made_are_in_the_log_once(apart: None, keyed: Callable[..., Any]) -> None:
    """Real connections at once: four voters' threads, some of them voting again, and one that makes heads."""
    from ortaq.procedures.ballots.actions.heads import make_head
    from ortaq.procedures.ballots.models import Commitment
    from ortaq.procedures.ballots.queries.counting import log_of, signed_heads
    from ortaq.procedures.ballots.rules.log import is_consistent, whole

    vote, _shares = keyed(40)
    codes = [handed.code for handed in vote.codes]
    receipts: list[bytes] = []
    done = threading.Event()

    def votes(part: list[str]) -> None:
        try:
            for turn in range(2):
                for at, code in enumerate(part):
                    choices = {"region": {str(turn + 1): 1}} | ({"district": {}} if codes.index(code) % 2 == 0 else {})
                    receipts.append(cast(code, choices, f"{turn} {at}").commitment)
        finally:
            connection.close()

    def signs() -> None:
        try:
            while not done.is_set():
                make_head(election=vote.election, at=DURING)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        signing = pool.submit(signs)
        casting = [pool.submit(votes, codes[start::4]) for start in range(4)]
        for each in casting:
            each.result()
        done.set()
        signing.result()
    make_head(election=vote.election, at=DURING)
    log, heads = log_of(vote.election), [each.head for each in signed_heads(vote.election)]
    assert sorted(log) == sorted(receipts) and len(set(log)) == 80
    assert not Commitment.objects.filter(head__isnull=True).exists()
    assert {held for _slot, _sealed, held in envelopes(vote.election)} <= set(log)
    assert len(envelopes(vote.election)) == 40
    for before, after, proof in zip(heads, heads[1:], signed_heads(vote.election)[1:], strict=False):
        if before.size:
            assert is_consistent(before.size, before.root, after.size, after.root, proof.proof)
    assert whole(log).root() == heads[-1].root


def test_a_closing_that_was_broken_off_is_finished_later(apart: None, keyed: Callable[..., Any]) -> None:
    from ortaq.kernel.keys.queries import link_key
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions import closing
    from ortaq.procedures.ballots.actions.destruction import destroy_all
    from ortaq.procedures.ballots.models import Voter

    vote, shares = keyed()
    voted(vote)
    actions.close_election(election=vote.election, at=AFTER)

    def dies(**_given: Any) -> None:
        raise KeyboardInterrupt

    whole = closing.destroy_ties
    closing.destroy_ties = dies
    try:
        with pytest.raises(KeyboardInterrupt):
            closing.count_election(election=vote.election, shares=shares, at=AFTER)
    finally:
        closing.destroy_ties = whole
    vote.election.refresh_from_db()
    assert vote.election.state == "counted"
    assert link_key(vote.election.number) is not None
    assert destroy_all(at=AFTER) == 1
    assert destroy_all(at=AFTER) == 0
    assert link_key(vote.election.number) is None
    assert Voter.objects.filter(voted=True).count() == 6


@pytest.mark.django_db
def test_an_annulled_vote_keeps_no_ties_either(keyed: Callable[..., Any]) -> None:
    from ortaq.kernel.keys.queries import link_key
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.destruction import destroy_all

    vote, _shares = keyed()
    voted(vote)
    actions.annul_election(election=vote.election, reason="Қате тізім", by=vote.hall["secretary"], at=DURING)
    assert len(envelopes(vote.election)) == 6
    assert destroy_all(at=DURING) == 1
    assert envelopes(vote.election) == []
    assert link_key(vote.election.number) is None
