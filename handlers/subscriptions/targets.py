"""What can be subscribed to, as a short word of a button or a deep link (row 61).

``a3`` all of an alliance, ``l7`` a library, ``t3-leisure`` a tag, ``g3-6`` an age group, ``e12`` one event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.event import AGES, State
from domain.vocabulary.goals import TAGS
from handlers.texts.places import apart
from handlers.texts.subscriptions import subscribing as texts
from handlers.turn.paging import number_of

if TYPE_CHECKING:
    from storage.books import Books
    from storage.reminders.subscriptions import Subscription


MOST_LOOKED_AT: Final = 100
"""Members whose clocks are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A target that exists."""

    word: str
    alliance_id: int
    target: str
    """As ``storage.reminders.subscriptions`` keeps it."""
    about: str
    zone: str
    """Of the settlement: a guess at the zone of whoever subscribes."""


async def find_wanted(books: Books, word: str) -> Wanted | None:
    """None where there is no such thing: words of buttons can be forged."""
    kind, rest = word[:1], word[1:]
    number, _, more = rest.partition("-")
    match kind:
        case "l":
            return await _library(books, number_of(rest))
        case "e":
            return await _event(books, number_of(rest))
        case "a" | "t" | "g":
            return await _of_alliance(books, kind, number_of(number), more)
    return None


async def lives_by_several_clocks(books: Books, wanted: Wanted) -> bool:
    """Whether the clock of whoever wants that is in doubt: its libraries have several."""
    if wanted.target.startswith("library:"):
        return False
    members = await books.libraries.members(wanted.alliance_id, limit=MOST_LOOKED_AT)
    return len({one.zone for one in members.items} | {wanted.zone}) > 1


async def _library(books: Books, library_id: int) -> Wanted | None:
    found = await books.libraries.get(library_id)
    if found is None:
        return None
    about = texts.library_words(found.title, apart(found.district, found.region, found.settlement))
    return Wanted(
        word=f"l{found.id}",
        alliance_id=found.alliance_id,
        target=f"library:{found.id}",
        about=about,
        zone=found.zone,
    )


async def _event(books: Books, event_id: int) -> Wanted | None:
    found = await books.events.get(event_id)
    if found is None or found.state is State.DRAFT:
        return None
    return Wanted(
        word=f"e{found.id}",
        alliance_id=found.alliance_id,
        target=f"event:{found.id}",
        about=texts.event_words(found.title),
        zone=found.zone,
    )


async def _of_alliance(books: Books, kind: str, alliance_id: int, more: str) -> Wanted | None:
    found = await books.alliances.get(alliance_id)
    if found is None:
        return None
    if kind == "a" and not more:
        word, target, about = f"a{found.id}", "alliance", texts.alliance_words(found.settlement)
    elif kind == "t" and more in TAGS:
        word, target, about = f"t{found.id}-{more}", f"tag:{more}", texts.tag_words(more, found.settlement)
    elif kind == "g" and more in {str(age) for age in AGES}:
        word, target, about = f"g{found.id}-{more}", f"age:{more}", texts.age_words(more, found.settlement)
    else:
        return None
    return Wanted(word=word, alliance_id=found.id, target=target, about=about, zone=found.zone)


def word_of(one: Subscription) -> str:
    """The word by which a kept subscription is found again."""
    kind, _, rest = one.target.partition(":")
    match kind:
        case "library":
            return f"l{rest}"
        case "event":
            return f"e{rest}"
        case "tag":
            return f"t{one.alliance_id}-{rest}"
        case "age":
            return f"g{one.alliance_id}-{rest}"
    return f"a{one.alliance_id}"
