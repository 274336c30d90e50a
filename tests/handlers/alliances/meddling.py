"""What strangers try upon an alliance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.alliances import agreement, card

if TYPE_CHECKING:
    from tests.handlers.meddling import Deeds
    from tests.handlers.neighbours import Neighbours

EVERYBODYS: Final = {"alliances.found.found_it": "whoever wants to may found one (Положение §1.8)"}


def deeds(neighbours: Neighbours) -> Deeds:
    alliance, *_ = neighbours.theirs.ids
    return {
        "alliances.agreement.adopt": lambda context: agreement.adopt(context, alliance, 1, {"aim": "Ссориться"}),
        "alliances.card.change": lambda context: card.change(context, alliance, {"motto": "Чужой"}),
    }
