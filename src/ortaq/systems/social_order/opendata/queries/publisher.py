"""Names of kinds of competitions as open data tells them."""

from ortaq.procedures.competitions.registry import profiles


def profile_name(code: str) -> str:
    """The Kazakh name of a kind of competition; its code when this installation doesn't know it any more."""
    return next((each.name.kk for each in profiles() if each.code == code), code)
