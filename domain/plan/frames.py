"""The year of a plan: that of its title, of a sheet, or of most of its rows; and the month, if a title names one.

A plan for 2027 begins on 1 January 2027, one for the school year 2026/27 on 1 September 2026. What says when a plan was
approved («« » ____ 2026 г.») says nothing of its year.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.spelling import plain
from domain.vocabulary import plan_file as words

LONGEST_TITLE: Final = 300
"""Characters of a line that may be the title of a plan."""
LEAST_DATED: Final = 3
"""Cells with a year that are most of them."""
_YEARS: Final = re.compile(
    rf"(?<![\d.])(?P<first>20\d\d)(?:\s*[-\u2010-\u2015\u2212/]\s*(?P<second>(?:20)?\d\d))?(?!\d|\.\d)"
    rf"(?P<school>(?:\s*{words.OF_YEAR})*\s*{words.SCHOOL})?"
)
_DATED: Final = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.(20\d\d|\d\d)(?![\d.])|(?<!\d)(20\d\d)-\d\d-\d\d")
_LONGEST_DATE: Final = 40


@dataclass(frozen=True, slots=True)
class Frame:
    """From its first to its last day."""

    first: date
    last: date
    said: str
    """The words that name it."""


def frame_of(text: str) -> Frame | None:
    """The year that a title names; None where it names none or several."""
    said = plain(text[:LONGEST_TITLE])
    found = list(_YEARS.finditer(said))
    if not found or words.APPROVED.search(said):
        return None
    if len(found) > 1 or not (words.PLAN.search(said) or _YEARS.fullmatch(words.YEAR_MARKS.sub(" ", said).strip())):
        return None
    return _frame(found[0], " ".join(text[:LONGEST_TITLE].split()))


def _frame(found: re.Match[str], said: str) -> Frame | None:
    first = int(found["first"])
    if found["second"] is None and not found["school"]:
        return Frame(date(first, 1, 1), date(first, 12, 31), said)
    if found["second"] is not None and int(found["second"]) % 100 != (first + 1) % 100:
        return None
    if found["second"] is None:
        return None
    return Frame(date(first, 9, 1), date(first + 1, 8, 31), said)


def months_in(text: str) -> tuple[int, ...]:
    """Numbers of the months that a title names."""
    return tuple(dict.fromkeys(words.month_number(found[0]) for found in words.MONTH_NAME.finditer(plain(text))))


def frame_of_most(cells: Iterable[str]) -> Frame | None:
    """The year of nine tenths of the cells that name one."""
    years = Counter(
        2000 + int(found[1] or found[2]) % 100
        for cell in cells
        if len(cell) <= _LONGEST_DATE and (found := _DATED.search(cell))
    )
    if sum(years.values()) < LEAST_DATED:
        return None
    year, count = years.most_common(1)[0]
    return Frame(date(year, 1, 1), date(year, 12, 31), "") if 10 * count >= 9 * sum(years.values()) else None
