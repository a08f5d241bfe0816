"""``ortaq count``: a file in, winners out; without a database, without Django."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ortaq.procedures.ballots.rules.catalogue import RULES
from ortaq.program import cli

FILES = Path(__file__).parents[1] / "procedures" / "ballots" / "files"
APPROVAL = FILES / "approval.pb"


def test_winners_sums_and_the_rule_s_hash(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["count", str(APPROVAL)]) == 0
    printed = capsys.readouterr().out
    assert "10 ballots (approval), 5 projects, budget 1,000 KZT" in printed
    assert RULES["greedy-skip"].hash in printed
    assert [line.split()[:5] for line in printed.splitlines() if line[:1].isdigit() and line[1:3] == "  "] == [
        ["1", "p1", "6", "600", "600"], ["2", "p3", "4", "300", "900"], ["3", "p5", "3", "100", "1,000"],
    ]  # fmt: skip
    assert "3 of 5 projects funded, 1,000 KZT spent (100 %)" in printed
    assert "9 voters (90 %) marked at least one funded project" in printed
    assert "The file's own winners: the same" in printed


def test_everything_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["count", str(APPROVAL), "--json", "--rule", "equal-shares-add1"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["rule_sha256"] == RULES["equal-shares-add1"].hash
    assert said["purses"]["start"] == "100"
    assert set(said["seconds"]) == {"reading", "counting"}
    assert {row["project"] for row in said["projects"] if row["won"]} == set(said["winners"])


def test_a_rule_out_of_a_file_and_reasons_in_kazakh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = tmp_path / "rule.json"
    rule.write_text(RULES["greedy-stop"].canonical(), encoding="utf-8")
    assert cli.main(["count", str(APPROVAL), "--rule", str(rule), "--why", "--language", "kk"]) == 0
    printed = capsys.readouterr().out
    assert RULES["greedy-stop"].hash in printed
    assert "- p3 Жаяу жол\n  Дауыс: 4. Санау бұған дейін p2 жобасында тоқтаған" in printed
    assert "they differ in p3, p5" in printed


def test_a_rule_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["count", str(APPROVAL), "--show-rule", "--language", "ru"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("По списку, с пропуском\n\n1. Каждая отметка")
    assert printed.rstrip().endswith(RULES["greedy-skip"].canonical())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.pb"], "nothing.pb can't be read: No such file"),
        ([str(APPROVAL), "--rule", "lottery"], "no rule 'lottery'. Known are greedy-skip"),
        ([str(APPROVAL), "--rule", str(APPROVAL)], "holds no rule. This isn't JSON"),
        ([__file__], "line 1: the file must begin with the line META"),
        ([str(FILES / "ordinal.pb"), "--rule", "points-skip"], "rule doesn't fit this file. To count rankings"),
    ],
)
def test_troubles_are_said_in_words(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["count", *arguments]) == 1
    assert words in capsys.readouterr().err


def test_a_stranger_s_file_steers_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.pb"
    path.write_text(APPROVAL.read_text(encoding="utf-8").replace("Жаяу жол", "\x1b[2J\u202eЖол"), encoding="utf-8")
    assert cli.main(["count", str(path), "--why"]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_django_is_not_loaded_and_a_closed_pipe_is_no_error() -> None:
    script = (
        "import sys; from ortaq.program import cli; code = cli.main(sys.argv[1:]);"
        "sys.stderr.write(f'{code} {\"django\" in sys.modules}')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, "count", str(APPROVAL), "--why"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == "0 False"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, env=environment, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.stderr == "0 False"
