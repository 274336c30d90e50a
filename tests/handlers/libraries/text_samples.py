"""What the texts about libraries are tried with, besides what all texts are."""

from __future__ import annotations

from typing import Any, Final

from handlers.texts.libraries import vouching
from tests.handlers.texts.text_things import DAY, PLACE, TITLE

FULL: Final[dict[str, Any]] = {
    "code: int": 4732,
    "waiting_codes: Sequence": [4732, 1908],
    "sent_away_days: Sequence": [DAY, DAY],
    "since: date": DAY,
    "claim: str": vouching.representative_waits(4732),
    "waits: Rich": vouching.being_confirmed(4732),
    "waits: str": vouching.CARD_WAITS,
    "libraries: Sequence": [(TITLE, PLACE), ("Детская библиотека", PLACE)],
    "alone: bool": False,
    "gone: str": "Селская библиотека",
    "kept: str": TITLE,
    "kept_place: str": PLACE,
    "other: str": "Селская библиотека",
    "other_place: str": PLACE,
    "again: str": "Селская библиотека",
    "moves: str": "2 события, 1 библиотекарь",
}
SPARSE: Final[dict[str, Any]] = {
    "waiting_codes: Sequence": [4732],
    "sent_away_days: Sequence": [],
    "libraries: Sequence": [(TITLE, PLACE)],
    "alone: bool": True,
}
