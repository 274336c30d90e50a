"""What surrounds every page: title, breadcrumbs, navigation, and what search engines are told of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from bot.web.pages import jsonld
from bot.web.pages.request import PageRequest
from domain.moderation import What
from handlers.texts.web import feeds as feed_texts
from handlers.texts.web import pages as texts

if TYPE_CHECKING:
    from bot.web.pages.urls import Paths
    from storage.alliances.alliances import Alliance


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link; ``here``: it leads to the page that is open."""

    words: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What ``base.html.j2`` shows of one page. Addresses are paths, save ``canonical`` and ``image``."""

    title: str
    heading: str
    home: str
    about: str = ""
    """The meta description."""
    canonical: str | None = None
    """The absolute address that search engines should know."""
    crumbs: tuple[Link, ...] = ()
    nav: tuple[Link, ...] = ()
    looks: str = ""
    """Class of the body for the style sheet: ``tv``, ``sheet``, ``month``."""
    refresh: int | None = None
    """Seconds after which the page asks for itself again."""
    hidden: bool = False
    """Whether search engines are asked to leave it out (``noindex``)."""
    alternates: tuple[Link, ...] = ()
    """Atom feeds that a reader of feeds finds by itself."""
    feeds: tuple[Link, ...] = ()
    """The calendar and the feed of what the page shows, for people."""
    image: str | None = None
    """The absolute address of a card, 1200 × 630 pixels, that messengers show beside a link (``og:image``)."""
    data: Markup | None = None
    """JSON-LD, escaped."""
    report: str | None = None
    """Where to say that what the page shows should not be here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """What ``{template}.html.j2`` is given; ``view`` is the page's own frozen dataclass."""

    template: str
    layout: Layout
    view: object
    uncached: bool = False
    """Whether the next request must compose it anew: it shows something that is under way."""


Show = Callable[[PageRequest], Awaitable[PageView]]
"""A page. Raises Missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """The pages of a long list before and after this one; None where there is none."""

    words: str
    before: str | None
    after: str | None


MOST_ABOUT: Final = 160
"""Characters of a meta description that a search engine shows."""
_PARTS = {"plan": texts.PLAN, "chronicle": texts.CHRONICLE, "members": texts.MEMBERS, "journal": texts.JOURNAL}
_FEEDS: Final = {
    "feed.atom": feed_texts.feed_title,
    "plan.atom": feed_texts.plan_feed_title,
    "chronicle.atom": feed_texts.chronicle_feed_title,
    "journal.atom": feed_texts.journal_feed_title,
}


def site_layout(request: PageRequest, *, title: str, heading: str, about: str, address: str) -> Layout:
    """A page that belongs to no alliance."""
    return Layout(
        title=title, heading=heading, about=about, home=request.paths.home(), canonical=canonical(request, address)
    )


def alliance_layout(
    request: PageRequest,
    alliance: Alliance,
    *,
    heading: str,
    address: str,
    here: str = "",
    about: str = "",
    looks: str = "",
    refresh: int | None = None,
    crumbs: tuple[Link, ...] = (),
    hidden: bool = False,
    feeds: tuple[Link, ...] = (),
    feed: Link | None = None,
    image: str | None = None,
    thing: Mapping[str, Any] | None = None,
    report: str | None = None,
) -> Layout:
    """A page of an alliance; ``here`` is the part that is open (``about`` or a key of ``_PARTS``), empty for none.

    ``feed`` is the Atom feed of what the page shows, which a reader of feeds is offered before those of the alliance;
    ``thing``: JSON-LD of what it shows (``jsonld``). ``report``: of the parts of the alliance it is that of all of it.
    """
    paths, slug = request.paths, alliance.slug
    name = texts.alliance_title(alliance.settlement)
    nav = [Link(words=texts.ABOUT, href=paths.alliance(slug), here=here == "about")]
    nav += [Link(words=words, href=paths.part(slug, part), here=part == here) for part, words in _PARTS.items()]
    first = Link(words=texts.HOME, href=paths.home())
    second = () if here == "about" else (Link(words=name, href=paths.alliance(slug)),)
    return Layout(
        title=texts.title(heading) if name == heading else texts.title(heading, name),
        heading=heading,
        about=about or name,
        home=paths.home(),
        canonical=canonical(request, address),
        crumbs=(first, *second, *crumbs),
        nav=tuple(nav),
        looks=looks,
        refresh=refresh,
        hidden=hidden,
        alternates=((feed,) if feed else ()) + alternates(paths, alliance),
        feeds=feeds,
        report=report or (paths.report(What.ALLIANCE, alliance.id) if here and not hidden else None),
        image=image,
        data=None if thing is None else Markup(jsonld.dump(thing)),  # noqa: S704 - dump escapes what ends a block
    )


def alternates(paths: Paths, alliance: Alliance) -> tuple[Link, ...]:
    """The feeds of an alliance, that of everything first."""
    return tuple(
        Link(words=title(alliance.settlement), href=paths.part(alliance.slug, feed)) for feed, title in _FEEDS.items()
    )


def canonical(request: PageRequest, address: str) -> str | None:
    """``address`` made absolute; None while the site has no public address."""
    return f"{request.origin}{address}" if request.directory.public_url else None


def pages_of(total: int, size: int) -> int:
    """How many pages ``total`` things fill; at least 1."""
    return max(1, -(-total // size))


def pager(request: PageRequest, total: int, size: int, address: str) -> Pager | None:
    """``address``: without the page number. None where there is just one page."""
    pages = pages_of(total, size)
    if pages == 1:
        return None
    at = min(request.page(), pages - 1)
    return Pager(
        words=texts.page_of(at, pages),
        before=_paged(address, at - 1) if at > 0 else None,
        after=_paged(address, at + 1) if at < pages - 1 else None,
    )


def _paged(address: str, page: int) -> str:
    if page == 0:
        return address
    return f"{address}{'&' if '?' in address else '?'}page={page + 1}"
