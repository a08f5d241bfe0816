"""A hall: a thousand people behind one address vote within two minutes, while somebody there tries out codes.

    python benchmarks/hall.py [--people 1000] [--seconds 120] [--think 2] [--bots 8] [--processes 2]

A real server over a database of its own, durable as in production. Everybody has a printed code and comes at their own
moment, evenly spread over the time less what the last one needs; each goes the whole way (page of codes, code, ballot,
review, casting, receipt) over a connection of their own and looks at every page for ``--think`` seconds. All come from
one address, and so do the bots: each sends one wrong code after the other, as fast as it is answered. The hall comes
twice, first without bots. Clients share the machine with the server.

Goals: everybody has a receipt when the time is over, nobody with a right was refused, each ballot is stored once; a page
takes p95 below 300 ms with bots too, and no bot comes in.
"""

import argparse
import http.client
import random
import re
import statistics
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from votes import Vote, check_stored, hosted, open_vote

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
GOAL = 0.3
EARLY = 16
CHANCE = random.SystemRandom()


def main() -> None:
    """Makes a vote for two halls, lets them come, prints what they met."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=1000)
    reader.add_argument("--seconds", type=float, default=120)
    reader.add_argument("--think", type=float, default=2, help="seconds that one looks at each page")
    reader.add_argument("--bots", type=int, default=8, help="connections that try out codes")
    reader.add_argument("--processes", type=int, default=2, help="of the web server")
    chosen = reader.parse_args()
    with hosted("hall", chosen.processes, lambda: open_vote(2 * chosen.people + EARLY, with_codes=True)) as (
        port,
        vote,
    ):
        _until_it_answers(port)
        codes = CHANCE.sample(vote.codes, len(vote.codes))
        people, early = codes[: 2 * chosen.people], codes[2 * chosen.people :]
        first = _early(port, early)
        halls = [
            _hall(chosen, port, people[: chosen.people], 0),
            _hall(chosen, port, people[chosen.people :], chosen.bots),
        ]
        _check(vote, halls, first)


@dataclass
class _Told:
    """What one hall met: seconds that pages took, by step; answers that weren't what the step expects; commitments."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    acknowledged: set[str] = field(default_factory=set)
    last: float = 0.0
    bots: Counter[int] = field(default_factory=Counter)


class _Browser:
    """One phone: a connection that is kept, and cookies."""

    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, data: list[tuple[str, str]] | None = None) -> tuple[int, str]:
        """Status and page."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "text/html",
        }
        body = urllib.parse.urlencode(data) if data is not None else None
        self.link.request(
            "POST" if body is not None else "GET", path, body, headers | (FORM if body is not None else {})
        )
        answer = self.link.getresponse()
        page = answer.read().decode()
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, page

    @staticmethod
    def hidden(page: str, path: str) -> list[tuple[str, str]]:
        """What the form that is sent to *path* holds unseen: its token, its key, the marks under review."""
        page = page.partition(f'action="{path}"')[2].partition("</form>")[0] or page
        return [
            (name[1], value[1])
            for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
            if (name := re.search(r'name="([^"]*)"', tag)) and (value := re.search(r'value="([^"]*)"', tag))
        ]


def _early(port: int, codes: list[str]) -> set[str]:
    """A few who come before the hall, so that the server has loaded what it loads at first use; they aren't measured."""
    told, lock, found = _Told(), threading.Lock(), set()
    early = [
        threading.Thread(target=lambda code=code: found.add(_votes(_Browser(port), code, 0, told, lock)))  # type: ignore[misc]
        for code in codes
    ]
    for thread in early:
        thread.start()
    for thread in early:
        thread.join()
    return found


def _until_it_answers(port: int) -> None:
    end = time.monotonic() + 120
    while True:
        try:
            _Browser(port).ask("/kk/votes/enter/")
            return
        except OSError:
            assert time.monotonic() < end, "the server doesn't answer"
            time.sleep(0.2)


def _hall(chosen: Any, port: int, codes: list[str], bots: int) -> _Told:
    told, lock, over = _Told(), threading.Lock(), threading.Event()
    begun = time.perf_counter()
    coming = max(1.0, chosen.seconds - 6 * chosen.think - 5)

    def person(place: int) -> None:
        time.sleep(max(0.0, begun + coming * place / len(codes) - time.perf_counter()))
        commitment = _votes(_Browser(port), codes[place], chosen.think, told, lock)
        with lock:
            if commitment:
                told.acknowledged.add(commitment)
            told.last = max(told.last, time.perf_counter() - begun)

    def bot() -> None:
        browser = _Browser(port)
        form = browser.hidden(browser.ask("/kk/votes/enter/")[1], "/kk/votes/enter/")
        while not over.is_set():
            wrong = "".join(CHANCE.choices(SIGNS, k=12))
            status, _page = browser.ask("/kk/votes/enter/", [*form, ("code", wrong)])
            with lock:
                told.bots[status] += 1

    guessing = [threading.Thread(target=bot) for _ in range(bots)]
    people = [threading.Thread(target=person, args=(place,)) for place in range(len(codes))]
    for thread in (*guessing, *people):
        thread.start()
    for thread in people:
        thread.join()
    whole = time.perf_counter() - begun
    over.set()
    for thread in guessing:
        thread.join()
    _report(told, len(codes), bots, whole)
    return told


def _votes(browser: _Browser, code: str, think: float, told: _Told, lock: Any) -> str:
    """The whole way of one person: the commitment on the receipt, "" where it ended before."""

    def step(name: str, expected: int, path: str, data: list[tuple[str, str]] | None = None) -> str | None:
        start = time.perf_counter()
        try:
            status, page = browser.ask(path, data)
            answer = str(status)
        except (OSError, http.client.HTTPException) as error:
            answer, page = type(error).__name__, ""
            browser.link.close()
        with lock:
            told.waits.setdefault(name, []).append(time.perf_counter() - start)
            if answer != str(expected):
                told.refused[f"{name} {answer}"] += 1
                return None
        time.sleep(think * CHANCE.uniform(0.5, 1.5))
        return page

    page = step("page of codes", 200, "/kk/votes/enter/")
    if (
        page is None
        or step("code", 302, "/kk/votes/enter/", [*browser.hidden(page, "/kk/votes/enter/"), ("code", code)]) is None
    ):
        return ""
    page = step("ballot", 200, "/kk/votes/ballot/")
    marks = [("p-q1", str(number)) for number in CHANCE.sample(range(1, 41), 3)]
    if page is None:
        return ""
    page = step("review", 200, "/kk/votes/ballot/", [*browser.hidden(page, "/kk/votes/ballot/"), *marks])
    if page is None or step("casting", 302, "/kk/votes/cast/", browser.hidden(page, "/kk/votes/cast/")) is None:
        return ""
    page = step("receipt", 200, "/kk/votes/receipt/")
    found = re.search(r"\b[0-9a-f]{64}\b", page or "")
    return found[0] if found else ""


def _report(told: _Told, people: int, bots: int, whole: float) -> None:
    print(f"\n{people:,} people, {bots} connections that try out codes")
    for name, waits in told.waits.items():
        print(f"  {name:>13}: {_cuts(waits)}")
    print(f"  {'every page':>13}: {_cuts(_all(told))}")
    print(
        f"  receipts {len(told.acknowledged):,}, the last after {told.last:.1f} s; refused {dict(told.refused) or 'nobody'}"
    )
    if bots:
        tried = sum(told.bots.values())
        print(f"  codes tried out {tried:,}, {tried / whole:.0f} a second; answers {dict(told.bots)}")


def _all(told: _Told) -> list[float]:
    return [wait for waits in told.waits.values() for wait in waits]


def _cuts(waits: list[float]) -> str:
    cuts = [each * 1000 for each in statistics.quantiles(waits, n=100)]
    return f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, longest {max(waits) * 1000:.0f} ms"


def _check(vote: Vote, halls: list[_Told], first: set[str]) -> None:
    acknowledged = first.union(*(hall.acknowledged for hall in halls))
    refused = sum(sum(hall.refused.values()) for hall in halls)
    check_stored(vote.election.pk, acknowledged=acknowledged, broken=refused, once=True, answered=len(acknowledged))
    came_in = sum(times for hall in halls for status, times in hall.bots.items() if status == 302)
    p95 = max(statistics.quantiles(_all(hall), n=100)[94] for hall in halls)
    missed = [
        words
        for words, is_so in (
            ("somebody has no receipt", len(acknowledged) < len(vote.codes)),
            ("somebody with a right was refused", bool(refused)),
            ("a bot came in", bool(came_in)),
            (f"p95 {p95 * 1000:.0f} ms", p95 > GOAL),
        )
        if is_so
    ]
    print(f"goals: {'; '.join(missed) if missed else 'all met'}")


if __name__ == "__main__":
    main()
