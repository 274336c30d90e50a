"""``/e/{event}/poster``: an A4 sheet to be printed and hung up, with a QR code that leads back here (row 46)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import segno
from markupsafe import Markup

from bot.web.pages.layout import PageView, alliance_layout
from bot.web.pages.list_items import Photo, excerpt, paragraphs
from bot.web.pages.plan.event import poster_photo, public_event
from bot.web.pages.request import Missing, PageRequest
from domain.event import Kind, State
from domain.plan.place import words_of
from handlers.texts.language import ALWAYS_YEAR, capital
from handlers.texts.plan import event_facts
from handlers.texts.web import pages as page_texts
from handlers.texts.web import plan as texts

ABOUT: Final = 420
"""Characters of the description that fit on the sheet."""
SHORT: Final = 300
"""The same beside a long title or a picture."""
LONG_TITLE: Final = 60
LONG_PLACE: Final = 100
"""Characters beyond which letters are smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is printed; what does not apply is empty."""

    alliance: str
    kind: str
    when: str
    place: str
    online: bool
    host: str
    host_where: str
    age: str
    registration: str
    state_words: str
    cancelled: bool
    long: bool
    """The title or the place needs smaller letters."""
    description: tuple[str, ...]
    picture: Photo | None
    qr: Markup
    address: str
    """Of the event's page, without the scheme, to be typed."""
    back: str


async def show(request: PageRequest) -> PageView:
    """Raises Missing."""
    event = await public_event(request)
    alliance = await request.books.alliances.get(event.alliance_id)
    if alliance is None:
        raise Missing
    place = words_of(event.place or "")
    long = len(event.title) > LONG_TITLE or len(place) > LONG_PLACE
    address = f"{request.origin}{request.paths.event(event.id)}"
    view = View(
        alliance=page_texts.alliance_title(alliance.settlement),
        kind="" if event.kind is Kind.OTHER else event_facts.KINDS[event.kind],
        when=capital(event_facts.when_words(event, today=ALWAYS_YEAR)),
        place=place,
        online=bool(event.link),
        host=event.host.title,
        host_where=event_facts.settlement_of(event.host),
        age="" if event.age is None else event_facts.age_words(event.age),
        registration=event_facts.WITH_REGISTRATION if event.registration else "",
        state_words=event_facts.STATES[event.state],
        cancelled=event.state is State.CANCELLED,
        long=long,
        description=paragraphs(excerpt(event.description or "", SHORT if long or event.poster_id else ABOUT)[0]),
        picture=await poster_photo(request, event),
        qr=qr(address, texts.QR_ALT),
        address=address.partition("://")[2],
        back=request.paths.event(event.id),
    )
    layout = alliance_layout(
        request,
        alliance,
        heading=event.title,
        address=request.paths.poster(event.id),
        here="plan",
        looks="sheet",
        hidden=True,
    )
    return PageView(template="poster", layout=layout, view=view)


def qr(address: str, alt: str) -> Markup:
    """A QR code of ``address`` as inline SVG without styles or scripts.

    Dark on light in a dark theme as well, or cameras would not read it.
    """
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=3, dark="#1d1a16", light="#ffffff", omitsize=True, title=alt, svgclass="qr")
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - segno has drawn and escaped it
