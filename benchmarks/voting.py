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
import re
import statistics
import threading
import time
import urllib.parse
from collections import Counter
from itertools import count
from typing import Any

from votes import check_stored, hosted, open_vote

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
    with hosted("voting", chosen.processes, lambda: _holders(chosen.voters)) as (port, (pk, holders)):
        _measure(chosen, port, pk, holders)


def _holders(voters: int) -> tuple[int, list[str]]:
    """An open vote; a signed cookie for each voter, as the code's page gives it."""
    election = open_vote(voters, with_codes=False).election  # makes Django ready for what is named below

    from django.http import HttpResponse

    from ortaq.procedures.ballots.queries.voting import holder_of

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
    check_stored(
        pk,
        acknowledged=told.acknowledged,
        broken=sum(times for answer, times in told.answers.items() if not answer.isdigit()),
        once=sum(told.answers.values()) <= len(holders),
        answered=told.answers["302"],
    )


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


if __name__ == "__main__":
    main()
