"""Sounds as small as the machine and the listener's browser allow: Ogg Opus, MP3, else a quarter of what came as WAV."""

from __future__ import annotations

import logging
import shutil
import struct
import subprocess
from array import array
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

logger = logging.getLogger(__name__)

WAV, OGG, MP3 = "audio/wav", "audio/ogg", "audio/mpeg"
SUFFIXES = {WAV: ".wav", OGG: ".ogg", MP3: ".mp3"}
"""Media types that are given out, and how their files end."""

_SECONDS = 10
_PCM, _MU_LAW = 1, 7
"""Format codes of a WAV file (RFC 2361)."""
_STAIRS, _CLIP = 0x84, 32635
"""The bias and the limit of the µ-law of ITU-T G.711, for samples of 16 bits."""


@dataclass(frozen=True)
class Sound:
    """What is sent to the browser."""

    content: bytes
    kind: str = WAV


@dataclass(frozen=True)
class Packer:
    """A program that reads WAV from its standard input and writes a smaller sound to its standard output."""

    kind: str
    command: tuple[str, ...]

    def pack(self, wav: bytes) -> bytes | None:
        """The smaller sound; None when the program fails (the listener then gets WAV)."""
        try:
            done = subprocess.run(  # noqa: S603 (a program found on this machine, with fixed arguments and no shell)
                self.command, input=wav, capture_output=True, timeout=_SECONDS, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            logger.warning("A sound was not made smaller: %s: %s", self.command[0], type(error).__name__)
            return None
        return done.stdout or None


@cache
def packers() -> tuple[Packer, ...]:
    """The programs of this machine, the smallest sound first: about 2 kB a second of Opus, 3 kB of MP3."""
    found = []
    ffmpeg = shutil.which("ffmpeg")
    if program := shutil.which("opusenc"):
        found.append(Packer(OGG, (program, "--quiet", "--bitrate", "16", "-", "-")))
    elif ffmpeg:
        found.append(Packer(OGG, _of_ffmpeg(ffmpeg, "libopus", "16k", "ogg")))
    if program := shutil.which("lame"):
        found.append(Packer(MP3, (program, "--silent", "-m", "m", "-b", "24", "-", "-")))
    elif ffmpeg:
        found.append(Packer(MP3, _of_ffmpeg(ffmpeg, "libmp3lame", "24k", "mp3")))
    return tuple(found)


def _of_ffmpeg(program: str, codec: str, rate: str, container: str) -> tuple[str, ...]:
    return (program, "-v", "error", "-f", "wav", "-i", "pipe:0", "-c:a", codec, "-b:a", rate, "-f", container, "pipe:1")


def kind_for(plays: Collection[str]) -> str:
    """The media type that a browser which plays *plays* will be given. Every browser plays WAV."""
    return next((packer.kind for packer in packers() if packer.kind in plays), WAV)


def packed(wav: bytes, kind: str) -> Sound:
    """*wav* as *kind*, or as a smaller WAV when no program here makes that kind of it."""
    read = _read(wav)
    if read is None:
        return Sound(wav)
    rate, samples = read
    for packer in packers():
        if packer.kind == kind and (content := packer.pack(_file(_PCM, rate, 16, samples.tobytes()))):
            return Sound(content, kind)
    return Sound(_smaller(rate, samples))


def _read(wav: bytes) -> tuple[int, array[int]] | None:
    """Rate and samples of a WAV file of one channel with 16 bits; None for any other.

    What is written to a pipe has no true length in its head: everything to the end counts.
    """
    if wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        return None
    place, rate = 12, 0
    while place + 8 <= len(wav):
        name, size = wav[place : place + 4], int.from_bytes(wav[place + 4 : place + 8], "little")
        body = place + 8
        if name == b"fmt " and body + 16 <= len(wav):
            code, channels, rate, _bytes, _block, bits = struct.unpack_from("<HHIIHH", wav, body)
            if (code, channels, bits) != (_PCM, 1, 16):
                return None
        elif name == b"data" and rate:
            content = wav[body : body + size]
            samples = array("h", content[: len(content) // 2 * 2])
            if struct.pack("=H", 1) != struct.pack("<H", 1):
                samples.byteswap()
            return rate, samples
        place = body + size + size % 2
    return None


def _smaller(rate: int, samples: array[int]) -> bytes:
    """A quarter of the bytes: every two samples become one, and each is eight bits of µ-law, as in telephony."""
    table = _mu_law()
    halved = [(one + two) >> 1 for one, two in zip(samples[::2], samples[1::2], strict=False)]
    return _file(_MU_LAW, rate // 2, 8, bytes([table[sample + 32768] for sample in halved]))


def _file(code: int, rate: int, bits: int, content: bytes) -> bytes:
    size = bits // 8
    form = struct.pack("<HHIIHHH", code, 1, rate, rate * size, size, bits, 0)
    fact = struct.pack("<I", len(content) // size)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"fact" + struct.pack("<I", 4) + fact
    body += b"data" + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


@cache
def _mu_law() -> bytes:
    """For each sample from -32768 to 32767 its byte of µ-law (ITU-T G.711)."""
    return bytes(_mu_law_of(sample) for sample in range(-32768, 32768))


def _mu_law_of(sample: int) -> int:
    height = min(abs(sample), _CLIP) + _STAIRS
    segment = height.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | segment << 4 | height >> segment + 3 & 0x0F) & 0xFF
