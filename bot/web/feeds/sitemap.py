"""Sitemaps (sitemaps.org): an index of pages with the addresses of alliances, events, libraries, entries."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, Literal
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from bot.web.feeds.sites import Addresses
    from storage.books import Books

NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
PARTS: Final = ("plan", "chronicle", "members", "journal", "agreement")
"""Pages of an alliance beside its front page."""
ALLIANCES: Final = 5_000
"""Alliances of a page: six addresses each, and a page may have 50,000 (sitemaps.org)."""
IDS: Final = 10_000
"""Ids that one page covers: an event, a library or an entry never changes its page."""
CHUNK: Final = 250
"""Rows that are read at once."""
Line = tuple[int, str]
"""Id and address."""
Next = Callable[["Books", "Addresses", int], Awaitable[list[Line]]]
"""At most ``CHUNK`` lines with ids greater than the number, ascending; empty at the end."""


async def _events(books: Books, addresses: Addresses, after: int) -> list[Line]:
    return [(one, addresses.event(one)) for one in await books.feeds.public_events(after, CHUNK)]


async def _libraries(books: Books, addresses: Addresses, after: int) -> list[Line]:
    return [(one.id, addresses.library(one.slug, one.id)) for one in await books.feeds.public_libraries(after, CHUNK)]


async def _entries(books: Books, addresses: Addresses, after: int) -> list[Line]:
    return [(one.id, addresses.entry(one.slug, one.id)) for one in await books.feeds.told_entries(after, CHUNK)]


KINDS: Final[Mapping[str, tuple[Literal["events", "libraries", "entries"], Next]]] = {
    "e": ("events", _events),
    "l": ("libraries", _libraries),
    "c": ("entries", _entries),
}
"""The letter in a page's name → what is on it."""


async def index(books: Books, addresses: Addresses) -> bytes:
    """``/sitemap.xml``: the addresses of all pages."""
    alliances = len(await books.feeds.slugs())
    pages = [f"a-{number}" for number in range(max(1, -(-alliances // ALLIANCES)))]
    for letter, (things, _) in KINDS.items():
        pages += [f"{letter}-{number}" for number in range(-(-(await books.feeds.greatest(things)) // IDS))]
    return _written("sitemapindex", "sitemap", (addresses.sitemap(page) for page in pages))


async def page(books: Books, addresses: Addresses, kind: str, number: int) -> bytes | None:
    """One page; ``kind``: ``a`` (alliances) or a letter of ``KINDS``. None where there is no such page."""
    if kind == "a":
        return await _alliances(books, addresses, number)
    things, following = KINDS[kind]
    if number * IDS >= await books.feeds.greatest(things):
        return None
    found: list[str] = []
    after, last = number * IDS, (number + 1) * IDS
    while after < last and (lines := await following(books, addresses, after)):
        found += [address for id_, address in lines if id_ <= last]
        after = lines[-1][0]
    return await _spread(found)


async def _alliances(books: Books, addresses: Addresses, number: int) -> bytes | None:
    slugs = (await books.feeds.slugs())[number * ALLIANCES : (number + 1) * ALLIANCES]
    if not slugs and number:
        return None
    found = [] if number else [addresses.home()]
    for _, slug in slugs:
        found += [addresses.alliance(slug), *(addresses.part(slug, part) for part in PARTS)]
    return await _spread(found)


def robots(addresses: Addresses | None) -> bytes:
    """``/robots.txt``; without ``addresses`` it names no sitemap: the site has no public address."""
    lines = ["User-agent: *", "Disallow: /c/", "Disallow: /me/", "Disallow: /playground"]
    if addresses is not None:
        lines.append(f"Sitemap: {addresses.sitemap()}")
    return ("\n".join(lines) + "\n").encode()


async def _spread(addresses: list[str]) -> bytes:
    return await asyncio.to_thread(_written, "urlset", "url", addresses)


def _written(root: str, name: str, addresses: Iterable[str]) -> bytes:
    top = ET.Element(root, {"xmlns": NAMESPACE})
    for address in addresses:
        ET.SubElement(ET.SubElement(top, name), "loc").text = address
    body: bytes = ET.tostring(top, encoding="utf-8", xml_declaration=True)
    return body
