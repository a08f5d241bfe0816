"""Published votes for tests, and the ways in which somebody may tamper with them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ortaq.kernel.events.rules import merkle_root
from ortaq.procedures.ballots.rules import choices
from ortaq.procedures.ballots.rules.catalogue import RULES
from ortaq.procedures.ballots.rules.choices import compact
from ortaq.procedures.ballots.rules.log import Head, batch, whole
from ortaq.procedures.ballots.rules.papers import Line, Paper, form_of
from ortaq.procedures.ballots.rules.publishing import Facts, Marked, Publication, SignedHead, Withdrawn, published
from ortaq.procedures.ballots.rules.specification import Rule

NUMBER = "EL-2026-000001"
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"a key of these tests").digest())


def paper(
    key: str, lines: Sequence[tuple[str, int]], budget: int, rule: Rule, *, points: int = 0, most: int = 0
) -> Paper:
    options = tuple(Line(number, {"kk": f"Жоба {number}", "ru": "", "en": ""}, cost, {}) for number, cost in lines)
    kind = choices.POINTS if points else choices.APPROVAL
    form = form_of(kind, minimum=0, maximum=most, points=points, lines=options, budget=budget)
    return Paper(NUMBER, key, {"kk": "Облыс", "ru": "Область", "en": "Region"}, "zhambyl", form, budget, options, rule)


def publication(
    papers: Sequence[Paper],
    ballots: Mapping[str, Sequence[Marked]],
    *,
    hours: int = 3,
    replaced: int = 2,
    withdrawn: Sequence[Withdrawn] = (),
) -> Publication:
    """A vote with these ballots, some of which took the place of earlier ones."""
    envelopes = max(map(len, ballots.values()))
    entries = [sha256(f"entry {number}".encode()).digest() for number in range(envelopes + replaced)]
    log: list[bytes] = []
    heads: list[SignedHead] = []
    for hour in range(hours):
        before = len(log)
        log += batch(entries[hour::hours])
        head = Head(NUMBER, hour + 1, len(log), merkle_root(log), f"2026-11-26T{hour:02}:00:00+00:00")
        heads.append(
            SignedHead(head, KEY.sign(head.signed()), tuple(whole(log).consistency_proof(before)) if before else ())
        )
    facts = Facts(
        NUMBER, {"kk": "Сайлау", "ru": "Выборы", "en": "Election"},
        choices.frozen_hash({each.key: each.hash for each in papers}), bytes(32), KEY.public_key().public_bytes_raw(),
        envelopes + 100, {"online": envelopes}, {"online": envelopes},
    )  # fmt: skip
    return published(
        facts=facts,
        papers=papers,
        ballots=ballots,
        log=log,
        counted=entries[:envelopes],
        heads=heads,
        withdrawn=withdrawn,
    )


COSTS = [("1", 400), ("2", 300), ("3", 300), ("4", 200), ("5", 100)]
CAST = [
    Marked(dict.fromkeys(marks.split(), 1), territory)
    for marks, territory, times in [
        ("1 2", "taraz", 40), ("2 3", "taraz", 30), ("1 5", "talas", 35), ("4", "talas", 30), ("3 5", "shu", 20),
        ("", "shu", 5),
    ]
    for _ in range(times)
]  # fmt: skip
SHARES = replace(RULES["equal-shares-add1"], increment=Fraction(1, 10))
TWO = [paper("region", COSTS, 1000, RULES["greedy-skip"], most=3), paper("own", COSTS, 700, SHARES, most=3)]
HONEST = publication(TWO, {"region": CAST, "own": CAST[:150]}).files

Tamper = Callable[[dict[str, bytes]], None]


def rewritten(files: dict[str, bytes], name: str, content: bytes) -> None:
    """Changes a file and has the manifest name the new one: what an insider would do."""
    files[name] = content
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = sha256(content).hexdigest()
    files["manifest.json"] = compact(manifest)


def lines(files: Mapping[str, bytes], name: str) -> list[bytes]:
    return files[name].splitlines(keepends=True)


def changed_json(files: dict[str, bytes], name: str, change: Callable[[Any], None]) -> None:
    value = json.loads(files[name])
    change(value)
    if name == "manifest.json":
        files[name] = compact(value)
    else:
        rewritten(files, name, compact(value))


def in_both(files: dict[str, bytes], change: Callable[[list[bytes]], list[bytes]], start: bytes) -> None:
    """Changes the ballots of the region in CSV and .pb alike."""
    table = lines(files, "ballots-region.csv")
    rewritten(files, "ballots-region.csv", b"".join([table[0], *change(table[1:])]))
    before, after = files["ballots-region.pb"].split(start)
    rows = after.splitlines(keepends=True)
    rewritten(files, "ballots-region.pb", before + start + b"".join([rows[0], *change(rows[1:])]))


def one_changed(rows: list[bytes]) -> list[bytes]:
    at = next(at for at, row in enumerate(rows) if b"1,2" in row)
    return [*rows[:at], rows[at].replace(b"1,2", b"3,4"), *rows[at + 1 :]]


def one_dropped(rows: list[bytes]) -> list[bytes]:
    return rows[1:]


def one_added(rows: list[bytes]) -> list[bytes]:
    return [*rows, b"ffffffffffffffff" + rows[-1][16:]]


VOTES = b"VOTES\n"


def file_changed(files: dict[str, bytes]) -> None:
    files["ballots-region.csv"] = files["ballots-region.csv"].replace(b"4", b"5", 1)


def file_missing(files: dict[str, bytes]) -> None:
    del files["result-own.json"]


def file_added(files: dict[str, bytes]) -> None:
    files["ballots-late.csv"] = b""


def ballot_changed(files: dict[str, bytes]) -> None:
    in_both(files, one_changed, VOTES)


def ballot_changed_in_one_place(files: dict[str, bytes]) -> None:
    table = lines(files, "ballots-region.csv")
    rewritten(files, "ballots-region.csv", b"".join([table[0], *one_changed(table[1:])]))


def ballot_dropped(files: dict[str, bytes]) -> None:
    in_both(files, one_dropped, VOTES)


def ballot_added(files: dict[str, bytes]) -> None:
    in_both(files, one_added, VOTES)


def ballot_added_and_counts_too(files: dict[str, bytes]) -> None:
    """With every number in manifest and log changed to suit, the roll still doesn't."""
    ballot_added(files)
    rewritten(files, "counted.txt", files["counted.txt"] + b"ff" * 32 + b"\n")

    def counts(manifest: Any) -> None:
        manifest["papers"]["region"]["ballots"] += 1
        manifest["counts"]["envelopes"]["online"] += 1

    changed_json(files, "manifest.json", counts)


def ballot_against_the_paper(files: dict[str, bytes]) -> None:
    in_both(files, lambda rows: [rows[0][:16] + rows[0][16:17] + b'"1,2,3,4"' + b",\n", *rows[1:]], VOTES)


def rule_changed(files: dict[str, bytes]) -> None:
    changed_json(files, "paper-region.json", lambda value: value["rule"].update(method="greedy-stop"))


def cost_changed(files: dict[str, bytes]) -> None:
    changed_json(files, "paper-region.json", lambda value: value["options"][3].update(cost=100))


def winner_changed(files: dict[str, bytes]) -> None:
    def swapped(value: Any) -> None:
        value["winners"] = ["5", *value["winners"][1:]]

    changed_json(files, "result-region.json", swapped)


def winner_changed_in_the_manifest(files: dict[str, bytes]) -> None:
    changed_json(files, "manifest.json", lambda value: value["papers"]["own"].update(winners=["4"]))


def purse_changed(files: dict[str, bytes]) -> None:
    changed_json(files, "result-own.json", lambda value: value["purses"].update(final="1"))


def log_entry_dropped(files: dict[str, bytes]) -> None:
    rewritten(files, "log.txt", b"".join(lines(files, "log.txt")[1:]))


def log_entry_changed(files: dict[str, bytes]) -> None:
    rewritten(files, "log.txt", b"".join([b"00" * 32 + b"\n", *lines(files, "log.txt")[1:]]))


def log_in_order_of_votes(files: dict[str, bytes]) -> None:
    entries = lines(files, "log.txt")
    rewritten(files, "log.txt", b"".join([entries[1], entries[0], *entries[2:]]))


def head_made_anew(files: dict[str, bytes]) -> None:
    changed_json(files, "heads.json", lambda value: value[0].update(made_at="2026-11-26T00:30:00+00:00"))


def last_head_dropped(files: dict[str, bytes]) -> None:
    changed_json(files, "heads.json", lambda value: value.pop())


def counted_one_that_never_stood_there(files: dict[str, bytes]) -> None:
    rewritten(files, "counted.txt", b"".join([*lines(files, "counted.txt")[:-1], b"ff" * 32 + b"\n"]))


def counted_twice(files: dict[str, bytes]) -> None:
    entries = lines(files, "counted.txt")
    rewritten(files, "counted.txt", b"".join([entries[0], *entries[:-1]]))


def roll_changed(files: dict[str, bytes]) -> None:
    changed_json(files, "manifest.json", lambda value: value["counts"]["marked"].update(online=161))


def more_voters_than_people(files: dict[str, bytes]) -> None:
    changed_json(files, "manifest.json", lambda value: value["counts"].update(roll=10))


def small_place_named(files: dict[str, bytes]) -> None:
    table = files["ballots-region.csv"].replace(b",taraz", b",aul", 3)
    rewritten(files, "ballots-region.csv", table)


TAMPERED: list[tuple[Tamper, str]] = [
    (file_changed, "ballots-region.csv was changed: its SHA-256"),
    (file_added, "ballots-late.csv doesn't belong here"),
    (ballot_changed, "Paper region, project 1: the ballots give 74 votes (score 74), the result says 75"),
    (ballot_changed_in_one_place, "ballots-region.pb and .csv differ in 2 ballots"),
    (ballot_dropped, "Paper region: 159 ballots are published, the manifest says 160"),
    (ballot_added, "Paper region: 161 ballots are published, the manifest says 160"),
    (ballot_added_and_counts_too, "By online 160 people voted by the roll, and there are 161 envelopes"),
    (ballot_against_the_paper, "isn't allowed by the paper"),
    (rule_changed, "Paper region: the rule isn't the one that was published before the vote"),
    (cost_changed, "Paper region isn't the one that was published before the vote"),
    (winner_changed, "Paper region: the count gives the winners"),
    (winner_changed_in_the_manifest, "Paper own: the count gives the winners"),
    (purse_changed, "Paper own: the last purse is"),
    (log_entry_dropped, "The log's head 1 (2026-11-26T00:00:00+00:00) doesn't fit the log"),
    (log_entry_changed, "The log's head 1 (2026-11-26T00:00:00+00:00) doesn't fit the log"),
    (log_in_order_of_votes, "aren't sorted, so they may tell the order of votes"),
    (head_made_anew, "has a false signature"),
    (last_head_dropped, "entries of the log stand under no head"),
    (counted_one_that_never_stood_there, "1 counted votes never stood in the log"),
    (counted_twice, "1 entries of counted.txt are there twice"),
    (roll_changed, "By online 161 people voted by the roll, and there are 160 envelopes"),
    (more_voters_than_people, "160 people voted, and only 10 are on the roll"),
    (small_place_named, "names aul beside only 3 ballots"),
]
"""Who tampers, and what the verifier says of it."""
