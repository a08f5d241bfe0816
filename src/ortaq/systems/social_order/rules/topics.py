"""What a proposed topic consists of, and how its public text is put together."""

from collections.abc import Mapping

from ortaq.kernel.language.rules import Text

LONGEST_MONTHS = 36
"""A social project lasts "within one year and up to three years" (Law No 36 of 12.04.2005, article 1)."""
TEXT_LENGTH = 3000
"""Characters in one part of a proposal."""

PARTS = {
    "need": Text("Қандай мәселе бар", "Какая есть проблема", "What the problem is"),
    "target_group": Text("Кімге арналған", "Для кого", "For whom"),
    "place": Text("Қай жерде", "Где", "Where"),
    "why": Text("Неге қажет", "Почему это нужно", "Why it is needed"),
    "result": Text("Күтілетін нәтиже", "Ожидаемый результат", "Expected result"),
}
"""The parts of a proposal that become public after moderation, in the order in which they are read."""


def public_text(parts: Mapping[str, str], language: str) -> str:
    """The public text as one: each filled part under its name, in the language of the proposal ("kk" or "ru")."""
    return "\n\n".join(
        f"{name.in_language(language)}: {parts[code].strip()}"
        for code, name in PARTS.items()
        if parts.get(code, "").strip()
    )
