"""A vote under fire: a thousand double submits over all channels, a server and a database killed while people vote."""

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

_HERE = Path(__file__).resolve()


def _fixtures(name: str, path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_votes = _fixtures("vote_fixtures", _HERE.parents[1] / "procedures" / "ballots" / "conftest.py")
_server = _fixtures("whole_server", _HERE.with_name("test_whole_server.py"))
hall, drafted, opened, links, nothing_kept = (
    _votes.hall, _votes.drafted, _votes.opened, _votes.links, _votes.nothing_kept,
)  # fmt: skip
place, Citizen = _server.place, _server.Citizen
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
            if turn == 17 and place_of % 5 == 0:
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
    on_paper = [voter for place_of, voter in enumerate(voters) if place_of % 5 == 0]
    assert Voter.objects.filter(election=vote.election, channel="paper").count() == len(on_paper)
    assert Voter.objects.filter(election=vote.election, voted=True).count() == VOTERS
    assert envelopes_held(vote.election) == VOTERS - len(on_paper)
    logged = {bytes(value) for value in Commitment.objects.values_list("value", flat=True)}
    assert set().union(*acknowledged) <= logged
    with connection.cursor() as cursor:
        cursor.execute("SELECT commitment FROM ballot_box.envelope WHERE election = %s", [vote.election.pk])
        held = {bytes(row[0]) for row in cursor.fetchall()}
    for place_of in range(VOTERS):
        assert len(held & acknowledged[place_of]) == (0 if place_of % 5 == 0 else 1)


SEED = """
import django, json, sys
django.setup()
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
                              opens_at=at + timedelta(hours=1), closes_at=at + timedelta(days=9))
election = actions.draft_election(body_id=body.pk, terms=terms, by=by, at=at)
options = [actions.OptionTerms(number=n, title_kk=f"Ж{n}", title_ru=f"П{n}", cost=n) for n in range(1, 9)]
actions.put_paper(election=election, by=by, at=at, terms=actions.PaperTerms(
    key="q1", title_kk="А", title_ru="А", budget=9, rule=RULES["greedy-skip"], options=options))
name_trustees(election=election, trustees=[("А", "А"), ("Б", "Б")], by=by, at=at)
actions.announce_election(election=election, by=by, at=at)
Election.objects.filter(pk=election.pk).update(public_key=new_keys()[1])
territory = Territory.objects.first()
count = int(sys.argv[1])
actions.load_roll(election=election, rows=[actions.RollRow(territory.pk)] * count, by=by, at=at)
codes = [each.code for each in actions.print_codes(election=election, by=by, at=at)]
actions.open_election(election=election, at=at + timedelta(hours=1))
print(json.dumps({"number": election.number, "pk": election.pk, "codes": codes}))
"""


def seeded(place: Any, count: int) -> dict[str, Any]:
    """An open vote in the place's own database, with so many printed codes."""
    text = SEED.replace("opens_at=at + timedelta(hours=1)", "opens_at=at + timedelta(seconds=1)").replace(
        "at=at + timedelta(hours=1))", "at=at + timedelta(seconds=1))"
    )
    done = subprocess.run(
        [sys.executable, "-c", text, str(count)],
        env={**place.environment, "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
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
    if place.server is None or place.server.poll() is not None:
        place.start()
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
