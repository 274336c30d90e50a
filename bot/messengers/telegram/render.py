"""Rich text → Telegram's HTML, and long texts cut into parts that Telegram takes.

Telegram counts UTF-16 units after parsing (4096 in a message, 1024 in a caption), keeps 100 entities a
message and takes 32,768 bytes of markup; what is beyond the entities loses its looks without a word.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from html import escape

from talk.rich import Rich, Span

TEXT = 4096
CAPTION = 1024
ENTITIES = 100
MARKUP_BYTES = 32_000
LINK = 2048
"""Longer addresses are not links for Telegram."""
SCHEMES = ("https://", "http://", "tg://", "mailto:", "tel:")

_CLUSTER = 32
"""How far back a cut may step in order not to tear one drawn sign (a family, a flag, an accent) apart."""


def html(text: Rich) -> str:
    """The text with tags; everything raw is escaped."""
    return "".join(
        before + escape(span.text, quote=False) + after for span in text.spans for before, after in [_tags(span)]
    )


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: Rich, most: int) -> bool:
    """Whether the text goes into one message or caption with all its looks."""
    return _fitting(text, most) == len(text.plain)


def split(text: Rich, most: int = TEXT) -> tuple[Rich, ...]:
    """The text in parts: cut between paragraphs, else lines, else words, else signs. Only the white space at cuts goes.

    A text of nothing but white space has no parts: Telegram takes no empty messages.
    """
    parts: list[Rich] = []
    rest = strip(text)
    while rest:
        fitting = _fitting(rest, most)
        whole = rest.plain
        if fitting == len(whole):
            parts.append(rest)
            break
        at = _cut(whole, fitting)
        parts.append(strip(cut_out(rest, 0, at)))
        rest = strip(cut_out(rest, at, len(whole)))
    return tuple(parts)


def strip(text: Rich) -> Rich:
    """The text without white space at its ends; Telegram strips it too, before it counts."""
    whole = text.plain
    start = len(whole) - len(whole.lstrip())
    return cut_out(text, start, max(start, len(whole.rstrip())))


def cut_out(text: Rich, start: int, stop: int) -> Rich:
    """The characters from ``start`` up to ``stop`` with their looks."""
    spans: list[Span] = []
    at = 0
    for span in text.spans:
        piece = span.text[max(0, start - at) : max(0, stop - at)]
        if piece:
            spans.append(replace(span, text=piece, leads=None))
        at += len(span.text)
    return Rich(tuple(spans))


def _tags(span: Span) -> tuple[str, str]:
    before = after = ""
    if not span.text:
        return before, after
    if _is_link(span.link):
        before, after = f'<a href="{escape(span.link or "")}">', "</a>"
    elif span.at is not None:  # no link contains a time; without a format the words stay as they are
        before, after = f'<tg-time unix="{span.at}">', "</tg-time>"
    if span.bold:
        before, after = before + "<b>", "</b>" + after
    if span.italic:
        before, after = before + "<i>", "</i>" + after
    return before, after


def _is_link(address: str | None) -> bool:
    return address is not None and address.startswith(SCHEMES) and len(address) <= LINK


def _fitting(text: Rich, most: int) -> int:
    """How many characters from the beginning go into one message; at least one, if there is any."""
    if _all_fits(text, most):
        return len(text.plain)
    taken = counted = size = entities = 0
    for span in text.spans:
        before, after = _tags(span)
        entities += (before + after).count("</")
        size += len((before + after).encode())
        if entities > ENTITIES:
            return taken
        for sign in span.text:
            counted += units(sign)
            size += len(escape(sign).encode())
            if counted > most or size > MARKUP_BYTES:
                return taken
            taken += 1
    return taken


def _all_fits(text: Rich, most: int) -> bool:
    """The usual case, without looking at every sign."""
    tags = [_tags(span) for span in text.spans]
    entities = sum((before + after).count("</") for before, after in tags)
    size = len(html(text).encode(errors="surrogatepass"))
    return entities <= ENTITIES and size <= MARKUP_BYTES and units(text.plain) <= most


def _cut(whole: str, fitting: int) -> int:
    """Where to cut a text of which ``fitting`` characters go into the part."""
    for mark, least in (("\n\n", fitting // 2), ("\n", fitting // 2), (" ", 0)):
        at = whole.rfind(mark, 0, fitting + len(mark))
        if at > least:
            return at
    for at in range(fitting, max(0, fitting - _CLUSTER), -1):
        if not _tears(whole, at):
            return at
    return fitting


def _tears(whole: str, at: int) -> bool:
    """Whether a cut here would tear a drawn sign apart."""
    before, after = whole[at - 1], whole[at]
    if "\u200d" in (before, after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    return _is_flag_or_skin(after)


def _is_flag_or_skin(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff" or "\U0001f3fb" <= sign <= "\U0001f3ff"
