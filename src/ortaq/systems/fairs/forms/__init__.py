"""Forms of fairs."""
