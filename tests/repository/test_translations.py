"""Every text of the interface is there in Kazakh and Russian, and the same in every room."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from babel.messages import Catalog

ROOT = Path(__file__).resolve().parents[2]


def test_every_text_has_a_kazakh_and_a_russian_translation() -> None:
    done = subprocess.run([sys.executable, "tools/messages.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_text_that_two_rooms_translate_differently_is_found() -> None:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = tool
    spec.loader.exec_module(tool)

    def catalog(*rows: tuple[str, str, str | None]) -> Catalog:
        made = Catalog(locale="ru")
        for text, translation, context in rows:
            made.add(text, translation, context=context)
        return made

    votes, fairs = Path("votes"), Path("fairs")
    same = {"ru": {votes: catalog(("Place", "Место", None)), fairs: catalog(("Place", "Место", None))}}
    apart = {"ru": {votes: catalog(("Place", "Участок", "polling place")), fairs: catalog(("Place", "Место", None))}}
    assert list(tool.clashes(same)) == list(tool.clashes(apart)) == []
    (told,) = tool.clashes(
        {"ru": {votes: catalog(("Place", "Участок", None)), fairs: catalog(("Place", "Место", None))}}
    )
    assert "Place" in told and "votes: 'Участок'" in told and "fairs: 'Место'" in told
