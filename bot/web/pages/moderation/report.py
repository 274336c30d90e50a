"""``/report/{what}/{number}``: where to say that a public thing should not be here; the bot asks the rest.

A page of its own, so that what is over or called off has no link into the bot on it. It says nothing of the thing.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.web.pages.bot_links import links_to_bot
from bot.web.pages.layout import Layout, Link, PageView
from bot.web.pages.request import Missing, PageRequest
from domain.event import State
from domain.moderation import What
from handlers.texts.web import moderation as texts
from handlers.texts.web import pages as page_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The ways into the bot."""

    report: tuple[Link, ...]
    not_ours: tuple[Link, ...]
    """«Это не наша библиотека»; of other things none."""


async def show(request: PageRequest) -> PageView:
    """Raises Missing for what nobody sees."""
    what, number = What(request.names["what"]), request.number("number")
    if not await _is_public(request, what, number):
        raise Missing
    payload = f"report_{what.value}_{number}"
    not_ours = (
        links_to_bot(request.directory, f"{payload}_not-ours", texts.not_ours, ()) if what is What.LIBRARY else ()
    )
    view = View(report=links_to_bot(request.directory, payload, texts.report, ()), not_ours=not_ours)
    layout = Layout(
        title=page_texts.title(texts.HEADING), heading=texts.HEADING, home=request.paths.home(), hidden=True
    )
    return PageView(template="report", layout=layout, view=view)


async def _is_public(request: PageRequest, what: What, number: int) -> bool:
    match what:
        case What.ALLIANCE:
            return await request.books.alliances.get(number) is not None
        case What.LIBRARY:
            library = await request.books.libraries.get(number)
            return library is not None and library.joined_at is not None
        case What.EVENT:
            event = await request.books.events.get(number)
            return event is not None and event.state is not State.DRAFT
        case What.ENTRY:
            return await request.books.chronicle.get(number) is not None
    return False
