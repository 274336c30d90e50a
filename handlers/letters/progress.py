"""The word to the author on how a letter goes: one message that changes, and a last one when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.letters import duration
from handlers.notices.live_message import digest_of, update_live_message
from handlers.notices.notices import tell
from handlers.texts.letters import letters as texts
from handlers.texts.turn import shared
from storage.messaging.outbox import Notice
from talk.prompt import Button, Prompt, Rows

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.letters.letter_rows import Tally
    from storage.letters.letters import Letter
    from storage.people.people import Person

SELDOM: Final = timedelta(seconds=5)
"""Between two changes of the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A letter as its coordinators see it now."""

    letter: Letter
    tally: Tally
    settlement: str
    asleep: int = 0
    """Who gets it in the morning: they have quiet hours now."""

    @property
    def total(self) -> int:
        """Who unsubscribed meanwhile is not waited for; after a stop everybody counts who was to get it."""
        tally = self.tally
        known = tally.sent + tally.missed + tally.withdrawn + tally.unfinished
        everybody = known if self.letter.fanned else max(known, sum(self.letter.totals.values()))
        return everybody if self.letter.state in ("stopping", "stopped") else everybody - tally.withdrawn

    def left(self) -> dict[int, int]:
        """Account → people still to be told."""
        finished = self.tally.finished
        return {account: max(many - finished.get(account, 0), 0) for account, many in self.letter.totals.items()}


async def view_of(books: Books, letter: Letter, now: datetime) -> View:
    alliance = await books.alliances.get(letter.alliance_id)
    settlement = alliance.settlement if alliance is not None else ""
    tally = await books.letter_rows.tally(letter.id)
    asleep = await books.letter_rows.asleep(letter, now) if letter.state == "sending" and tally.unfinished else 0
    return View(letter=letter, tally=tally, settlement=settlement, asleep=asleep)


def shown(view: View, directory: AccountDirectory) -> Prompt:
    """The message that changes, with the buttons that suit the state."""
    tally = view.tally
    text = texts.progress(
        stage=view.letter.state,
        sent=tally.sent,
        receivers=view.total,
        seconds=duration.seconds(view.left(), directory),
        unreachable=tally.unreachable,
        failed=tally.failed,
        settlement=view.settlement,
        asleep=view.asleep,
        awake=not view.letter.fanned or tally.unfinished > view.asleep,
    )
    return Prompt(text=text, rows=_buttons(view.letter))


def _buttons(letter: Letter) -> Rows:
    stop = Button(label=texts.STOP, press=f"letter-stop:{letter.id}", tone="bad")
    match letter.state:
        case "sending":
            return ((Button(label=texts.PAUSE, press=f"letter-pause:{letter.id}"), stop), (shared.BACK_TO_MENU,))
        case "paused":
            on = Button(label=texts.GO_ON, press=f"letter-go-on:{letter.id}", tone="main")
            return ((on, stop), (shared.BACK_TO_MENU,))
        case _:
            return shared.MENU_ROWS


async def report(
    books: Books, letter: Letter, directory: AccountDirectory, now: datetime, *, at_once: bool = False
) -> None:
    """Change the author's message; too soon after the last change only ``at_once``. ``letter`` as it is by now.

    A change that has not left yet is itself changed: there is never more than one on its way.
    """
    if not at_once and letter.shown_at is not None and now - letter.shown_at < SELDOM:
        return
    author = await _author(books, letter)
    if author is None:
        return
    prompt = shown(await view_of(books, letter, now), directory)
    digest = digest_of(prompt)
    if digest == letter.shown:
        return
    put = await update_live_message(books, author, prompt, row=letter.progress_row, ref=letter.progress_ref, now=now)
    if put is None:
        return
    row, ref = put
    await books.letters.showed(letter.id, row=row, ref=ref, shown=digest, at=now)


async def last_word(books: Books, letter: Letter, now: datetime) -> None:
    """It is over: a new message, for a changed one rings nowhere."""
    author = await _author(books, letter)
    if author is None:
        return
    view = await view_of(books, letter, now)
    text = texts.finished(
        stage=letter.state,
        sent=view.tally.sent,
        receivers=view.total,
        unreachable=view.tally.unreachable,
        failed=view.tally.failed,
        settlement=view.settlement,
    )
    rows: Rows = (
        (Button(label=texts.WRITE_MORE, press=f"letter:{letter.alliance_id}"),),
        (Button(label=texts.DESK, press=f"alliance:{letter.alliance_id}"), shared.BACK_TO_MENU),
    )
    about = Notice(kind="done", subject=f"letter:{letter.id}")
    await tell(books, [author], text, now=now, key=lambda _: f"letter-done:{letter.id}", rows=rows, notice=about)


async def _author(books: Books, letter: Letter) -> Person | None:
    author = await books.people.get(letter.author_id) if letter.author_id is not None else None
    return author if author is not None and author.reachable else None
