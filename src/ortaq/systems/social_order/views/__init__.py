"""Pages of the state social order."""
