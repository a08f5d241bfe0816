"""``/api/v1/``: what everybody may read, as JSON for programs."""

from ortaq.portal.api.root import api

__all__ = ["api"]
