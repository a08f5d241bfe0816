"""Paper is handed out where the voter's own papers are, where paper was announced, and while roll and box can be joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.procedures.ballots.conftest import DURING
from tests.procedures.ballots.test_casting import cast, envelopes
from tests.procedures.ballots.test_office_pages import OFFICE, at_desk  # noqa: F401

pytestmark = pytest.mark.django_db
REGION = {"region": {"1": 1}}


@pytest.fixture
def desk(opened: Callable[..., Any], at_desk: Callable[..., Client], frozen: Callable[..., Any]) -> Any:  # noqa: F811
    """An open vote, and the pages of its desk: ``vote, post = desk()``; ``post("1/paper/", place=…)`` gives the page after it."""

    def open_desk() -> tuple[Any, Callable[..., str]]:
        frozen(DURING)
        vote = opened()
        client = at_desk(vote.hall, "operator")

        def post(path: str = "", **typed: Any) -> str:
            answer = client.post(f"{OFFICE}/{vote.election.number}/desk/{path}", typed, follow=True)
            assert answer.status_code == 200
            return answer.content.decode()

        return vote, post

    return open_desk


def test_the_papers_of_another_territory_are_not_handed_out(desk: Any) -> None:
    """Somebody of the city would get the district's question at the village's school: nobody has two rights."""
    from ortaq.procedures.ballots.models import Place, Voter

    vote, post = desk()
    cast(vote.codes[1].code, REGION)
    assert 'name="place"' not in post(number="2")
    assert "Этому человеку положены другие бюллетени" in post("2/paper/", place=vote.election.places.get().pk)
    assert len(envelopes(vote.election)) == 1
    assert not Voter.objects.filter(channel="paper").exists()
    hall = Place.objects.create(
        election=vote.election, territory=vote.hall.city, name_kk="Сарай", name_ru="Дворец", name_en="Palace"
    )
    found = post(number="2")
    assert "Дворец" in found and "Школа" not in found
    post("2/paper/", place=hall.pk)
    assert Voter.objects.get(channel="paper").number == 2
    assert envelopes(vote.election) == []


def test_without_the_link_key_the_desk_is_told_so_and_nothing_changes(desk: Any) -> None:
    from ortaq.kernel.keys.actions import destroy_link

    vote, post = desk()
    cast(vote.codes[0].code, REGION | {"district": {}})
    destroy_link(vote.election.number)
    assert "неисправность в системе" in post("1/paper/", place=vote.election.places.get().pk)
    assert len(envelopes(vote.election)) == 1
    assert vote.election.roll.get(number=1).channel == "online"


def test_where_paper_was_not_announced_none_is_handed_out(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots.actions.batches import hand_paper
    from ortaq.procedures.ballots.models import Voter

    vote = opened(modes=("code", "desk"))
    voter = Voter.objects.get(election=vote.election, number=1)
    with pytest.raises(Refused) as refused:
        hand_paper(voter=voter, place=vote.election.places.get(), by=vote.hall["operator"], at=DURING)
    assert "weren't announced" in refused.value.reason.en
    assert not Voter.objects.filter(voted=True).exists()
