"""Do two people bear the same surname? A hint of kinship, no more. Pure."""

from collections.abc import Iterable

from ortaq.kernel.language.rules import folded

_ENDINGS = ("ова", "ева", "ина", "ов", "ев", "ин", "кызы", "улы", "а")
_SHORTEST = 4


def surname_root(name: str) -> str:
    """The first word of a full name (the surname stands first in official writing), folded, without its gender's ending.

    "" when what is left is too short to tell anything.
    """
    words = name.split()
    if not words:
        return ""
    root = folded(words[0])
    for ending in _ENDINGS:
        if root.endswith(ending) and len(root) - len(ending) >= _SHORTEST:
            root = root.removesuffix(ending)
            break
    return root if len(root) >= _SHORTEST else ""


def same_surname(name: str, others: Iterable[str]) -> bool:
    """Does *name* share its surname's root with one of *others*?"""
    root = surname_root(name)
    return bool(root) and any(surname_root(other) == root for other in others)
