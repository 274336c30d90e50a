"""An event is told by the clock of its place, an online one by the reader's (row 39)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.time.zones import all_regions
from handlers.texts.clocks import BY
from handlers.texts.plan.event_facts import short_when, when_words
from handlers.texts.subscriptions.reminders import digest
from tests.handlers.texts.text_things import EVENT

START = datetime(2026, 12, 5, 6, 0, tzinfo=UTC)
HERE = replace(EVENT, zone="Asia/Yekaterinburg", starts_at=START, ends_at=None, place="в библиотеке", link=None)
ONLINE = replace(HERE, place=None, link="https://example.ru/live")
TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Moscow", "5 декабря, 11:00 по Екатеринбургу"),
        ("Asia/Yekaterinburg", "5 декабря, 11:00"),
        ("Asia/Vladivostok", "5 декабря, 11:00 по Екатеринбургу"),
        (None, "5 декабря, 11:00 по Екатеринбургу"),
    ],
)
def test_whoever_comes_is_told_the_clock_of_the_place(zone: str | None, words: str) -> None:
    assert short_when(HERE, zone=zone, today=TODAY) == words


def test_whoever_connects_is_told_their_own_clock() -> None:
    assert short_when(ONLINE, zone="Europe/Moscow", today=TODAY) == "5 декабря, 09:00"
    assert short_when(ONLINE, today=TODAY) == "5 декабря, 11:00 по Екатеринбургу"
    words = when_words(ONLINE, zone="Europe/Moscow", today=TODAY)
    assert words == "суббота, 5 декабря, 09:00 по вашему времени (11:00 по Екатеринбургу)"


def test_the_card_tells_both_clocks() -> None:
    words = when_words(HERE, zone="Europe/Moscow", today=TODAY)
    assert words == "суббота, 5 декабря, 11:00 по Екатеринбургу (у вас будет 09:00)"


def test_the_digest_tells_the_clock_of_the_place() -> None:
    told = digest([HERE, ONLINE], 2, zone="Europe/Moscow", now=NOW).plain
    assert f"– 11:00 по Екатеринбургу: {HERE.title}" in told
    assert f"– 09:00 {ONLINE.title}" in told


def test_every_zone_of_russia_has_its_town_in_the_dative() -> None:
    assert {zone for region in all_regions() for zone in region.zones} <= BY.keys()
