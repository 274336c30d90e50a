"""Talks of yesterday go on today: every journal in ``golden/`` is replayed against the present scripts.

A journal that does not fit any more means that people in the middle of such a talk will lose their place. If that is
meant, raise the version of the script (they are told so politely) and record the journal anew: see ``tests/golden.py``.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

import handlers.loading  # noqa: F401 - registers the scripts
from handlers.texts.turn.dialogue import PHRASES
from talk.engine import QuestionContext, show_again
from talk.journal import Dialogue
from talk.script import scripts
from tests import golden
from tests.people import LIMITS

JOURNALS = sorted(golden.FOLDER.glob("*.json"))


class NobodyAtTheDesk:
    """Every look and every deed is recorded: a replay that touches anything has left its journal."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"the replay asked the context for {name!r}")


def question_context(dialogue: Dialogue) -> QuestionContext:
    now = dialogue.expires - timedelta(minutes=1)
    return QuestionContext(now=now, zone="Europe/Moscow", phrases=PHRASES, limits=LIMITS["telegram"])


def script_of(path: Path) -> Any:
    dialogue = golden.read(path)
    return scripts.find(dialogue.script, dialogue.version)


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
async def test_a_talk_told_to_its_end_is_still_the_same_talk(path: Path) -> None:
    dialogue = golden.read(path)

    outcome = await show_again(dialogue, NobodyAtTheDesk(), question_context=question_context(dialogue))

    if script_of(path) is None:  # another version by now: closed politely, nothing is guessed
        assert outcome.end == "closed"
        return
    assert outcome.end in ("finished", "left")
    assert outcome.deeds == dialogue.deeds


@pytest.mark.parametrize("path", [path for path in JOURNALS if script_of(path)], ids=lambda path: path.stem)
async def test_a_talk_broken_off_anywhere_goes_on_from_there(path: Path) -> None:
    whole = golden.read(path)
    questions = [place for place, entry in enumerate(whole.entries) if entry.kind in ("ask", "review")]
    for place in questions:
        waiting = replace(whole, entries=whole.entries[:place], asked=whole.entries[place].key)

        outcome = await show_again(waiting, NobodyAtTheDesk(), question_context=question_context(waiting))

        assert outcome.end == "asked"
        assert outcome.dialogue is not None
        assert outcome.dialogue.asked == whole.entries[place].key
        assert outcome.dialogue.entries == waiting.entries


@pytest.mark.parametrize("path", [path for path in JOURNALS if script_of(path)][:1], ids=lambda path: path.stem)
async def test_a_journal_that_does_not_fit_is_noticed(path: Path) -> None:
    whole = golden.read(path)
    first = next(place for place, entry in enumerate(whole.entries) if entry.kind == "ask")
    renamed = replace(whole.entries[first], key="a question of long ago")
    other = replace(whole, entries=(*whole.entries[:first], renamed))

    outcome = await show_again(other, NobodyAtTheDesk(), question_context=question_context(other))

    assert outcome.dialogue is not None
    assert outcome.dialogue.entries != other.entries


def test_the_recorder_keeps_the_longest_talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = golden.read(JOURNALS[0])
    shutil.copy(JOURNALS[0], tmp_path / f"{kept.script}.json")
    monkeypatch.setattr(golden, "FOLDER", tmp_path)

    def end(dialogue: Dialogue) -> int:
        talk = golden.RecordedTalk(dialogue, question_context(dialogue), None)
        talk._place = len(talk.entries)
        talk.end()
        return len(golden.read(tmp_path / f"{kept.script}.json").entries)

    assert end(replace(kept, entries=kept.entries[:1])) == len(kept.entries)
    assert end(replace(kept, entries=(*kept.entries, kept.entries[0]))) == len(kept.entries) + 1


def test_every_script_has_a_journal_of_yesterday() -> None:
    ours = {script.name for script in scripts if script.play.__module__.startswith("handlers.")}
    assert ours - {path.stem for path in JOURNALS} == set()
