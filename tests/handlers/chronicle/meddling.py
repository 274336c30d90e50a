"""What strangers try upon a chronicle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from handlers.chronicle import actions, morning_after
from handlers.chronicle.actions import Account, Better

if TYPE_CHECKING:
    from tests.handlers.meddling import Deeds
    from tests.handlers.neighbours import Neighbours


def deeds(neighbours: Neighbours) -> Deeds:
    _, host, _, _, _, held, _, entry, *_ = neighbours.theirs.ids
    account = Account(
        library=host,
        event=None,
        title="Было",
        day=date(2026, 11, 1),
        text="Пели",
        visitors=1,
        new_readers=1,
        pictures=(),
    )
    return {
        "chronicle.correct.correct": lambda context: actions.correct(context, entry, "не так", Better(text="Нет")),
        "chronicle.write.write": lambda context: actions.write(context, account),
        "chronicle.write.write of an event": lambda context: actions.write(context, replace(account, event=held)),
        "chronicle.morning_after.note_not_held": lambda context: morning_after.note_not_held(context, held, "нет"),
    }
