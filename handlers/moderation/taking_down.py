"""A public thing disappears, and comes back: with what belongs to it, from pages, feeds, groups and reminders.

The one way to both, for coordinators (``hiding``) and for the operator (``bot.cli.moderate``). What everybody reads is
left out by the queries of storage; here is what has left the house already, or is about to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.event import State
from domain.moderation import HIDDEN, RESTORED, Office, What
from handlers.chronicle.post import publish_entry
from handlers.libraries.joined_post import publish_notice
from handlers.moderation import whole_alliance
from handlers.moderation.things import public_thing
from handlers.moderation.whole_alliance import HIDES
from handlers.notices.notices import withdraw
from handlers.notices.people import NEWS, tell_coordinators, tell_librarians
from handlers.notices.posts import unpublish
from handlers.plan.actions import publish_event
from handlers.plan.month_post import publish_months
from handlers.texts.moderation import hiding as texts
from handlers.texts.turn import shared
from storage.messaging.outbox import Notice
from storage.reminders.in_outbox import subject_of
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from handlers.moderation.things import PublicThing
    from storage.books import Books
    from storage.moderation.hidden import Hiding, Thing
    from storage.plan.events import Event


async def take_down(
    books: Books, thing: PublicThing, reason: str, *, office: Office, by_id: int | None, now: datetime
) -> Hiding | None:
    """From now on nobody sees it; None when it was hidden already. The journal says so without a word of it."""
    await books.alliances.lock(thing.alliance)  # nothing of it is announced or published meanwhile
    hiding = await books.hidden.hide(thing.key, thing.alliance, reason, office=office, by_id=by_id, at=now)
    if hiding is None:
        return None
    if thing.what is What.LETTER:
        await books.letters.stop(thing.id)
    elif thing.what is What.ALLIANCE:
        for letter in await books.letters.under_way(thing.alliance):
            await books.letters.stop(letter.id)
    covered = await books.hidden.covered(hiding.id)
    events = await books.events.many(_ids(covered, What.EVENT), hidden=True)
    for event in events:
        if event.state is State.ANNOUNCED and (event.starts_at is None or event.starts_at > now):
            await books.reminders.withdraw_older(event.id)
            await withdraw(books, subject_of(event.id), below=event.sequence + 1, now=now)
    for subject in sorted(await _posted(books, thing.what, thing.alliance, covered)):
        await unpublish(books, thing.alliance, subject, texts.POST_GONE, now=now)
    await _mend_posts(books, thing, events, now)
    facts = {"what": thing.what.value, "office": office.value}
    await books.journal.write(thing.alliance, HIDDEN, facts, at=now)
    await books.audit.note("hidden", thing.named, by_whom=by_id, at=now)
    await _tell_owners(books, thing, hiding, now)
    return hiding


async def bring_back(
    books: Books, hiding: Hiding, reason: str | None, *, office: Office, by_id: int | None, now: datetime
) -> bool:
    """Everybody sees it again, and reminders go on; False when somebody was faster, or for a letter."""
    if hiding.kind is What.LETTER:  # those who would get it now would read of yesterday
        return False
    await books.alliances.lock(hiding.alliance_id)
    thing = await public_thing(books, hiding.kind.value, hiding.thing_id)
    above = await _hidden_above(books, thing) if thing is not None else None
    if above is not None:  # it is seen again when that is
        return await books.hidden.put_under(hiding.id, above.under_id or above.id)
    if not await books.hidden.lift(hiding.id, office=office, reason=reason, at=now):
        return False
    covered = await books.hidden.covered(hiding.id)
    posted = await _posted(books, hiding.kind, hiding.alliance_id, covered)
    events = await books.events.many(_ids(covered, What.EVENT))
    for event in events:
        if event.state is State.ANNOUNCED:
            await books.events.change(event.id, bump=True)  # what was planned of it before is void
            await books.fired_leads.reset(event.id, event.starts_at, at=now)
        if subject_of(event.id) in posted:
            await publish_event(books, event.id, now)
    for number in _ids(covered, What.ENTRY):
        entry = await books.chronicle.get(number)
        if entry is not None and entry.corrected_by is None and await books.chronicle.subject_of(entry) in posted:
            await publish_entry(books, entry, now=now)
    if hiding.kind is What.ALLIANCE:
        await whole_alliance.publish_again(books, hiding.alliance_id, posted, now)
    await _publish_joining(books, hiding, posted, now)
    if thing is not None:
        await _mend_posts(books, thing, events, now)
    facts = {"what": hiding.kind.value, "office": office.value}
    await books.journal.write(hiding.alliance_id, RESTORED, facts, at=now)
    await books.audit.note("restored", f"{hiding.kind.value}:{hiding.thing_id}", by_whom=by_id, at=now)
    if thing is not None and thing.what is What.ALLIANCE:
        await whole_alliance.tell_of_restoring(books, thing, hiding, reason, now)
    elif thing is not None and thing.library is not None:
        text = texts.told_restored(thing.what, thing.title, reason)
        about = Notice(kind=HIDES, subject=f"hidden:{hiding.id}", version=1)
        occasion = f"restored:{hiding.id}"
        await tell_librarians(books, thing.library, text, but=by_id, occasion=occasion, now=now, about=about)
    return True


async def _hidden_above(books: Books, thing: PublicThing) -> Hiding | None:
    """That what it belongs to is hidden: the event that an entry tells of, its library, its whole alliance."""
    if thing.what is What.ENTRY:
        entry = await books.chronicle.get(thing.id, hidden=True)
        above = await books.hidden.now((What.EVENT, entry.event_id or 0)) if entry is not None else None
        if above is not None:
            return above
    if thing.what in (What.EVENT, What.ENTRY) and thing.library is not None:
        above = await books.hidden.now((What.LIBRARY, thing.library))
        if above is not None:
            return above
    if thing.what in (What.LIBRARY, What.EVENT, What.ENTRY):
        return await books.hidden.now((What.ALLIANCE, thing.alliance))
    return None


async def _tell_owners(books: Books, thing: PublicThing, hiding: Hiding, now: datetime) -> None:
    """Its librarians, who may object, and the other coordinators, who may see that it was wrong."""
    if thing.what is What.ALLIANCE:
        await whole_alliance.tell_of_hiding(books, thing, hiding, now)
        return
    key = f"hidden:{hiding.id}"
    if thing.library is not None:
        object_: Rows = ((Button(label=texts.OBJECT, press=f"object:{hiding.id}"),), (shared.BACK_TO_MENU,))
        text = texts.told_hidden(thing.what, thing.title, hiding.reason, hiding.office)
        about = Notice(kind=HIDES, subject=key)
        await tell_librarians(
            books, thing.library, text, but=hiding.by_id, occasion=key, now=now, rows=object_, about=about
        )
    rows: Rows = ((Button(label=texts.ALL_HIDDEN, press=f"hidden:{thing.alliance}"), shared.BACK_TO_MENU),)
    text = texts.told_coordinators(thing.what, thing.title, hiding.reason, hiding.office)
    about = Notice(kind=NEWS, subject=key)
    await tell_coordinators(
        books, thing.alliance, text, now=now, key=f"co-{key}", rows=rows, but=hiding.by_id, about=about
    )


async def _mend_posts(books: Books, thing: PublicThing, events: Sequence[Event], now: datetime) -> None:
    """Posts that tell of other things, too: the plans of the months; of a picture, whatever shows it.

    Of a whole alliance each of its posts is dealt with.
    """
    if thing.what is What.ALLIANCE:
        return
    days = {event.day for event in events}
    if thing.what is What.PICTURE:
        shown = await books.hidden.shown_in(thing.id)
        posted = await books.posts.published([await _subject(books, one) for one in shown])
        for event in await books.events.many(_ids(shown, What.EVENT)):
            if subject_of(event.id) in posted:
                await publish_event(books, event.id, now, changes=texts.PICTURE_GONE)
        for number in _ids(shown, What.ENTRY):
            entry = await books.chronicle.get(number)
            newest = entry is not None and entry.corrected_by is None
            if entry is not None and newest and await books.chronicle.subject_of(entry) in posted:
                await publish_entry(books, entry, now=now)
    await publish_months(books, thing.alliance, days, now)


async def _publish_joining(books: Books, hiding: Hiding, posted: frozenset[str], now: datetime) -> None:
    library = await books.libraries.get(hiding.thing_id) if hiding.kind is What.LIBRARY else None
    alliance = await books.alliances.get(hiding.alliance_id)
    if library is None or alliance is None or f"joined:{library.membership_id}" not in posted:
        return
    await publish_notice(books, alliance, library, now=now)


async def _posted(books: Books, what: What, alliance_id: int, covered: Sequence[Thing]) -> frozenset[str]:
    """The subjects of the posts that stand for these things; for an alliance those of all that is its."""
    if what is What.ALLIANCE:
        return await whole_alliance.subjects_in_groups(books, alliance_id, covered)
    return await books.posts.published([await _subject(books, one) for one in covered])


async def _subject(books: Books, thing: Thing) -> str:
    """Under what its post stands in the groups."""
    what, number = thing
    if what is What.LIBRARY:
        library = await books.libraries.get(number, hidden=True)
        return f"joined:{library.membership_id if library else 0}"
    if what is What.ENTRY:
        entry = await books.chronicle.get(number, hidden=True)
        return await books.chronicle.subject_of(entry, hidden=True) if entry else f"chronicle:{number}"
    return subject_of(number) if what is What.EVENT else f"{what.value}:{number}"


def _ids(things: Iterable[Thing], what: What) -> list[int]:
    return [number for kind, number in things if kind is what]
