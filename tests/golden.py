"""Golden journals: talks as they were told to some version of the program, replayed against the present one.

``TEZKI_RECORD=1 pytest tests/handlers/libraries/test_join_alliance.py`` writes the longest talk of every script that
comes to its end in those tests to ``tests/handlers/golden/<script>.json``, unless the file holds a longer one. Other
files may be put beside them by hand: any name will do.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import talk.engine
from talk.journal import Dialogue, dialogues
from talk.play import Talk
from talk.rich import Say

FOLDER = Path(__file__).parent / "handlers" / "golden"


class RecordedTalk(Talk):
    """Writes its journal down when it comes to its end."""

    def end(self) -> None:
        super().end()
        self._keep()

    def leave(self, text: Say) -> NoReturn:
        if self._place == len(self.entries):
            self._keep()
        super().leave(text)

    def _keep(self) -> None:
        ended = replace(self._dialogue, entries=tuple(self.entries), asked=None, shape="", draft=None, correcting=None)
        path = FOLDER / f"{ended.script}.json"
        if not path.exists() or len(read(path).entries) < len(ended.entries):
            FOLDER.mkdir(exist_ok=True)
            told = json.dumps(dialogues.dump_python(ended, mode="json"), ensure_ascii=False, indent=1)
            path.write_text(told + "\n", "utf-8")


def read(path: Path) -> Dialogue:
    return dialogues.validate_json(path.read_bytes())


def record_if_asked() -> None:
    if os.environ.get("TEZKI_RECORD"):
        talk.engine.Talk = RecordedTalk  # type: ignore[attr-defined]  # every talk of this test run is to be recorded
