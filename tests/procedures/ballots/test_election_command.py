"""``ortaq election``: the ceremony of the key, the closing, the check; as they go at a terminal."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.procedures.ballots.published_votes import HONEST
from tests.procedures.ballots.test_closing import keyed, voted

from ortaq.procedures.ballots.rules.ceremony import asked_words, begin, in_lines, read_public
from ortaq.procedures.ballots.rules.sealing import public_of
from ortaq.procedures.ballots.rules.trustees import combined
from ortaq.program import cli, elections
from ortaq.program.trouble import Trouble

__all__ = ["keyed"]


class Keepers:
    """People at the terminal: they copy what the screen shows and read it back; the first time one of them errs."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *, slips: int = 1) -> None:
        self.capsys, self.slips = capsys, slips
        self.papers: list[dict[int, str]] = []
        self.seen = ""

    def __call__(self, prompt: str) -> str:
        shown = self.capsys.readouterr().out
        self.seen += shown + prompt
        words = dict(re.findall(r"(\d+)\. ([a-z]+)", shown.rsplit("\033[H", 1)[-1]))
        if len(words) == 33:
            paper = {int(place): word for place, word in words.items()}
            if paper not in self.papers:
                self.papers.append(paper)
        asked = re.fullmatch(r"Word (\d+): ", prompt)
        if asked is None:
            return ""
        if self.slips:
            self.slips -= 1
            return "wrong"
        return f" {self.papers[-1][int(asked[1])].upper()} "

    @property
    def shares(self) -> list[str]:
        return [" ".join(paper[place] for place in range(1, 34)) for paper in self.papers]


def test_a_key_is_made_without_a_network_and_only_its_public_half_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keepers = Keepers(capsys)
    target = tmp_path / "key.json"
    assert elections.make_offline(2, 3, target, ask=keepers) == 0
    written = target.read_text()
    found = read_public(json.loads(written))
    assert public_of(combined(keepers.shares[1:])) == found.key
    assert not any(word in written.split() for word in keepers.shares[0].split())
    assert "That isn't what was shown" in keepers.seen
    with pytest.raises(Trouble, match="exists already"):
        elections.make_offline(2, 3, target, ask=keepers)
    with pytest.raises(Trouble, match="at least 2 are needed"):
        elections.make_offline(1, 3, tmp_path / "other.json", ask=keepers)


def test_a_part_is_copied_in_numbered_lines_and_three_words_are_asked() -> None:
    share = begin(needed=2, shares=2).shares[0]
    lines = in_lines(share)
    assert len(lines) == 11
    assert re.findall(r"[a-z]+", " ".join(lines)) == share.split()
    assert all(share.split()[place - 1] == word for place, word in asked_words(share))
    assert len({place for place, _ in asked_words(share)}) == 3


@pytest.mark.parametrize("found", [{}, [], {"format": 2}, {"format": 1, "public_key": "00", "needed": 2, "fingerprints": ["a"]}])  # fmt: skip
def test_what_is_no_public_key_is_refused(found: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_public(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_vote_gets_its_key_once(
    elsewhere: bool, drafted: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    election = drafted()
    keepers = Keepers(capsys, slips=0)
    load = None
    if elsewhere:
        load = tmp_path / "key.json"
        elections.make_offline(2, 3, load, ask=keepers)
    assert elections.make_key(election.number, load, ask=keepers) == 0
    election.refresh_from_db()
    assert public_of(combined(keepers.shares[:2])) == bytes(election.public_key)
    assert all(each.fingerprint in capsys.readouterr().out or each.confirmed_at for each in election.trustees.all())
    with pytest.raises(Trouble, match="a key is made once"):
        elections.make_key(election.number, load, ask=keepers)
    with pytest.raises(Trouble, match="There is no vote"):
        elections.make_key("EL-2020-000404", None, ask=keepers)


@pytest.mark.django_db(transaction=True)
def test_a_key_for_another_number_of_keepers_is_refused(
    drafted: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    election = drafted()
    for needed, there, said in ((3, 3, "needs 3 parts"), (2, 4, "3 keepers and 4 parts")):
        load = tmp_path / f"{needed}{there}.json"
        elections.make_offline(needed, there, load, ask=Keepers(capsys, slips=0))
        with pytest.raises(Trouble, match=said):
            elections.make_key(election.number, load)
    with pytest.raises(Trouble, match="can't be read"):
        elections.make_key(election.number, tmp_path / "nowhere.json")


@pytest.mark.django_db(transaction=True)
def test_the_box_is_opened_by_its_keepers_and_what_is_written_can_be_checked(
    keyed: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vote, shares = keyed(60)
    voted(vote)
    number = vote.election.number
    words = shares[0].split()
    typed = iter(
        [" ".join(["өтірік", *words[1:]]), begin(needed=2, shares=2).shares[0], shares[0].upper(), shares[0], shares[2]]
    )
    out = tmp_path / "publication"
    assert elections.close(number, out, ask=lambda prompt: next(typed)) == 0
    said = capsys.readouterr()
    assert "this word is in no list: өтірік" in said.err
    assert said.err.count("isn't a part of this vote's key") == 2
    assert not any(f" {first} {second} " in said.out + said.err for first, second in itertools.pairwise(words))
    assert "region: 60 ballots" in said.out
    assert cli.main(["election", "verify", str(out), "--key", "00"]) == 1
    assert "signed by another key" in capsys.readouterr().out
    assert cli.main(["election", "verify", str(out)]) == 0
    with pytest.raises(Trouble, match="is counted"):
        elections.close(number, None, ask=lambda prompt: "")
    with pytest.raises(Trouble, match="empty directory"):
        elections.close(number, out, ask=lambda prompt: "")


@pytest.mark.django_db(transaction=True)
def test_wrong_parts_open_nothing(keyed: Callable[..., Any]) -> None:
    vote, _shares = keyed()
    voted(vote)
    with pytest.raises(Trouble, match="Nothing was opened"):
        elections.close(vote.election.number, None, ask=lambda prompt: "abc")
    vote.election.refresh_from_db()
    assert vote.election.state == "closed"


def test_the_command_line_knows_its_acts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in HONEST.items():
        (tmp_path / name).write_bytes(content)
    assert cli.main(["election", "verify", "--receipt", "ABC", str(tmp_path)]) == 1
    assert "is no receipt" in capsys.readouterr().out
    assert cli.main(["election", "keys"]) == 1
    assert "Which vote?" in capsys.readouterr().err
