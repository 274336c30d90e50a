"""The engine's own words: every one there, short, and without a bare emoji."""

from __future__ import annotations

import inspect

import pytest

from handlers.texts.turn.dialogue import PHRASES, Talking
from handlers.texts.turn.refusals import CAME, DUE
from talk.fields.text import fold
from talk.phrases import Phrases

WORDS = [name for name in dir(Talking) if name.endswith("_words")]


def test_all_phrases_are_there() -> None:
    wanted = {name for name in dir(Phrases) if not name.startswith("_")}
    assert wanted == {name for name in dir(PHRASES) if not name.startswith("_")}


@pytest.mark.parametrize("name", WORDS)
def test_command_words_are_written_as_they_are_compared(name: str) -> None:
    for word in getattr(PHRASES, name):
        assert fold(word) == word or word in "+-"


def test_no_word_means_two_commands() -> None:
    commands = [getattr(PHRASES, f"{name}_words") for name in ("back", "cancel", "skip", "keep", "done")]
    every = [word for words in commands for word in words]
    assert len(every) == len(set(every))


def test_the_words_on_buttons_can_be_typed() -> None:
    for name in ("back", "cancel", "skip", "done"):
        assert fold(getattr(PHRASES, name)) in getattr(PHRASES, f"{name}_words")


def test_labels_fit_the_narrowest_button() -> None:
    plain = [name for name, value in inspect.getmembers(PHRASES) if isinstance(value, str) and not name.startswith("_")]
    labels = {"back", "cancel", "skip", "done", "yes", "no", "all_right", "correct", "earlier", "later", "month_only"}
    assert labels <= set(plain)
    assert all(len(getattr(PHRASES, label)) <= 20 for label in labels)


def test_every_wrong_kind_of_answer_reads_as_one_sentence() -> None:
    for came in CAME:
        for due in DUE:
            told = str(PHRASES.wrong_kind(due, came))
            assert told.endswith("сохранено.")
            assert "  " not in told


def test_numbers_in_refusals_agree_with_their_words() -> None:
    assert "хотя бы 1 знак." in str(PHRASES.too_short(1))
    assert "не больше 1 фотографии" in str(PHRASES.too_many_photos(1))
    assert "не больше 2 вариантов" in str(PHRASES.choose_at_most(2))
    assert "не меньше 21 варианта" in str(PHRASES.choose_at_least(21))
