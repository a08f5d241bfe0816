"""Signs of stuffing: an honest vote raises none, each way to stuff raises its own."""

import random
from fractions import Fraction

import pytest

from ortaq.procedures.ballots.rules import smells
from ortaq.procedures.ballots.rules.smells import Sign, Smell, Told

CHANCE = random.Random(2026)


def honest(count: int = 2000) -> list[Told]:
    return [
        Told(
            CHANCE.choice(["online", "paper"]),
            CHANCE.choice(["taraz", "talas", "shu"]),
            frozenset(CHANCE.sample([str(number) for number in range(1, 21)], CHANCE.randint(1, 5))),
        )
        for _ in range(count)
    ]


def signs(found: list[Smell]) -> list[Sign]:
    for smell in found:
        assert smell.words.kk
        assert "{" not in smell.words.kk + smell.words.ru + smell.words.en
    return [smell.sign for smell in found]


def test_an_honest_vote_smells_of_nothing() -> None:
    ballots = honest()
    hours = [
        (str(hour), hour % 24, CHANCE.randint(20, 60) if hour % 24 > 6 else CHANCE.randint(0, 2)) for hour in range(240)
    ]
    assert not smells.one_place(ballots)
    assert not smells.too_alike(ballots)
    assert not smells.single_marks(ballots)
    assert not smells.strange_hours(hours)
    assert not smells.odd_digits(CHANCE.randint(10, 400) for _ in range(200))
    assert not smells.uneven_turnout({"taraz": (1000, 210), "talas": (300, 70), "shu": (200, 45)})
    assert not smells.unequal_marks({"online": 200, "paper": 60}, {"online": 200, "paper": 50}, 3)


def test_each_way_to_stuff_has_its_sign() -> None:
    ballots = honest()
    assert signs(smells.unequal_marks({"online": 200}, {"online": 201})) == [Sign.MARKS]
    assert signs(smells.unequal_marks({"online": 201}, {"online": 200})) == [Sign.MARKS]
    assert signs(smells.unequal_marks({"paper": 50}, {"paper": 50}, 1)) == [Sign.MARKS]
    assert signs(smells.uneven_turnout({"taraz": (1000, 210), "talas": (300, 180), "shu": (200, 45)})) == [Sign.TURNOUT]
    assert signs(smells.uneven_turnout({"taraz": (1000, 910), "talas": (300, 301), "shu": (200, 180)})) == [
        Sign.TURNOUT
    ]
    bought = [Told("online", "talas", frozenset({"7", "11", "19"}))] * 300
    assert Sign.ALIKE in signs(smells.too_alike([*ballots, *bought]))
    crowd = [Told("online", "talas", frozenset({"99"}))] * 60
    assert signs(smells.one_place([*ballots, *crowd])) == [Sign.ONE_PLACE]
    lone = [Told("desk", "shu", frozenset({"5"}))] * 60
    assert signs(smells.single_marks([*ballots, *lone])) == [Sign.SINGLE]
    hours = [(f"{hour}", hour % 24, 4) for hour in range(48)]
    assert signs(smells.strange_hours(hours)) == [Sign.NIGHT]
    hours = [(f"{hour}", hour % 24, 0 if hour % 24 < 5 else 4) for hour in range(48)]
    hours[20] = ("20", 20, 400)
    assert signs(smells.strange_hours(hours)) == [Sign.SPIKE]
    assert signs(smells.odd_digits([50] * 60)) == [Sign.DIGITS]


def test_numbers_of_a_sign_are_exact() -> None:
    (smell,) = smells.uneven_turnout({"a": (1000, 100), "b": (1000, 100), "c": (1000, 400)})
    assert (smell.where, smell.found, smell.usual) == ("c", 40, 20)
    assert smell.words.en.startswith("c: turnout 40 %, overall 20 %.")
    (smell,) = smells.odd_digits([10] * 50)
    assert smell.found == 450
    assert smell.usual == Fraction("27.88")


@pytest.mark.parametrize("few", [[], [Told("online", "", frozenset({"1"}))] * 5])
def test_of_a_handful_nothing_is_said(few: list[Told]) -> None:
    assert not smells.one_place(few)
    assert not smells.too_alike(few)
    assert not smells.single_marks(few)
    assert not smells.uneven_turnout({"a": (10, 9)})
    assert not smells.strange_hours([("1", 1, 5)])
