"""Paper is handed out where the voter's own papers are, where paper was announced, and while roll and box can be joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.procedures.ballots.conftest import DURING
from tests.procedures.ballots.test_casting import cast, envelopes
from tests.procedures.ballots.test_office_pages import OFFICE, at_desk  # noqa: F401

REGION = {"region": {"1": 1}}


@pytest.mark.django_db
def test_the_papers_of_another_territory_are_not_handed_out(
    opened: Callable[..., Any],
    at_desk: Callable[..., Client],  # noqa: F811
    frozen: Callable[..., Any],
) -> None:
    """Somebody of the city would get the district's question at the village's school: nobody has two rights."""
    from ortaq.procedures.ballots.models import Place, Voter

    frozen(DURING)
    vote = opened()
    school = vote.election.places.get()
    client, here = at_desk(vote.hall, "operator"), f"{OFFICE}/{vote.election.number}/desk"
    cast(vote.codes[1].code, REGION)
    assert 'name="place"' not in client.post(f"{here}/", {"number": "2"}).content.decode()
    answer = client.post(f"{here}/2/paper/", {"place": school.pk}, follow=True).content.decode()
    assert "Этому человеку положены другие бюллетени" in answer
    assert len(envelopes(vote.election)) == 1
    assert not Voter.objects.filter(channel="paper").exists()
    hall = Place.objects.create(
        election=vote.election, territory=vote.hall.city, name_kk="Сарай", name_ru="Дворец", name_en="Palace"
    )
    found = client.post(f"{here}/", {"number": "2"}).content.decode()
    assert "Дворец" in found and "Школа" not in found
    client.post(f"{here}/2/paper/", {"place": hall.pk})
    assert Voter.objects.get(channel="paper").number == 2
    assert envelopes(vote.election) == []


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_without_the_link_key_the_desk_is_told_so_and_nothing_changes(
    opened: Callable[..., Any],
    at_desk: Callable[..., Client],  # noqa: F811
    frozen: Callable[..., Any],
) -> None:
    from ortaq.kernel.keys.actions import destroy_link

    frozen(DURING)
    vote = opened()
    cast(vote.codes[0].code, REGION | {"district": {}})
    destroy_link(vote.election.number)
    client, here = at_desk(vote.hall, "operator"), f"{OFFICE}/{vote.election.number}/desk"
    answer = client.post(f"{here}/1/paper/", {"place": vote.election.places.get().pk}, follow=True)
    assert answer.status_code == 200 and "неисправность в системе" in answer.content.decode()
    assert len(envelopes(vote.election)) == 1
    assert vote.election.roll.get(number=1).channel == "online"
