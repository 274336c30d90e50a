"""The first words to somebody of whom nothing is kept: who we are, what is kept and why, and one button (row 103).

Until their yes nothing is kept of them but what the answer needs: the row of the outbox that carries it, for a day,
with what they came for; the chat in the inbox goes at once (docs/decisions/consents.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from domain.purposes import Purpose
from handlers.texts.people import first_words as texts
from handlers.texts.people import policy
from handlers.texts.turn import consents, shared
from handlers.turn.consent import give
from handlers.turn.errands import ERRANDS, folded, go
from storage.messaging.first_words import KIND, WAY
from storage.messaging.outbox import Notice
from storage.people.register import purposes_in_use
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import PRESS_BYTES, Button, Prompt, Rows
from talk.rich import paragraphs, rich

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from handlers.turn.context import Context
    from storage.books import Books
    from storage.people.consents import How
    from talk.rich import Say
    from talk.updates import IncomingMessage

AGREE: Final = "agree"
"""The errand of the yes; what the person came for follows: ``agree:event:12``."""
POLICY: Final = "policy"
NOTHING_SAID: Final = frozenset({"", "start"})
"""Ways of whoever has not said what they came for."""
LONGEST_KEY: Final = 100
"""Of the outbox: a row without a person and a key is deleted once it is sent."""
ABOUT_DATA: Final = frozenset({"mydata", "forget-me", "erase-me"})
"""To these there is one answer: nothing is kept."""


async def said_yes(books: Books, heard: IncomingMessage) -> tuple[str, How] | None:
    """What they came for, and how they agreed; None: this is no yes.

    A button has the words above it; typed, it is a yes to what they were asked lately.
    """
    name, _, way = (heard.press or "").partition(":")
    if name == AGREE:
        return way, "button"
    if heard.press is None and not heard.files and folded(heard.text) in consents.YES_WORDS:
        asked = await books.first_words.asked(heard.account, heard.chat)
        if asked is not None:
            return asked, "words"
    return None


async def keep_yes(context: Context, how: How) -> None:
    """From now on they are known."""
    books, person = context.books, context.person
    await give(books, person.id, Purpose.SERVICE, how=how, at=context.now)
    if person.greeted_at is None:
        await books.people.greet(person.id, at=context.now)
        for one in context.directory.erased.of((person.account_id, person.external_id), context.now):
            await books.spent.add(person.id, one.quota, one.amount, at=one.at)
    await books.first_words.forget(person.account_id, person.chat)


async def go_on(context: Context, way: str) -> None:
    """To exactly that for which they came, as if by its link; what is said goes below the first words, which stay."""
    context.message = replace(context.message, shown=None, press=None)
    name, *args = way.split(":")
    if not name or not await go(context, name, *args):
        await go(context, "start")


async def ask(
    books: Books,
    heard: IncomingMessage,
    way: str,
    *,
    directory: AccountDirectory,
    now: datetime,
    behind: float = 0.0,
) -> None:
    """Say the first words. ``way``: the errand that they came for, as a press; empty: the menu."""
    name = way.partition(":")[0]
    if name in (POLICY, *ABOUT_DATA):
        way = await books.first_words.asked(heard.account, heard.chat) or ""
    yes, about = await _came_for(books, way)
    text: Say = texts.first_words(directory.operator, yes=yes, about=about)
    if name == POLICY:
        text = paragraphs(policy.in_chat(directory.operator, purposes_in_use()), texts.ask(yes))
    elif name in ABOUT_DATA:
        text = paragraphs(texts.NOTHING_KEPT, text)
    await say(books, heard, text, _rows(way, yes, directory), now=now, behind=behind, way=way)


async def _came_for(books: Books, way: str) -> tuple[str, Say | None]:
    """The label of the yes, and a line about what they came for; without a label they are asked who they are."""
    name, *args = way.split(":")
    found = ERRANDS.named(name)
    if found is None or name in NOTHING_SAID:
        return "", None
    about = await found.greets(books, *args) if found.greets is not None and found.takes(tuple(args)) else None
    return (found.yes if about is not None else "") or consents.AGREE, about


async def say(
    books: Books,
    heard: IncomingMessage,
    text: Say,
    rows: Rows,
    *,
    now: datetime,
    behind: float = 0.0,
    way: str | None = None,
) -> None:
    """An answer to somebody who is nobody's row: once it is sent nothing of it stays.

    ``way``: they are asked for their yes by it, which they may type; it is remembered for a day.
    """
    asking = way is not None
    await books.outbox.put(
        heard.account,
        heard.chat,
        Tell(chat=heard.chat, prompt=Prompt(text=rich(text), rows=rows)),
        lane=INTERACTIVE,
        now=now,
        key=f"{KIND}:{heard.account}:{heard.event_id}"[:LONGEST_KEY] if asking else None,
        notice=Notice(kind=KIND, subject=f"{WAY}{way}") if asking else None,
        behind=behind,
        collapse_key=KIND if asking else None,
    )
    await books.inbox.forget_chat(heard)


def fits(way: str) -> bool:
    """Whether it can travel on the button: the words of a forged link are anything."""
    found = ERRANDS.named(way.partition(":")[0])
    return found is not None and way.isascii() and way.isprintable() and len(f"{AGREE}:{way}") <= PRESS_BYTES


def _rows(way: str, yes: str, directory: AccountDirectory) -> Rows:
    """Either button is a yes; the words above it say so."""
    if yes:
        leads: Rows = ((Button(label=yes, press=f"{AGREE}:{way}" if way else AGREE, tone="main"),),)
    else:
        events = Button(label=texts.EVENTS, press=f"{AGREE}:subscribe", tone="main")
        leads = ((events,), (Button(label=texts.LIBRARIAN, press=f"{AGREE}:join", tone="main"),))
    page = directory.page_url("/privacy")
    more = Button(label=texts.MORE, url=page) if page else Button(label=texts.MORE, press=POLICY)
    return (*leads, (more,))


def asked_again(directory: AccountDirectory) -> tuple[Say, Rows]:
    """To somebody who has been here since before consents were kept, or agreed to older words."""
    yes, more = _rows("", consents.AGREE, directory)
    no = Button(label=texts.NO, press="forget-me", tone="bad")
    return texts.asked_again(directory.operator), (yes, more, (no, shared.BACK_TO_MENU))
