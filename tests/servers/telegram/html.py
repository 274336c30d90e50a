"""Telegram's HTML: from marked text to plain text with entities, and back.

Offsets and lengths of entities are in UTF-16 units; offsets in error texts are in bytes of the source,
as in the official server (td/telegram/MessageEntity.cpp, parse_html).
"""

import html as stdlib_html
import re
from dataclasses import dataclass
from typing import Any

from tests.servers.telegram.refusals import BadRequest

Entity = dict[str, Any]

_TAGS = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""\s*([a-zA-Z0-9._-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([a-zA-Z0-9._-]+)))?""")
_CHARACTER = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([a-z]+));?")
_FOUND_IN_TEXT = re.compile(
    r"(?P<url>https?://[^\s<>]+|\b(?:t\.me|vk\.com|vk\.ru)/[^\s<>]+)"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.-]+\w)"
    r"|(?<![\w/@])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{5,32})?)(?![\w/])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z0-9_]{4,32})\b"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


def utf16(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    at: int
    start: int
    attributes: dict[str, str]


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.place < len(self.source):
            symbol = self.source[self.place]
            if symbol == "&":
                self._character()
            elif symbol != "<":
                self._put(symbol)
                self.place += 1
            elif self.source.startswith("</", self.place):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.text), self.entities

    def _byte(self, place: int) -> int:
        return len(self.source[:place].encode())

    def _put(self, symbols: str) -> None:
        self.text.append(symbols)
        self.length += utf16(symbols)

    def _character(self) -> None:
        found = _CHARACTER.match(self.source, self.place)
        known = found and (found[1] or found[2] or found[3] in _NAMED)
        if not found or not known:
            self._put("&")
            self.place += 1
            return
        self._put(_NAMED[found[3]] if found[3] else chr(int(found[1]) if found[1] else int(found[2], 16)))
        self.place = found.end()

    def _start_tag(self) -> None:
        at = self.place
        found = re.compile(r"<([^\s>]*)").match(self.source, at)
        assert found is not None
        tag = found[1].lower()
        end = self.source.find(">", found.end())
        if tag not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {self._byte(at)}')
        if end < 0:
            raise _unparsable(f"Unclosed start tag at byte offset {self._byte(at)}")
        inside = self.source[found.end() : end]
        attributes = {m[1].lower(): _unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(inside)}
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(at)}')
        self.open.append(_Open(tag, at, self.length, attributes))
        self.place = end + 1

    def _end_tag(self) -> None:
        at = self.place
        end = self.source.find(">", at)
        if end < 0:
            raise _unparsable(f"Unclosed end tag at byte offset {self._byte(at)}")
        if not self.open:
            raise _unparsable(f"Unexpected end tag at byte offset {self._byte(at)}")
        tag = self.source[at + 2 : end].strip().lower()
        opened = self.open.pop()
        if tag not in ("", opened.tag):
            raise _unparsable(
                f'Unmatched end tag at byte offset {self._byte(at)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        self.place = end + 1
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {
            "type": _TAGS[opened.tag],
            "offset": opened.start,
            "length": self.length - opened.start,
        }
        if not entity["length"]:
            return
        match opened.tag:
            case "a":
                entity["url"] = opened.attributes.get("href", "")
                if not entity["url"]:
                    return
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
            case "tg-time":
                entity["unix_time"] = int(opened.attributes.get("unix", "0"))
            case "code" if self.open and self.open[-1].tag == "pre" and "class" in opened.attributes:
                self.open[-1].attributes["language"] = opened.attributes["class"].removeprefix("language-")
                return
            case "pre" if "language" in opened.attributes:
                entity["language"] = opened.attributes["language"]
        self.entities.append(entity)


def _unparsable(why: str) -> BadRequest:
    return BadRequest(f"can't parse entities: {why}")


def _unescape(value: str) -> str:
    return stdlib_html.unescape(value)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of HTML; BadRequest «can't parse entities: …» as the official server words it."""
    return trim(*_Parser(source).parse())


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without blanks at both ends, its entities moved and cut accordingly."""
    cut = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        end = min(utf16(text), entity["offset"] + entity["length"] - cut)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities together with those Telegram finds itself: links, commands, mentions, hashtags."""
    taken = [
        range(entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in ("code", "pre", "text_link")
    ]
    found = list(entities)
    for match in _FOUND_IN_TEXT.finditer(text):
        offset = utf16(text[: match.start()])
        if match.lastgroup and not any(offset in span for span in taken):
            found.append({"type": match.lastgroup, "offset": offset, "length": utf16(match[0])})
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


_MARKS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "text_link": "a", "expandable_blockquote": "blockquote",
}  # fmt: skip


def unparse(text: str, entities: list[Entity]) -> str:
    """HTML of a text with entities, as a test reads it."""
    units = text.encode("utf-16-le")
    marks: dict[int, str] = {}
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        tag = _MARKS.get(entity["type"])
        if tag is None:
            continue
        extra = f' href="{stdlib_html.escape(entity["url"])}"' if tag == "a" else ""
        extra = " expandable" if entity["type"] == "expandable_blockquote" else extra
        start, end = entity["offset"], entity["offset"] + entity["length"]
        marks[start] = marks.get(start, "") + f"<{tag}{extra}>"
        marks[end] = f"</{tag}>" + marks.get(end, "")
    edges = sorted({0, len(units) // 2, *marks})
    parts = []
    for here, there in zip(edges, [*edges[1:], len(units) // 2], strict=True):
        piece = units[here * 2 : there * 2].decode("utf-16-le")
        parts.append(marks.get(here, "") + stdlib_html.escape(piece, quote=False))
    return "".join(parts)
