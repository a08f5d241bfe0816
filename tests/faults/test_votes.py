"""A vote under fire: a thousand double submits over all channels; server, database and worker killed; a hall beside a bot."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from ortaq.program import postgres

from .place import Citizen

_HERE = Path(__file__).resolve()


def _fixtures(name: str, path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_votes = _fixtures("vote_fixtures", _HERE.parents[1] / "procedures" / "ballots" / "conftest.py")
hall, drafted, opened, links, nothing_kept = (
    _votes.hall, _votes.drafted, _votes.opened, _votes.links, _votes.nothing_kept,
)  # fmt: skip
pytestmark = pytest.mark.xdist_group("whole server")


VOTERS, TIMES = 25, 40
"""So many voters send so many ballots each, all at once: a thousand."""


@pytest.mark.django_db(transaction=True)
def test_a_thousand_double_submits_over_all_channels_leave_one_ballot_for_each_voter(
    opened: Callable[..., Any],
) -> None:
    from dataclasses import replace

    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.batches import hand_paper
    from ortaq.procedures.ballots.actions.box import envelopes_held
    from ortaq.procedures.ballots.models import Commitment, Place, Voter
    from ortaq.procedures.ballots.queries.voting import holder_of, setup_of

    vote = opened(voters=VOTERS)
    setup = setup_of(vote.election.pk)
    assert setup is not None
    voters = list(Voter.objects.filter(election=vote.election).order_by("number"))
    where = Place.objects.get(election=vote.election)
    by = vote.hall["operator"]
    acknowledged: list[set[bytes]] = [set() for _ in voters]
    trouble: list[Exception] = []

    def one(job: int) -> None:
        place_of, turn = job % VOTERS, job // VOTERS
        voter = voters[place_of]
        try:
            if turn == 17 and place_of % 4 == 0:
                hand_paper(voter=voter, place=where, by=by, at=_votes.DURING)
                return
            choices = {
                sheet.key: {} if sheet.key == "district" else {str(turn // 2 % 6 + 1): 1}
                for sheet in setup.papers_of(voter.territory_id)
            }
            holder = replace(holder_of(voter), channel="kiosk" if turn % 3 == 0 else "online")
            form = f"form-{turn // 2}"  # every form is sent twice
            receipt = actions.cast_ballot(setup=setup, holder=holder, choices=choices, form=form, at=_votes.DURING)
            acknowledged[place_of].add(receipt.commitment)
        except Refused:
            pass
        except Exception as error:  # told below, with all others
            trouble.append(error)

    def run(jobs: list[int]) -> None:
        try:
            for job in jobs:
                one(job)
        finally:
            connection.close()

    threads = 20
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, [list(range(start, VOTERS * TIMES, threads)) for start in range(threads)]))
    assert not trouble, trouble[:3]
    on_paper = [voter for place_of, voter in enumerate(voters) if place_of % 4 == 0]
    assert Voter.objects.filter(election=vote.election, channel="paper").count() == len(on_paper)
    assert Voter.objects.filter(election=vote.election, voted=True).count() == VOTERS
    assert envelopes_held(vote.election) == VOTERS - len(on_paper)
    logged = {bytes(value) for value in Commitment.objects.values_list("value", flat=True)}
    assert set().union(*acknowledged) <= logged
    with connection.cursor() as cursor:
        cursor.execute("SELECT commitment FROM ballot_box.envelope WHERE election = %s", [vote.election.pk])
        held = {bytes(row[0]) for row in cursor.fetchall()}
    for place_of in range(VOTERS):
        assert len(held & acknowledged[place_of]) == (0 if place_of % 4 == 0 else 1)


SEED = """
from datetime import timedelta
from django.utils import timezone
from ortaq.kernel.accounts.models import User
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.queries import actor_of
from ortaq.procedures.ballots import actions
from ortaq.procedures.ballots.actions.papers import name_trustees
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.rules.catalogue import RULES
from ortaq.procedures.ballots.rules.sealing import new_keys
body = Organisation.objects.filter(kind="state_body").first()
user = User.objects.filter(email="secretary@example.test").first() or User.objects.create_user("secretary@example.test")
assign_role(user_id=user.pk, organisation_id=body.pk, role="secretary", first_day=timezone.localdate())
by, at = actor_of(user), timezone.now()
terms = actions.ElectionTerms(title_kk="А", title_ru="А", who_kk="А", who_ru="А", trustees_needed=2,
                              opens_at=at + timedelta(seconds=1), closes_at=at + timedelta(days=9))
election = actions.draft_election(body_id=body.pk, terms=terms, by=by, at=at)
options = [actions.OptionTerms(number=n, title_kk=f"Ж{n}", title_ru=f"П{n}", cost=n) for n in range(1, 9)]
actions.put_paper(election=election, by=by, at=at, terms=actions.PaperTerms(
    key="q1", title_kk="А", title_ru="А", budget=9, rule=RULES["greedy-skip"], options=options))
name_trustees(election=election, trustees=[("А", "А"), ("Б", "Б")], by=by, at=at)
actions.announce_election(election=election, by=by, at=at)
Election.objects.filter(pk=election.pk).update(public_key=new_keys()[1])
territory = Territory.objects.first()
actions.load_roll(election=election, rows=[actions.RollRow(territory.pk)] * count, by=by, at=at)
codes = [each.code for each in actions.print_codes(election=election, by=by, at=at)]
actions.open_election(election=election, at=at + timedelta(seconds=1))
answer = {"number": election.number, "pk": election.pk, "codes": codes}
"""


def seeded(place: Any, count: int) -> dict[str, Any]:
    """An open vote in the place's own database, with so many printed codes."""
    found: dict[str, Any] = place.does(SEED, count=count)
    time.sleep(1.1)
    return found


class Voter:
    """A browser that votes: up to the form that casts, then that form, as often as it takes."""

    def __init__(self, place: Any, number: int, code: str) -> None:
        self.citizen = Citizen(place, 2000 + number)
        self.code = code
        self.form: dict[str, str] = {}

    def marks(self) -> None:
        """Code, ballot, review."""
        status, page, _ = self.citizen.form("/kk/votes/enter/", {"code": self.code})
        assert status == 302, page
        _, page, _ = self.citizen.ask("/kk/votes/ballot/")
        status, page, _ = self.citizen.ask("/kk/votes/ballot/", self.citizen.hidden(page) | {"p-q1": "3"})
        assert status == 200, page
        key = re.search(r'name="form_key" value="([^"]+)"', page)
        assert key
        self.form = self.citizen.hidden(page) | {"p-q1": "3", "form_key": key[1]}

    def casts(self) -> int:
        """Sends the ballot: the status, 0 when the connection broke."""
        try:
            return int(self.citizen.ask("/kk/votes/cast/", self.form)[0])
        except OSError:
            return 0

    def commitment(self) -> str:
        """What the receipt says."""
        status, page, _ = self.citizen.ask("/kk/votes/receipt/")
        found = re.search(r"\b[0-9a-f]{64}\b", page)
        assert status == 200 and found, page
        return found[0]


def box(place: Any, pk: int) -> list[str]:
    """The commitments in the box."""
    with psycopg.connect(place.url) as link:
        rows = link.execute("SELECT encode(commitment, 'hex') FROM ballot_box.envelope WHERE election = %s", [pk])
        return [row[0] for row in rows]


def stormed(voters: list[Voter], kill: Callable[[], None]) -> dict[int, int]:
    """All cast at once; after the first are acknowledged, *kill* is called. What each was answered."""
    outcome: dict[int, int] = {}

    def send(n: int) -> None:
        outcome[n] = voters[n].casts()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(len(voters))]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 60
    while sum(status == 302 for status in outcome.values()) < 4 and time.monotonic() < end:
        time.sleep(0.002)
    kill()
    for thread in threads:
        thread.join(60)
    return outcome


@pytest.fixture
def crowd(place: Any) -> Iterator[tuple[Any, dict[str, Any], list[Voter]]]:
    vote = seeded(place, 24)
    place.up()
    voters = [Voter(place, n, code) for n, code in enumerate(vote["codes"])]
    for voter in voters:
        voter.marks()
    yield place, vote, voters


def all_there(place: Any, vote: dict[str, Any], voters: list[Voter], outcome: dict[int, int]) -> None:
    """What was acknowledged lies in the box once; who saw the connection break sends again and finds the receipt."""
    acknowledged = {n for n, status in outcome.items() if status == 302}
    assert acknowledged and len(outcome) == len(voters), outcome
    held = box(place, vote["pk"])
    assert len(held) == len(set(held))
    shown = {voters[n].commitment() for n in acknowledged}
    assert shown <= set(held) and len(shown) == len(acknowledged)
    for n in set(range(len(voters))) - acknowledged:
        assert voters[n].casts() == 302
        shown.add(voters[n].commitment())
    held = box(place, vote["pk"])
    assert set(held) == shown and len(held) == len(voters)
    with psycopg.connect(place.url) as link:
        marked = link.execute("SELECT count(*) FROM ballots_voter WHERE election_id = %s AND voted", [vote["pk"]])
        assert marked.fetchone() == (len(voters),)


def test_acknowledged_ballots_outlive_a_killed_server(crowd: Any) -> None:
    place, vote, voters = crowd
    outcome = stormed(voters, place.kill)
    place.start()
    all_there(place, vote, voters, outcome)


def test_acknowledged_ballots_outlive_a_killed_database(crowd: Any) -> None:
    place, vote, voters = crowd
    pid = int((place.var / "postgres" / "postmaster.pid").read_text().split()[0])
    outcome = stormed(voters, lambda: os.kill(pid, signal.SIGKILL))
    end = time.monotonic() + 60
    while True:
        try:
            postgres.start(place.var)
            break
        except postgres.DatabaseTrouble:
            assert time.monotonic() < end
            time.sleep(0.5)
    while voters[0].citizen.ask("/healthz")[0] != 200:
        assert time.monotonic() < end + 60, "not healed"
        time.sleep(0.2)
    assert not set(outcome.values()) - {302, 503, 500, 0}, outcome
    all_there(place, vote, voters, outcome)


def test_a_hall_behind_one_address_votes_while_a_bot_there_tries_out_codes(place: Any) -> None:
    """Sixty people and a bot share an address: everybody with a right has a receipt, the bot has answers that cost no query."""
    vote = seeded(place, 60)
    place.up()
    hall = Citizen(place, 7000)
    voters = [Voter(place, n, code) for n, code in enumerate(vote["codes"])]
    for voter in voters:
        voter.citizen._address = hall._address
    over = threading.Event()
    answers: list[int] = []
    shown: dict[int, str] = {}

    def bot(number: int) -> None:
        browser = Citizen(place, 7000)
        while not over.is_set():
            guess = f"{number}{len(answers):011}"
            answers.append(browser.form("/kk/votes/enter/", {"code": guess})[0])

    def person(n: int) -> None:
        voters[n].marks()
        assert voters[n].casts() == 302
        shown[n] = voters[n].commitment()

    with psycopg.connect(place.url) as link:
        before = link.execute("SELECT count(*) FROM limits_allowance").fetchone()
    bots = [threading.Thread(target=bot, args=(number,)) for number in range(4)]
    for each in bots:
        each.start()
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(person, range(len(voters))))
    over.set()
    for each in bots:
        each.join()
    assert len(answers) >= 4 and set(answers) == {422}, (
        "no bot comes in, and none is answered otherwise than who mistypes"
    )
    held = box(place, vote["pk"])
    assert len(held) == 60 and set(held) == set(shown.values())
    with psycopg.connect(place.url) as link:
        assert link.execute("SELECT count(*) FROM limits_allowance").fetchone() == before, (
            "a wrong code is written down"
        )


# --- the worker ------------------------------------------------------------------------------------------------------

DEFER = """
from uuid import uuid4
from ortaq.kernel.notices.tasks import send_text_messages
from ortaq.procedures.ballots.tasks import ballots_heads
send_text_messages.defer()
for _ in range(times):
    ballots_heads.configure(queueing_lock=str(uuid4())).defer(timestamp=0)
"""
TELL = """
from datetime import timedelta
from django.utils import timezone
from ortaq.procedures.ballots.actions.telling import tell_all
noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
answer = tell_all(at=noon)
"""


class Worker:
    """The background worker of a place; text messages go into a file."""

    def __init__(self, place: Any) -> None:
        self.place = place
        self.texts = place.texts
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, texts: bool = True) -> None:
        """Starts it; *texts*: does the installation send text messages?"""
        environment = {**self.place.environment, "ORTAQ_SMS_URL": self.place.sms if texts else ""}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ortaq.program", "worker"], env=environment, stdout=self.place.log,
            stderr=self.place.log, start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        """`kill -9` of it and whatever it started."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def sent(self) -> list[tuple[str, str]]:
        """Number and message id of every text message that left."""
        if not self.texts.exists():
            return []
        lines = [json.loads(line) for line in self.texts.read_text("utf-8").splitlines()]
        return [(line["to"], line["id"]) for line in lines]

    def asks(self, question: str, *values: Any) -> Any:
        """The first column of the first row."""
        with psycopg.connect(self.place.url) as link:
            row = link.execute(question, values).fetchone()
            assert row is not None
            return row[0]

    def until(self, question: str, *values: Any, seconds: float = 120) -> None:
        """Waits until a question is answered with yes."""
        end = time.monotonic() + seconds
        while not self.asks(question, *values):
            assert time.monotonic() < end, question
            time.sleep(0.05)


@pytest.fixture
def worker(place: Any) -> Iterator[Worker]:
    made = Worker(place)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


def test_a_killed_worker_loses_no_ballot_no_head_and_no_word(crowd: Any, worker: Worker) -> None:
    """`kill -9` while heads are made and while voters are told: the log goes on, everybody is told, under one message id.

    A text message that was just handed over may come twice, with the same id, by which a gateway knows it (decision 0011).
    """
    from ortaq.procedures.ballots.rules.log import whole

    place, vote, voters = crowd
    pk = vote["pk"]
    with psycopg.connect(place.url) as link:
        link.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")  # of other tests here
    place.does(PHONES, pk=pk)
    waits = "SELECT NOT EXISTS (SELECT FROM ballots_commitment WHERE election_id = %s AND head_id IS NULL)"
    heads = "SELECT count(*) FROM ballots_head WHERE election_id = %s"
    outcome: dict[int, int] = {}
    for round_ in range(3):
        some = range(8 * round_, 8 * round_ + 8)
        place.does(DEFER, times=40)
        worker.start(texts=False)  # by day it would tell people meanwhile
        made = worker.asks(heads, pk)
        worker.until(f"SELECT ({heads}) > %s", pk, made)
        outcome |= {8 * round_ + n: status for n, status in stormed([voters[n] for n in some], worker.kill).items()}
    assert set(outcome.values()) == {302}, "nobody who votes waits for the worker"
    all_there(place, vote, voters, outcome)

    assert place.does(TELL) == len(voters)
    worker.start()
    end = time.monotonic() + 120
    while len(worker.sent()) < 3 and time.monotonic() < end:
        time.sleep(0.001)
    worker.kill()
    assert place.does(TELL) == 0, "nobody is told a second time"
    before = worker.asks(heads, pk)
    with psycopg.connect(place.url) as link:  # five minutes later
        link.execute("UPDATE notices_textmessage SET next_try_at = now() WHERE state = 'sending'")
    place.does(DEFER, times=1)
    worker.start()
    worker.until(
        "SELECT NOT EXISTS (SELECT FROM notices_textmessage WHERE state <> 'sent' AND purpose = %s)", f"vote-{pk}"
    )
    worker.until(f"SELECT ({heads}) > %s", pk, before)
    worker.until(waits, pk)
    told = worker.sent()
    assert {number for number, _ in told} == {f"+7700100{n:04}" for n in range(1, len(voters) + 1)}
    assert len(set(told)) == len(voters), "each under one id"
    assert len(told) <= len(voters) + 2, "at most what was in hand comes again: two tasks send text messages"
    with psycopg.connect(place.url) as link:
        rows = link.execute(
            "SELECT value, position FROM ballots_commitment WHERE election_id = %s ORDER BY position", [pk]
        ).fetchall()
        signed = link.execute(
            "SELECT size, root FROM ballots_head WHERE election_id = %s ORDER BY number", [pk]
        ).fetchall()
    log = [bytes(value) for value, _ in rows]
    assert [position for _, position in rows] == list(range(len(voters)))
    assert all(whole(log[:size]).root() == bytes(root) for size, root in signed)
    assert {value.hex() for value in log} == set(box(place, pk))


PHONES = """
from ortaq.procedures.ballots.models import Voter
for voter in Voter.objects.filter(election=pk):
    voter.phone = f"+7700100{voter.number:04}"
    voter.save(update_fields=["phone"])
"""
