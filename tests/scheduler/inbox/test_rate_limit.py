"""How much one chat may have: honest bursts never meet the limit, a flood does, and nobody is punished for long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.inbox.rate_limit import BURST, REFILL, SHARE, RateLimit, TooMuch, Turn
from storage.messaging.answers import FARTHEST

CHAT = (1, 5)

HONEST = {
    "three albums of ten photos at once": [0.0] * 30,
    "a plan typed line by line for an hour": [3.0 * n for n in range(1200)],
    "pages turned for a minute": [1.0 * n for n in range(60)],
    "two taps a second for 20 s": [0.5 * n for n in range(40)],
    "every answer waited for, as fast as a chat is answered": [1.0 * n for n in range(600)],
    "sixty applications decided, three taps each": [1.5 * n for n in range(180)],
}


def asked(times: list[float], limit: RateLimit | None = None) -> list[Turn | TooMuch]:
    limit = RateLimit() if limit is None else limit
    return [limit.take(CHAT, at) for at in times]


@pytest.mark.parametrize("times", HONEST.values(), ids=HONEST.keys())
def test_who_works_in_earnest_never_meets_it(times: list[float]) -> None:
    assert all(isinstance(one, Turn) for one in asked(times))


def test_a_flood_is_told_once_and_has_what_everybody_may_have() -> None:
    found = asked([n / 5 for n in range(5 * 60)])
    refused = [one for one in found if isinstance(one, TooMuch)]
    assert len(found) - len(refused) == pytest.approx(BURST + 60 / REFILL, abs=1)
    assert [one.first for one in refused] == [True, *[False] * (len(refused) - 1)]


def test_after_a_pause_a_new_flood_is_told_again() -> None:
    limit = RateLimit()
    asked([0.0] * (BURST + 1), limit)
    again = asked([BURST * REFILL] * (BURST + 1), limit)
    assert isinstance(again[-1], TooMuch)
    assert again[-1].first


def test_whoever_had_less_lately_stands_before_who_had_more() -> None:
    limit = RateLimit()
    hurried = [limit.take((1, 5), 0.1 * n).behind for n in range(10)]
    assert hurried == sorted(hurried)
    assert hurried[-1] > 9 * SHARE - 1
    assert limit.take((1, 6), 1.0).behind == 0.0
    assert asked([SHARE * n for n in range(20)])[-1] == Turn(behind=0.0)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_however_clocks_jump_nobody_waits_longer_than_a_full_bucket(times: list[float]) -> None:
    """Clocks are corrected, and a playground's is moved by years."""
    limit = RateLimit()
    for at in times:
        taken = limit.take(CHAT, at)
        assert 0.0 <= taken.behind <= FARTHEST
    last = times[-1]
    assert isinstance(limit.take(CHAT, last + REFILL * 1.001), Turn)


@pytest.mark.parametrize("back", [10.0, 3600.0])
def test_a_clock_that_is_put_back_costs_nobody_a_turn(back: float) -> None:
    limit = RateLimit()
    asked([10_000.0] * 10, limit)
    after = asked([10_000.0 - back] * (BURST - 10), limit)
    assert after[0] == Turn(behind=10 * SHARE)
    assert all(isinstance(one, Turn) for one in after)


def test_chats_of_long_ago_are_forgotten() -> None:
    limit = RateLimit()
    for chat in range(10_000):
        limit.take((1, chat), 0.0)
    limit.take((1, 5), FARTHEST + SHARE + 1)
    assert len(limit) == 1
