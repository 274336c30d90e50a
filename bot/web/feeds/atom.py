"""Atom (RFC 4287), written by the XML library: what people wrote can only be text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from bot.web.feeds.news import Item

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The feed as a whole; ``id`` is a tag URI (``Addresses.tag``), addresses are absolute."""

    id: str
    title: str
    author: str
    href: str
    """Of the page that shows the same."""
    own: str
    """Of the feed itself."""
    since: datetime
    """When the feed was updated, while it has no items."""


def write(feed: Feed, items: Sequence[Item]) -> bytes:
    """The document in UTF-8; ``items`` in the order in which they shall stand."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "ru"})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(max((item.updated for item in items), default=feed.since)))
    _add(root, "generator", "tezki")
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": _clean(feed.own)})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": _clean(feed.href)})
    _add(ET.SubElement(root, "author"), "name", feed.author)
    for item in items:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "updated", _moment(item.updated))
        _add(entry, "published", _moment(item.published))
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _clean(item.href)})
        for picture in item.pictures:
            ET.SubElement(entry, "link", {"rel": "enclosure", "type": "image/jpeg", "href": _clean(picture)})
        _add(ET.SubElement(entry, "author"), "name", item.author)
        ET.SubElement(entry, "category", {"term": item.kind})
        _add(entry, "content", item.text).set("type", "text")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _add(parent: ET.Element, name: str, words: str) -> ET.Element:
    made = ET.SubElement(parent, name)
    made.text = _clean(words)
    return made


def _clean(words: str) -> str:
    return _FORBIDDEN.sub("", words)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
