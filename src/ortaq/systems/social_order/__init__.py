"""The state social order, grants and awards (S1): from a proposed topic to a published evaluation."""
