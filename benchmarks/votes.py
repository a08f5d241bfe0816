"""What the benchmarks of voting stand on: a server of their own, an open vote, and whether what was acknowledged is stored."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from measure import print_machine

ROOT = Path(__file__).resolve().parents[1]
Made = TypeVar("Made")


@contextmanager
def hosted(name: str, processes: int, make: Callable[[], Made]) -> Iterator[tuple[int, Made]]:
    """A web server of *processes* over a database of its own, durable as in production; *make* fills it before it starts.

    Gives its port and what *make* returned.
    """
    sys.path.insert(0, str(ROOT / "src"))
    from ortaq.program import postgres, web

    var = Path(tempfile.mkdtemp(prefix=f"ortaq-{name}-"))
    var.chmod(0o711)
    os.environ |= {"ORTAQ_VAR": str(var), "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"}
    server: subprocess.Popen[bytes] | None = None
    try:
        with postgres.running(var, f"benchmarks/{name}.py") as url:
            os.environ["DATABASE_URL"] = url
            made = make()
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            server = subprocess.Popen(
                web.command("127.0.0.1", port, processes), env=web.environment(dict(os.environ)),
                stdout=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            yield port, made
    finally:
        if server is not None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()
        postgres.stop(var)
        shutil.rmtree(var, ignore_errors=True)


@dataclass
class Vote:
    """An open vote, and its printed codes."""

    election: Any
    codes: list[str] = field(default_factory=list)


def open_vote(voters: int, *, with_codes: bool) -> Vote:
    """Tables, a region, and an open vote of 40 projects."""
    import django

    django.setup()
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.kernel.parties.queries import actor_of
    from ortaq.portal.imports import load_region
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.ceremony import set_key
    from ortaq.procedures.ballots.actions.papers import name_trustees
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
    handed = actions.print_codes(election=election, by=by, at=at) if with_codes else ()
    actions.open_election(election=election, at=opens)
    return Vote(election, [each.code for each in handed])


def check_stored(pk: int, *, acknowledged: set[str], broken: int, once: bool, answered: int) -> None:
    """Acknowledged = stored, ballot by ballot; ends the program when it isn't so.

    *broken*: so many connections broke, of which nobody knows whether a ballot was stored. *once*: did everybody vote
    once? Then each acknowledged ballot still lies in the box. *answered*: so many were told that their ballot is cast.
    """
    from django.db import transaction

    from ortaq.procedures.ballots.actions.destruction import box_role
    from ortaq.procedures.ballots.models import Commitment, Voter

    with transaction.atomic(), box_role() as cursor:
        cursor.execute("SELECT encode(commitment, 'hex') FROM ballot_box.envelope WHERE election = %s", [pk])
        held = [row[0] for row in cursor.fetchall()]
    marked = Voter.objects.filter(election=pk, voted=True).count()
    logged = {bytes(value).hex() for value in Commitment.objects.filter(election=pk).values_list("value", flat=True)}
    missing = len(acknowledged - logged)
    unknown = len(logged - acknowledged)
    lost = len(acknowledged - set(held)) if once else 0
    right = (
        missing == 0
        and lost == 0
        and unknown <= broken
        and len(held) == len(set(held)) == marked
        and len(acknowledged) == answered
    )
    print(
        f"acknowledged {len(acknowledged):,}; roll {marked:,}, box {len(held):,}, log {len(logged):,}; "
        f"acknowledged and not stored {max(missing, lost)}, stored and not acknowledged {unknown}: "
        f"{'as acknowledged' if right else 'NOT AS ACKNOWLEDGED'}"
    )
    if not right:
        raise SystemExit(1)
