"""``/a/{slug}/journal``: the public journal, and whether its chain holds (row 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.web.pages.layout import Link, Pager, PageView, alliance_layout, pager, pages_of
from bot.web.pages.request import PageRequest
from handlers.texts.alliances import journal as journal_texts
from handlers.texts.web import alliances as texts

SIZE: Final = 40
"""Entries of a page."""
SEAL: Final = 8
"""Digits of an entry's hash that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry; ``seal`` is the beginning of its hash."""

    seq: int
    at: datetime
    when: str
    words: str
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of the journal, and whether the whole of it holds."""

    state: str
    """``verified``, ``checking`` or ``broken``."""
    verdict: str
    about: str
    lines: tuple[Line, ...]
    pager: Pager | None


async def show(request: PageRequest) -> PageView:
    """Raises Missing."""
    alliance = await request.alliance()
    journal, zone = request.books.journal, ZoneInfo(alliance.zone)
    newest = await journal.page(alliance.id, limit=1)
    at = min(request.page(), pages_of(newest.total, SIZE) - 1)
    found = await journal.page(alliance.id, offset=at * SIZE, limit=SIZE)
    head = newest.items[0].hash if newest.items else None
    check = await request.journal_checks.of(alliance, head, request.now)
    if check is None:
        state, verdict, about = "checking", texts.CHECKING, texts.CHECKING_ABOUT
    elif check.broken is not None:
        state, verdict, about = "broken", texts.BROKEN, texts.broken(check.broken.seq, check.broken.why)
    else:
        state, verdict, about = "verified", texts.VERIFIED, texts.verified(check.entries, head or "")
    view = View(
        state=state,
        verdict=verdict,
        about=about,
        lines=tuple(
            Line(
                seq=one.seq,
                at=one.at,
                when=texts.local_moment(one.at.astimezone(zone)),
                words=journal_texts.words(one),
                seal=one.hash[:SEAL],
            )
            for one in found.items
        ),
        pager=pager(request, found.total, SIZE, request.paths.part(alliance.slug, "journal")),
    )
    layout = alliance_layout(
        request,
        alliance,
        heading=texts.journal_heading(alliance.settlement),
        address=request.paths.part(alliance.slug, "journal"),
        here="journal",
        about=texts.JOURNAL_LEAD,
        feeds=(Link(words=texts.JOURNAL_FEED, href=request.paths.part(alliance.slug, "journal.atom")),),
    )
    return PageView(template="journal", layout=layout, view=view, uncached=check is None)
