"""What a process keeps for a short while: asked for once, forgotten in time, never without end."""

from typing import Any

import pytest

from ortaq.kernel.statements import queries
from ortaq.kernel.statements.queries import KeptAnswers


class Asked:
    """A question that counts how often it was asked."""

    def __init__(self, answer: Any = "Тараз") -> None:
        self.answer, self.times = answer, 0

    def __call__(self) -> Any:
        self.times += 1
        return self.answer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[float]:
    moment = [1000.0]
    monkeypatch.setattr(queries, "monotonic", lambda: moment[0])
    settings.REFERENCE_SECONDS = 30
    return moment


def test_an_answer_is_asked_for_once_until_its_time_is_over(clock: list[float]) -> None:
    kept, asked = KeptAnswers[str, str](), Asked()
    assert [kept.get("a", asked) for _ in range(3)] == ["Тараз"] * 3 and asked.times == 1
    assert kept.get("b", asked) == "Тараз" and asked.times == 2, "another key is another question"
    clock[0] += 29.9
    asked.answer = "Қаратау"
    assert kept.get("a", asked) == "Тараз"
    clock[0] += 0.2
    assert kept.get("a", asked) == "Қаратау" and asked.times == 3


def test_none_and_a_zero_time_keep_nothing(clock: list[float], settings: Any) -> None:
    kept, asked = KeptAnswers[str, Any](), Asked(None)
    assert kept.get("a", asked) is None and kept.get("a", asked) is None and asked.times == 2
    settings.REFERENCE_SECONDS, asked.answer = 0, "Тараз"
    assert kept.get("a", asked) == kept.get("a", asked) == "Тараз" and asked.times == 4


def test_strangers_keys_fill_nothing(clock: list[float]) -> None:
    kept, asked = KeptAnswers[int, str](most=10), Asked()
    for key in range(1000):
        kept.get(key, asked)
    assert len(kept._answers) <= 10


def test_everything_is_forgotten_at_once(clock: list[float]) -> None:
    first, second, asked = KeptAnswers[str, str](), KeptAnswers[str, str](), Asked()
    first.get("a", asked), second.get("a", asked)
    KeptAnswers.forget_all()
    first.get("a", asked), second.get("a", asked)
    assert asked.times == 4
