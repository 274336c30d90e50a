"""A text made plain for the grammar: small letters, numbers in digits, lengths in minutes, slips mended."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.spelling import plain
from domain.vocabulary import dates


def any_of(*words: str) -> str:
    """A pattern of whole words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")(?!\w)"


SPOKEN: Final = "~"
"""Behind a time that was said by the dial of a clock: «полтретьего»."""

LAST: Final = f"-1-{dates.IN_PLACE}"
"""«последняя», as «первая» is «1-я»."""

_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_WHOLES: Final = re.compile(rf"(?<!\w){any_of(*dates.WHOLES)}")
_HALF: Final = re.compile(rf"(?<!\w){dates.HALF}({any_of(*dates.ORDINALS)})")
_NUMBERS: Final = {**dates.CARDINALS, **dates.TENS}
_BIG: Final = re.compile(rf"(?<!\w)({any_of(*dates.TENS)})\s+({any_of(*dates.CARDINALS)})")
_BIG_ORDINAL: Final = re.compile(rf"(?<!\w)({any_of(*dates.TENS)})\s+({any_of(*dates.ORDINALS)})")
_SMALL: Final = re.compile(rf"(?<!\w){any_of(*_NUMBERS)}")
_ORDINAL: Final = re.compile(rf"(?<!\w){any_of(*dates.ORDINALS)}")
_PLACE: Final = re.compile(rf"(?<!\w){any_of(*dates.PLACES)}")
_LAST: Final = re.compile(rf"(?<!\w){any_of(*dates.LAST_PLACE)}")
_ONE_UNIT: Final = re.compile(
    rf"(?<!\w)({dates.IN}|{any_of(*dates.FOR)}) (?=(?:{any_of(*sum(dates.UNITS.values(), ()))}))"
)
_ONE_HOUR: Final = re.compile(rf"(?<![\w.:-])(?<!\d )(?={dates.HOUR_WORDS[2]}(?!\w))")
_QUARTER: Final = any_of(*dates.QUARTERS)
_MINUTES: Final = any_of(*dates.MINUTE_WORDS)
_HOURS: Final = any_of(*dates.HOUR_WORDS)
_WITHOUT: Final = re.compile(
    rf"(?<!\w){dates.WITHOUT} (?:(\d{{1,2}})(?: {_MINUTES})?|{_QUARTER}) (?:{dates.AT[0]} )?"
    rf"(\d{{1,2}})(?![\d.:,-]*\d)(?: {_HOURS})?"
)
_PAST: Final = re.compile(rf"(?<!\w)(?:(\d{{1,2}}) {_MINUTES}|{_QUARTER}) (\d{{1,2}})-{dates.OF_DAY}")
_FRACTION: Final = re.compile(rf"(?<![\d.:,])(\d{{1,2}})[.,](5|25|75)\s*{_HOURS}")
_WITH_HALF: Final = re.compile(rf"(?<!\w)(\d{{1,2}}) (?:{dates.AND_A_HALF} {_HOURS}|{_HOURS} {dates.AND_A_HALF}(?!\w))")
_SLASHED: Final = re.compile(r"(\d\.\d{1,2}(?:\.\d{2,4})?)/(?=\d)")
_SECONDS: Final = re.compile(r"(?<![\d:])(\d{1,2}:\d{2}):\d{2}(?:\.\d+)?(?![\d:])")
_HOUR: Final = 60

_SHORTEST: Final = 5
"""Letters of a word in which a slip can be seen."""
_LONG: Final = 8
"""Letters of a word that may have two."""
_MENDED: Final = 4
"""Letters of the shortest word that one may have meant."""


def worded(text: str) -> str:
    """As the grammar reads it.

    «двадцать пятого» is «25-го», «первая» «1-я», «полтретьего» «2:30~», «без четверти пять» «4:45~», «полтора часа»
    «90 минут», «через неделю» «через 1 неделю».
    """
    text = _DASHES.sub("-", plain("".join(map(_one_digit, text))))
    text = _WORD.sub(lambda found: mended(found[0]), text)
    return _in_digits(_SLASHED.sub(r"\1 ", _SECONDS.sub(r"\1", text)))


def _one_digit(letter: str) -> str:
    """Digits of every alphabet as 0–9; fractions, circled and raised numbers as gaps."""
    if letter.isascii():
        return letter
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    return " " if unicodedata.category(letter) in {"No", "Nl"} else letter


def _in_digits(text: str) -> str:
    text = _HALF.sub(lambda found: f"{dates.ORDINALS[found[1]] - 1 or 12}:30{SPOKEN}", text)
    text = _WHOLES.sub(lambda found: dates.WHOLES[found[0]], text)
    text = _BIG_ORDINAL.sub(lambda found: f"{dates.TENS[found[1]] + dates.ORDINALS[found[2]]}-{dates.OF_DAY}", text)
    text = _BIG.sub(_sum, text)
    text = _SMALL.sub(lambda found: str(_NUMBERS[found[0]]), text)
    text = _ORDINAL.sub(lambda found: f"{dates.ORDINALS[found[0]]}-{dates.OF_DAY}", text)
    text = _PLACE.sub(lambda found: f"{dates.PLACES[found[0]]}-{dates.IN_PLACE}", text)
    text = _LAST.sub(LAST, text)
    text = _ONE_UNIT.sub(r"\1 1 ", text)
    text = _ONE_HOUR.sub("1 ", text)
    text = _WITH_HALF.sub(lambda found: f"{int(found[1]) * _HOUR + _HOUR // 2} {dates.MINUTES}", text)
    text = _FRACTION.sub(
        lambda found: f"{int(int(found[1]) * _HOUR + float('0.' + found[2]) * _HOUR)} {dates.MINUTES}", text
    )
    text = _WITHOUT.sub(lambda found: _dial(int(found[2]), -int(found[1] or _HOUR // 4)), text)
    return _PAST.sub(lambda found: _dial(int(found[2]) - 1, int(found[1] or _HOUR // 4)), text)


def _sum(found: re.Match[str]) -> str:
    """«двадцать пять» is 25, «без двадцати пять» stays two numbers: the cases differ."""
    if found[1].endswith(dates.GENITIVE_TENS) and found[2] in dates.NOMINATIVE:
        return found[0]
    return str(dates.TENS[found[1]] + dates.CARDINALS[found[2]])


def _dial(hour: int, minutes: int) -> str:
    """So many minutes after that hour, or before it."""
    at = (hour * _HOUR + minutes) % (24 * _HOUR)
    return f"{at // _HOUR or 12}:{at % _HOUR:02}{SPOKEN}"


def _known() -> frozenset[str]:
    """All words of the grammar, each alone."""
    groups = (
        *(*dates.MONTHS, *dates.WEEKDAYS, *dates.UNITS.values(), *dates.PARTS.values()),
        *(dates.DAYS_AWAY, dates.THIS, dates.NEXT, dates.NEAREST, dates.LAST, dates.WEEK, dates.MONTH, dates.YEAR),
        *(dates.NUMBER_OF_MONTH, dates.WHOLES, dates.HOUR_WORDS, dates.MINUTE_WORDS, dates.AT, dates.NOON, dates.LUNCH),
        *(dates.MIDNIGHT, dates.CARDINALS, dates.TENS, dates.ORDINALS, dates.PLACES, dates.LAST_PLACE, dates.NOISE),
        *(dates.EVERY, dates.BY_WEEKDAYS, dates.BY_DAYS, dates.ADVERBS, dates.ALTERNATELY, dates.FOR, dates.OWN_CLOCK),
        *(dates.MOSCOW_CLOCK, dates.LATER, dates.MOVE, (dates.AND_A_HALF,), dates.QUARTERS, (dates.ONCE_IN,)),
    )
    return frozenset(word for group in groups for form in group for word in form.split())


_KNOWN: Final = _known()
_MEANT: Final[dict[str, str]] = {
    **{form: f"month {at}" for at, forms in enumerate(dates.MONTHS) for form in forms},
    **{form: f"weekday {at}" for at, forms in enumerate(dates.WEEKDAYS) for form in forms},
    **{form: form for form in (*dates.DAYS_AWAY, *dates.BY_WEEKDAYS, *dates.ADVERBS)},
    **{word: "part " + part for part, forms in dates.PARTS.items() for form in forms for word in form.split()},
    **{form: f"number {number}" for form, number in {**dates.ORDINALS, **dates.PLACES}.items()},
    **dict.fromkeys(dates.EVERY, "every"),
    **dict.fromkeys(dates.NEXT, "next"),
    **dict.fromkeys(dates.LAST_PLACE, "last"),
}
_TARGETS_BY_LETTER: Final = {
    letter: [word for word in _MEANT if word[0] == letter and len(word) >= _MENDED]
    for letter in {word[0] for word in _MEANT}
}
"""The first letter is hardly ever mistyped, and «карта» is not «марта»."""


@lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """The word of the grammar that was mistyped: one letter wrong, two in a long word; the same word otherwise.

    Where two words of different meaning are as near («июрь»: июнь, июль) nothing is guessed.
    """
    if len(word) < _SHORTEST or word in _KNOWN or len(word) > 2 * _LONG:
        return word
    most = 2 if len(word) >= _LONG else 1
    alike = _TARGETS_BY_LETTER.get(word[0], [])
    near = process.extract(word, alike, scorer=OSA.distance, score_cutoff=most, limit=20)
    if not near:
        return word
    best = min(distance for _, distance, _ in near)
    fitting = [target for target, distance, _ in near if distance == best]
    if len({_MEANT[target] for target in fitting}) > 1:
        return word
    return fitting[0]
