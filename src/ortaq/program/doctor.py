"""What is wrong."""

from ortaq.program.trouble import Trouble


def examine(*, release: bool) -> int:
    raise Trouble("Not yet.")
