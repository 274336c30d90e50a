"""``/privacy`` and ``/a/{slug}/privacy``: who answers for the data of people, what is kept, why and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.web.pages.layout import PageView, alliance_layout, site_layout
from handlers.texts.people import policy as texts
from handlers.texts.web import pages as page_texts
from storage.people.register import days_kept, purposes_in_use

if TYPE_CHECKING:
    from bot.web.pages.request import PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The policy in its parts."""

    who: tuple[str, ...]
    email: str | None
    kept: tuple[texts.Kept, ...]
    terms: tuple[str, ...]
    others: tuple[str, ...]


async def show(request: PageRequest) -> PageView:
    """Of the whole site: there is one operator for all alliances."""
    layout = site_layout(
        request,
        title=page_texts.title(texts.HEADING),
        heading=texts.HEADING,
        about=texts.ABOUT_PAGE,
        address=request.paths.privacy(),
    )
    return PageView(template="privacy", layout=layout, view=_view(request))


async def show_in_alliance(request: PageRequest) -> PageView:
    """The same among the pages of an alliance. Raises Missing."""
    alliance = await request.alliance()
    layout = alliance_layout(
        request,
        alliance,
        heading=texts.HEADING,
        about=texts.ABOUT_PAGE,
        address=request.paths.part(alliance.slug, "privacy"),
    )
    return PageView(template="privacy", layout=layout, view=_view(request))


def _view(request: PageRequest) -> View:
    operator = request.directory.operator
    kinds = {one.kind for one in request.directory.messengers.values()}
    return View(
        who=texts.who(operator),
        email=operator.email if operator is not None else None,
        kept=tuple(texts.KEPT[one] for one in purposes_in_use()),
        terms=texts.days(days_kept()),
        others=texts.where(kinds),
    )
