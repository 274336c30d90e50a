"""What a person reads in a row, in one word, and whether the row that was read says the same.

2027-02-05 14:00>2027-02-05 16:00   a moment, a day; behind ``>`` the end or the last day
M:2027-03      that month        Y      no day: it is asked
ASK            it is asked       PAST   it is over
AGE:6          the age           =title the title
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from domain.plan.rows import Remark, Verdict

if TYPE_CHECKING:
    from domain.plan.rows import PlanRow


class Score(StrEnum):
    """What became of a row."""

    RIGHT = "right"
    REFUSED = "refused"
    """A person understands it, and it is asked or left out, with the reason."""
    REMARKED = "remarked"
    """Wrong, and its remark says what was understood."""
    WRONG = "silently wrong"


def said(row: PlanRow) -> str:
    """The row in the same words."""
    if row.verdict is Verdict.BAD:
        return "PAST" if any(note.what is Remark.PAST for note in row.notes) else "ASK"
    if row.day is None:
        return f"M:{row.month:%Y-%m}"
    timed = not row.guessed
    begins = f"{row.day}" + (f" {row.at:%H:%M}" if timed and row.at else "")
    if row.until is None:
        return begins
    return f"{begins}>{row.until:%Y-%m-%d}" + (f" {row.until:%H:%M}" if row.until.date() == row.day else "")


def score(row: PlanRow | None, wanted: str, title: str | None = None) -> Score:
    """How the row that was read stands to what a person reads; None: no such row was read."""
    if row is None:
        return Score.REFUSED
    found = said(row)
    if wanted.startswith("AGE:"):
        right = str(row.age) == wanted.removeprefix("AGE:")
    else:
        right = found.split(">")[0] == wanted if ":" in wanted and ">" not in wanted else found == wanted
        right = right or (wanted in ("Y", "ASK") and found in ("ASK", "PAST"))
    if right and (title is None or row.title == title):
        return Score.RIGHT
    if row.verdict is Verdict.BAD:
        return Score.REFUSED
    telling = {Remark.NO_TIME, Remark.AGE_UNKNOWN}
    return Score.REMARKED if any(note.what not in telling for note in row.notes) else Score.WRONG
