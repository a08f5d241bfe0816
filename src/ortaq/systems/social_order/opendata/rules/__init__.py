"""The rules of open data: what a process, a grant and a year look like in the standards, and how packages are read."""
