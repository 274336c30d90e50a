"""A day that has been is understood as people say it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.chronicle.past_day import PastDay
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn.dialogue import PHRASES
from talk.errors import Refused
from talk.fields import Answer, Reading, Taken
from talk.updates import AccountId, IncomingMessage
from tests.people import LIMITS

NOW = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
"""A Sunday evening in London; in Omsk Monday the 23rd has come."""


def hears(typed: str = "", *, code: str | None = None, zone: str = "UTC") -> date:
    reading = Reading(now=NOW, zone=ZoneInfo("UTC"), phrases=PHRASES, limits=LIMITS["vk"], rows=9, buttons=30)
    heard = IncomingMessage(account=AccountId(1), event_id="1", chat=1, user=1, at=NOW, text=typed)
    taken = PastDay(zone=zone).hear(Answer(heard=heard, code=code), None, reading)
    assert isinstance(taken, Taken)
    return taken.value


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("сегодня", date(2026, 11, 22)),
        ("вчера", date(2026, 11, 21)),
        ("позавчера", date(2026, 11, 20)),
        ("15 ноября", date(2026, 11, 15)),
        ("15.11", date(2026, 11, 15)),
        ("5 декабря", date(2025, 12, 5)),
        ("5 ноября 2025", date(2025, 11, 5)),
        ("05.11.26", date(2026, 11, 5)),
        ("29 февраля", date(2024, 2, 29)),
        ("в субботу", date(2026, 11, 21)),
        ("в прошлую субботу", date(2026, 11, 14)),
    ],
)
def test_a_day_without_a_year_is_the_last_such_day(typed: str, day: date) -> None:
    assert hears(typed) == day


@pytest.mark.parametrize("typed", ["завтра", "послезавтра", "через неделю", "5 декабря 2026", "05.12.26", "01.01.2030"])
def test_what_is_still_ahead_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        hears(typed)
    assert refused.value.text.plain == texts.STILL_AHEAD


@pytest.mark.parametrize("typed", ["30 февраля", "давно", "12.12.1812", ""])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        hears(typed)


def test_buttons_count_back_from_today_by_the_clock_of_the_library() -> None:
    assert hears(code="0") == date(2026, 11, 22)
    assert hears(code="6") == date(2026, 11, 16)
    assert hears(code="0", zone="Asia/Omsk") == date(2026, 11, 23)
    for forged in ("7", "99999", "²", "x"):
        with pytest.raises(Refused):
            hears(code=forged)
