"""What stops a command, in words for the person at the terminal."""


class Trouble(Exception):
    """A command can't go on. The message says what is wrong, where, and what to do."""
