"""Answers that only alliances ask for: a settlement's bare name, a hashtag, the goals of the Положение."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import JsonValue

from domain.cleaning import clean
from domain.spelling import fold, split_type
from domain.vocabulary.goals import FORMS, GOALS
from handlers.texts.alliances import founding as texts
from talk.errors import Refused
from talk.fields import Answer, Choice, Half, Line, Many, Option, Reading, Taken
from talk.fields.field import text_of

LONGEST_FOLDED = 200
LONGEST_HASHTAG = 50


@dataclass(frozen=True, slots=True)
class Settlement(Line):
    """The name of a settlement; a type that was written beside it is taken off."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        del draft
        name = split_type(" ".join(clean(text_of(answer, reading)).split()))[1]
        self.check(name, reading)
        return Taken(name)

    def check(self, value: str, reading: Reading) -> None:
        Line.check(self, value, reading)
        if not any(sign.isalpha() for sign in value) or not 1 <= len(fold(value)) <= LONGEST_FOLDED or _is_type(value):
            raise Refused(texts.NOT_A_NAME)


def _is_type(name: str) -> bool:
    """«Село» alone: put before a name it is taken for its type."""
    return split_type(f"{name} {name}x")[0] is not None


@dataclass(frozen=True, slots=True)
class Hashtag(Line):
    """Without «#»; letters, digits and «_», at least one letter."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        del draft
        tag = clean(text_of(answer, reading)).strip().removeprefix("#")
        self.check(tag, reading)
        return Taken(tag)

    def check(self, value: str, reading: Reading) -> None:
        Line.check(self, value, reading)
        if not all(sign.isalnum() or sign == "_" for sign in value) or not any(sign.isalpha() for sign in value):
            raise Refused(texts.BAD_HASHTAG)


@dataclass(frozen=True, slots=True)
class Goals(Many[str]):
    """Keys of the seven goals of §2."""

    def words(self, value: Iterable[str], reading: Reading) -> str:
        del reading
        return texts.goals_words(tuple(value))


def goals() -> Goals:
    return Goals([Option(value=goal.key, label=goal.label) for goal in GOALS])


def forms() -> Choice[str]:
    """The three organisational forms with the explanations of the Положение (§1.6)."""
    return Choice([Option(value=form.key, label=form.label, hint=texts.form_hint(form.text)) for form in FORMS])


ALL_GOALS = tuple(goal.key for goal in GOALS)
