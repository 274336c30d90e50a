"""``/a/{slug}``: what an alliance is, what is next, where its groups are (rows 8, 17, 18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.web.pages.bot_links import links_to_bot
from bot.web.pages.layout import Link, PageView, alliance_layout
from bot.web.pages.list_items import EMBLEM, EntryLine, EventLine, Photo, entry_lines, event_lines, photo
from bot.web.pages.request import PageRequest
from bot.web.pages.urls import safe
from domain.libraries.membership import scope
from handlers.texts import messengers
from handlers.texts.figures import FIGURES
from handlers.texts.web import alliances as texts
from handlers.texts.web import pages as page_texts
from storage.alliances.alliances import Alliance
from storage.alliances.groups import Group

NEXT: Final = 5
"""Coming events."""
LATEST: Final = 3
"""Entries of the chronicle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A group of the alliance, with links to the newest post of each section."""

    title: str
    messenger: str
    href: str | None
    sections: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The front page of an alliance."""

    letter: str
    """The first of its name: shown where there is no emblem."""
    emblem: Photo | None
    motto: str
    facts: tuple[tuple[str, str, str | None], ...]
    """Label, value, and where the value leads."""
    goals: tuple[str, ...]
    agreement: Link | None
    """The version in force."""
    versions: tuple[Link, ...]
    """The earlier ones."""
    places: tuple[Place, ...]
    subscribe: tuple[Link, ...]
    coming: tuple[EventLine, ...]
    latest: tuple[EntryLine, ...]
    plan: str
    chronicle: str
    tv: str


async def show(request: PageRequest) -> PageView:
    """Raises Missing."""
    alliance = await request.alliance()
    books, paths, slug = request.books, request.paths, alliance.slug
    zone = ZoneInfo(alliance.zone)
    today = datetime.combine(request.today(alliance), time(), tzinfo=zone)
    coming = await books.public_pages.coming(alliance.id, today, limit=NEXT)
    newest = await books.public_pages.entries(alliance.id, limit=LATEST + 2)
    entries = [one for one in await books.chronicle.many(newest.items) if one.corrected_by is None][:LATEST]
    versions = await books.agreements.versions(alliance.id)
    emblems = await books.public_pages.sizes({alliance.emblem_id} if alliance.emblem_id else ())
    groups = await books.groups.of_alliance(alliance.id)
    links = tuple(
        Link(
            words=texts.version(one.version, one.adopted_at.astimezone(zone).date()),
            href=paths.part(slug, "agreement", version=one.version if one is not versions[0] else None),
        )
        for one in versions
    )
    view = View(
        letter=alliance.settlement[:1].upper(),
        emblem=next(
            (photo(one, texts.emblem_alt(alliance.settlement), paths, widths=EMBLEM) for one in emblems.values()),
            None,
        ),
        motto=alliance.motto or "",
        facts=await _facts(request, alliance),
        goals=texts.goals(alliance.goals),
        agreement=links[0] if links else None,
        versions=links[1:],
        places=await _places(request, groups),
        subscribe=links_to_bot(
            request.directory, f"sub_a{alliance.id}", page_texts.subscribe, {group.account_id for group in groups}
        ),
        coming=event_lines(coming, paths),
        latest=await entry_lines(request, slug, entries),
        plan=paths.part(slug, "plan"),
        chronicle=paths.part(slug, "chronicle"),
        tv=paths.part(slug, "tv"),
    )
    layout = alliance_layout(
        request,
        alliance,
        heading=page_texts.alliance_title(alliance.settlement),
        address=paths.alliance(slug),
        here="about",
        about=alliance.motto or "",
        feeds=(
            Link(words=texts.CALENDAR, href=paths.part(slug, "calendar.ics")),
            Link(words=texts.FEED, href=paths.part(slug, "feed.atom")),
            Link(words=texts.FOR_SITE, href=paths.part(slug, "embed")),
        ),
    )
    return PageView(template="alliance", layout=layout, view=view)


async def _facts(request: PageRequest, alliance: Alliance) -> tuple[tuple[str, str, str | None], ...]:
    """First what the wings count, then what the alliance says of itself."""
    facts = [
        (label, words, request.paths.part(alliance.slug, part) if part else None)
        for label, words, part in await FIGURES.facts(request.books, alliance.id)
    ]
    regions = [one.region for one in await request.books.libraries.regions(alliance.id)]
    if regions:
        facts.append((texts.SCOPE, texts.SCOPES[scope(regions)], None))
    facts += [
        (texts.FORM, texts.form(alliance.form, alliance.form_own), None),
        (texts.SINCE, page_texts.full_day(alliance.founded_at.astimezone(ZoneInfo(alliance.zone)).date()), None),
    ]
    if alliance.hashtag:
        facts.append((texts.HASHTAG, f"#{alliance.hashtag}", None))
    return tuple(facts)


async def _places(request: PageRequest, groups: tuple[Group, ...]) -> tuple[Place, ...]:
    """The way into a section is its newest post: that holds for topics, boards and walls alike."""
    posts = await request.books.public_pages.section_posts([group.id for group in groups])
    return tuple(
        Place(
            title=group.title,
            messenger=messengers.messenger_first(group.kind),
            href=safe(group.link),
            sections=tuple(
                Link(words=words, href=post.link)
                for section, words in texts.SECTIONS.items()
                for post in posts
                if post.group_id == group.id and post.section == section and safe(post.link)
            ),
        )
        for group in groups
    )
