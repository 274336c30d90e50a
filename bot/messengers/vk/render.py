"""Rich texts as VK shows them: plain text with ``format_data`` beside it, or plain text alone on a wall.

Offsets count UTF-16 code units. What people write must not call anybody: `[id1|…]`, `@all` and `*id1` get a
zero-width space inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from talk.rich import Rich, Span

ZERO_WIDTH = "\u200b"
_CALLS = re.compile(r"(?<![\w@*])[@*]++(?=\w)|(?<![@*])[@*]{2,}+(?=\w)|\[(?!\u200b)(?=[^\[\]|]*\|)")
"""The signs after which VK would read a name: not the @ of an e-mail address, not the * of a product."""
_BREAKS = ("\n\n", "\n", ". ", " ")
"""Where to cut, the best place first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A message's text and its spans as VK wants them."""

    message: str
    items: tuple[dict[str, str | int], ...] = ()

    @property
    def format_data(self) -> dict[str, object] | None:
        return {"version": 1, "items": list(self.items)} if self.items else None


def render(text: Rich, most: int) -> list[Text]:
    """The text in as many messages as it needs, each of at most ``most`` UTF-16 units. Empty text: no message."""
    return [_formatted(_disarmed(part)) for part in split(_disarmed(text), most - 1)]


def flat(text: Rich) -> str:
    """The text without spans, for walls and comments: an address stands behind the words that link to it."""
    whole = "".join(
        span.text if span.link is None or span.link == span.text.strip() else f"{span.text} ({span.link})"
        for span in _merged(text.spans)
    )
    return disarm(whole).strip()


def disarm(text: str) -> str:
    """The text with a zero-width space wherever VK would make out a mention."""
    return _CALLS.sub(lambda found: found[0] + ZERO_WIDTH, text)


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: Rich, most: int) -> Iterator[Rich]:
    """Parts of at most ``most`` units, cut between paragraphs, lines, sentences or words; no part is blank.

    Nothing but white space is lost, and what was bold stays bold.
    """
    spans = list(text.spans)
    while True:
        plain = "".join(span.text for span in spans)
        skipped = len(plain) - len(plain.lstrip())
        spans = _slice(spans, skipped, len(plain.rstrip()))
        plain = plain.strip()
        if not plain:
            return
        end = _cut(plain, most)
        yield Rich(tuple(_slice(spans, 0, len(plain[:end].rstrip()))))
        spans = _slice(spans, end, len(plain))


def split_plain(text: str, most: int) -> list[str]:
    return [part.plain for part in split(Rich((Span(text=text),)), most)]


def _cut(plain: str, most: int) -> int:
    """How many characters of a text without leading white space go into the first part."""
    room = 0
    for character in plain:
        most -= units(character)
        if most < 0:
            break
        room += 1
    if room == len(plain):
        return room
    for mark in _BREAKS:
        at = plain.rfind(mark, 0, room + 1)
        if at > room // 2:
            return min(room, at + len(mark))
    return _between_clusters(plain, room)


def _between_clusters(plain: str, room: int) -> int:
    """A place where no accent and no part of a joined emoji is torn off, looked for a little way back."""
    for at in range(room, max(room - 16, 1), -1):
        follows = plain[at]
        if follows not in "\u200d\ufe0f" and plain[at - 1] != "\u200d" and not "\u0300" <= follows <= "\u036f":
            return at
    return room


def _slice(spans: list[Span], start: int, end: int) -> list[Span]:
    """The characters from ``start`` to ``end``."""
    found: list[Span] = []
    at = 0
    for span in spans:
        piece = span.text[max(start - at, 0) : max(end - at, 0)]
        at += len(span.text)
        if piece:
            found.append(replace(span, text=piece))
    return found


def _disarmed(text: Rich) -> Rich:
    """Mentions are looked for in the whole text, for one may begin in one span and end in the next."""
    plain = text.plain
    marks = [found.end() for found in _CALLS.finditer(plain)]
    if not marks:
        return text
    spans: list[Span] = []
    at = 0
    for span in text.spans:
        end = at + len(span.text)
        cuts = [mark - at for mark in marks if at < mark <= end]
        pieces = [span.text[a:b] for a, b in zip([0, *cuts], [*cuts, len(span.text)], strict=True)]
        spans.append(replace(span, text=ZERO_WIDTH.join(pieces)))
        at = end
    return Rich(tuple(spans))


def _merged(spans: tuple[Span, ...]) -> list[Span]:
    """Neighbours that look alike as one."""
    merged: list[Span] = []
    for span in spans:
        if merged and replace(merged[-1], text="") == replace(span, text=""):
            merged[-1] = replace(span, text=merged[-1].text + span.text)
        elif span.text:
            merged.append(span)
    return merged


def _formatted(text: Rich) -> Text:
    items: list[dict[str, str | int]] = []
    at = 0
    for span in _merged(text.spans):
        length = units(span.text)
        place: dict[str, str | int] = {"offset": at, "length": length}
        if span.bold:
            items.append({"type": "bold", **place})
        if span.italic:
            items.append({"type": "italic", **place})
        if span.link is not None and span.link.startswith(("http://", "https://")):
            items.append({"type": "url", **place, "url": span.link})
        at += length
    return Text(message=text.plain, items=tuple(items))
