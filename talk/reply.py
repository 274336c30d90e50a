"""What a person meant: one of the engine's own words or buttons, or an answer for the field (rules 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from talk.fields.field import NOTHING, Answer
from talk.fields.text import fold
from talk.phrases import Commands
from talk.updates import IncomingMessage

Meaning = Literal["answer", "back", "cancel", "skip", "keep", "done", "again", "nothing", "stale"]

_PRESS: Final = re.compile(r"~([0-9a-f]{1,12})\.([!-~]+)")
_CODES: Final[dict[str, Meaning]] = {"b": "back", "c": "cancel", "s": "skip", "g": "keep", "d": "done", "r": "again"}
CODES: Final[dict[Meaning, str]] = {meaning: code for code, meaning in _CODES.items()}
WORD: Final = 40
"""Longer texts are no command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was meant, with all that came."""

    meaning: Meaning
    answer: Answer | None = None
    """None when Back came from a command of the messenger."""
    pressed: tuple[int, str] | None = None
    """The turn and the code of the button, when it was one of a talk."""
    typed: bool = False
    """The engine's word was typed: where it makes no sense as one, it is an answer like any other."""


def is_turn_press(payload: str) -> bool:
    """Whether a button with this payload belongs to a talk, of now or of the past."""
    return payload.startswith("~")


def press(turn: int, code: str) -> str:
    """The payload of a button: the turn in hexadecimal and the code."""
    return f"~{turn:x}.{code}"


def pressed(payload: str | None) -> tuple[int, str] | None:
    """The turn and the code of a button of a talk; None of any other."""
    found = _PRESS.fullmatch(payload or "")
    return None if found is None else (int(found[1], 16), found[2])


def read(heard: IncomingMessage, turns: range, words: Commands) -> Reply:
    """Sort out what came while the pending question was shown in these turns, the last of them the newest."""
    if heard.press is not None:
        button = pressed(heard.press)
        if button is None or button[0] not in turns:
            return Reply(meaning="stale", answer=Answer(heard=heard), pressed=button)
        turn, code = button
        if code.startswith(NOTHING):
            return Reply(meaning="nothing", pressed=button)
        if code[0].isalpha():
            meaning = _CODES.get(code, "stale")
            if meaning == "back" and turn != turns[-1]:  # pressed twice it is one step
                meaning = "again"
            return Reply(meaning=meaning, answer=Answer(heard=heard, done=meaning == "done"), pressed=button)
        return Reply(meaning="answer", answer=Answer(heard=heard, code=code), pressed=button)
    answer = Answer(heard=heard)
    if answer.came != "text" or len(heard.text) > WORD:
        return Reply(meaning="answer", answer=answer)
    return Reply(meaning=_word(fold(heard.text), words), answer=answer, typed=True)


def breaks_off(text: str, words: Commands) -> bool:
    """Whether these words are Back or Cancel."""
    return fold(text) in words.back_words or fold(text) in words.cancel_words


def _word(typed: str, words: Commands) -> Meaning:
    known: tuple[tuple[Meaning, Collection[str]], ...] = (
        ("back", words.back_words),
        ("cancel", words.cancel_words),
        ("skip", words.skip_words),
        ("keep", words.keep_words),
        ("done", words.done_words),
        ("again", words.again_words),
    )
    for meaning, spoken in known:
        if typed in spoken:
            return meaning
    return "answer"
