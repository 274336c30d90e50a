"""Texts and captions of a call: parsed, trimmed, measured."""

from typing import Any

from tests.servers.telegram import html
from tests.servers.telegram.messages import Json
from tests.servers.telegram.refusals import BadRequest, NotPlayed

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_SOURCE = 32_768
"""The first two in UTF-16 units after parsing, the last in bytes before it."""


def text_content(source: str | None, parse_mode: str | None, entities: Any) -> Json:
    """The `text` and `entities` of a message, 1–4096 long."""
    text, marks = _read(source or "", parse_mode, entities)
    if not text:
        raise BadRequest("message text is empty")
    if html.utf16(text) > LONGEST_TEXT:
        raise BadRequest("message is too long")
    return {"text": text, **({"entities": marks} if marks else {})}


def caption_content(source: str | None, parse_mode: str | None, entities: Any) -> Json:
    """The `caption` and `caption_entities` of a message, up to 1024; nothing when it is empty."""
    text, marks = _read(source or "", parse_mode, entities)
    if html.utf16(text) > LONGEST_CAPTION:
        raise BadRequest("message caption is too long")
    if not text:
        return {}
    return {"caption": text, **({"caption_entities": marks} if marks else {})}


def _read(source: str, parse_mode: str | None, entities: Any) -> tuple[str, list[Json]]:
    if len(source.encode()) > LONGEST_SOURCE:
        raise BadRequest("text is too long")
    match (parse_mode or "").lower():
        case "html":
            text, marks = html.parse(source)
        case "":
            text, marks = html.trim(source, list(entities or []))
        case "markdown" | "markdownv2":
            raise NotPlayed("Markdown")
        case _:
            raise BadRequest("unsupported parse_mode")
    return text, html.with_found(text, marks)
