"""When members overturn a coordinator's decision, and when no later voice changes anything."""

import pytest

from domain.moderation import is_settled, overturned


@pytest.mark.parametrize(
    ("against", "rightly", "electorate", "falls"),
    [
        (0, 0, 4, False),
        (1, 0, 4, False),
        (2, 0, 4, True),
        (2, 2, 4, False),
        (3, 2, 9, True),
        (1, 0, 1, True),
        (0, 1, 1, False),
        (1, 0, 2, False),
        (0, 0, 0, False),
    ],
)
def test_more_voices_and_two_of_them_unless_there_is_one_library(
    against: int, rightly: int, electorate: int, *, falls: bool
) -> None:
    assert overturned([True] * against + [False] * rightly, electorate) is falls


@pytest.mark.parametrize(
    ("against", "rightly", "electorate", "settled"),
    [(2, 0, 4, False), (3, 0, 4, True), (0, 3, 4, True), (2, 2, 5, False), (1, 0, 1, True), (0, 0, 0, False)],
)
def test_a_majority_of_all_ends_it(against: int, rightly: int, electorate: int, *, settled: bool) -> None:
    assert is_settled([True] * against + [False] * rightly, electorate) is settled
