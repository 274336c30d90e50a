"""The Ministry of Culture's open register of libraries: a JSON list of ``{"nativeId", "data": {"general": {…}}}``.

https://opendata.mkrf.ru/opendata/7705851331-libraries. ``general`` has the name, the address (``fullAddress``: «обл
Ростовская, р-н Азовский, х Александровка, ул Мира, 1»), contacts and the locale. The list may stand alone, under
``data``, or as one object after the other; ``general`` may be missing around its fields. Hundreds of megabytes: the
objects are read one at a time, and only what is wanted of them is kept.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from bot.registries.reading import NotThatFile, Stream
from bot.registries.rows import Row, Skipped, fitting, folded, tidy
from domain.spelling import plain, split_type
from domain.time.zones import region_named
from domain.vocabulary.registry import DISTRICT_MARKS, STREET_MARKS, SUBDISTRICT_MARKS

if TYPE_CHECKING:
    import codecs
    from collections.abc import Iterator

LONGEST_OBJECT: Final = 2_000_000
"""Characters of one library; more is no library."""
LONGEST_EMAILS: Final = 1_000
"""Characters in which an address is looked for: each of them may begin one."""
_BETWEEN: Final = re.compile(r"[\s,]*")
_LIST: Final = re.compile(
    r'\{\s*(?:"\w+"\s*:\s*(?:-?\d+|"[^"]{0,200}"|true|false|null)\s*,\s*)*"(?:data|items)"\s*:\s*\['
)
_COMMA: Final = re.compile(r",(?=\S)")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_SITE: Final = re.compile(r"https?://[^\s<>\"']+")
_NAMES_A_PLACE: Final = 2


def looks_so(head: str) -> bool:
    """Whether the beginning of a file is that of the register."""
    start = head.lstrip()
    if not start.startswith(("{", "[")):
        return False
    return '"name"' in head and ('"general"' in head or '"address"' in head or '"fullAddress"' in head)


def objects_of(stream: Stream, decoder: codecs.IncrementalDecoder) -> Iterator[dict[str, Any]]:
    """One object of the list after the other. Raises NotThatFile where the file is no JSON, or is cut."""
    reader = json.JSONDecoder()
    text, at = decoder.decode(stream.read()).lstrip("\ufeff \r\n\t"), 0
    wrapped = _LIST.match(text)
    listed = wrapped is not None or text.startswith("[")
    if listed:
        at = wrapped.end() if wrapped else 1
    ended = False
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing as well
        if listed and text[at : at + 1] == "]":
            return
        try:
            value, at = reader.raw_decode(text, at)
        except (ValueError, RecursionError):
            if ended and at == len(text) and not listed:
                return
            if ended or len(text) - at > LONGEST_OBJECT:
                raise NotThatFile("damaged") from None
            more, ended = _as_much_again(stream, decoder, len(text) - at)
            text, at = text[at:] + more, 0
            continue
        yield value if isinstance(value, dict) else {}


def _as_much_again(stream: Stream, decoder: codecs.IncrementalDecoder, length: int) -> tuple[str, bool]:
    """More than ``length`` characters, and whether the file has ended: a long object is tried a few times, not many."""
    pieces: list[str] = []
    ended = False
    while not ended and sum(map(len, pieces)) <= length:
        block = stream.read()
        ended = not block
        pieces.append(decoder.decode(block, final=ended))
    return "".join(pieces), ended


def read(stream: Stream, decoder: codecs.IncrementalDecoder) -> Iterator[Row | Skipped]:
    """The libraries of the register."""
    for one in objects_of(stream, decoder):
        yield _library(one)


def _library(one: dict[str, Any]) -> Row | Skipped:
    data = _object(one, "data")
    general = _object(data, "general") or _object(one, "general") or data or one
    title = _text(general, "name")
    if not title:
        return Skipped("nameless")
    address = _object(general, "address")
    written = _text(address, "fullAddress") or _text(general, "address")
    place = read_address(written)
    region = place.get("region") or region_named(_region_of(general))
    if region is None:
        return Skipped("region")
    if not place.get("settlement"):
        return Skipped("nameless")
    contacts = {**_object(_object(general, "organization"), "contacts"), **_object(general, "contacts")}
    email = _EMAIL.search(_text(contacts, "email")[:LONGEST_EMAILS])
    site = _SITE.match(_text(contacts, "website"))
    number = _text(one, "nativeId") or _text(general, "id") or sha256(f"{title}\n{written}".encode()).hexdigest()[:32]
    return fitting(
        {
            "code": number[:40],
            "region": region,
            "district": place.get("district", ""),
            "settlement": place["settlement"],
            "folded": folded(place["settlement"]),
            "title": title[:400],
            "address": _COMMA.sub(", ", written)[:500],
            "site": site[0][:300] if site else "",
            "email": email[0][:200] if email else "",
        }
    )


def _region_of(general: dict[str, Any]) -> str:
    """As the registers of the Ministry spell it: ``{"name": …}``, or ``{"id": …, "value": …}`` in others of them."""
    region = _object(general, "region")
    return _text(region, "name") or _text(region, "value") or _text(general, "region")


def _object(one: dict[str, Any], name: str) -> dict[str, Any]:
    found = one.get(name)
    return found if isinstance(found, dict) else {}


def _text(one: dict[str, Any], name: str) -> str:
    found = one.get(name)
    return tidy(str(found)) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def read_address(written: str) -> dict[str, str]:
    """Region, district and settlement of «обл Ростовская, р-н Азовский, х Александровка, ул Мира, 1»."""
    found: dict[str, str] = {}
    for part in (part.strip() for part in written.split(",")):
        words = [word.strip(".") for word in plain(part).split()]
        if not words or not any(sign.isalpha() for sign in part):
            continue
        if not STREET_MARKS.isdisjoint(words):
            break
        region = None if "region" in found else region_named(part)
        if region is not None:
            found["region"] = region
            kind, name = split_type(part)
            if kind is not None:  # «г Москва» is both
                found["settlement"] = name
        elif not DISTRICT_MARKS.isdisjoint(words) and len(words) >= _NAMES_A_PLACE:
            found["district"] = _district(part)
        elif SUBDISTRICT_MARKS.isdisjoint(words):
            kind, name = split_type(part)
            if kind is not None and name[0].isalpha():
                found["settlement"] = name
    return found


def _district(part: str) -> str:
    """«р-н Азовский» → «Азовский р-н»: the name first, as people say it."""
    first, _, rest = part.partition(" ")
    return f"{rest} {first}" if plain(first).strip(".") in DISTRICT_MARKS else part
