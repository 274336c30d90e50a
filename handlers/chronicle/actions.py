"""What is done to the chronicle: an entry is written, and an entry is corrected by another one. Nothing is erased."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import State
from domain.journal import Json, Kind
from domain.purposes import Purpose
from domain.quotas import Quota
from domain.rights import Action, Thing
from handlers.chronicle.photo_consent import agree_to_photos
from handlers.chronicle.post import publish_entry
from handlers.plan import actions
from handlers.plan.month_post import publish_months
from handlers.texts.turn import consents
from handlers.turn.context import Context, Forbidden
from handlers.turn.quotas import spend
from storage.chronicle.chronicle import ChronicleEntry, ChroniclePicture

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from storage.books import Books
    from storage.plan.events import Event

_TYPED: Final = ("title", "host", "settlement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a librarian has told."""

    library: int
    event: int | None
    title: str
    day: date
    text: str
    visitors: int | None
    new_readers: int | None
    pictures: tuple[ChroniclePicture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Better:
    """What an entry should have said; None is as before."""

    title: str | None = None
    text: str | None = None
    visitors: int | None = None
    new_readers: int | None = None
    pictures: tuple[ChroniclePicture, ...] | None = None

    @property
    def changed(self) -> list[str]:
        """The names of what is different, for the journal."""
        return [name for name in self.__dataclass_fields__ if getattr(self, name) is not None]


def can_be_told(event: Event, now: datetime) -> bool:
    """Whether it is over and nobody has told of it. Of a month that has begun one may tell, too."""
    if event.state is State.HELD:
        return True
    if event.state is not State.ANNOUNCED:
        return False
    end = actions.over_at(event)
    return event.day <= now.astimezone(ZoneInfo(event.zone)).date() if end is None else end <= now


def thing_of(entry: ChronicleEntry) -> Thing:
    """Whose entry it is: the library's in whose name it stands."""
    return Thing(alliance=entry.alliance_id, library=entry.library_id)


def teller_of(event: Event, libraries: Collection[int]) -> int:
    """In whose name somebody who speaks for these libraries tells of it: the host's, if it is one of them."""
    return next((one for one in (event.library_id, *event.co_hosts) if one in libraries), event.library_id)


async def write(context: Context, account: Account) -> ChronicleEntry | None:
    """The entry, published in «Хроника» of every group; None when the event was told of or cancelled meanwhile."""
    books = context.books
    event = await books.events.lock(account.event) if account.event is not None else None
    teller = account.library if event is None else teller_of(event, context.roles.vouched)
    library = await books.libraries.get(teller)
    if library is None or (account.event is not None and event is None):
        return None
    if event is not None:
        context.require(Action.WRITE_CHRONICLE, actions.thing_of(event))
        if not await _take(books, event, context.now):
            return None
    else:
        context.require(Action.WRITE_CHRONICLE, Thing(alliance=library.alliance_id, library=library.id))
        if not library.is_member:
            raise Forbidden
    await spend(context, Quota.CHANGES)
    entry = await books.chronicle.write(
        alliance_id=library.alliance_id,
        library_id=library.id,
        event_id=account.event,
        title=account.title,
        happened_on=account.day,
        text=account.text,
        visitors=account.visitors,
        new_readers=account.new_readers,
        pictures=confirmed(context, account.pictures),
        at=context.now,
    )
    if entry.pictures:
        await agree_to_photos(books, entry, context.person.id, now=context.now)
    facts = facts_of(entry, words=library.is_member)
    await books.journal.write(entry.alliance_id, Kind.CHRONICLE_WRITTEN, facts, at=context.now)
    await publish_entry(books, entry, now=context.now)
    if event is not None:
        await publish_months(books, entry.alliance_id, (event.day,), context.now)
    return entry


def confirmed(context: Context, pictures: Sequence[ChroniclePicture]) -> tuple[ChroniclePicture, ...]:
    """It is this person who has said that the people in them agreed, by the words of today."""
    version = consents.current(Purpose.PHOTOS).version
    return tuple(
        replace(one, confirmed_by=context.person.id, confirmed_at=context.now, text_version=version) for one in pictures
    )


async def _take(books: Books, event: Event, now: datetime) -> bool:
    """From the plan into the chronicle; False when somebody was faster. Nobody is asked about it any more."""
    if not can_be_told(event, now):
        return False
    if event.state is State.ANNOUNCED:
        _ = await books.events.move_state(event.id, State.HELD)  # or the job that marks what is over was faster
    if not await books.events.move_state(event.id, State.CHRONICLED):
        return False
    await books.schedule.set_ask(event.id, None, event.asked)
    return True


async def correct(context: Context, entry_id: int, correction: str, better: Better) -> ChronicleEntry:
    """One more entry that says it better; the wrong one stays beside it. ``correction``: what was wrong, in words."""
    books = context.books
    entry = await books.chronicle.get(entry_id)
    if entry is None:
        raise Forbidden
    context.require(Action.CORRECT_CHRONICLE, thing_of(entry))
    await spend(context, Quota.CHANGES)
    await books.alliances.lock(entry.alliance_id)  # two corrections at once: the second corrects the first
    wrong = await books.chronicle.newest_of(await books.chronicle.get(entry_id) or entry)
    right = await books.chronicle.correct(
        wrong.id,
        correction=correction,
        title=better.title,
        text=better.text,
        visitors=better.visitors,
        new_readers=better.new_readers,
        pictures=None if better.pictures is None else confirmed(context, better.pictures),
        at=context.now,
    )
    if better.pictures:
        await agree_to_photos(books, right, context.person.id, now=context.now)
    library = await books.libraries.get(right.library_id)
    is_member = library is not None and library.is_member
    facts: dict[str, Json] = {**facts_of(right, words=is_member), "corrects": wrong.id, "changes": better.changed}
    await books.journal.write(right.alliance_id, Kind.CORRECTION_MADE, facts, at=context.now)
    await publish_entry(books, right, now=context.now)
    return right


def facts_of(entry: ChronicleEntry, *, words: bool) -> dict[str, Json]:
    """The public facts of an entry, for the journal. Not its text: it may name people.

    Without ``words`` nothing that anybody typed: its library has left the Agreement.
    """
    facts: dict[str, Json] = {
        "entry": entry.id,
        "event": entry.event_id,
        "title": entry.title,
        "library": entry.library_id,
        "host": entry.library,
        "settlement": entry.settlement,
        "day": entry.happened_on.isoformat(),
        "visitors": entry.visitors,
        "new_readers": entry.new_readers,
        "pictures": len(entry.pictures),
    }
    return facts if words else {name: fact for name, fact in facts.items() if name not in _TYPED}
