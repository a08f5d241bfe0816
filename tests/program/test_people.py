"""The first rights of an installation are given by a command: no account has any to begin with."""

from datetime import date
from pathlib import Path

import pytest

from ortaq.kernel.accounts.models import User
from ortaq.kernel.events.models import RightsEvent
from ortaq.kernel.parties.imports import load_bodies, load_kato, load_population, load_territories
from ortaq.kernel.parties.models import Territory
from ortaq.kernel.parties.queries import actor_of, population_near
from ortaq.program import people
from ortaq.program.trouble import Trouble
from ortaq.systems.reception.models.apikeys import ApiKey
from ortaq.systems.reception.open311.queries import key_holder

pytestmark = pytest.mark.django_db(transaction=True)  # a command closes the connection when it ends


@pytest.fixture(autouse=True)
def region() -> None:
    territories = load_territories([{"slug": "r", "kind": "region", "kk": "О", "ru": "О", "en": "R"}])
    load_bodies(
        [{"slug": "one", "body_kind": "akimat", "territory": "r", "kk": "Ә", "ru": "А", "en": "Akimat"}], territories
    )


def test_a_role_is_given_and_ended() -> None:
    people.give_role("Anna@example.test", "registrar", "one", None, "order 1")
    user = User.objects.get(email="anna@example.test")
    assert not user.has_usable_password()
    assert actor_of(user).holds("registrar")
    people.end_role("ANNA@example.test", "registrar", "one", "order 2")
    assert not actor_of(User.objects.get(pk=user.pk)).holds("registrar")
    events = RightsEvent.objects.order_by("sequence").values_list("code", "actor_kind", "subject_id", "reason")
    assert list(events) == [
        ("role_given", "system", user.pk, "order 1"),
        ("role_ended", "system", user.pk, "order 2"),
    ]
    with pytest.raises(Trouble, match="doesn't hold"):
        people.end_role("anna@example.test", "registrar", "one", "again")
    people.give_role("anna@example.test", "coordinator", "one", None, "order 3")
    with pytest.raises(Trouble, match="last region coordinator"):
        people.end_role("anna@example.test", "coordinator", "one", "order 4")


@pytest.mark.parametrize(("role", "body"), [("king", "one"), ("registrar", "nowhere")])
def test_an_unknown_role_or_body_is_named(role: str, body: str) -> None:
    with pytest.raises(Trouble, match=f"{role if role == 'king' else body}"):
        people.give_role("a@example.test", role, body, None, "x")
    assert not User.objects.exists()


def test_a_key_is_shown_once_and_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    people.give_key("A map of potholes", None)
    plain = capsys.readouterr().out.split()[-1]
    key = ApiKey.objects.get(holder="A map of potholes")
    assert key_holder(plain) is not None
    people.revoke_key(key.pk)
    assert key_holder(plain) is None


def test_codes_are_set_whole_or_not_at_all() -> None:
    assert load_kato("slug,kato\nr,310000000\n") == 1
    for wrong in ("slug,kato\nr,31\n", "slug,kato\nx,310000000\n"):
        with pytest.raises(ValueError, match="line 2"):
            load_kato(wrong)
    assert Territory.objects.get(slug="r").kato == "310000000"


def test_figures_of_population_have_a_day_and_a_source_and_are_loaded_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "slug,counted_on,people,source,url\n"
    good = head + "r,2026-01-01,1215373,Bureau,https://example.test/\nr,2024-07-01,1223670,Bureau,\n"
    path = tmp_path / "people.csv"
    path.write_text(good, encoding="utf-8")
    assert people.load_population(path) == 0 and "2 figures" in capsys.readouterr().out
    for wrong in (
        "r,2026-01-01,12,,\n",
        "x,2026-01-01,12,B,\n",
        "r,2026,12,B,\n",
        "r,2026-01-01,-1,B,\n",
        "r,2026-01-01,9,B,ftp://x\n",
        "r,0026-01-01,9,B,\n",
        "r,20260101,9,B,\n",
        "r,2026-W01-1,9,B,\n",
        "r,01.02.2026,9,B,\n",
    ):
        with pytest.raises(ValueError, match="line 3"):
            load_population(head + "r,2025-01-01,5,B,\n" + wrong)
    path.write_text(head + "r,2026-01-01,7,,\n", encoding="utf-8")
    with pytest.raises(Trouble, match="source"):
        people.load_population(path)
    assert load_population(head + "r,2026-01-01,1215400,Bureau,\n") == 1
    region = Territory.objects.get(slug="r")
    assert population_near(date(2026, 1, 1))[region.pk].people == 1_215_400
    assert population_near(date(2025, 1, 1))[region.pk].people == 1_223_670, "the nearer one"
    assert population_near(date(2018, 1, 1)) == {}
    shipped = Path("src/ortaq/portal/regions/zhambyl-population.csv").read_text(encoding="utf-8")
    load_territories([{"slug": "zhambyl", "kind": "region", "kk": "Ж", "ru": "Ж", "en": "Zh"}])
    assert load_population(shipped) == 2
