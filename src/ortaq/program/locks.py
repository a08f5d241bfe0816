"""One program at a time: locks on files, which the kernel releases when their holder dies in whatever way."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path


class Busy(Exception):
    """Somebody else holds the lock; ``note`` is what they wrote into it."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


@contextlib.contextmanager
def hold(path: Path, *, note: str = "", wait: float = 0) -> Iterator[None]:
    """Holds the lock on *path* (the file is made and stays) and leaves *note* in it for others to read.

    Waits up to *wait* seconds. Raises Busy, or OSError when the file can't be made.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        end = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise Busy(os.pread(descriptor, 500, 0).decode("utf-8", "replace").strip() or str(path)) from None
                time.sleep(0.05)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{note} (process {os.getpid()})".encode() if note else b"", 0)
        yield
    finally:
        os.close(descriptor)
