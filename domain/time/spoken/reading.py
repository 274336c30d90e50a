"""The text of a date while it is read: made plain first, then each recogniser takes its own part out."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NoReturn

from domain.spelling import plain
from domain.vocabulary import dates

LONGEST: Final = 120
"""Characters of the longest date worth reading; all patterns run on no more than that, so the time is linear."""


class Why(StrEnum):
    """Why a text is not a day, a time or a moment; each has its own question in the texts."""

    EMPTY = "empty"
    NOT_UNDERSTOOD = "not_understood"
    TOO_LONG = "too_long"
    IMPOSSIBLE_DATE = "impossible_date"
    """31 February; facts: day, month, perhaps year."""
    IMPOSSIBLE_TIME = "impossible_time"
    """25:00; facts: hour, minute."""
    PAST = "past"
    """Facts: day, or month, in ISO."""
    TOO_FAR = "too_far"
    """More than ten years ahead: a slip of the finger. Facts: year."""
    NEEDS_TIME = "needs_time"
    """«сегодня вечером», «в полночь»: facts: part, perhaps day."""
    NEEDS_DAY = "needs_day"
    """«на следующей неделе», «в декабре в 15:00»: facts: perhaps month."""
    DAY_OR_NIGHT = "day_or_night"
    """«в 3 часа»: facts: hour, minute, perhaps day."""
    DIFFERENT_DAYS = "different_days"
    """«в субботу 4 декабря» of a year in which it is a Friday; facts: first, second."""
    DIFFERENT_TIMES = "different_times"
    """«с 15:00 до 17:00»: facts: first, second."""


Fact = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """The answer when the text is not clear: what to ask about. Dates and times among the facts are ISO text."""

    reason: Why
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Stuck(Exception):
    """Reading cannot go on; becomes the answer."""

    def __init__(self, answer: Unclear) -> None:
        super().__init__(answer.reason)
        self.answer = answer


def stop(reason: Why, **facts: Fact) -> NoReturn:
    """End the reading with this answer."""
    raise Stuck(Unclear(reason=reason, facts=facts))


def any_of(*words: str) -> str:
    """A pattern of whole words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")(?!\w)"


class Reading:
    """A plain text that becomes shorter as it is understood."""

    def __init__(self, text: str) -> None:
        text = " ".join(text.split())
        if len(text) > LONGEST:
            stop(Why.TOO_LONG)
        self.rest = _in_digits(plain("".join(map(_one_digit, text))))
        if not any(letter.isalnum() for letter in self.rest):
            stop(Why.EMPTY)

    def consume(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first place where the pattern stands, taken out of what is left to read."""
        found = pattern.search(self.rest)
        if found:
            self.rest = f"{self.rest[: found.start()]} | {self.rest[found.end() :]}"
        return found

    def consume_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Every such place."""
        found = list(pattern.finditer(self.rest))
        self.rest = pattern.sub(" | ", self.rest)
        return found

    def finish(self) -> None:
        """Stop unless all that is left changes nothing."""
        if not dates.NOISE.issuperset(re.findall(r"\w+", self.rest)):
            stop(Why.NOT_UNDERSTOOD)


def _one_digit(letter: str) -> str:
    """Digits of every alphabet as 0–9; fractions, circled and raised numbers as gaps."""
    if letter.isascii():
        return letter
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    return " " if unicodedata.category(letter) in {"No", "Nl"} else letter


_HALF: Final = re.compile(rf"(?<!\w){dates.HALF}({any_of(*dates.ORDINALS)})")
_WHOLES: Final = re.compile(rf"(?<!\w){any_of(*dates.WHOLES)}")
_BIG: Final = re.compile(rf"(?<!\w)({any_of(*dates.TENS)})\s+({any_of(*dates.CARDINALS, *dates.ORDINALS)})")
_SMALL: Final = re.compile(rf"(?<!\w){any_of(*dates.CARDINALS, *dates.ORDINALS, *dates.TENS)}")
_ONE_UNIT: Final = re.compile(rf"(?<!\w){dates.IN} (?=[^\W\d])")
_ONE_HOUR: Final = re.compile(rf"(?<![\w.:-])(?<!\d )(?={dates.HOUR_WORDS[2]}(?!\w))")
_NUMBERS: Final = {**dates.CARDINALS, **dates.ORDINALS, **dates.TENS}


def _in_digits(text: str) -> str:
    """Number words as digits: «двадцать пятого» is 25, «через неделю» is «через 1 неделю», «полтретьего» is «2:30~»."""
    text = _HALF.sub(lambda found: f"{dates.ORDINALS[found[1]] - 1 or 12}:30~", text)
    text = _WHOLES.sub(lambda found: dates.WHOLES[found[0]], text)
    text = _BIG.sub(lambda found: str(dates.TENS[found[1]] + _NUMBERS[found[2]]), text)
    text = _SMALL.sub(lambda found: str(_NUMBERS[found[0]]), text)
    text = _ONE_UNIT.sub(f"{dates.IN} 1 ", text)
    return _ONE_HOUR.sub("1 ", text)
