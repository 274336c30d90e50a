"""Which column is what: headings in one line or in two that continue each other, by their beginnings."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from domain.plan.cells import QUOTED
from domain.spelling import plain
from domain.vocabulary import plan_file as words

LONGEST_HEADING: Final = 5 * QUOTED
"""Characters, quotes and spaces among them; what is longer is no heading."""
_LEAST_MISTYPED: Final = 8
"""Letters of a heading in which a slip is looked for."""
_SLIPS: Final = 2


def headings(cells: Sequence[str]) -> dict[str, int]:
    """Column → its place; empty unless the row names a title and a day or a month."""
    best: dict[str, tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        known = _known(cell)
        if known is not None and known[0] > best.get(known[1], (0, 0))[0]:
            best[known[1]] = known[0], place
    found = {column: place for column, (_, place) in best.items()}
    if "title" not in found:
        instead = next((column for column in words.INSTEAD_OF_TITLE if column in found), None)
        if instead is not None:
            found["title"] = found.pop(instead)
    return found if "title" in found and found.keys() & {"date", "month"} else {}


def continues(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two lines of headings as one; empty where the lower one is no line of headings.

    «Содержание» over «работы» is one heading, «Проведение» over «Дата» is «Дата».
    """
    filled = [cell for cell in below if cell.strip()]
    if not filled or any(_is_told(cell) for cell in filled):
        return []
    longest = max(len(above), len(below))
    first, second = ([*line, *[""] * (longest - len(line))] for line in (above, below))
    if headings(above) and not any(_known(cell) for cell in filled):
        return []
    return [_joined(high, low) for high, low in zip(first, second, strict=True)]


def _joined(high: str, low: str) -> str:
    if not high.strip() or not low.strip():
        return low if low.strip() else high
    both, above, below = f"{high} {low}", _known(high), _known(low)
    together = _known(both)
    if together is not None and (above is None or together[0] > above[0]):
        return both
    return low if below is not None else high


def _is_told(cell: str) -> bool:
    """What stands in rows and not over them."""
    said = plain(cell)
    return len(cell) > LONGEST_HEADING or any(sign.isdigit() for sign in said) or bool(words.MONTH_NAME.fullmatch(said))


@lru_cache(maxsize=4096)
def _known(cell: str) -> tuple[int, str] | None:
    """How much of the heading is known, and the column."""
    if len(cell) > LONGEST_HEADING:
        return None
    said = plain(cell)
    fitting = [
        (len(start), column) for column, starts in words.HEADINGS.items() for start in starts if said.startswith(start)
    ]
    if fitting:
        most = max(fitting)
        inside = most[1] in ("kind", "description") and any(word in said[1:] for word in words.TITLE_INSIDE)
        return (most[0], "title") if inside else most
    if len(said) >= _LEAST_MISTYPED and len(said.split()) == 1:
        for whole, column in words.COLUMN_OF_WHOLE.items():
            if Levenshtein.distance(said, whole, score_cutoff=_SLIPS) <= _SLIPS:
                return len(said), column
    return None
