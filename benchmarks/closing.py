"""How long it takes to close a vote of 200,000 ballots: last head, opening, count, publication, destruction, check.

    python benchmarks/closing.py [--voters 200000] [--projects 60] [--rule equal-shares-add1]

The roll, the sealed box and the waiting commitments are made first, over a database of its own, and aren't measured.
Half of all voters came in hours that have heads already, half wait for the last one. Goals, on two quiet cores: closing
(all of it) 2 minutes, the one-file verifier 60 seconds.
"""

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from measure import print_machine

ROOT = Path(__file__).resolve().parents[1]
VERIFIER = ROOT / "src/ortaq/procedures/ballots/static/ballots/verify_election.py"
PIECE = 20_000


def main() -> None:
    """Makes a vote, closes it, checks it, prints how long each took."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--voters", type=int, default=200_000)
    reader.add_argument("--projects", type=int, default=60)
    reader.add_argument("--rule", default="equal-shares-add1")
    chosen = reader.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    from ortaq.program import postgres

    var = Path(tempfile.mkdtemp(prefix="ortaq-closing-"))
    var.chmod(0o711)
    os.environ |= {"ORTAQ_VAR": str(var), "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"}
    try:
        with postgres.running(var, "benchmarks/closing.py") as url:
            os.environ["DATABASE_URL"] = url
            _measure(chosen, var)
    finally:
        postgres.stop(var)
        shutil.rmtree(var, ignore_errors=True)


def _measure(chosen: Any, var: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from ortaq.portal.imports import load_region
    from ortaq.procedures.ballots.actions import close_election
    from ortaq.procedures.ballots.actions.closing import count_election
    from ortaq.procedures.ballots.actions.heads import make_head
    from ortaq.procedures.ballots.models import Election

    print_machine()
    call_command("migrate", verbosity=0)
    load_region("zhambyl")
    election, shares = _opened(chosen)
    begun = time.perf_counter()
    _vote(election, chosen, first=0, last=chosen.voters // 2)
    make_head(election=election, at=timezone.now())
    _vote(election, chosen, first=chosen.voters // 2, last=chosen.voters)
    print(
        f"{chosen.voters:,} ballots sealed and put into the box in {time.perf_counter() - begun:.0f} s (not measured)"
    )

    steps: list[tuple[str, float, float]] = []

    def timed(name: str, work: Any) -> Any:
        wall, cpu = time.perf_counter(), _processor()
        found = work()
        steps.append((name, time.perf_counter() - wall, _processor() - cpu))
        return found

    at = election.closes_at + timedelta(minutes=1)
    timed("closing the doors", lambda: close_election(election=election, at=at))
    timed("last head (half of the ballots)", lambda: make_head(election=election, at=at))
    counted = timed(
        "opening, count, publication, protocol, destruction",
        lambda: count_election(election=Election.objects.get(pk=election.pk), shares=shares, at=at),
    )
    out = var / "publication"
    out.mkdir()
    for name, content in counted.publication.files.items():
        (out / name).write_bytes(content)
    total, work = sum(wall for _, wall, _ in steps), sum(cpu for *_, cpu in steps)
    timed("the verifier", lambda: subprocess.run([sys.executable, "-I", "-S", VERIFIER, out], check=True))
    print("    wall  processor (without the database's)")
    for name, wall, cpu in steps:
        print(f"{wall:8.1f} s {cpu:8.1f} s  {name}")
    print(f"{total:8.1f} s {work:8.1f} s  closing altogether (goal: 120 s); the verifier's goal: 60 s")
    size = sum(path.stat().st_size for path in out.iterdir())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size / 1e6:.0f} MB published; largest memory of this process: {memory:.0f} MB")


def _processor() -> float:
    """Processor seconds of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _opened(chosen: Any) -> tuple[Any, list[str]]:
    """An open vote with its roll, and the parts of its key."""
    from dataclasses import replace

    from django.utils import timezone

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.kernel.parties.queries import actor_of
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.ceremony import set_key
    from ortaq.procedures.ballots.actions.papers import name_trustees
    from ortaq.procedures.ballots.models import Voter
    from ortaq.procedures.ballots.rules.catalogue import RULES
    from ortaq.procedures.ballots.rules.ceremony import begin

    now = timezone.now()
    body = Organisation.objects.get(slug="akimat-zhambyl")
    user = User.objects.create_user("load@example.test", "load")
    assign_role(user_id=user.pk, organisation_id=body.pk, role="secretary", first_day=now.date())
    by = actor_of(user)
    terms = actions.ElectionTerms(
        title_kk="Өлшеу", title_ru="Замер", who_kk="Бәрі", who_ru="Все", opens_at=now + timedelta(minutes=1),
        closes_at=now + timedelta(days=14), trustees_needed=3,
    )  # fmt: skip
    election = actions.draft_election(body_id=body.pk, terms=terms, by=by, at=now)
    chance = random.Random(1)  # noqa: S311 - the same made-up vote each time
    costs = [chance.randint(5, 60) * 1_000_000 for _ in range(chosen.projects)]
    budget = sum(costs) // 4
    rule = RULES[chosen.rule]
    if rule.completion.grows:  # one hundredth of a purse in whole tenge: an increment that suits the currency
        rule = replace(rule, increment=Fraction(max(1, budget // chosen.voters // 100)))
    options = [
        actions.OptionTerms(number=number, title_kk=f"Жоба {number}", title_ru=f"Проект {number}", cost=cost)
        for number, cost in enumerate(costs, 1)
    ]
    paper = actions.PaperTerms(
        key="region", title_kk="Облыс", title_ru="Область", maximum=5, budget=budget, rule=rule, options=options
    )
    actions.put_paper(election=election, terms=paper, by=by, at=now)
    name_trustees(election=election, trustees=[(f"T{n}", "NGO") for n in range(5)], by=by, at=now)
    actions.announce_election(election=election, by=by, at=now)
    made = begin(needed=3, shares=5)
    set_key(election=election, public_key=made.public_key, fingerprints=made.fingerprints, by=by, at=now)
    places = list(Territory.objects.exclude(slug="zhambyl").values_list("pk", flat=True))[:12]
    Voter.objects.bulk_create(
        (
            Voter(election=election, number=number, territory_id=places[number % len(places)], person_hash=None)
            for number in range(1, chosen.voters * 2 + 1)
        ),
        batch_size=5_000,
    )
    actions.open_election(election=election, at=election.opens_at)
    election.refresh_from_db()
    return election, list(made.shares[:3])


def _drawn(chosen: Any, count: int, seed: int) -> Iterator[dict[str, int]]:
    """Ballots of one to five projects; the first are liked most."""
    chance = random.Random(seed)  # noqa: S311 - the same made-up vote each time
    weights = [1 / (place + 3) for place in range(chosen.projects)]
    numbers = [str(number) for number in range(1, chosen.projects + 1)]
    for _ in range(count):
        yield dict.fromkeys(chance.choices(numbers, weights, k=chance.randint(1, 5)), 1)


def _vote(election: Any, chosen: Any, first: int, last: int) -> None:
    """Puts sealed ballots into the box as casting does, in large steps."""
    from django.db import connection, transaction

    from ortaq.procedures.ballots.actions.box import slot_of
    from ortaq.procedures.ballots.actions.destruction import box_role
    from ortaq.procedures.ballots.models import Commitment, Voter
    from ortaq.procedures.ballots.queries.voting import setup_of
    from ortaq.procedures.ballots.rules.choices import Cast, canonical, written
    from ortaq.procedures.ballots.rules.receipts import commitment, new_nonce
    from ortaq.procedures.ballots.rules.sealing import seal

    setup = setup_of(election.pk)
    assert setup is not None
    voters = list(
        Voter.objects.filter(election=election, number__gt=first, number__lte=last).values_list("pk", "territory_id")
    )
    drawn = _drawn(chosen, len(voters), first)
    for start in range(0, len(voters), PIECE):
        rows = []
        for voter, territory in voters[start : start + PIECE]:
            choices, nonce = {"region": next(drawn)}, new_nonce()
            held = commitment(setup.number, setup.papers_hash, canonical(choices), nonce)
            text = written(Cast(choices, nonce, "online", setup.territory_slug(territory)))
            sealed = seal(setup.public_key, text, election=setup.number, paper_hash=setup.papers_hash, size=setup.sealed_size)  # fmt: skip
            rows.append((election.pk, slot_of(setup.number, voter), sealed, held))
        with transaction.atomic():
            Commitment.objects.bulk_create(
                (Commitment(value=held, election=election) for *_, held in rows), batch_size=5_000
            )
            with box_role() as cursor:
                cursor.executemany(
                    "INSERT INTO ballot_box.envelope (election, slot, sealed, commitment) VALUES (%s, %s, %s, %s)", rows
                )
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE ballots_voter SET voted = true, channel = 'online' WHERE id = ANY(%s)",
                    [[voter for voter, _ in voters[start : start + PIECE]]],
                )


if __name__ == "__main__":
    main()
