"""Which publication duties exist. Each system declares its own in ``apps.py`` (``ready``)."""

from ortaq.procedures.publication.rules import DutyKind

_kinds: dict[str, DutyKind] = {}


def declare_duty(kind: DutyKind) -> None:
    """Makes a kind of duty known. Raises ValueError when its code is taken by a different one."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"duty {kind.code} is declared twice")


def duty_kind(code: str) -> DutyKind:
    """The declared kind *code*. Raises KeyError for one that isn't declared."""
    return _kinds[code]


def duty_kinds() -> tuple[DutyKind, ...]:
    """Every declared kind, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))
