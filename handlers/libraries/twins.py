"""«Это она?»: a library is asked about before it becomes a second card of one that is known (row 11).

What is the same beyond doubt (``domain.libraries.twins.same``) nobody is asked about: joining finds it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from domain.libraries.twins import near, same
from domain.spelling import fold
from handlers.notices.people import NEWS, tell_coordinators
from handlers.texts.libraries import twins as texts
from handlers.texts.places import place_of
from storage.messaging.outbox import Notice
from talk.fields import Choice, Option
from talk.prompt import Button

if TYPE_CHECKING:
    from domain.libraries.twins import Card
    from handlers.libraries.membership import Application
    from handlers.turn.context import Context
    from storage.libraries.libraries import Library
    from talk.play import Talk

MOST: Final = 4
"""Libraries that one is asked about at once: more would be no question."""
ANOTHER: Final = 0
"""Instead of the number of a library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A library that may be the one that was told of."""

    id: int
    title: str
    settlement: str
    settlement_type: str
    district: str
    region: str
    place: str


async def ask_if_known(talk: Talk, context: Context, application: Application) -> Application:
    """A part of scripts: what was told, or the library that it turns out to be."""
    found = await talk.look("twins", twins_of, context, application)
    if not found:
        return application
    options = [Option(value=one.id, label=texts.it_is(one.title, alone=len(found) == 1)) for one in found]
    options.append(Option(value=ANOTHER, label=texts.ANOTHER))
    asked = texts.is_it([(one.title, one.place) for one in found])
    chosen = await talk.ask("twin", asked, Choice(options), label=texts.LABEL)
    known = next((one for one in found if one.id == chosen), None)
    if known is None:
        return application
    return replace(
        application,
        title=known.title,
        settlement=known.settlement,
        settlement_type=known.settlement_type,
        district=known.district,
        region=known.region,
    )


async def ask_if_allowed(talk: Talk, context: Context, alliance: int, settlement: str) -> int | None:
    """A part of scripts: a library of that settlement which a coordinator has let in, if it is theirs; its id.

    Whoever comes to a library that is there already need not prove that its name fits.
    """
    found = await talk.look("let-in", let_in, context, alliance, settlement)
    if not found:
        return None
    options = [Option(value=one.id, label=texts.it_is(one.title, alone=len(found) == 1)) for one in found]
    options.append(Option(value=ANOTHER, label=texts.ANOTHER))
    asked = texts.are_you_from([(one.title, one.place) for one in found])
    return await talk.ask("let-in-which", asked, Choice(options), label=texts.LABEL) or None


async def let_in(context: Context, alliance: int, settlement: str) -> tuple[Twin, ...]:
    """Libraries of the alliance in settlements of that name, though it is not the alliance's own."""
    every = await context.books.libraries.of_alliance(alliance)
    called = fold(settlement)
    return tuple(_twin(one) for one in every if one.verdict == "overridden" and fold(one.settlement) == called)[:MOST]


async def twins_of(context: Context, application: Application) -> tuple[Twin, ...]:
    """Libraries of the alliance that are nearly called so; none where one is called just so."""
    every = await context.books.libraries.of_alliance(application.alliance)
    if any(same(one, application) for one in every):
        return ()
    return tuple(_twin(one) for one in every if near(one, application))[:MOST]


async def tell_of_twins(context: Context, library_id: int) -> None:
    """Somebody has said that it is another one: the coordinators see both, and can make one of them."""
    books = context.books
    new = await books.libraries.get(library_id)
    if new is None:
        return
    card: Card = new
    twin = next(
        (one for one in await books.libraries.of_alliance(new.alliance_id) if one.id != new.id and near(one, card)),
        None,
    )
    if twin is None:
        return
    rows = (
        (Button(label=texts.UNITE, press=f"unite:{new.id}:{twin.id}"),),
        (Button(label=texts.SHOW_OTHER, press=f"lib:{twin.id}"),),
    )
    text = texts.told_of_twins(new.title, place_of(new), twin.title, place_of(twin))
    about = Notice(kind=NEWS, subject=f"library:{new.id}")
    key = f"twins:{new.id}:{twin.id}"
    await tell_coordinators(
        books, new.alliance_id, text, now=context.now, key=key, rows=rows, but=context.person.id, about=about
    )


def _twin(one: Library) -> Twin:
    return Twin(
        id=one.id,
        title=one.title,
        settlement=one.settlement,
        settlement_type=one.settlement_type,
        district=one.district,
        region=one.region,
        place=place_of(one),
    )
