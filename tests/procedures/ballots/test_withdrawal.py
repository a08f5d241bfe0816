"""A project is withdrawn while people vote: by a public decision, counted by the rule that was stated before."""

from __future__ import annotations

import ast
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.procedures.ballots.conftest import AFTER, DURING, NOON
from tests.procedures.ballots.published_votes import publication
from tests.procedures.ballots.test_browser_recount import NODE, ask, carried
from tests.procedures.ballots.test_casting import cast
from tests.procedures.ballots.test_closing import closed, keyed  # noqa: F401
from tests.procedures.ballots.test_office_pages import at_desk  # noqa: F401
from tests.procedures.ballots.test_verifier import check, verifier, votes

from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.papers import Paper, election_of
from ortaq.procedures.ballots.rules.publishing import Marked, Withdrawn

TERMS: dict[str, Any] = {"paper": "region", "number": 6, "reason_kk": "Заңға қайшы", "reason_ru": "Противоречит закону"}


def withdraw(vote: Any, who: str = "secretary", at: Any = DURING, **more: Any) -> Any:
    from ortaq.procedures.ballots import actions

    terms = actions.WithdrawalTerms(**{**TERMS, **more})
    return actions.withdraw_option(election=vote.election, terms=terms, by=vote.hall[who], at=at)


# --- the rule --------------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(votes(), st.data())
def test_the_count_is_as_if_it_had_never_stood_there(vote: tuple[Paper, list[Marked]], data: st.DataObject) -> None:
    made, ballots = vote
    gone = data.draw(st.sampled_from([line.number for line in made.lines]))
    found = count(election_of(made, (each.marks for each in ballots), [gone]), made.rule)
    without = replace(made, lines=tuple(line for line in made.lines if line.number != gone))
    left = [{option: mark for option, mark in each.marks.items() if option != gone} for each in ballots]
    plain = count(election_of(without, left), made.rule)
    assert found.winners == plain.winners
    assert found.support.voters == plain.support.voters
    place = next(place for place, line in enumerate(made.lines) if line.number == gone)
    assert found.support.votes[place] == 0
    barrier = found.verdicts[place].barrier
    assert barrier is not None
    assert barrier.field == "withdrawn"


@settings(max_examples=60, deadline=None)
@given(votes(), st.data())
def test_its_publication_is_checked_by_both_verifiers(vote: tuple[Paper, list[Marked]], data: st.DataObject) -> None:
    made, ballots = vote
    gone = data.draw(st.sampled_from([line.number for line in made.lines]))
    out = publication(
        [made], {"region": ballots * 7}, withdrawn=[Withdrawn("region", gone, {"kk": "С", "ru": "П"}, "")]
    )
    assert check(out.files).findings == []
    hidden = dict(out.files)
    manifest = json.loads(hidden["manifest.json"])
    manifest["papers"]["region"]["withdrawn"] = []
    hidden["manifest.json"] = verifier.compact(manifest)
    assert any("withdrawals.json" in each for each in check(hidden).findings)


@pytest.mark.skipif(NODE is None, reason="node isn't installed")
def test_the_browser_agrees() -> None:
    import random

    from tests.procedures.ballots.test_browser_recount import drawn_vote

    chance = random.Random(11)
    questions = []
    for _ in range(30):
        made, ballots = drawn_vote(chance)
        gone = chance.choice(made.lines).number
        out = publication([made], {"region": ballots * 7}, withdrawn=[Withdrawn("region", gone, {"kk": "С"}, "")])
        questions.append(carried(out.files))
    for answer in ask({"publications": questions})["checked"]:
        assert answer["findings"] == []
        assert any(fact["code"] == "withdrawn" for fact in answer["facts"])


# --- the decision ----------------------------------------------------------------------------------------------------


@pytest.fixture
def during(frozen: Callable[..., Any]) -> Any:
    return frozen(DURING)


@pytest.mark.django_db
def test_marks_for_it_are_passed_over_and_everybody_reads_why(keyed: Callable[..., Any], client: Client) -> None:  # noqa: F811
    from ortaq.procedures.ballots.actions.heads import make_head
    from ortaq.procedures.ballots.models import Paper as Stored

    vote, shares = keyed(12)
    for handed in vote.codes[:10]:
        cast(handed.code, {"region": {"6": 1, "1": 1}} | ({"district": {}} if handed.number % 2 else {}))
    cast(vote.codes[10].code, {"region": {"6": 1}, "district": {}})
    withdraw(vote)
    for language, words in (("kk", "Заңға қайшы"), ("ru", "Противоречит закону")):
        assert words in client.get(f"/{language}/votes/{vote.election.number}/").content.decode()
    cast(vote.codes[11].code, {"region": {"2": 1}})
    make_head(election=vote.election, at=DURING)
    counted = closed(vote, shares)
    result = Stored.objects.get(election=vote.election, key="region").result
    rows = {row["project"]: row for row in result["projects"]}
    assert rows["6"]["votes"] == 0
    assert rows["6"]["barrier"]["field"] == "withdrawn"
    assert (rows["1"]["votes"], rows["2"]["votes"], result["ballots"]) == (10, 1, 12)
    assert check(counted.publication.files).findings == []
    page = client.get(f"/ru/votes/{vote.election.number}/results/").content.decode()
    assert "Противоречит закону" in page


@pytest.mark.django_db
def test_a_form_that_still_marks_it_is_told_and_refused(opened: Callable[..., Any], during: Any) -> None:
    from ortaq.kernel.lifecycle.actions import Refused

    vote = opened()
    browser = Client()
    browser.post("/ru/votes/enter/", {"code": vote.codes[1].code})
    review = browser.post("/ru/votes/ballot/", {"p-region": ["6", "1"]})
    assert review.status_code == 200
    withdraw(vote)
    answer = browser.post("/ru/votes/cast/", {"p-region": ["6", "1"], "form_key": review.context["form_key"]})
    assert answer.status_code == 409
    told = browser.post("/ru/votes/ballot/", {"p-region": ["6", "1"]})
    assert told.status_code == 422
    text = told.content.decode()
    assert "Проект 6 снят" in text
    assert 'value="6"' not in text
    assert browser.post("/ru/votes/ballot/", {"p-region": ["1"]}).status_code == 200
    with pytest.raises(Refused):
        cast(vote.codes[0].code, {"region": {"6": 1}, "district": {}})


@pytest.mark.django_db
def test_it_is_decided_by_the_organiser_in_time_once_and_with_reasons(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.models import Withdrawal

    vote = opened()
    for wrong in (
        {"who": "stranger"}, {"who": "operator"}, {"reason_ru": " "}, {"reason_kk": ""}, {"number": 77}, {"paper": "none"},
    ):  # fmt: skip
        with pytest.raises(Refused), transaction.atomic():
            withdraw(vote, **wrong)
    assert not Withdrawal.objects.exists()
    withdraw(vote)
    with pytest.raises(Refused), transaction.atomic():
        withdraw(vote)
    for number in (1, 2, 3, 4):
        withdraw(vote, number=number)
    with pytest.raises(Refused, match="1"), transaction.atomic():  # one has to stay
        withdraw(vote, number=5)
    for sql in ("DELETE FROM ballots_withdrawal", "UPDATE ballots_withdrawal SET reason_ru = 'другая'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    actions.close_election(election=vote.election, at=AFTER)
    with pytest.raises(Refused), transaction.atomic():
        withdraw(vote, number=5, at=AFTER)


@pytest.mark.django_db
def test_it_is_stated_before_the_vote(drafted: Callable[..., Any], hall: Any, client: Client) -> None:
    from ortaq.procedures.ballots import actions

    election = drafted()
    actions.announce_election(election=election, by=hall["secretary"], at=NOON)
    assert json.loads(election.terms)["withdrawal"] == "marks-passed-over"
    page = client.get(f"/ru/votes/{election.number}/").content.decode()
    assert "снять во время голосования" in page


@pytest.mark.django_db
def test_the_organiser_withdraws_by_a_form(
    opened: Callable[..., Any],
    at_desk: Callable[..., Client],  # noqa: F811
) -> None:
    from ortaq.procedures.ballots.models import Withdrawal

    vote = opened()
    client = at_desk(vote.hall, "secretary")
    address = f"/ru/votes/office/{vote.election.number}/withdraw/"
    assert "/withdraw/" in client.get(f"/ru/votes/office/{vote.election.number}/").content.decode()
    sent = {"option": "region/6", "reason_kk": "Себеп", "reason_ru": "Причина"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"sure": "on", "option": "region/99"}).status_code == 422
    assert client.post(address, sent | {"sure": "on"}).status_code == 302
    assert Withdrawal.objects.get().reason_ru == "Причина"
    assert client.post(address, sent | {"sure": "on"}).status_code == 422
    assert 'value="region/6"' not in client.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_make_one(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots.models import Withdrawal

    vote = opened()
    by, outcomes = vote.hall["secretary"], []
    vote.hall.users["secretary"].__dict__.pop("_actor", None)
    gate = threading.Barrier(2)

    def run() -> None:
        from ortaq.procedures.ballots import actions

        gate.wait()
        try:
            actions.withdraw_option(election=vote.election, terms=actions.WithdrawalTerms(**TERMS), by=by, at=DURING)
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    together = [threading.Thread(target=run) for _ in range(2)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    assert Withdrawal.objects.count() == 1


# --- what the verifier says, in three languages ----------------------------------------------------------------------


def test_every_sentence_of_the_verifier_stands_in_three_languages() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"))
    told = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in {"self.wrong", "self.seen", "said"}
        and isinstance(call.args[0], ast.Constant)
    }
    assert len(told) > 40
    assert told | {"Everything fits.", "It doesn't fit."} == set(verifier.WORDS)
    for text, others in verifier.WORDS.items():
        fields = {part[1] for part in verifier_fields(text)}
        for other in others:
            assert {part[1] for part in verifier_fields(other)} == fields, text


def verifier_fields(text: str) -> list[tuple[Any, ...]]:
    import string

    return [part for part in string.Formatter().parse(text) if part[1] is not None]


def test_it_tells_what_is_wrong_in_the_language_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.procedures.ballots.published_votes import paper

    from ortaq.procedures.ballots.rules.catalogue import RULES

    made = paper("region", [("1", 3), ("2", 4)], 5, replace(RULES["greedy-skip"], min_percent=Fraction(0)))
    for name, content in publication([made], {"region": [Marked({"1": 1})] * 60}).files.items():
        (tmp_path / name).write_bytes(content)
    assert verifier.main([str(tmp_path), "--lang", "kk"]) == 0
    assert "Бәрі сәйкес келеді." in capsys.readouterr().out
    (tmp_path / "log.txt").write_bytes(b"")
    for language, words in (("kk", "өзгертілген"), ("ru", "изменён"), ("en", "was changed")):
        assert verifier.main([str(tmp_path), "--lang", language]) == 1
        assert words in capsys.readouterr().out
