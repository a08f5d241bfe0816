"""Loading what the social order works with."""

from ortaq.systems.social_order.imports.spheres import load_spheres

__all__ = ["load_spheres"]
