"""`format_data`: emphasis and links as spans; offsets count UTF-16 code units (VK.md §1)."""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from tests.servers.vk.failures import Violated

KINDS = frozenset({"bold", "italic", "underline", "url"})
ENCODING = "utf-16-le"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of the message's text that is shown otherwise; `text` is what the reader sees in it."""

    kind: str
    text: str
    url: str | None = None


def parse(raw_text: str, message: str) -> tuple[Span, ...]:
    """The spans of this message; Violated(100) when they do not lie within its text."""
    try:
        raw = json.loads(raw_text)
    except ValueError:
        _refuse("is not JSON")
    if not isinstance(raw, dict) or str(raw.get("version")) != "1" or not isinstance(raw.get("items"), list):
        _refuse("should be {version: 1, items: [...]}")
    units = message.encode(ENCODING)
    return tuple(_span(item, units) for item in raw["items"])


def _span(item: Any, units: bytes) -> Span:
    if not isinstance(item, dict) or item.get("type") not in KINDS:
        _refuse(f"has an item of unknown type: {item!r}")
    if unknown := set(item) - {"type", "offset", "length", "url"}:
        _refuse(f"has unknown keys {sorted(unknown)}")
    offset, length = item.get("offset"), item.get("length")
    if type(offset) is not int or type(length) is not int or offset < 0 or length <= 0:
        _refuse("offset and length should be whole numbers")
    if (offset + length) * 2 > len(units):
        _refuse(f"span {offset}+{length} ends behind the text ({len(units) // 2} units)")
    try:
        text = units[offset * 2 : (offset + length) * 2].decode(ENCODING)
    except UnicodeDecodeError:
        _refuse(f"span {offset}+{length} cuts a character in two")
    url = item.get("url")
    if (item["type"] == "url") != isinstance(url, str) or (url is not None and not url.startswith(("http", "vk.com"))):
        _refuse(f"url is missing or out of place: {url!r}")
    return Span(kind=item["type"], text=text, url=url)


def _refuse(reason: str) -> NoReturn:
    raise Violated(100, f"format_data {reason}")
