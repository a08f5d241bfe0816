"""``ortaq election``: the key is made, the box is opened and counted, a publication is checked. At a terminal, with the
keepers of the key around it; what they read or type is shown once and kept nowhere."""

import getpass
import importlib.util
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ortaq.procedures.ballots.rules.ceremony import Ceremony, asked_words, begin, in_lines, read_public
from ortaq.procedures.ballots.rules.trustees import BadShare, combined, fingerprint
from ortaq.program.trouble import Trouble

if TYPE_CHECKING:
    from ortaq.procedures.ballots.models import Election

VERIFIER = Path(__file__).parents[1] / "procedures/ballots/static/ballots/verify_election.py"
CLEAR = "\033[2J\033[3J\033[H"
"""Clears the screen and what was scrolled away."""
TRIES = 5

Ask = Callable[[str], str]


def make_offline(needed: int, keepers: int, target: Path, *, ask: Ask = input) -> int:
    """Makes a key on this machine alone and writes its public half to *target*. Needs no database and no network."""
    if target.exists():
        raise Trouble(f"{target} exists already. Name another file.")
    try:
        made = begin(needed=needed, shares=keepers)
    except ValueError as error:
        raise Trouble(f"{needed} of {keepers}: {error}.") from error
    _hand_out(made, [f"Keeper {number}" for number in range(1, keepers + 1)], ask)
    target.write_text(json.dumps(made.public(), indent=1) + "\n", encoding="ascii")
    print(f"{target} holds the public key and the parts' fingerprints: load it with `ortaq election keys NUMBER --load {target}`.")  # fmt: skip
    return 0


def make_key(number: str, load: Path | None, *, ask: Ask = input) -> int:
    """Gives a vote its key: one that is made here and now, or the public half of one that was made elsewhere."""
    with _django("ortaq election keys"):
        from ortaq.kernel.lifecycle.actions import Refused
        from ortaq.kernel.parties.rules import SYSTEM
        from ortaq.procedures.ballots.actions.ceremony import set_key

        election = _election(number)
        keepers = [f"{each.number}. {each.name}, {each.organisation}" for each in election.trustees.all()]
        if election.public_key or election.state not in {"draft", "announced"}:
            raise Trouble(f"{number} has its key already, or is open: a key is made once, before.")
        if load is None:
            try:
                made = begin(needed=election.trustees_needed, shares=len(keepers))
            except ValueError as error:
                raise Trouble(
                    f"{number} needs {election.trustees_needed} of {len(keepers)} keepers: {error}."
                ) from error
            _hand_out(made, keepers, ask)
            key, marks = made.public_key, list(made.fingerprints)
        else:
            key, marks = _loaded(load, election.trustees_needed)
        try:
            set_key(election=election, public_key=key, fingerprints=marks, by=SYSTEM, at=datetime.now(UTC))
        except Refused as refusal:
            raise Trouble(refusal.reason.en) from refusal
        print(f"{number}: public key {key.hex()}")
        for keeper, mark in zip(keepers, marks, strict=True):
            print(f"  {keeper}: {mark}")
        print("Keep the parts on paper, apart, and bring them when voting is over.")
    return 0


def close(number: str, out: Path | None, *, ask: Ask = getpass.getpass) -> int:
    """Opens the box of a closed vote with the keepers' parts, counts, publishes, destroys what could join."""
    if out is not None and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Trouble(f"{out} isn't an empty directory.")
    with _django("ortaq election close"):
        from ortaq.kernel.lifecycle.actions import Refused
        from ortaq.procedures.ballots.actions import close_election
        from ortaq.procedures.ballots.actions.closing import count_election
        from ortaq.procedures.ballots.actions.destruction import destroy_ties

        election = _election(number)
        try:
            if election.state in {"open", "suspended"}:
                close_election(election=election, at=datetime.now(UTC))
            if election.state != "closed":
                raise Trouble(f"{number} is {election.state}: only a vote that is over can be opened, and only once.")
            shares = _parts(election, ask)
            print("Opening, counting, publishing …", flush=True)
            counted = count_election(election=election, shares=shares, at=datetime.now(UTC))
            destroy_ties(election=election, at=datetime.now(UTC))
        except Refused as refusal:
            raise Trouble(refusal.reason.en) from refusal
        except BadShare as bad:
            raise Trouble(f"The parts don't open the box: {bad}.") from bad
        for key, outcome in counted.publication.outcomes.items():
            print(f"{key}: {outcome.election.voters} ballots; {', '.join(outcome.winners) or 'nothing'} wins")
        for smell in counted.smells:
            print(f"To be looked at: {smell.words.en}")
        print(f"SHA-256 of the manifest: {counted.publication.hash}")
        print(f"Read it out, print it, send it to the observers. The protocol is on the page of {number}.")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            for name, content in counted.publication.files.items():
                (out / name).write_bytes(content)
            print(f"{out}: {len(counted.publication.files)} files; check them with `ortaq election verify {out}`")
    return 0


def verify(arguments: Sequence[str]) -> int:
    """Runs the one-file verifier."""
    spec = importlib.util.spec_from_file_location("verify_election", VERIFIER)
    if spec is None or spec.loader is None:
        raise Trouble(f"{VERIFIER} isn't there: this installation isn't whole.")
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return int(module.main(list(arguments)))


def _django(purpose: str) -> Any:
    from ortaq.program.commands import django

    return django(purpose)


def _election(number: str) -> "Election":
    from ortaq.procedures.ballots.queries.elections import election_by_number

    found = election_by_number(number)
    if found is None:
        raise Trouble(f"There is no vote {number!r}.")
    return found


def _loaded(path: Path, needed: int) -> tuple[bytes, list[str]]:
    try:
        found = read_public(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise Trouble(f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise Trouble(f"{path}: {error}.") from error
    if found.needed != needed:
        raise Trouble(f"{path} needs {found.needed} parts, the vote was announced with {needed}.")
    return found.key, list(found.fingerprints)


def _hand_out(made: Ceremony, keepers: Sequence[str], ask: Ask) -> None:
    """Shows each keeper their part alone, and has them read some words back."""
    print(
        "Each keeper comes to the screen alone and copies 33 words by hand. Nobody photographs them.\n"
        f"Any {made.needed} of the {len(made.shares)} parts open the box; fewer don't."
    )
    for keeper, share in zip(keepers, made.shares, strict=True):
        ask(f"\n{keeper}: alone at the screen? Press Enter.")
        while True:
            print(CLEAR + f"{keeper}\n\n" + "\n".join(in_lines(share)) + f"\n\nFingerprint: {fingerprint(share)}")
            ask("\nCopied? Press Enter; the words go.")
            print(CLEAR + f"{keeper}: read from your paper.")
            if all(ask(f"Word {place}: ").strip().lower() == word for place, word in asked_words(share)):
                break
            print("That isn't what was shown. Look again.")
        print(CLEAR + f"{keeper}: done.")


def _parts(election: "Election", ask: Ask) -> list[str]:
    """Asks for parts until enough are there; each is checked at once, and never shown."""
    known = {each.fingerprint: each for each in election.trustees.all()}
    parts: list[str] = []
    tries = 0
    while len(parts) < election.trustees_needed:
        words = ask(f"Part {len(parts) + 1} of {election.trustees_needed}, 33 words (not shown): ")
        keeper = known.pop(fingerprint(words), None)
        if keeper is not None:
            parts.append(words)
            print(f"  {keeper.number}. {keeper.name}, {keeper.organisation}: the part fits.")
            continue
        tries += 1
        print(f"  {_trouble(words)}", file=sys.stderr)
        if tries >= TRIES:
            raise Trouble("Too many parts that don't fit. Nothing was opened.")
    return parts


def _trouble(words: str) -> str:
    """What is wrong with a part, without repeating more of it than one word."""
    try:
        combined([words])
    except BadShare as bad:
        if bad.place is not None:
            return f"{bad}: {bad.word}" if bad.word else f"{bad}."
    return "This isn't a part of this vote's key, or it was given already."
