"""Speech made on the server, for languages that no voice in the browser speaks."""

import shutil
import subprocess
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Protocol

from django.conf import settings

from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.web.sound import SUFFIXES, WAV, Sound, kind_for, packed

LONGEST = 2_000
"""Characters that are spoken at once."""
_KEPT_FILES = 4_000
_SECONDS = 10
_AT_ONCE = BoundedSemaphore(2)


class Busy(Exception):
    """Too many texts are being spoken at this moment, or one took too long."""


class Engine(Protocol):
    """What can speak. Another engine (Piper with its voice files, say) is a class with these three members."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> Sequence[str]: ...

    def speak(self, text: str, language: str) -> bytes:
        """*text* as a WAV file. Raises Busy."""
        ...


class Espeak:
    """The program espeak-ng: robotic, but free, small and the only one with Kazakh in Debian."""

    name = "espeak-ng"
    languages = ("kk", "ru", "en")
    _voices = {"kk": "kk", "ru": "ru", "en": "en-gb"}

    def __init__(self, program: str) -> None:
        self._program = program

    def speak(self, text: str, language: str) -> bytes:
        if not _AT_ONCE.acquire(blocking=False):
            raise Busy
        try:
            # No shell; the text goes through standard input, so nothing in it can become an option or a file name.
            done = subprocess.run(  # noqa: S603
                [self._program, "-v", self._voices[language], "-s", "150", "-b", "1", "--stdin", "--stdout"],
                input=text.encode("utf-8", "replace"),
                capture_output=True,
                timeout=_SECONDS,
                check=True,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            raise Busy from error
        finally:
            _AT_ONCE.release()
        return done.stdout


@cache
def engine() -> Engine | None:
    """The engine of this machine; None when none is installed."""
    program = shutil.which("espeak-ng")
    return Espeak(program) if program else None


def cleaned(text: str) -> str:
    """One line without control characters and without espeak's phoneme brackets."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line.replace("[[", "").replace("]]", "")


def spoken(text: str, language: str, *, keep: bool, plays: Collection[str] = ()) -> Sound | None:
    """*text* as a sound of a kind that the browser *plays* (media types), or None when nothing here speaks *language*.

    ``keep``: store the sound for the next listener. Only for texts of public pages: a sound is as personal as its text.

    :raises Busy: try again in a moment.
    """
    voice = engine()
    if voice is None or language not in voice.languages:
        return None
    path, kind = _directory() / lookup_hash("speech", f"{voice.name}|{language}|{text}").hex(), kind_for(plays)
    for ready in (kind, WAV):
        file = path.with_suffix(SUFFIXES[ready])
        if file.exists():
            return Sound(file.read_bytes(), ready)
    sound = packed(voice.speak(text, language), kind)
    if keep:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{id(sound):x}")
        fresh.write_bytes(sound.content)
        fresh.replace(path.with_suffix(SUFFIXES[sound.kind]))
        _forget_oldest()
    return sound


def _directory() -> Path:
    return Path(settings.VAR) / "speech"


def _forget_oldest() -> None:
    files = [file for file in _directory().iterdir() if file.suffix in SUFFIXES.values()]
    if len(files) > _KEPT_FILES:
        files.sort(key=lambda file: file.stat().st_mtime)
        for file in files[: _KEPT_FILES // 10]:
            file.unlink(missing_ok=True)
