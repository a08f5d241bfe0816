"""Sounds made smaller: by the programs that this machine has, and by tiny ones that stand in for those it may lack."""

import math
import shutil
import struct
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ortaq.kernel.web import sound, speech

RATE = 22_050
TONE = [round(12_000 * math.sin(2 * math.pi * 440 * place / RATE)) for place in range(RATE)]


def wav(samples: list[int] = TONE, *, piped: bool = False) -> bytes:
    """One channel of 16 bits; *piped*: with the lengths that a program writes when it can't know them yet."""
    file = BytesIO()
    with wave.open(file, "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(RATE)
        audio.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    content = bytearray(file.getvalue())
    if piped:
        content[4:8] = struct.pack("<I", 0x7FFFF024)
        content[40:44] = struct.pack("<I", 0x7FFFF000)
    return bytes(content)


def executable(directory: Path, name: str, body: str) -> None:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A machine that has no program but those put into the directory, and the shell's own."""
    there = tmp_path / "bin"
    there.mkdir()
    for name in ("cat", "printf", "wc"):
        (there / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(there))
    _forget()
    yield there
    _forget()


def _forget() -> None:
    sound.packers.cache_clear()
    speech.engine.cache_clear()


def heard(mu_law: bytes) -> tuple[int, list[int]]:
    """Rate and samples of a µ-law WAV, decoded as ITU-T G.711 says."""
    code, channels, rate, _per_second, _block, bits = struct.unpack_from("<HHIIHH", mu_law, 20)
    assert (code, channels, bits) == (7, 1, 8)
    place = mu_law.index(b"data") + 8
    assert int.from_bytes(mu_law[4:8], "little") == len(mu_law) - 8
    decoded = []
    for byte in mu_law[place : place + int.from_bytes(mu_law[place - 4 : place], "little")]:
        turned = ~byte & 0xFF
        height = ((turned & 0x0F) << 3 | 0x84) << (turned >> 4 & 7)
        decoded.append((0x84 - height) if turned & 0x80 else (height - 0x84))
    return rate, decoded


@pytest.mark.parametrize("piped", [False, True])
def test_without_a_program_a_quarter_of_the_bytes_says_the_same(machine: Path, piped: bool) -> None:
    assert sound.kind_for(["audio/ogg", "audio/mpeg"]) == sound.WAV
    small = sound.packed(wav(piped=piped), sound.WAV)
    assert small.kind == sound.WAV
    assert len(small.content) < len(wav()) / 3.9
    rate, samples = heard(small.content)
    assert rate == RATE // 2
    for one, two, told in zip(TONE[::2], TONE[1::2], samples, strict=True):
        assert abs((one + two) / 2 - told) <= 40 + abs(told) / 16


def test_the_smallest_sound_that_the_browser_plays_is_given(machine: Path) -> None:
    executable(machine, "opusenc", "printf OggS; wc -c")
    executable(machine, "lame", "printf ID3; wc -c")
    assert sound.kind_for(["audio/mpeg", "audio/ogg"]) == sound.OGG
    assert sound.kind_for(["audio/mpeg"]) == sound.MP3
    assert sound.kind_for([]) == sound.WAV
    opus, mp3 = (sound.packed(wav(piped=True), kind) for kind in (sound.OGG, sound.MP3))
    assert (opus.kind, opus.content[:4]) == (sound.OGG, b"OggS")
    assert (mp3.kind, mp3.content[:3]) == (sound.MP3, b"ID3")
    assert abs(int(opus.content[4:]) - len(wav())) < 20, "the whole sound goes in"


def test_ffmpeg_makes_both_where_it_stands_alone(machine: Path) -> None:
    executable(machine, "ffmpeg", 'cat > /dev/null; printf %s "$*"')
    opus, mp3 = (sound.packed(wav(), kind) for kind in (sound.OGG, sound.MP3))
    assert (opus.kind, mp3.kind) == (sound.OGG, sound.MP3)
    assert opus.content.endswith(b"-c:a libopus -b:a 16k -f ogg pipe:1")
    assert mp3.content.endswith(b"-c:a libmp3lame -b:a 24k -f mp3 pipe:1")


@pytest.mark.parametrize("body", ["exit 1", "cat > /dev/null", "cat > /dev/null; exit 3"])
def test_a_program_that_fails_leaves_the_listener_a_sound(machine: Path, body: str) -> None:
    executable(machine, "opusenc", body)
    given = sound.packed(wav(), sound.OGG)
    assert given.kind == sound.WAV
    assert heard(given.content)[0] == RATE // 2


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"not a sound at all", wav()[:30], b"RIFF\0\0\0\0WAVEdata\xff\xff\xff\xff"]
)
def test_what_is_no_such_wav_goes_out_as_it_came(machine: Path, content: bytes) -> None:
    assert sound.packed(content, sound.OGG) == sound.Sound(content)


def test_every_program_of_this_machine_makes_what_it_says() -> None:
    """Whichever are installed; where none is, the sound is WAV, which is tested as well."""
    _forget()
    starts = {sound.OGG: b"OggS", sound.MP3: (b"ID3", b"\xff\xfb", b"\xff\xf3"), sound.WAV: b"RIFF"}
    for kind in [*(packer.kind for packer in sound.packers()), sound.WAV]:
        given = sound.packed(wav(TONE * 3, piped=True), kind)
        assert given.kind == kind
        assert given.content.startswith(starts[kind])
        assert len(given.content) < len(wav(TONE * 3)) / (3.9 if kind == sound.WAV else 8)


def test_the_voice_gets_the_text_by_its_standard_input_alone(machine: Path, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    (tmp_path / "tone.wav").write_bytes(wav(piped=True))
    executable(
        machine, "espeak-ng", f'printf "%s\\n" "$*" > {tmp_path}/told; cat >> {tmp_path}/told; cat {tmp_path}/tone.wav'
    )
    text = speech.cleaned("--version\n-w /tmp/x [[h]] Қазақстан")
    given = speech.spoken(text, "kk", keep=True)
    assert given is not None
    assert heard(given.content)[0] == RATE // 2
    assert (tmp_path / "told").read_text("utf-8") == "-v kk -s 150 -b 1 --stdin --stdout\n" + text
    (tmp_path / "told").unlink()
    assert speech.spoken(text, "kk", keep=True) == given
    assert not (tmp_path / "told").exists(), "what is public is spoken once"


def test_the_voice_of_this_machine_speaks_or_is_known_to_be_absent(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    _forget()
    for language in ("kk", "ru", "en"):
        given = speech.spoken(speech.cleaned("--version [[h]] Қазақстан Республикасы"), language, keep=False)
        if shutil.which("espeak-ng") is None:
            assert given is None
        else:
            assert given is not None
            assert len(heard(given.content)[1]) > RATE // 2
