"""Taking the applicant's name out of what a reviewer reads in a blind competition. Pure."""

import re
from collections.abc import Iterable

MASK = "█████"
_QUOTED = re.compile(r"[«\"“](.{3,}?)[»\"”]")


def names_to_hide(names: Iterable[str]) -> list[str]:
    """The names as they may stand in a text: whole, and what stands in their quotation marks; the longest first."""
    found = set()
    for name in names:
        if name.strip():
            found.add(name.strip())
            found |= {inner.strip() for inner in _QUOTED.findall(name)}
    return sorted((each for each in found if len(each) >= 3), key=lambda each: (-len(each), each))


def masked(text: str, names: Iterable[str]) -> str:
    """*text* with every one of *names* (and their quoted parts) replaced by a bar, whatever the case.

    It hides the name, not every hint: an applicant who wants to be recognised will be, and the call says so.
    """
    for name in names_to_hide(names):
        text = re.sub(re.escape(name), MASK, text, flags=re.IGNORECASE)
    return text
