#!/usr/bin/env python3
"""Checks a published vote of Ortaq and counts it again. One file, Python 3.10 or later, nothing else; needs no network.

    python3 verify_election.py FOLDER|FILE.zip [--manifest SHA-256] [--terms SHA-256] [--key HEX]
            [--head HEAD.json] [--receipt CODE]

It doesn't use Ortaq's own engine: hashes, tree, signatures and every counting rule are written here anew, from the
documents. Exit code 0: everything fits; 1: something doesn't, and each finding says what; 2: it couldn't be read.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import time
import zipfile
from collections import Counter
from fractions import Fraction
from heapq import heapify, heappop, heappush
from operator import itemgetter
from pathlib import Path
from typing import Any

FORMAT = 1
VERDICTS = {
    True: "Бәрі сәйкес келеді. Всё сходится. Everything fits.",
    False: "Сәйкес келмейді. Не сходится. It doesn't fit.",
}
Json = Any
Marks = tuple[tuple[int, int], ...]
"""A ballot: the places of the options in the paper's list, each with its points (else 1)."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def compact(value: Json) -> bytes:
    """The one text of a JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# --- tree and signatures ---------------------------------------------------------------------------------------------


def roots_at(leaves: list[bytes], sizes: list[int]) -> dict[int, bytes]:
    """The RFC 6962 tree heads over the first *size* leaves, for each of *sizes*, in one pass."""
    wanted, found = set(sizes), {0: sha256(b"")}
    stack: list[tuple[int, bytes]] = []
    for size, data in enumerate(leaves, 1):
        height, digest = 0, sha256(b"\x00" + data)
        while stack and stack[-1][0] == height:
            height, digest = height + 1, sha256(b"\x01" + stack.pop()[1] + digest)
        stack.append((height, digest))
        if size in wanted:
            head = stack[-1][1]
            for _, left in reversed(stack[:-1]):
                head = sha256(b"\x01" + left + head)
            found[size] = head
    return found


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int, int, int]
D = -121665 * pow(121666, P - 2, P) % P


def _point(data: bytes) -> Point | None:
    """A point of Ed25519 from its 32 bytes (RFC 8032 section 5.1.3); None when there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * pow(2, (P - 1) // 4, P) % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _add(total, point)
        point, number = _add(point, point), number >> 1
    return total


def signature_fits(key: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 (RFC 8032 section 5.1.7)."""
    if len(signature) != 64 or len(key) != 32:
        return False
    public, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    base = _point(bytes.fromhex("58" + "66" * 31))
    if public is None or r is None or base is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = _times(s, base), _add(r, _times(k, public))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# --- the count -------------------------------------------------------------------------------------------------------


class Count:
    """A paper's rule applied to its ballots, from the words of the rule; every comparison by exact fractions."""

    def __init__(self, paper: Json, ballots: Counter[Marks]) -> None:
        self.rule = rule = paper["rule"]
        self.names = [option["number"] for option in paper["options"]]
        self.costs = [Fraction(option["cost"]) for option in paper["options"]]
        self.budget = Fraction(paper["budget"])
        weighs = rule["marks"] == "points"
        self.ballots: Counter[Marks] = Counter()
        for marks, times in ballots.items():
            self.ballots[marks if weighs else tuple((place, 1) for place, _ in marks)] += times
        self.voters = sum(times for marks, times in self.ballots.items() if marks or rule["blank_counts"])
        self.votes, self.scores = [0] * len(self.names), [0] * len(self.names)
        for marks, times in self.ballots.items():
            for place, weight in marks:
                self.votes[place] += times
                self.scores[place] += weight * times
        self.running = [place for place in range(len(self.names)) if self._takes_part(place)]
        order = sorted(range(len(self.names)), key=self._tie)
        self.rank = {place: rank for rank, place in enumerate(order)}
        self.purse: Fraction | None = None
        if rule["method"] == "equal-shares":
            self.chosen = self._shared()
        else:
            self.chosen = self._listed(self.running, Fraction(0), rule["method"] == "greedy-stop")
        self.winners = [self.names[place] for place in self.chosen]
        self.spent = sum((self.costs[place] for place in self.chosen), Fraction(0))

    def _takes_part(self, place: int) -> bool:
        rule, votes, cost = self.rule, self.votes[place], self.costs[place]
        return (
            cost <= self.budget
            and votes >= rule["min_votes"]
            and votes * 100 >= Fraction(rule["min_percent"]) * self.voters
            and self.scores[place] >= Fraction(rule["min_points"])
            and votes * self.budget >= Fraction(rule["min_cost_share"]) * cost * self.voters
        )

    def _tie(self, place: int) -> tuple[Any, ...]:
        name = self.names[place]
        looks = {"cheaper": self.costs[place], "more-votes": -self.votes[place]}
        lot: tuple[Any, ...]
        if self.rule["lot"]:
            lot = (self.rule["lot"].index(name),)
        elif self.rule["lot_seed"]:
            lot = (sha256(f"{self.rule['lot_seed']}:{name}".encode()), name)
        else:
            parts = re.split("([0-9]+)", name)
            lot = ([(int(part), "") if at % 2 else (-1, part) for at, part in enumerate(parts)], name)
        return tuple(looks[tie] for tie in self.rule["ties"]) + lot

    def _listed(self, places: list[int], spent: Fraction, stops: bool = False) -> list[int]:
        chosen = []
        for place in sorted(places, key=lambda place: (-self.scores[place], self.rank[place])):
            if spent + self.costs[place] <= self.budget:
                spent += self.costs[place]
                chosen.append(place)
            elif stops:
                break
        return chosen

    def _shared(self) -> list[int]:
        rule, completion = self.rule, self.rule["completion"]
        chosen: list[int] = []
        if self.voters:
            self._gather()
            self.purse = self.budget / self.voters
            if rule["purse"] == "whole":
                self.purse = Fraction(self.purse.numerator // self.purse.denominator)
            chosen = self._run(self.purse) or []
            step = Fraction(rule["increment"])
            while completion in ("add1", "add1-greedy") and self._goes_on(chosen):
                larger = self._run(self.purse + step, self.budget)
                if larger is None:
                    break
                self.purse, chosen = self.purse + step, larger
        if completion in ("greedy", "add1-greedy"):
            spent = sum((self.costs[place] for place in chosen), Fraction(0))
            chosen = chosen + self._listed([place for place in self.running if place not in chosen], spent)
        if rule["comparison"] != "none":
            plain = self._listed(self.running, Fraction(0))
            if self._prefer(plain, chosen, money=rule["comparison"] == "money"):
                return plain
        return chosen

    def _goes_on(self, chosen: list[int]) -> bool:
        if len(chosen) == len(self.backers):
            return False
        left = self.budget - sum(self.costs[place] for place in chosen)
        rest = [place for place in self.running if place not in chosen]
        return not self.rule["stop_when_exhausted"] or any(self.costs[place] <= left for place in rest)

    def _prefer(self, plain: list[int], chosen: list[int], money: bool) -> bool:
        """Do more voters gain by the plain list than by equal shares?"""
        gain: dict[int, Fraction] = {
            place: (self.costs[place] if money else Fraction(1)) for place in plain if place not in chosen
        }
        gain.update({place: -(self.costs[place] if money else Fraction(1)) for place in chosen if place not in plain})
        balance = 0
        for marks, times in self.ballots.items():
            here = sum(gain.get(place, 0) for place, weight in marks if weight > 0)
            balance += times * ((here > 0) - (here < 0))
        return balance > 0

    def _gather(self) -> None:
        """Who supports which project: one entry for each voter, by the group of equal ballots."""
        groups = [(marks, times) for marks, times in self.ballots.items() if marks]
        self.groups = len(groups)
        entries: dict[int, list[tuple[int, int]]] = {place: [] for place in self.running}
        for group, (marks, times) in enumerate(groups):
            for place, weight in marks:
                if place in entries:
                    entries[place] += [(group, weight)] * times
        self.backers: dict[int, tuple[Any, list[int] | None, list[tuple[int, int]]]] = {}
        for place, pairs in entries.items():
            if pairs:
                numbers = [group for group, _ in pairs]
                take = itemgetter(*numbers) if len(numbers) > 1 else lambda of, only=numbers[0]: (of[only],)
                weights = None if all(weight == 1 for _, weight in pairs) else [weight for _, weight in pairs]
                self.backers[place] = (take, weights, list(dict.fromkeys(pairs)))

    def _run(self, purse: Fraction, ceiling: Fraction | None = None) -> list[int] | None:
        """Equal shares with one size of purse; None when the projects bought cost more than *ceiling*.

        Voters with equal money are one class; money is whole numbers of 1/scale, made finer whenever a price asks it.
        """
        classes, money, scale = [1] * self.groups, [0, purse.numerator], purse.denominator
        cardinal = self.rule["utility"] == "cardinality"
        waiting: list[tuple[Fraction, int, int, int, Any]] = [
            (Fraction(0), self.rank[place], place, -1, None) for place in self.backers
        ]
        heapify(waiting)
        chosen: list[int] = []
        spent = Fraction(0)
        while waiting:
            _, rank, place, seen, price = heappop(waiting)
            if seen != len(chosen):
                price = self._price(place, classes, money, scale)
                if price is not None:
                    per_gain = price if cardinal else price / self.costs[place]
                    heappush(waiting, (per_gain / scale, rank, place, len(chosen), price))
                continue
            spent += self.costs[place]
            if ceiling is not None and spent > ceiling:
                return None
            chosen.append(place)
            finer = price.denominator
            if finer > 1:
                live = set(classes)
                money = [amount * finer if at in live else 0 for at, amount in enumerate(money)]
                scale, price = scale * finer, price * finer
            moved: dict[tuple[int, int], int] = {}
            for group, weight in self.backers[place][2]:
                key = classes[group], weight
                if key not in moved:
                    rest = money[key[0]] - price.numerator * weight
                    moved[key] = len(money) if rest > 0 else 0
                    if rest > 0:
                        money.append(rest)
                classes[group] = moved[key]
        return chosen

    def _price(self, place: int, classes: list[int], money: list[int], scale: int) -> Fraction | None:
        """What one unit of support pays when all pay that or whatever they have left; None: it isn't enough."""
        take, weights, _ = self.backers[place]
        if weights is None:
            counts: dict[tuple[int, int], int] = {(at, 1): voters for at, voters in Counter(take(classes)).items()}
        else:
            counts = Counter(zip(take(classes), weights, strict=True))
        able = sorted(
            ((Fraction(money[at], weight) if weight > 1 else money[at]), voters * weight)
            for (at, weight), voters in counts.items()
            if money[at]
        )
        cost, left = self.costs[place] * scale, sum(units for _, units in able)
        for each, units in able:
            if each * left >= cost:
                return Fraction(cost) / left
            cost, left = cost - each * units, left - units
        return None


# --- the checks ------------------------------------------------------------------------------------------------------


class Check:
    """Reads a publication and gathers what doesn't fit."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.findings: list[str] = []
        self.facts: list[str] = []

    def wrong(self, text: str) -> None:
        self.findings.append(text)

    def json(self, name: str) -> Json:
        return json.loads(self.files[name])

    def all(self, wanted: argparse.Namespace) -> None:
        manifest = self.json("manifest.json")
        if manifest["format"] != FORMAT:
            raise ValueError(f"the publication has the format {manifest['format']}; this program knows {FORMAT}")
        seen = hashlib.sha256(self.files["manifest.json"]).hexdigest()
        self.facts.append(f"{manifest['election']}: manifest SHA-256 {seen}")
        if wanted.manifest and wanted.manifest.lower() != seen:
            self.wrong(f"The manifest isn't the one whose SHA-256 you gave ({wanted.manifest}).")
        if wanted.key and wanted.key.lower() != manifest["signing_key"]:
            self.wrong("The heads are signed by another key than the one you gave.")
        for name, digest in manifest["files"].items():
            if name not in self.files:
                self.wrong(f"{name} is missing.")
            elif hashlib.sha256(self.files[name]).hexdigest() != digest:
                self.wrong(f"{name} was changed: its SHA-256 isn't the one in the manifest.")
        for name in sorted(set(self.files) - set(manifest["files"]) - {"manifest.json", Path(__file__).name}):
            self.wrong(f"{name} doesn't belong here: the manifest doesn't name it.")
        self.log(manifest, wanted)
        frozen = {}
        for key, told in manifest["papers"].items():
            frozen[key] = hashlib.sha256(self.files[f"paper-{key}.json"]).hexdigest()
            self.paper(manifest, key, told, frozen[key])
        if sha256(b"ortaq papers\x00" + compact(frozen)).hex() != manifest["frozen_sha256"]:
            self.wrong("The papers aren't those that the envelopes were sealed for.")
        if wanted.terms and wanted.terms.lower() != manifest["files"].get("terms.json"):
            self.wrong("The terms aren't those whose SHA-256 you gave: something that was announced was changed.")
        if "terms.json" in self.files:
            terms = self.json("terms.json")
            said = terms["papers"], terms["suppress_below"], terms["trustees_needed"]
            if said != (frozen, manifest["suppress_below"], manifest["trustees_needed"]):
                self.wrong("Papers, keepers or what is kept back aren't as they were announced.")

    def log(self, manifest: Json, wanted: argparse.Namespace) -> None:
        log = [bytes.fromhex(line.decode()) for line in self.files["log.txt"].split()]
        counted = [bytes.fromhex(line.decode()) for line in self.files["counted.txt"].split()]
        heads, counts = self.json("heads.json"), manifest["counts"]
        roots = roots_at(log, [head["size"] for head in heads])
        key, before = bytes.fromhex(manifest["signing_key"]), 0
        for head in heads:
            said = {name: head[name] for name in ("election", "number", "size", "root", "made_at")}
            where = f"The log's head {head['number']} ({head['made_at']})"
            if not before <= head["size"] <= len(log) or roots[head["size"]].hex() != head["root"]:
                self.wrong(f"{where} doesn't fit the log: entries before it were changed or taken out.")
            if not signature_fits(key, b"ortaq log head 1\x00" + compact(said), bytes.fromhex(head["signature"])):
                self.wrong(f"{where} has a false signature.")
            part = log[before : head["size"]]
            if part != sorted(part):
                self.wrong(
                    f"{where}: the entries that came with it aren't sorted, so they may tell the order of votes."
                )
            before = max(before, head["size"])
        if before != len(log):
            self.wrong(f"{len(log) - before} entries of the log stand under no head.")
        for path in wanted.head:
            kept = json.loads(Path(path).read_text(encoding="utf-8"))
            if not any(head["number"] == kept["number"] and head["root"] == kept["root"] for head in heads):
                self.wrong(f"The head that you kept ({path}, number {kept['number']}) isn't among the published ones.")
        for what, of in (("log", log), ("list of counted votes", counted)):
            if len(set(of)) != len(of):
                self.wrong(f"{len(of) - len(set(of))} entries of the {what} are there twice.")
        stray = len(set(counted) - set(log))
        if stray:
            self.wrong(f"{stray} counted votes never stood in the log.")
        envelopes, marked = counts["envelopes"], counts["marked"]
        if counts["spoilt"]:
            self.wrong(f"{counts['spoilt']} envelopes couldn't be read and weren't counted.")
        if len(log) != counts["logged"] or len(counted) != sum(envelopes.values()):
            self.wrong(f"The manifest says {counts['logged']} entries and {sum(envelopes.values())} envelopes, the files have {len(log)} and {len(counted)}.")  # fmt: skip
        if sum(marked.values()) > counts["roll"]:
            self.wrong(f"{sum(marked.values())} people voted, and only {counts['roll']} are on the roll.")
        for channel in sorted({*envelopes, *marked}):
            held, told = envelopes.get(channel, 0), marked.get(channel, 0)
            sheets = held + counts["spoilt_sheets"]
            if (channel == "paper" and sheets > told) or (channel != "paper" and held != told):
                self.wrong(f"By {channel} {told} people voted by the roll, and there are {held} envelopes.")
        self.facts.append(f"{len(log)} entries in the log, {len(heads)} heads, {len(counted)} votes counted")
        for code in wanted.receipt:
            self.receipt(code, log, counted)

    def receipt(self, code: str, log: list[bytes], counted: list[bytes]) -> None:
        signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        typed = "".join(code.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
        if len(typed) != 16 or any(sign not in signs for sign in typed):
            self.wrong(f"{code} is no receipt: it has sixteen digits and letters.")
            return
        bits = int("".join(f"{signs.index(sign):05b}" for sign in typed[:15]), 2)
        found = [entry for entry in log if int.from_bytes(entry[:10], "big") >> 5 == bits]
        if not found:
            self.wrong(f"The receipt {code} is in no log: complain, and show it.")
            return
        word = "counted" if set(found) & set(counted) else "replaced by a later vote of the same person"
        self.facts.append(f"Receipt {code}: entry {log.index(found[0]) + 1} of the log, {word}")

    def paper(self, manifest: Json, key: str, told: Json, digest: str) -> None:
        raw, counts = self.files[f"paper-{key}.json"], manifest["counts"]
        paper, result = json.loads(raw), self.json(f"result-{key}.json")
        if compact(paper) != raw or digest != told["paper_sha256"] or paper["election"] != manifest["election"]:
            self.wrong(f"Paper {key} isn't the one that was published before the vote.")
        rule = sha256(compact(paper["rule"])).hex()
        if not rule == paper["rule_sha256"] == told["rule_sha256"] == result["rule_sha256"]:
            self.wrong(f"Paper {key}: the rule isn't the one that was published before the vote.")
        most = sum(counts["envelopes"].values())
        if told["ballots"] > most or (len(manifest["papers"]) == 1 and told["ballots"] != most):
            self.wrong(f"Paper {key}: {told['ballots']} ballots out of {most} envelopes.")
        if told["published"] != "ballots":
            self.sums(key, paper, told, result)
            return
        ballots = self.ballots(key, paper, told)
        count = Count(paper, ballots)
        for at, project in enumerate(result["projects"]):
            found, said = (count.votes[at], count.scores[at]), (project["votes"], project["score"])
            if found != said:
                self.wrong(f"Paper {key}, project {project['project']}: the ballots give {found[0]} votes (score {found[1]}), the result says {said[0]} ({said[1]}).")  # fmt: skip
        self.winners(key, told, result, count)
        if count.purse is not None and result["purses"]:
            final = Fraction(result["purses"]["final"])
            if abs(count.purse - final) > Fraction(1, 10**6):
                self.wrong(f"Paper {key}: the last purse is {float(count.purse):.6f}, the result says {result['purses']['final']}.")  # fmt: skip

    def ballots(self, key: str, paper: Json, told: Json) -> Counter[Marks]:
        """The ballots of a paper: each is checked, and the .pb file has to have the same."""
        places = {option["number"]: place for place, option in enumerate(paper["options"])}
        costs, form = [option["cost"] for option in paper["options"]], paper["form"]
        table = csv.reader(io.StringIO(self.files[f"ballots-{key}.csv"].decode(), newline=""))
        rows = list(table)[1:]
        ballots: Counter[Marks] = Counter()
        known: dict[str, Marks] = {}
        numbers: list[str] = []
        for number, text, _ in rows:
            if text not in known:
                known[text] = self.marks(key, number, text, places, form, costs, paper["budget"])
            ballots[known[text]] += 1
            numbers.append(number)
        if len(set(numbers)) != len(numbers) or numbers != sorted(numbers):
            self.wrong(f"ballots-{key}.csv: numbers stand there twice or unsorted.")
        if len(rows) != told["ballots"]:
            self.wrong(f"Paper {key}: {len(rows)} ballots are published, the manifest says {told['ballots']}.")
        for name, size in Counter(row[2] for row in rows).items():
            if name and size < self.json("manifest.json")["suppress_below"]:
                self.wrong(f"ballots-{key}.csv names {name or 'a territory'} beside only {size} ballots: voters could be recognised.")  # fmt: skip
        other = self.pabulib(key, places)
        if other != ballots:
            self.wrong(f"ballots-{key}.pb and .csv differ in {sum((other - ballots).values()) + sum((ballots - other).values())} ballots.")  # fmt: skip
        return ballots

    def marks(
        self, key: str, number: str, text: str, places: dict[str, int], form: Json, costs: list[int], budget: int
    ) -> Marks:
        marks = []
        for mark in text.split(",") if text else []:
            option, _, weight = mark.partition(":")
            if option not in places or not (weight or "1").isdigit():
                self.wrong(f"Paper {key}, ballot {number}: {mark!r} isn't on the paper.")
            else:
                marks.append((places[option], int(weight or 1)))
        points = sum(weight for _, weight in marks)
        good = form["minimum"] <= len(marks) <= (form["maximum"] or len(places)) and len(set(dict(marks))) == len(marks)
        if form["kind"] == "points":
            good = good and points <= form["points"] and all(weight > 0 for _, weight in marks)
        else:
            good = good and points == len(marks)
        if form["kind"] == "knapsack":
            good = good and sum(costs[place] for place, _ in marks) <= budget
        if not good:
            self.wrong(f"Paper {key}, ballot {number}: {text!r} isn't allowed by the paper.")
        return tuple(sorted(marks))

    def pabulib(self, key: str, places: dict[str, int]) -> Counter[Marks]:
        text = self.files[f"ballots-{key}.pb"].decode()
        rows = csv.reader(io.StringIO(text[text.index("\nVOTES\n") + 7 :], newline=""), delimiter=";")
        columns = next(rows)
        ballots: Counter[Marks] = Counter()
        for row in rows:
            fields = dict(zip(columns, row, strict=True))
            options = fields["vote"].split(",") if fields["vote"] else []
            weights = fields["points"].split(",") if fields.get("points") else ["1"] * len(options)
            ballots[
                tuple(
                    sorted((places.get(name, -1), int(weight)) for name, weight in zip(options, weights, strict=True))
                )
            ] += 1
        return ballots

    def sums(self, key: str, paper: Json, told: Json, result: Json) -> None:
        """Without ballots, what can be counted from the sums alone is counted: lists."""
        self.facts.append(f"Paper {key}: the ballots are shown to auditors alone (too few, or too many unlike others)")
        if paper["rule"]["method"] == "equal-shares":
            self.facts.append(f"Paper {key}: equal shares can't be counted again from sums")
            return
        count = Count(paper, Counter())
        count.votes = [project["votes"] for project in result["projects"]]
        count.scores = [project["score"] for project in result["projects"]]
        count.voters = result["voters"]
        count.running = [place for place in range(len(count.names)) if count._takes_part(place)]
        count.rank = {place: rank for rank, place in enumerate(sorted(range(len(count.names)), key=count._tie))}
        count.chosen = count._listed(count.running, Fraction(0), paper["rule"]["method"] == "greedy-stop")
        count.winners = [count.names[place] for place in count.chosen]
        count.spent = sum((count.costs[place] for place in count.chosen), Fraction(0))
        self.winners(key, told, result, count)

    def winners(self, key: str, told: Json, result: Json, count: Count) -> None:
        for said, where in ((told["winners"], "the manifest"), (result["winners"], "the result")):
            if said != count.winners:
                self.wrong(f"Paper {key}: the count gives the winners {', '.join(count.winners) or '—'}; {where} says {', '.join(said) or '—'}.")  # fmt: skip
        won = {project["project"] for project in result["projects"] if project["won"]}
        if won != set(count.winners) or Fraction(result["spent"]) != count.spent:
            self.wrong(f"Paper {key}: the result names other projects as won, or another sum (counted: {count.spent}).")
        self.facts.append(f"Paper {key}: {told['ballots']} ballots, {len(count.winners)} of {len(count.names)} projects win: {', '.join(count.winners)}")  # fmt: skip


def read(path: Path) -> dict[str, bytes]:
    """The files of a publication by name, from a folder or a ZIP."""
    if path.is_dir():
        return {each.name: each.read_bytes() for each in path.iterdir() if each.is_file() and each.suffix != ".zip"}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main(arguments: list[str] | None = None) -> int:
    """Checks, prints what was found, gives the exit code."""
    grammar = argparse.ArgumentParser(description="Checks a published vote and counts it again.")
    grammar.add_argument("publication", type=Path, help="the folder or ZIP that was published")
    grammar.add_argument("--manifest", default="", help="SHA-256 of the manifest, as the protocol prints it")
    grammar.add_argument(
        "--terms", default="", help="SHA-256 of everything that was announced, as the vote's page had it"
    )
    grammar.add_argument("--key", default="", help="the key that signs heads, as it was published before the vote")
    grammar.add_argument("--head", action="append", default=[], help="a head that you kept while the vote was open")
    grammar.add_argument("--receipt", action="append", default=[], help="the code on a receipt")
    wanted, begun = grammar.parse_args(arguments), time.perf_counter()
    try:
        check = Check(read(wanted.publication))
        check.all(wanted)
    except (OSError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile) as error:
        print(f"The publication can't be read: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    for fact in check.facts:
        print(fact)
    for finding in check.findings:
        print(f"! {finding}")
    print(f"{VERDICTS[not check.findings]} ({time.perf_counter() - begun:.1f} s)")
    return 1 if check.findings else 0


if __name__ == "__main__":
    sys.exit(main())
