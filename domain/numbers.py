"""A number as somebody says it: «20 человек», «около 20», «человек двадцать», «полсотни», «двое», «никого».

The first number that is told counts: «20 человек и 3 собаки» are 20, of «20-25» it is the smaller one. What may be a
clock, a date or a fraction («15:00», «1.200», «5 декабря») is none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.lemmas import lemma, lemmas, words_of
from domain.spelling import plain
from domain.vocabulary import numbers as vocabulary
from domain.vocabulary.dates import MONTHS

LARGEST: Final = 10**15
LONGEST: Final = 1000
"""Characters that are looked at."""
_CLAUSE: Final = re.compile(r"[!?;\n]+|[.,](?!\d)")
_GROUPS: Final = re.compile(r"(?<![\d.,:])([0-9]{1,3})((?:[ '\u2019\u00a0][0-9]{3})+)(?!\d)")
_FIGURE: Final = re.compile(
    r"[(\"]?([0-9]{1,15})(?:[-\u2010-\u2015\u2212](?:[0-9]{1,15}|"
    + "|".join(vocabulary.TAILS)
    + r")|\+|"
    + "|".join(vocabulary.STUCK)
    + r")?[.,:)\"]?"
)
"""What stands between two spaces and is a number; the smaller one of a range."""
_MONTHS: Final = frozenset(form for forms in MONTHS for form in forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A number in a text, and the words around it."""

    number: int
    before: tuple[str, ...]
    """Dictionary forms of all words before it in its clause."""
    after: tuple[str, ...]


def said_number(text: str) -> int | None:
    """The number that was said; None where there is none, or it is not clear which."""
    found = said_numbers(text)
    return found[0].number if found else None


def said_numbers(text: str) -> list[Counted]:
    """All of them, each with its clause, in the order in which they stand there."""
    if any(sign.isdigit() and not sign.isascii() for sign in text[:LONGEST]):
        return []  # «²» is no two
    found = []
    for clause in _CLAUSE.split(text[:LONGEST]):
        found += _of_clause(clause)
    return found


def people_in(text: str) -> int | None:
    """How many came, as a story tells it: «Пришло 25 человек, пели песни»; None: it does not say."""
    for one in said_numbers(text):
        told = {*one.before, *one.after}
        if one.number == 0 or not told - vocabulary.PEOPLE:
            return one.number
        near = {*one.before[-1:], *one.after[:2]}
        if _newcomers(one):
            continue
        if near & vocabulary.PEOPLE or ({*one.before[-3:], *one.after[:1]} & vocabulary.CAME and not one.after):
            return one.number
    return None


def newcomers_in(text: str) -> int | None:
    """How many became readers: «записались трое», «3 новых читателя»; None: it does not say."""
    return next((one.number for one in said_numbers(text) if _newcomers(one)), None)


def _newcomers(one: Counted) -> bool:
    near = {*one.before[-2:], *one.after[:2]}
    return bool(near & vocabulary.ENROLLED) or (vocabulary.NEW in near and vocabulary.READER in one.after[:3])


def _of_clause(clause: str) -> list[Counted]:
    words: list[str] = []
    for chunk in _GROUPS.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), plain(clause)).split():
        figure = _FIGURE.fullmatch(chunk)
        if figure is not None and words[-1:] and words[-1].isdigit():
            words[-1] = ""  # two numbers side by side are unclear
        elif figure is not None:
            words.append(figure[1])
        else:
            words += [word for word in words_of(chunk) if not any(map(str.isdigit, word))]
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(words):
        if (told := _number_at(words, at)) is None:
            at += 1
            continue
        number, end = told
        if number <= LARGEST and not (end < len(words) and words[end] in _MONTHS):
            found.append((number, at, end))
        at = end
    forms = [lemma(word) for word in words] if found else []
    return [
        Counted(number=number, before=tuple(forms[:begin]), after=tuple(forms[end:])) for number, begin, end in found
    ]


def _number_at(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The number whose words begin here, and where they end."""
    if words[at].isdigit():
        return _in_lots(int(words[at]), words, at + 1)
    if words[at] in vocabulary.NOBODY:
        return 0, at + 1
    if words[at] in vocabulary.NOT_ONE and at + 1 < len(words):
        following = lemmas(words[at + 1])
        if vocabulary.SOUL.intersection(following) or vocabulary.ONE in following:
            return 0, at + 2
        return None
    if words[at] in vocabulary.ONE_AND_A_HALF:
        lots = _among(words, at + 1, vocabulary.LOTS)
        return (lots * 3 // 2, at + 2) if lots else None
    if words[at] == vocabulary.HALF:
        lots = _among(words, at + 1, vocabulary.LOTS)
        return (lots // 2, at + 2) if lots else None
    if half := vocabulary.HALVES.get(words[at]):
        return half, at + 1
    if lots := _among(words, at, vocabulary.LOTS):
        more = _among(words, at + 1, vocabulary.LOTS)
        if more:
            return lots * more, at + 2
        return (lots, at + 1) if lots < vocabulary.TEN else _in_lots(1, words, at)
    return _spelled_out(words, at)


def _spelled_out(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """«сто двадцать пять», «два десятка»: hundreds, tens and units, of which each may be missing."""
    hundreds = _among(words, at, vocabulary.HUNDREDS)
    end = at + bool(hundreds)
    if teens := _among(words, end, vocabulary.TEENS):
        return _in_lots(hundreds + teens, words, end + 1)
    tens = _among(words, end, vocabulary.TENS)
    end += bool(tens)
    units = _among(words, end, vocabulary.UNITS)
    end += bool(units)
    return _in_lots(hundreds + tens + units, words, end) if end > at else None


def _in_lots(number: int, words: Sequence[str], at: int) -> tuple[int, int]:
    """«3 тысячи», «два десятка», «тысяча двести»."""
    lots = _among(words, at, vocabulary.LOTS) or (1000 if words[at : at + 1] == [vocabulary.SHORT[0]] else 0)
    if lots < vocabulary.TEN:  # «пара» after a number counts nothing
        return number, at
    number, at = number * lots, at + 1
    if lots == vocabulary.THOUSAND and (rest := _spelled_out(words, at)) is not None and rest[0] < lots:
        return number + rest[0], rest[1]
    return number, at


def _among(words: Sequence[str], at: int, table: Mapping[str, int]) -> int:
    """What the word at this place says by that table; 0: nothing."""
    if at >= len(words):
        return 0
    return next((table[form] for form in (words[at], *lemmas(words[at])) if form in table), 0)
