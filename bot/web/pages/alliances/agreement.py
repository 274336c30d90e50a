"""``/a/{slug}/agreement``: the Agreement in force, or an earlier version of it (row 2)."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.web.pages.layout import Link, PageView, alliance_layout
from bot.web.pages.list_items import paragraphs
from bot.web.pages.request import Missing, PageRequest
from handlers.texts.web import alliances as texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section as it was adopted; ``anchor`` is its id on the page."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One version, and links to all of them; without words where none was adopted yet."""

    version: str
    latest: str | None
    """Where the version in force is; None when this is it."""
    sections: tuple[Section, ...]
    versions: tuple[Link, ...]


async def show(request: PageRequest) -> PageView:
    """``?version=2``: an earlier one. Raises Missing, for a version that was never adopted, too."""
    alliance = await request.alliance()
    zone, asked = ZoneInfo(alliance.zone), request.asked_number("version")
    versions = await request.books.agreements.versions(alliance.id)
    if asked is not None and asked not in [one.version for one in versions]:
        raise Missing
    number = asked or (versions[0].version if versions else 0)
    found = await request.books.agreements.get(alliance.id, number) if number else None
    address = request.paths.part(alliance.slug, "agreement")
    view = View(
        version=texts.version(found.version, found.adopted_at.astimezone(zone).date()) if found else "",
        latest=address if found and found.version != versions[0].version else None,
        sections=tuple(
            Section(anchor=f"s{place}", title=one.title, paragraphs=paragraphs(one.text))
            for place, one in enumerate(found.sections if found else (), 1)
        ),
        versions=tuple(
            Link(
                words=texts.version(one.version, one.adopted_at.astimezone(zone).date()),
                href=request.paths.part(alliance.slug, "agreement", version=one.version),
                here=one.version == number,
            )
            for one in versions
        ),
    )
    layout = alliance_layout(request, alliance, heading=texts.AGREEMENT, address=address)
    return PageView(template="agreement", layout=layout, view=view)
