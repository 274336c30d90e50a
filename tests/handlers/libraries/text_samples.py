"""Values for the texts about who speaks for a library."""

from __future__ import annotations

from typing import Any, Final

from handlers.texts.libraries import vouching
from tests.handlers.texts.text_things import DAY

FULL: Final[dict[str, Any]] = {
    "code: int": 4732,
    "waiting_codes: Sequence": [4732, 1908],
    "sent_away_days: Sequence": [DAY, DAY],
    "since: date": DAY,
    "claim: str": vouching.representative_waits(4732),
    "waits: Rich": vouching.being_confirmed(4732),
    "waits: str": vouching.CARD_WAITS,
}
SPARSE: Final[dict[str, Any]] = {
    "waiting_codes: Sequence": [4732],
    "sent_away_days: Sequence": [],
}
