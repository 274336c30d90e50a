"""Which names somebody may have meant who wrote one that no alliance has: a slip of the finger, «Новая …» (row 5)."""

from __future__ import annotations

from typing import Final, Literal

from domain.libraries.names import Reason, judge
from domain.libraries.twins import differ_by
from domain.spelling import fold

Near = Literal["slip", "variant"]
SLIPS: Final = 2
SIGNS_A_SLIP: Final = 4
"""So long must a name be for each sign that may differ."""
_VARIANTS: Final = frozenset((Reason.NUMBER_DIFFERS, Reason.QUALIFIER_DIFFERS, Reason.ENDING_DIFFERS))


def nearness(name: str, typed: str) -> Near | None:
    """``slip``: the same name written wrongly; ``variant``: another name like it; None: nothing to do with it."""
    if judge(name, typed).reason in _VARIANTS:
        return "variant"
    one, other = fold(name), fold(typed)
    slips = min(SLIPS, min(len(one), len(other)) // SIGNS_A_SLIP)
    if one != other and abs(len(one) - len(other)) <= slips and differ_by(one, other, slips):
        return "slip"
    return None
