"""How many ballots a second are cast over HTTP, and how long a voter waits for the receipt.

    python benchmarks/voting.py [--seconds 20] [--voters 4000] [--clients 16] [--processes 2]

A server of its own over a database of its own, durable as in production. The ways to the review page (code, ballot) are
made beforehand and aren't measured; each measured request casts one ballot. The clients share the machine with the
server. Goals, on two quiet cores: 100 ballots/s for 10 minutes (``--seconds 600 --voters 60000``), p95 below 300 ms,
no error; afterwards roll, box and log hold exactly what was acknowledged.
"""

import argparse
import http.client
import json
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
from pathlib import Path
from typing import Any

from measure import print_machine

ROOT = Path(__file__).resolve().parents[1]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    """Makes a vote, casts ballots for a while, prints what was reached."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seconds", type=int, default=20)
    reader.add_argument("--voters", type=int, default=4_000)
    reader.add_argument("--clients", type=int, default=16)
    reader.add_argument("--processes", type=int, default=2)
    chosen = reader.parse_args()
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

    def cast(self, holder: str, number: int) -> int:
        """One ballot; the status of the answer."""
        marks = [("p-q1", str(number % 40 + 1)), ("p-q1", str((number * 7 + 3) % 40 + 1)), ("p-q1", "40")]
        body = urllib.parse.urlencode(
            [("csrfmiddlewaretoken", self.token), ("form_key", f"key-{number}"), *sorted(set(marks))]
        )
        self.link.request("POST", "/kk/votes/cast/", body, {**FORM, "Cookie": f'csrf={self.csrf}; ballot="{holder}"'})
        answer = self.link.getresponse()
        answer.read()
        return answer.status


def _measure(chosen: Any, port: int, pk: int, holders: list[str]) -> None:
    clients = [_Client(port) for _ in range(chosen.clients)]
    end = time.monotonic() + 120
    while True:
        try:
            clients[0].prepare()
            break
        except OSError:
            assert time.monotonic() < end, "the server doesn't answer"
            clients[0] = _Client(port)
            time.sleep(0.2)
    for client in clients[1:]:
        client.prepare()
    waits: list[float] = []
    statuses: dict[int, int] = {}
    turn = iter(range(10**9))
    lock = threading.Lock()
    begun = time.perf_counter()

    def run(client: _Client) -> None:
        while time.perf_counter() - begun < chosen.seconds:
            with lock:
                number = next(turn)
            start = time.perf_counter()
            status = client.cast(holders[number % len(holders)], number)
            took = time.perf_counter() - start
            with lock:
                waits.append(took)
                statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    waits.sort()
    print(f"{len(waits):,} ballots in {whole:.1f} s: {len(waits) / whole:.0f} a second, answers {json.dumps(statuses)}")
    print(
        f"wait: median {statistics.median(waits) * 1000:.0f} ms, p95 {waits[int(len(waits) * 0.95)] * 1000:.0f} ms, "
        f"p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms"
    )
    _check(pk, statuses.get(302, 0), len(holders))


def _check(pk: int, acknowledged: int, voters: int) -> None:
    from ortaq.procedures.ballots.actions.box import envelopes_held
    from ortaq.procedures.ballots.models import Commitment, Election, Voter

    election = Election.objects.get(pk=pk)
    held = envelopes_held(election)
    marked = Voter.objects.filter(election=election, voted=True).count()
    logged = Commitment.objects.filter(election=election).count()
    right = held == marked == min(acknowledged, voters) and logged == acknowledged
    print(f"roll {marked:,}, box {held:,}, log {logged:,}: {'as acknowledged' if right else 'NOT AS ACKNOWLEDGED'}")
    if not right:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
