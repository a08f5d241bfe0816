"""How long a voter waits for the receipt while ballots are cast over HTTP at a steady rate.

    python benchmarks/voting.py [--rate 120] [--seconds 20 | --minutes 10] [--voters N] [--clients 32] [--processes 2]

A server of its own over a database of its own, durable as in production. The ways to the review page (code, ballot) are
made beforehand and aren't measured; each measured request casts one ballot. Ballots fall due by the clock, whether or
not earlier ones are answered (open loop), and a wait counts from the moment the ballot was due: a server that falls
behind can't hide it. ``--rate 0``: as fast as the clients can. Without ``--voters`` everybody votes once; with fewer, people vote
again. The clients share the machine with the server.

Goals, on two quiet cores, with ``--minutes 10``: 100 ballots/s, p95 below 300 ms, no error; afterwards roll, box and log hold
exactly what was acknowledged, ballot by ballot.
"""

import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

from measure import print_machine

ROOT = Path(__file__).resolve().parents[1]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    """Makes a vote, casts ballots for a while, prints what was reached."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rate", type=float, default=120, help="ballots due in a second; 0: as many as can be")
    reader.add_argument("--seconds", type=float, default=20)
    reader.add_argument("--minutes", type=float, default=None, help="instead of --seconds")
    reader.add_argument("--voters", type=int, default=None, help="on the roll; by default as many as ballots fall due")
    reader.add_argument("--clients", type=int, default=32, help="connections")
    reader.add_argument("--processes", type=int, default=2, help="of the web server")
    chosen = reader.parse_args()
    if chosen.minutes is not None:
        chosen.seconds = chosen.minutes * 60
    if chosen.voters is None:
        chosen.voters = int(chosen.rate * chosen.seconds) or 4_000
    sys.path.insert(0, str(ROOT / "src"))
    from ortaq.program import postgres, web

    var = Path(tempfile.mkdtemp(prefix="ortaq-voting-"))
    var.chmod(0o711)
    os.environ |= {"ORTAQ_VAR": str(var), "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"}
    server: subprocess.Popen[bytes] | None = None
    try:
        with postgres.running(var, "benchmarks/voting.py") as url:
            os.environ["DATABASE_URL"] = url
            pk, holders = _vote(chosen.voters)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            server = subprocess.Popen(
                web.command("127.0.0.1", port, chosen.processes), env=web.environment(dict(os.environ)),
                stdout=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            _measure(chosen, port, pk, holders)
    finally:
        if server is not None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()
        postgres.stop(var)
        shutil.rmtree(var, ignore_errors=True)


def _vote(voters: int) -> tuple[int, list[str]]:
    """An open vote of 40 projects; a signed cookie for each voter, as the code's page gives it."""
    import django

    django.setup()
    from datetime import timedelta

    from django.core.management import call_command
    from django.http import HttpResponse
    from django.utils import timezone

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.kernel.parties.queries import actor_of
    from ortaq.portal.imports import load_region
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.ceremony import set_key
    from ortaq.procedures.ballots.actions.papers import name_trustees
    from ortaq.procedures.ballots.queries.voting import holder_of
    from ortaq.procedures.ballots.rules.catalogue import RULES
    from ortaq.procedures.ballots.rules.ceremony import begin

    print_machine()
    call_command("migrate", verbosity=0)
    load_region("zhambyl")
    body, territory = Organisation.objects.get(slug="internal-policy"), Territory.objects.get(slug="taraz")
    user = User.objects.create_user("organiser@example.test")
    assign_role(user_id=user.pk, organisation_id=body.pk, role="secretary", first_day=timezone.localdate())
    by, at = actor_of(user), timezone.now()
    opens = at + timedelta(seconds=1)
    terms = actions.ElectionTerms(
        title_kk="А",
        title_ru="А",
        who_kk="А",
        who_ru="А",
        trustees_needed=2,
        opens_at=opens,
        closes_at=at + timedelta(days=9),
    )
    election = actions.draft_election(body_id=body.pk, terms=terms, by=by, at=at)
    options = [
        actions.OptionTerms(number=number, title_kk=f"Жоба {number}", title_ru=f"Проект {number}", cost=number * 10**6)
        for number in range(1, 41)
    ]
    paper = actions.PaperTerms(
        key="q1", title_kk="А", title_ru="А", budget=10**8, rule=RULES["greedy-skip"], options=options
    )
    actions.put_paper(election=election, terms=paper, by=by, at=at)
    name_trustees(election=election, trustees=[("А", "А"), ("Б", "Б")], by=by, at=at)
    actions.announce_election(election=election, by=by, at=at)
    ceremony = begin(needed=2, shares=2)
    set_key(election=election, public_key=ceremony.public_key, fingerprints=ceremony.fingerprints, by=by, at=at)
    actions.load_roll(election=election, rows=[actions.RollRow(territory.pk)] * voters, by=by, at=at)
    actions.open_election(election=election, at=opens)
    cookies = []
    for voter in election.roll.order_by("?"):
        answer = HttpResponse()
        answer.set_signed_cookie("ballot", holder_of(voter).token(), salt="ballots.ballot")
        cookies.append(answer.cookies["ballot"].value)
    return election.pk, cookies


class _Client:
    """One connection that is kept, as a phone's is; casts for one voter after the other."""

    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.csrf = ""

    def prepare(self) -> None:
        """A token against forgery, from the page of codes."""
        self.link.request("GET", "/kk/votes/enter/")
        answer = self.link.getresponse()
        page = answer.read().decode()
        found = re.search(r"csrf=([^;]+)", answer.headers["Set-Cookie"] or "")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found and token
        self.csrf, self.token = found[1], token[1]

    def cast(self, holder: str, number: int) -> tuple[int, str]:
        """One ballot: the status of the answer, and the commitment on the receipt."""
        marks = [("p-q1", str(number % 40 + 1)), ("p-q1", str((number * 7 + 3) % 40 + 1)), ("p-q1", "40")]
        body = urllib.parse.urlencode(
            [("csrfmiddlewaretoken", self.token), ("form_key", f"key-{number}"), *sorted(set(marks))]
        )
        self.link.request("POST", "/kk/votes/cast/", body, {**FORM, "Cookie": f'csrf={self.csrf}; ballot="{holder}"'})
        answer = self.link.getresponse()
        answer.read()
        kept = re.search(r"receipt=\"?\d+\.([0-9a-f]{64})\.", " ".join(answer.headers.get_all("Set-Cookie") or ()))
        return answer.status, kept[1] if kept else ""


class _Told:
    """What the clients saw: waits in seconds, answers by status, the commitments that were acknowledged."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.answers: Counter[str] = Counter()
        self.acknowledged: set[str] = set()
        self.late = 0.0
        self._lock = threading.Lock()

    def add(self, wait: float, late: float, answer: str, commitment: str) -> None:
        with self._lock:
            self.waits.append(wait)
            self.late = max(self.late, late)
            self.answers[answer] += 1
            if commitment:
                self.acknowledged.add(commitment)


def _ready(port: int, clients: int) -> list[_Client]:
    end = time.monotonic() + 120
    while True:
        try:
            _Client(port).prepare()
            break
        except OSError:
            assert time.monotonic() < end, "the server doesn't answer"
            time.sleep(0.2)
    found = [_Client(port) for _ in range(clients)]
    for client in found:
        client.prepare()
    return found


def _measure(chosen: Any, port: int, pk: int, holders: list[str]) -> None:
    clients = _ready(port, chosen.clients)
    told = _Told()
    turn = count()
    most = round(chosen.rate * chosen.seconds) if chosen.rate else None
    begun = time.perf_counter()

    def run(client: _Client) -> None:
        while True:
            number = next(turn)  # one step of the interpreter: no two clients get the same
            if most is None:
                due = time.perf_counter()
                if due - begun >= chosen.seconds:
                    return
            else:
                if number >= most:
                    return
                due = begun + number / chosen.rate
                time.sleep(max(0.0, due - time.perf_counter()))
            start = time.perf_counter()
            try:
                status, commitment = client.cast(holders[number % len(holders)], number)
                answer = str(status)
            except (OSError, http.client.HTTPException) as error:
                answer, commitment = type(error).__name__, ""
                client.link.close()
            told.add(time.perf_counter() - due, start - due, answer, commitment)

    together = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    _report(chosen, told, time.perf_counter() - begun)
    _check(pk, told, len(holders))


def _report(chosen: Any, told: _Told, whole: float) -> None:
    cuts = [each * 1000 for each in statistics.quantiles(told.waits, n=100)]
    cast = sum(told.answers.values())
    errors = cast - told.answers["302"]
    print(f"asked for {chosen.rate:g} ballots a second for {chosen.seconds:g} s, {chosen.clients} connections")
    print(
        f"{cast:,} ballots in {whole:.1f} s: {cast / whole:.1f} a second; answers {dict(told.answers)}, {errors} errors"
    )
    print(
        f"wait since due: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, "
        f"longest {max(told.waits) * 1000:.0f} ms; sent {told.late * 1000:.0f} ms late at most"
    )


def _check(pk: int, told: _Told, voters: int) -> None:
    """Acknowledged = stored, ballot by ballot. Of a connection that broke nobody knows whether it was stored."""
    from django.db import transaction

    from ortaq.procedures.ballots.actions.destruction import box_role
    from ortaq.procedures.ballots.models import Commitment, Voter

    with transaction.atomic(), box_role() as cursor:
        cursor.execute("SELECT encode(commitment, 'hex') FROM ballot_box.envelope WHERE election = %s", [pk])
        held = [row[0] for row in cursor.fetchall()]
    marked = Voter.objects.filter(election=pk, voted=True).count()
    logged = {bytes(value).hex() for value in Commitment.objects.filter(election=pk).values_list("value", flat=True)}
    broken = sum(times for answer, times in told.answers.items() if not answer.isdigit())
    missing = len(told.acknowledged - logged)
    unknown = len(logged - told.acknowledged)
    once = sum(told.answers.values()) <= voters
    lost = len(told.acknowledged - set(held)) if once else 0
    right = (
        missing == 0
        and lost == 0
        and unknown <= broken
        and len(held) == len(set(held)) == marked
        and len(told.acknowledged) == told.answers["302"]
    )
    print(
        f"acknowledged {len(told.acknowledged):,}; roll {marked:,}, box {len(held):,}, log {len(logged):,}; "
        f"acknowledged and not stored {max(missing, lost)}, stored and not acknowledged {unknown}: "
        f"{'as acknowledged' if right else 'NOT AS ACKNOWLEDGED'}"
    )
    if not right:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
