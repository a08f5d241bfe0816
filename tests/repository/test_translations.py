"""Every text of the interface is there in Kazakh and Russian."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_text_has_a_kazakh_and_a_russian_translation() -> None:
    done = subprocess.run([sys.executable, "tools/messages.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
