"""The text of a date while it is read: made plain first, then each recogniser takes its own part out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NoReturn

from domain.time.spoken.wording import worded
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
    """«в субботу 4 декабря» of a year in which it is a Friday; facts: first, second, perhaps what else is known."""
    MANY_DAYS = "many_days"
    """«5.12, 12.12»: facts: days, with commas between; perhaps what else is known."""
    OWN_DAY = "own_day"
    """«День села»: no calendar knows which day that is."""
    DIFFERENT_TIMES = "different_times"
    """«в 15:00 в 17:00»: facts: first, second."""
    TIME_OR_SPAN = "time_or_span"
    """«10-15»: a quarter past ten, or from ten till three. Facts: time, until, perhaps day."""


Fact = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """The answer when the text is not clear: what to ask about. Dates and times among the facts are ISO text.

    What else was understood stands among the facts by the names of ``Moment``, so that a question back loses nothing.
    """

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


class Reading:
    """A plain text that becomes shorter as it is understood.

    ``afternoon``: «в 3» is 15:00, as events have it; otherwise it is asked.
    """

    def __init__(self, text: str, *, afternoon: bool = False) -> None:
        self.afternoon = afternoon
        text = " ".join(text.split())
        if len(text) > LONGEST:
            stop(Why.TOO_LONG)
        self.rest = worded(text)
        if not any(letter.isalnum() for letter in self.rest):
            stop(Why.EMPTY)

    def consume(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first place where the pattern stands, taken out of what is left to read."""
        found = pattern.search(self.rest)
        if found:
            self.rest = f"{self.rest[: found.start()]} | {self.rest[found.end() :]}"
        return found

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether it stands there; nothing is taken out."""
        return pattern.search(self.rest) is not None

    def consume_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Every such place."""
        found = list(pattern.finditer(self.rest))
        self.rest = pattern.sub(" | ", self.rest)
        return found

    def finish(self) -> None:
        """Stop unless all that is left changes nothing."""
        if not dates.NOISE.issuperset(re.findall(r"\w+", self.rest)):
            stop(Why.NOT_UNDERSTOOD)
