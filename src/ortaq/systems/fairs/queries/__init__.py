"""Reads of fairs."""
