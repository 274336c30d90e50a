"""News that would come one upon the other come in one message that changes: at most so many of them ring in an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from domain.quotas import LIMITS, Quota
from handlers.notices.notices import tell
from handlers.texts.turn import quotas as texts
from handlers.texts.turn import shared
from storage.messaging.bundles import BUNDLE
from storage.messaging.outbox import Notice, Putting
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Button, Prompt, Rows
from talk.rich import Say, rich

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from handlers.notices.notices import Recipient
    from storage.books import Books

    R = TypeVar("R", bound=Recipient)

LIMIT: Final = LIMITS[Quota.COORDINATOR_NOTICES]
EVERY: Final = timedelta(minutes=1)
"""The message changes no more often."""
LISTED: Final = 8
"""Of the news that it tells."""


async def tell_in_measure(
    books: Books, who: Iterable[R], text: Say, *, now: datetime, key: str, rows: Rows, notice: Notice
) -> None:
    """Each of them once, under this ``key``; whoever had very much in the last hour by a message that changes."""
    assert LIMIT.within is not None
    ringing = []
    for one in who:
        if await books.bundles.lately(one.person_id, now - LIMIT.within, most=LIMIT.most) < LIMIT.most:
            ringing.append(one)
            continue
        kept = Putting(
            account_id=one.account_id,
            chat=one.chat,
            action=Tell(chat=one.chat, prompt=Prompt(text=rich(text))),
            lane=INTERACTIVE,
            key=f"{key}:{one.person_id}",
            person_id=one.person_id,
        )
        if await books.bundles.keep(kept, notice, now=now):
            await _tell_of_all(books, one, now)
    if ringing:
        await tell(books, ringing, text, now=now, key=key, rows=rows, notice=notice)


async def _tell_of_all(books: Books, one: Recipient, now: datetime) -> None:
    """The message of this hour says what is kept: itself while it waits, else in its place."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    total, newest = await books.bundles.kept(one.person_id, hour, most=LISTED)
    desk: Rows = ((Button(label=texts.DESK, press="alliance"), shared.BACK_TO_MENU),)
    word = Prompt(text=texts.bundled([said.text.plain for said in newest], total), rows=desk)
    subject = f"bundle:{int(hour.timestamp())}"
    last = await books.bundles.last(one.person_id, one.account_id, one.chat, subject)
    replaces, at = None, None
    if last is not None:
        if last.action is not None:
            changed = Tell(chat=one.chat, prompt=word, replaces=last.action.replaces)
            if await books.outbox.replace_waiting(last.id, changed):
                return
        replaces = last.refs[0] if last.refs else None
        at = max(now, (last.done_at or now) + EVERY)
    await books.outbox.put(
        one.account_id,
        one.chat,
        Tell(chat=one.chat, prompt=word, replaces=replaces),
        lane=INTERACTIVE,
        now=now,
        not_before=at,
        key=f"{subject}:{total}:{one.person_id}",
        person_id=one.person_id,
        notice=Notice(kind=BUNDLE, subject=subject),
    )
