"""Size bands: small and large requests are judged by thresholds and weights of their own. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """Requests up to ``up_to`` tenge (None: any). ``pass_mark``: the least weighted points to be chosen at all.

    ``weights``: by criterion, where they differ from the criteria set's own.
    """

    up_to: Decimal | None
    pass_mark: Decimal | None = None
    weights: Mapping[str, Decimal] = field(default_factory=dict)


def band_of(requested: Decimal, bands: Iterable[Band]) -> Band | None:
    """The band that a request of *requested* tenge falls in: the first whose limit it doesn't exceed.

    None when the call has no bands, or the request is larger than the last of them.
    """
    limited = sorted((band for band in bands if band.up_to is not None), key=lambda band: band.up_to or Decimal(0))
    for band in limited:
        if band.up_to is not None and requested <= band.up_to:
            return band
    return next((band for band in bands if band.up_to is None), None)


def contradictions(bands: Sequence[Band]) -> bool:
    """Do two bands have the same limit? Then nobody could say which holds."""
    limits = [band.up_to for band in bands]
    return len(set(limits)) != len(limits)


def unreachable(bands: Iterable[Band], scales: Mapping[str, tuple[Decimal, int]]) -> bool:
    """Does a band ask for more points than anybody can get? ``scales``: weight and most points of each criterion."""
    return any(
        band.pass_mark is not None
        and band.pass_mark
        > sum((band.weights.get(code, weight) * most for code, (weight, most) in scales.items()), Decimal(0))
        for band in bands
    )
