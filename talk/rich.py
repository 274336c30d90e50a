"""Text with neutral spans: adapters render HTML for Telegram, ``format_data`` for VK, markup for a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of characters that look alike. The text is raw: escaping is the adapter's business."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None
    leads: str | None = None
    """A deep link into a private chat with the account (``Button.invite``); a wall of VK shows the words alone."""
    at: int | None = None
    """The moment that the words tell, in Unix seconds: Telegram shows whoever taps them their own clock."""


@dataclass(frozen=True, slots=True)
class Rich:
    """A text made of spans; what a person reads is ``plain``."""

    spans: tuple[Span, ...] = ()

    @property
    def plain(self) -> str:
        return "".join(span.text for span in self.spans)

    def __add__(self, other: Say) -> Rich:
        return Rich(self.spans + rich(other).spans)

    def __radd__(self, other: Say) -> Rich:
        return Rich(rich(other).spans + self.spans)

    def __bool__(self) -> bool:
        return bool(self.plain)

    def __str__(self) -> str:
        return self.plain


Say = str | Rich
"""Whatever may be said: a plain string or a rich one."""


def rich(text: Say) -> Rich:
    """The same as spans."""
    if isinstance(text, Rich):
        return text
    return Rich((Span(text=text),)) if text else Rich()


def bold(text: Say) -> Rich:
    return Rich(tuple(replace(span, bold=True) for span in rich(text).spans))


def italic(text: Say) -> Rich:
    return Rich(tuple(replace(span, italic=True) for span in rich(text).spans))


def link(text: Say, url: str | None) -> Rich:
    """The text as a link; without an address it stays plain text."""
    return Rich(tuple(replace(span, link=url) for span in rich(text).spans)) if url else rich(text)


def leading(text: Say, payload: str) -> Rich:
    """The text as a deep link to the bot."""
    return Rich(tuple(replace(span, leads=payload) for span in rich(text).spans))


def timed(text: Say, at: datetime) -> Rich:
    """The words of a moment; what they say stays as it is."""
    return Rich(tuple(replace(span, at=int(at.timestamp())) for span in rich(text).spans))


def linked(text: Rich, invitation: Callable[[str], str]) -> Rich:
    """The same with the addresses of its deep links, for an adapter (``Messenger.invitation``)."""
    if all(span.leads is None for span in text.spans):
        return text
    return Rich(
        tuple(
            span if span.leads is None else replace(span, link=invitation(span.leads), leads=None)
            for span in text.spans
        )
    )


def join(separator: Say, parts: Iterable[Say]) -> Rich:
    """The non-empty parts, with the separator between them."""
    whole = Rich()
    for part in (rich(part) for part in parts):
        if part:
            whole = whole + separator + part if whole else part
    return whole


def lines(*parts: Say | None) -> Rich:
    """The parts that are there, each on a line of its own."""
    return join("\n", (part for part in parts if part is not None))


def paragraphs(*parts: Say | None) -> Rich:
    """The parts that are there, with an empty line between them."""
    return join("\n\n", (part for part in parts if part is not None))
