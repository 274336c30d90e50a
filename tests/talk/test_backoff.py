"""Waiting before the next try: longer each time, never too long, and not all at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talk.backoff import backoff


def test_it_doubles_up_to_the_longest() -> None:
    waits = [backoff(failures, first=2, longest=15, chance=lambda: 1.0) for failures in (1, 2, 3, 4, 5, 10_000)]
    assert waits == [2, 4, 8, 15, 15, 15]


def test_chance_takes_up_to_half_of_it_away() -> None:
    assert backoff(3, first=1, longest=60, chance=lambda: 0.0) == 2
    assert backoff(3, first=1, longest=60, chance=lambda: 0.5) == pytest.approx(3)


@given(st.integers(1, 10_000), st.floats(0.01, 10), st.floats(10, 1000))
def test_it_is_always_between_half_of_the_first_and_the_longest(failures: int, first: float, longest: float) -> None:
    assert first / 2 <= backoff(failures, first=first, longest=longest) <= longest
