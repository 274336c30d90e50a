"""A field alone: what it makes of one answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from pydantic import JsonValue

from handlers.texts.turn.dialogue import PHRASES
from talk.errors import Refused
from talk.fields import Answer, Field, Half, Reading, Taken
from talk.updates import AccountId, IncomingMessage, PictureId
from tests.talk.person import LIMITS, NOW

T = TypeVar("T")


def reading(*, messenger: str = "vk", now: datetime = NOW) -> Reading:
    limits = LIMITS[messenger]
    return Reading(
        now=now,
        zone=ZoneInfo("Europe/Moscow"),
        phrases=PHRASES,
        limits=limits,
        rows=limits.rows - 1,
        buttons=limits.buttons - 3,
    )


def answer(text: str = "", *, code: str | None = None, done: bool = False, **facts: Any) -> Answer:
    heard = IncomingMessage(account=AccountId(1), event_id="e", chat=1, user=1, at=NOW, text=text, **facts)
    return Answer(heard=heard, code=code, done=done)


def taken(field: Field[T], text: str = "", *, draft: JsonValue = None, **facts: Any) -> T:
    """The value, the same after it was frozen and thawed."""
    heard = field.hear(answer(text, **facts), draft, reading())
    assert isinstance(heard, Taken)
    assert field.thaw(field.freeze(heard.value)) == heard.value
    return heard.value


def half(field: Field[Any], text: str = "", *, draft: JsonValue = None, **facts: Any) -> Half:
    heard = field.hear(answer(text, **facts), draft, reading())
    assert isinstance(heard, Half)
    return heard


def refused(field: Field[Any], text: str = "", *, draft: JsonValue = None, **facts: Any) -> str:
    with pytest.raises(Refused) as refusal:
        field.hear(answer(text, **facts), draft, reading())
    return refusal.value.text.plain


PICTURE = PictureId(5)
