"""What a person opens most is counted in little, and what was a habit long ago gives way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.turn.habits import CAP, HABIT, NAMES, habits, used

NAME = st.sampled_from([f"errand-{number}" for number in range(40)])


@given(st.lists(NAME, max_size=400))
def test_the_counts_stay_few_and_small(opened: list[str]) -> None:
    uses: dict[str, int] = {}
    for name in opened:
        uses = used(uses, name)
        assert uses.get(name, 0) >= 1
        assert len(uses) <= NAMES
        assert all(1 <= count < CAP for count in uses.values())


def test_a_new_habit_overtakes_an_old_one() -> None:
    uses: dict[str, int] = {}
    for _ in range(1000):
        uses = used(uses, "old")
    needed = 0
    while habits(uses, ["old", "new"])[0] == "old":
        uses = used(uses, "new")
        needed += 1
    assert needed <= CAP


def test_the_least_used_makes_room() -> None:
    uses = {f"errand-{number}": number + 2 for number in range(NAMES)}
    after = used(uses, "new")
    assert "errand-0" not in after
    assert after["new"] == 1


def test_what_was_tried_is_no_habit() -> None:
    assert habits({"tried": HABIT - 1, "habit": HABIT, "more": HABIT + 1}, ["tried", "habit", "more"]) == [
        "more",
        "habit",
    ]


def test_of_equals_the_earlier_one_comes_first() -> None:
    assert habits({"b": 5, "a": 5}, ["a", "b"]) == ["a", "b"]
