"""Typed text: one line, or as much as a message holds."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import KW_ONLY, dataclass

from pydantic import JsonValue

from domain.cleaning import JOINERS, clean
from domain.vocabulary.looks import YO
from talk.errors import Refused
from talk.fields.field import Answer, Field, Half, Reading, Taken, text_of


def fold(text: str) -> str:
    """For comparing what is typed with what is offered: case, ё, quotes, dashes and outer signs do not count."""
    plain = clean(text).casefold().translate(YO)
    plain = re.sub(r"[\u00ab\u00bb\u201c\u201d\u201e\"']", "", plain)
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    return re.sub(r"\s+", " ", plain).strip(" .!,;:\u2026\u2713\u2705")


def says(folded: str, polite: Collection[str]) -> str:
    """What is said when the polite words around it are left out: «нет, спасибо» is «нет»."""
    words = folded.replace(",", " ").split()
    return " ".join([word for word in words if word not in polite] or words)


@dataclass(frozen=True, slots=True)
class Line(Field[str]):
    """One line of text; line breaks and runs of spaces become one space."""

    _: KW_ONLY
    most: int = 200
    least: int = 1

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        del draft
        line = " ".join(clean(text_of(answer, reading)).split())
        self.check(line, reading)
        return Taken(line)

    def check(self, value: str, reading: Reading) -> None:
        _measure(value, self.least, self.most, reading)

    def freeze(self, value: str) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> str:
        return _text(frozen)


@dataclass(frozen=True, slots=True)
class Text(Field[str]):
    """Several lines; at most one empty line in a row is kept."""

    _: KW_ONLY
    most: int = 4000
    least: int = 1

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        del draft
        lines = "\n".join(" ".join(line.split()) for line in clean(text_of(answer, reading)).split("\n"))
        text = re.sub(r"\n{3,}", "\n\n", lines).strip()
        self.check(text, reading)
        return Taken(text)

    def check(self, value: str, reading: Reading) -> None:
        _measure(value, self.least, self.most, reading)

    def freeze(self, value: str) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> str:
        return _text(frozen)

    def words(self, value: str, reading: Reading) -> str:
        del reading
        return " ".join(value.split())


def _measure(text: str, least: int, most: int, reading: Reading) -> None:
    if not text.strip("".join(JOINERS) + " \n"):
        raise Refused(reading.phrases.empty())
    if len(text) < least:
        raise Refused(reading.phrases.too_short(least))
    if len(text) > most:
        raise Refused(reading.phrases.too_long(most, len(text)))


def _text(frozen: JsonValue) -> str:
    if not isinstance(frozen, str):
        raise TypeError("not a text")
    return frozen
