"""What a person meant: one of the engine's own words or buttons, or an answer for the field (rules 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from talk.fields.field import Answer
from talk.fields.text import fold
from talk.phrases import Commands
from talk.updates import IncomingMessage

Meaning = Literal["answer", "back", "cancel", "skip", "keep", "done", "stale"]

_PRESS: Final = re.compile(r"~([0-9a-f]{1,12})\.([!-~]+)")
_CODES: Final[dict[str, Meaning]] = {"b": "back", "c": "cancel", "s": "skip", "g": "keep", "d": "done"}
CODES: Final[dict[Meaning, str]] = {meaning: code for code, meaning in _CODES.items()}
WORD: Final = 40
"""Longer texts are no command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was meant, with all that came."""

    meaning: Meaning
    answer: Answer | None = None
    """None when Back came from a command of the messenger."""
    typed: bool = False
    """The engine's word was typed: where it makes no sense as one, it is an answer like any other."""


def is_turn_press(payload: str) -> bool:
    """Whether a button with this payload belongs to a talk, of now or of the past."""
    return payload.startswith("~")


def press(turn: int, code: str) -> str:
    """The payload of a button: the turn in hexadecimal and the code."""
    return f"~{turn:x}.{code}"


def read(heard: IncomingMessage, turn: int, words: Commands) -> Reply:
    """Sort out what came at this turn."""
    if heard.press is not None:
        found = _PRESS.fullmatch(heard.press)
        if found is None or int(found[1], 16) != turn:
            return Reply(meaning="stale", answer=Answer(heard=heard))
        code = found[2]
        if code[0].isalpha():
            meaning = _CODES.get(code, "stale")
            return Reply(meaning=meaning, answer=Answer(heard=heard, done=meaning == "done"))
        return Reply(meaning="answer", answer=Answer(heard=heard, code=code))
    answer = Answer(heard=heard)
    if answer.came != "text" or len(heard.text) > WORD:
        return Reply(meaning="answer", answer=answer)
    return Reply(meaning=_word(fold(heard.text), words), answer=answer, typed=True)


def _word(typed: str, words: Commands) -> Meaning:
    known: tuple[tuple[Meaning, Collection[str]], ...] = (
        ("back", words.back_words),
        ("cancel", words.cancel_words),
        ("skip", words.skip_words),
        ("keep", words.keep_words),
        ("done", words.done_words),
    )
    for meaning, spoken in known:
        if typed in spoken:
            return meaning
    return "answer"
