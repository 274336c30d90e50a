"""No wing does without a messenger or a life because each of its tests takes two pairings alone."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Final

import pytest

from tests.handlers.pairings import ALL, PAIRS, pairings_of

HERE: Final = Path(__file__).parent
SOME: Final = 6
"""Dialogues of a wing, from which on it has to meet them all."""
WINGS: Final = {
    folder.name: re.findall(
        r"(?m)^async def (test_\w+)\([^)]*any_town", "\n".join(file.read_text("utf-8") for file in folder.rglob("*.py"))
    )
    for folder in HERE.iterdir()
    if folder.is_dir()
}


@pytest.mark.parametrize("wing", [wing for wing, tests in WINGS.items() if len(tests) >= SOME])
def test_a_wing_meets_every_messenger_in_both_lives(wing: str) -> None:
    assert set(chain.from_iterable(map(pairings_of, WINGS[wing]))) == set(ALL)


def test_a_pair_has_two_messengers_and_both_lives() -> None:
    assert all(len({messenger for messenger, _ in pair}) == len({life for _, life in pair}) == 2 for pair in PAIRS)
    assert len(ALL) == len(set(ALL)) == 6


def test_whoever_differs_takes_all_messengers() -> None:
    names = (f"test_{number}" for number in range(50))
    assert all({messenger for messenger, _ in pairings_of(one, every=True)} == {m for m, _ in ALL} for one in names)
