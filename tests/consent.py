"""People of tests have said yes before their first word, unless a test is about just that (``strangers``).

``tests/conftest.py`` puts ``heard_who_agreed`` into the place of the dispatcher's ``hear_stranger``; what is a process
of its own is talked to by people who say «Хорошо» themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers import dispatcher
from handlers.people.first_words import keep_yes
from handlers.turn.errands import go

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from talk.updates import IncomingMessage

hear_stranger: Final = dispatcher.hear_stranger
"""As it ships."""


async def heard_who_agreed(
    books: Books, heard: IncomingMessage, *, directory: AccountDirectory, now: datetime, behind: float = 0.0
) -> None:
    """They are known from now on, and are heard; mere words lead to the menu, as they do after the button."""
    met = await dispatcher.open_context(books, heard, directory=directory, now=now, behind=behind)
    await keep_yes(met, "button")
    context = await dispatcher.known_context(books, heard, directory=directory, now=now, behind=behind)
    assert context is not None, "they have just agreed"
    words = heard.press is None and heard.start is None and dispatcher.COMMAND.fullmatch(heard.text) is None
    if words and not dispatcher.way_of(heard) and context.dialogue is None:
        await go(context, "start")
    else:
        await dispatcher.hear_known(context)
