"""What strangers try upon people's addresses."""

from __future__ import annotations

from typing import Final

EVERYBODYS: Final = {
    "people.joining.make_offer": "of one's own person; what it offers needs two yeses",
    "turn.consent.give_here": "one's own yes",
}
