"""Two cards of one library: a coordinator makes them one, and may part them again for a week (row 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.libraries.twins import near
from domain.libraries.uniting import PARTED, UNITED
from domain.rights import Action, Thing
from handlers.libraries.membership import facts_of, locked
from handlers.notices.people import tell_coordinators, tell_librarians, tell_person
from handlers.notices.posts import publish
from handlers.texts.libraries import card
from handlers.texts.libraries import uniting as texts
from handlers.texts.places import place_of
from handlers.texts.sections import hashtags
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.hooks import United, libraries_united
from handlers.turn.paging import PAGE, number_of
from talk.prompt import Button, Post, Rows, Section

if TYPE_CHECKING:
    from domain.journal import Json
    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from storage.libraries.libraries import Library
    from storage.libraries.merges import LibraryMerge

YES: Final = "yes"


@errand("unite", most_args=3, deep_linkable=False)
async def unite(context: Context, gone: str = "", kept: str = "", sure: str = "") -> None:
    """``gone`` becomes ``kept``: first which, then what moves, then the deed."""
    one = await _coordinated(context, gone)
    if one is None:
        return
    if not kept:
        await _which(context, one)
        return
    found = await locked(context.books, number_of(kept))
    if found is None or found[0].alliance_id != one.alliance_id or found[0].id == one.id:
        await context.say(texts.NO_SUCH_PAIR, rows=shared.MENU_ROWS)
        return
    other, alliance = found
    if sure != YES:
        await _ask(context, one, other)
        return
    one = await context.books.libraries.get(one.id) or one  # as it is under the lock
    if one.id == other.id:  # a colleague was faster
        await context.say(texts.NO_SUCH_PAIR, rows=shared.MENU_ROWS)
        return
    made = await _unite(context, alliance, one, other)
    undo = Button(label=texts.UNDO, press=f"unite-undo:{made.id}")
    await context.say(texts.united(one.title, other.title), rows=((_card(other),), (undo,), (shared.BACK_TO_MENU,)))


async def _coordinated(context: Context, named: str) -> Library | None:
    """The library that a button names. Raises Forbidden for whoever does not coordinate its alliance."""
    found = await context.books.libraries.get(number_of(named)) if named else None
    context.require(Action.UNITE_LIBRARIES, Thing(alliance=found.alliance_id if found is not None else None))
    return found


async def _which(context: Context, one: Library) -> None:
    """The others of its alliance, those first that look alike, then those of its region."""
    others = [other for other in await context.books.libraries.of_alliance(one.alliance_id) if other.id != one.id]
    others.sort(key=lambda other: (not near(one, other), other.region != one.region, other.title, other.id))
    rows: Rows = tuple(
        (Button(label=texts.option(other.title, other.district), press=f"unite:{one.id}:{other.id}"),)
        for other in others[:PAGE]
    )
    text = texts.which(one.title, place_of(one)) if rows else texts.NO_OTHERS
    await context.say(text, rows=(*rows, (_card(one), shared.BACK_TO_MENU)))


async def _ask(context: Context, gone: Library, kept: Library) -> None:
    has = await context.books.library_merges.belongings(gone.id)
    text = texts.sure(
        gone.title,
        place_of(gone),
        kept.title,
        place_of(kept),
        moves=texts.belongings(has.events, has.entries, has.librarians, has.subscribers),
    )
    rows: Rows = (
        (Button(label=texts.YES_UNITE, press=f"unite:{gone.id}:{kept.id}:{YES}", tone="bad"),),
        (Button(label=texts.OTHER_WAY_ROUND, press=f"unite:{kept.id}:{gone.id}"),),
        (Button(label=texts.KEEP_BOTH, press=f"lib:{gone.id}", tone="main"),),
    )
    await context.say(text, rows=rows)


async def _unite(context: Context, alliance: Alliance, gone: Library, kept: Library) -> LibraryMerge:
    """Everything moves; the journal, the groups, the staff of both and the other coordinators hear of it."""
    books, now = context.books, context.now
    newcomers = {one.person_id for one in await books.librarians.of_library(gone.id)}
    made = await books.library_merges.merge(kept.id, gone.id, at=now)
    after = await books.libraries.get(kept.id) or kept
    facts: dict[str, Json] = {**facts_of(after), "other": gone.title, "other_library": gone.id}
    await books.journal.write(alliance.id, UNITED, facts, at=now)
    await context.audit("united", f"library:{gone.id} library:{kept.id}", whom=context.person.id)
    await _say_in_groups(context, alliance, gone, kept)
    await libraries_united(context, United(library=kept.id, events=await books.library_merges.moved_events(made.id)))
    newcomers -= {one.person_id for one in await books.librarians.of_library(kept.id)}
    for person in sorted(newcomers):  # those who speak for it are to say that they work there
        await tell_person(books, person, texts.told_newcomer(gone.title, kept.title), now=now, rows=shared.MENU_ROWS)
    staff = Button(label=card.COLLEAGUES, press=f"colleagues:{kept.id}")
    rows: Rows = (((staff,),) if newcomers else ()) + ((_card(kept), shared.BACK_TO_MENU),)
    occasion = f"united:{made.id}"
    told = texts.told_staff(gone.title, kept.title, newcomers=len(newcomers))
    await tell_librarians(books, kept.id, told, but=context.person.id, occasion=occasion, now=now, rows=rows)
    undo = (Button(label=texts.UNDO, press=f"unite-undo:{made.id}"),)
    await tell_coordinators(
        books,
        alliance.id,
        texts.told_coordinators(gone.title, kept.title),
        now=now,
        key=f"united-coordinators:{made.id}",
        rows=(undo, *rows),
        but=context.person.id,
    )
    await context.refresh()
    return made


async def _say_in_groups(context: Context, alliance: Alliance, gone: Library, kept: Library) -> None:
    """Where its joining was published stands what became of it."""
    subject = f"joined:{gone.membership_id}"
    if not await context.books.posts.of_subject(subject):
        return
    post = Post(
        section=Section.JOINING,
        text=texts.notice(gone.title, kept.title, place_of(kept)),
        hashtags=hashtags(Section.JOINING, alliance.hashtag),
        rows=((Button(label=card.SUBSCRIBE, invite=f"sub_l{kept.id}"),),),
    )
    await publish(context.books, alliance.id, subject, post, now=context.now, changes=texts.POST_CHANGES)


@errand("unite-undo", most_args=1, deep_linkable=False)
async def undo(context: Context, named: str = "") -> None:
    """They were two after all: each has again what was its own."""
    books, now = context.books, context.now
    made = await books.library_merges.get(number_of(named))
    kept = await books.libraries.get(made.kept_id) if made is not None else None
    context.require(Action.UNITE_LIBRARIES, Thing(alliance=kept.alliance_id if kept is not None else None))
    assert made is not None, "of nothing nobody coordinates"
    assert kept is not None, "of nothing nobody coordinates"
    await books.alliances.lock(kept.alliance_id)
    events = await books.library_merges.moved_events(made.id)
    back = await books.library_merges.undo(made.id, at=now)
    again = await books.libraries.get(back) if back is not None else None
    if again is None:
        await context.say(texts.TOO_LATE, rows=((_card(kept), shared.BACK_TO_MENU),))
        return
    facts: dict[str, Json] = {**facts_of(again), "other": kept.title, "other_library": kept.id}
    await books.journal.write(kept.alliance_id, PARTED, facts, at=now)
    await context.audit("parted", f"library:{again.id} library:{kept.id}", whom=context.person.id)
    await libraries_united(context, United(library=again.id, events=events))
    for library in (again, kept):
        await tell_librarians(
            books,
            library.id,
            texts.told_parted(again.title, kept.title),
            but=context.person.id,
            occasion=f"parted:{made.id}",
            now=now,
            rows=((_card(library), shared.BACK_TO_MENU),),
        )
    await context.refresh()
    await context.say(texts.parted(again.title, kept.title), rows=((_card(again), _card(kept)), (shared.BACK_TO_MENU,)))


def _card(library: Library) -> Button:
    return Button(label=texts.CARD, press=f"lib:{library.id}")
