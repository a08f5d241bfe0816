"""Tables that come from strangers: one strict table, or sheets as people really draw them."""

from ortaq.kernel.interchange.imports.grids import read_grids
from ortaq.kernel.interchange.imports.tables import ENCODINGS, decoded, read_table, separator_of

__all__ = ["ENCODINGS", "decoded", "read_grids", "read_table", "separator_of"]
