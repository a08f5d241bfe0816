"""Only whole bodies reach the program; what is refused is said in the three languages."""

import errno
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest

from ortaq.kernel.limits.bodies import ANSWERS, IN_MEMORY, PIECE, WholeBodies

MOST = 4 * IN_MEMORY


class Program:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.read: bytes | None = None
        self.trouble = ""

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        try:
            self.read = environ["wsgi.input"].read()
        except OSError as error:
            self.read, self.trouble = b"", str(error)
        start("200 OK", [])
        return [b"done"]


def asked(body: BytesIO, **environ: str) -> tuple[str, dict[str, str], bytes, Program]:
    """Status, headers, text, and the program that may have been asked."""
    program, answer = Program(), []
    said = WholeBodies(program, most=MOST)(
        {"REQUEST_METHOD": "POST", "wsgi.input": body, **environ},
        lambda status, headers: answer.extend([status, dict(headers)]),
    )
    status, headers = answer
    return status, headers, b"".join(said), program


@pytest.mark.parametrize("size", [1, PIECE, PIECE + 1, IN_MEMORY + 1, MOST])
def test_a_whole_body_reaches_the_program_and_no_byte_more(size: int) -> None:
    source = BytesIO(b"x" * size + b"the next request")
    status, _, _, program = asked(source, CONTENT_LENGTH=str(size))
    assert status == "200 OK" and program.read == b"x" * size
    assert source.read() == b"the next request"


@pytest.mark.parametrize("missing", [1, PIECE, IN_MEMORY])
def test_item_8_a_body_that_broke_off_never_reaches_it(missing: int) -> None:
    size = IN_MEMORY + PIECE
    status, headers, text, program = asked(BytesIO(b"x" * (size - missing)), CONTENT_LENGTH=str(size))
    assert status == "400 Bad Request" and program.read is None
    assert text.decode() == ANSWERS[status] and headers["Connection"] == "close"


def test_a_body_of_unknown_length_gets_411() -> None:
    status, headers, _, program = asked(BytesIO(b"a=b"), HTTP_TRANSFER_ENCODING="chunked")
    assert status == "411 Length Required" and program.read is None and headers["Connection"] == "close"


@pytest.mark.parametrize("length", [str(MOST + 1), "9" * 30])
def test_item_8_one_that_declares_too_much_is_not_read(length: str) -> None:
    source = BytesIO(b"x")
    status, _, _, program = asked(source, CONTENT_LENGTH=length)
    assert status == "200 OK" and program.trouble and source.read() == b"x", "the program says it in words"


def test_a_question_has_no_body() -> None:
    status, _, _, program = asked(BytesIO(b"x" * 9), REQUEST_METHOD="GET", CONTENT_LENGTH="9")
    assert status == "200 OK" and program.trouble


def test_item_58_without_room_for_it_the_answer_is_503(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    status, headers, _, program = asked(BytesIO(b"x" * (IN_MEMORY + 1)), CONTENT_LENGTH=str(IN_MEMORY + 1))
    assert status == "503 Service Unavailable" and headers["Retry-After"] and program.read is None
    assert "No space left" in caplog.text
