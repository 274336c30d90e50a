"""``/a/{slug}/chronicle/{entry}``: one entry whole, with all its photographs (rows 29, 30)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.web.pages.layout import MOST_ABOUT, Link, PageView, alliance_layout
from bot.web.pages.list_items import EntryLine, entry_lines, excerpt
from bot.web.pages.request import Missing, PageRequest
from bot.web.pages.urls import safe
from domain.moderation import What
from handlers.texts.web import pages as page_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The entry; ``post`` and ``event`` are addresses of its post in a group and of its event's page."""

    entry: EntryLine
    post: str | None
    event: str | None


async def show(request: PageRequest) -> PageView:
    """A corrected entry is shown, but not to search engines. Raises Missing, for one of another alliance, too."""
    alliance = await request.alliance()
    entry = await request.books.chronicle.get(request.number("entry"))
    if entry is None or entry.alliance_id != alliance.id:
        raise Missing
    superseded = entry.corrected_by is not None
    post = await request.books.posts.link_of(await request.books.chronicle.subject_of(entry))
    view = View(
        entry=(await entry_lines(request, alliance.slug, [entry], whole=True))[0],
        post=None if superseded else safe(post),
        event=request.paths.event(entry.event_id) if entry.event_id else None,
    )
    layout = alliance_layout(
        request,
        alliance,
        heading=entry.title,
        address=request.paths.entry(alliance.slug, entry.id),
        here="chronicle",
        about=excerpt(" ".join(entry.text.split()), MOST_ABOUT)[0],
        crumbs=(Link(words=page_texts.CHRONICLE, href=request.paths.part(alliance.slug, "chronicle")),),
        hidden=superseded,
        report=request.paths.report(What.ENTRY, entry.id),
    )
    return PageView(template="entry", layout=layout, view=view)
