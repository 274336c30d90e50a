"""What comes without being asked for: reminders, changes, the weekly digest, a hint to coordinators (rows 19, 46, 61).

Every message says what, when, where, and how not to get more of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alliance.event import State
from handlers.texts import base
from handlers.texts.event import host_words, place_words
from handlers.texts.event_changes import change_notice
from talk.prompt import Button, Rows
from talk.rich import Rich, lines, paragraphs

if TYPE_CHECKING:
    from storage.events import Event

MORE: Final = "Подробнее"
DECLINE: Final = "Не пойду"
AFISHA: Final = "Что ещё будет"
HOW_TO_DECLINE: Final = "Если не получится прийти, нажмите «Не пойду»: об этом событии больше не напомню."


def changed(before: Event, after: Event, *, zone: str | None) -> Rich:
    """For somebody who knew of the event: what is different, and what is true now."""
    notice = change_notice(before, after, zone=zone)
    if after.state is State.CANCELLED:
        return paragraphs(notice, f"Проводила: {host_words(after.host)}")
    return paragraphs(notice, lines(place_words(after), f"Проводит: {host_words(after.host)}"), HOW_TO_DECLINE)


def changed_rows(after: Event) -> Rows:
    if after.state is State.CANCELLED:
        return ((Button(label=AFISHA, press="afisha"), base.BACK_TO_MENU),)
    return (
        (Button(label=MORE, press=f"e:{after.id}"), Button(label=DECLINE, press=f"nogo:{after.id}")),
        (base.BACK_TO_MENU,),
    )
