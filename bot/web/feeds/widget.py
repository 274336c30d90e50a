"""Views of what a library puts on its own site: a frame with the next events, or HTML to paste (rows 18, 46)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.web.pages.layout import Layout, Link, alternates
from domain.vocabulary.goals import TAGS
from handlers.texts.plan import calendar, event_facts
from handlers.texts.web import feeds as texts
from handlers.texts.web import pages as page_texts

if TYPE_CHECKING:
    from datetime import datetime

    from bot.web.feeds.sites import Addresses
    from storage.alliances.alliances import Alliance
    from storage.books import Books
    from storage.plan.events import Event

SIZE: Final = 5
"""Events."""
FRAME_HEIGHT: Final = 480
"""Pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event; ``age`` is empty where there is no limit."""

    href: str
    title: str
    when: str
    iso: str
    """The beginning as HTML's ``time`` wants it; ``2026-12`` while only the month is known."""
    where: str
    """The host."""
    age: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """The page inside the frame; ``href`` leads to the alliance, ``plan`` to its plan, all addresses are absolute."""

    title: str
    name: str
    href: str
    plan: str
    sheet: str
    """The path of its style sheet."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """The page with the code to paste."""

    address: str
    """Of the widget."""
    frame: str
    """HTML of an ``iframe`` with the widget."""
    html: str
    """HTML of the same events as a list, without a frame."""
    calendar: str
    feed: str
    goals: tuple[tuple[str, str, str], ...]
    """Each goal of the alliance: its words, the address of its calendar, of its feed."""


async def coming(books: Books, alliance: Alliance, addresses: Addresses, now: datetime) -> tuple[Line, ...]:
    """The next ``SIZE`` public events, by their beginning."""
    events = await books.public_pages.coming(alliance.id, now, limit=SIZE)
    return tuple(_line(event, addresses) for event in events)


def widget(alliance: Alliance, addresses: Addresses, lines: tuple[Line, ...], sheet: str) -> Widget:
    """``sheet`` is the path of the style sheet; empty where the host site's own style is to apply."""
    return Widget(
        title=texts.widget_title(alliance.settlement),
        name=page_texts.alliance_title(alliance.settlement),
        href=addresses.alliance(alliance.slug),
        plan=addresses.part(alliance.slug, "plan"),
        sheet=sheet,
        lines=lines,
    )


def goals(alliance: Alliance, addresses: Addresses) -> tuple[tuple[str, str, str], ...]:
    """The goals of the alliance that events can be marked with, as ``Embed`` has them."""
    return tuple(
        (
            calendar.tag_words(tag),
            addresses.part(alliance.slug, f"tag/{tag}/calendar.ics"),
            addresses.part(alliance.slug, f"tag/{tag}/feed.atom"),
        )
        for tag in TAGS
        if tag in alliance.goals
    )


def embed_layout(alliance: Alliance, addresses: Addresses) -> Layout:
    """Of the page with the code to paste."""
    name = page_texts.alliance_title(alliance.settlement)
    return Layout(
        title=page_texts.title(texts.EMBED, name),
        heading=texts.EMBED,
        home=addresses.paths.home(),
        about=texts.EMBED_ABOUT,
        crumbs=(
            Link(words=page_texts.HOME, href=addresses.paths.home()),
            Link(words=name, href=addresses.paths.alliance(alliance.slug)),
        ),
        alternates=alternates(addresses.paths, alliance),
    )


def _line(event: Event, addresses: Addresses) -> Line:
    return Line(
        href=addresses.event(event.id),
        title=event.title,
        when=texts.line_date(event),
        iso=event.starts_at.isoformat() if event.starts_at else f"{event.day:%Y-%m}",
        where=event_facts.host_apart(event.host),
        age="" if event.age is None else event_facts.age_words(event.age),
    )
