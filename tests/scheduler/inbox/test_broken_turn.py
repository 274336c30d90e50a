"""A turn that breaks writes no word of its person into the log; of its traceback see ``tests/bot/test_logs.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from handlers import dispatcher

if TYPE_CHECKING:
    import pytest

    from tests.people import Town

WORDS = "Мой секрет: Мария, дом 5"


async def test_no_line_of_a_broken_turn_quotes_its_person(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")

    async def breaks(_: Any, update: Any, **__: Any) -> None:
        raise ValueError(f"cannot deal with {update.text}")

    monkeypatch.setattr(dispatcher, "dispatch", breaks)
    with structlog.testing.capture_logs() as lines:
        await maria.says(WORDS)
    assert {"happening_failed", "turn_parked"} <= {line["event"] for line in lines}
    assert "секрет" not in repr([{**line, "exc_info": None} for line in lines])
