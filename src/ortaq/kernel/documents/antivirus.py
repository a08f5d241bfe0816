"""ClamAV by its daemon: content goes over a unix socket (INSTREAM), so the daemon needs no right to our files."""

import socket
import struct
from dataclasses import dataclass

_CHUNK = 65_536
_SECONDS = 30


class ScannerDown(Exception):
    """The daemon is away, slow, or answered something that is no verdict. The file stays held."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the antivirus says: *finding* is the name of the malware, "" when nothing was found."""

    finding: str

    @property
    def clean(self) -> bool:
        return not self.finding


def scan(content: bytes, path: str) -> Verdict:
    """Asks the clamd that listens on the unix socket *path*. Raises ScannerDown."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
            wire.settimeout(_SECONDS)
            wire.connect(path)
            wire.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                part = content[start : start + _CHUNK]
                wire.sendall(struct.pack("!L", len(part)) + part)
            wire.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < 1_000 and (part := wire.recv(1_000)):
                answer += part
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error
    return _verdict(answer.rstrip(b"\0\n").decode("ascii", "replace"))


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict("")
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND")[:100])
    raise ScannerDown("no verdict")
