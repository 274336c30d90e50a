"""What strangers try upon letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.letters import write

if TYPE_CHECKING:
    from tests.handlers.meddling import Deeds
    from tests.handlers.neighbours import Neighbours


def deeds(neighbours: Neighbours) -> Deeds:
    alliance, *_ = neighbours.theirs.ids
    written = write.Written(audience="subscribers", words="Чужое", picture=None, alt="")
    return {"letters.write.send": lambda context: write.send(context, alliance, written)}
