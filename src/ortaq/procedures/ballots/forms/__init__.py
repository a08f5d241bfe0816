"""Forms of votes on projects."""
