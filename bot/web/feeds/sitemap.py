"""The map of the site for search engines (sitemaps.org): an index, pages of alliances, pages of events."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from bot.web.feeds.sites import Addresses
    from storage.books import Books

NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
PARTS: Final = ("plan", "chronicle", "members", "journal", "agreement")
ALLIANCES: Final = 5_000
"""Alliances of a page: six addresses each, and a page may have 50,000."""
EVENTS: Final = 10_000
"""Ids of events that one page covers: an event never changes its page."""
CHUNK: Final = 250


async def index(books: Books, addresses: Addresses) -> bytes:
    alliances = len(await books.feeds.slugs())
    pages = [f"a-{number}" for number in range(max(1, -(-alliances // ALLIANCES)))]
    pages += [f"e-{number}" for number in range(-(-(await books.feeds.greatest_event()) // EVENTS))]
    return _written("sitemapindex", "sitemap", (addresses.sitemap(page) for page in pages))


async def of_alliances(books: Books, addresses: Addresses, number: int) -> bytes | None:
    """None where there is no such page."""
    slugs = (await books.feeds.slugs())[number * ALLIANCES : (number + 1) * ALLIANCES]
    if not slugs and number:
        return None
    found = [] if number else [addresses.home()]
    for _, slug in slugs:
        found += [addresses.alliance(slug), *(addresses.part(slug, part) for part in PARTS)]
    return await _spread(found)


async def of_events(books: Books, addresses: Addresses, number: int) -> bytes | None:
    """The public ones among so many ids. None beyond the last."""
    if number * EVENTS >= await books.feeds.greatest_event():
        return None
    found: list[str] = []
    after, last = number * EVENTS, (number + 1) * EVENTS
    while lines := await books.feeds.public_events(after, CHUNK):
        found += [addresses.event(line.id) for line in lines if line.id <= last]
        after = lines[-1].id
        if after >= last:
            break
    return await _spread(found)


def robots(addresses: Addresses | None) -> bytes:
    """``None`` while the site has no public address: nothing to point at."""
    lines = ["User-agent: *", "Disallow: /c/", "Disallow: /playground"]
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
