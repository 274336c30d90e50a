"""All that is kept of a person, as a file: a page to read, JSON for programs, their photographs. No database here."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from pydantic_core import to_jsonable_python

from handlers.texts.people import own_data as texts
from handlers.texts.personal import PERSONAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from storage.people.own_data import OwnRow

FORMAT: Final = 1
"""Of the JSON: grows when a program that reads it would have to change."""
STYLE: Final = (
    "body{font:1.1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem}li{margin:.4rem 0;overflow-wrap:anywhere}p{color:#444}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1a1a}p{color:#bbb}a{color:#9cf}}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table with rows about the person."""

    table: str
    rows: Sequence[OwnRow]
    total: int
    """Of which ``rows`` are the newest."""
    term: str
    """How long they are kept, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """All that was read."""

    person: int
    at: datetime
    zone: str
    sections: Sequence[Section]
    pictures: Mapping[int, bytes]
    left_out: bool
    """Whether some pictures are too many for one file."""
    withheld: Mapping[str, str]
    """«table.column» → why it is in no file, for programs."""


def archive(found: Everything) -> bytes:
    """The ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(texts.PAGE_NAME, page(found))
        packed.writestr(texts.FOR_PROGRAMS_NAME, for_programs(found))
        for number, jpeg in found.pictures.items():
            name = f"{texts.PICTURE_FOLDER}/{number}.jpg"
            packed.writestr(zipfile.ZipInfo(name), jpeg)
    return made.getvalue()


def for_programs(found: Everything) -> bytes:
    """By table, each row by column as the database has it; what a column names stands beside it."""
    said = {
        "format": FORMAT,
        "made_at": found.at,
        "person": found.person,
        "tables": {one.table: [_row(row) for row in one.rows] for one in found.sections},
        "cut_short": {one.table: one.total for one in found.sections if one.total > len(one.rows)},
        "withheld": dict(found.withheld),
    }
    return json.dumps(to_jsonable_python(said), ensure_ascii=False, indent=1).encode()


def _row(row: OwnRow) -> dict[str, Any]:
    names = {f"{column} is": {"id": name.id, "name": name.name} for column, name in row.names.items()}
    return {**row.values, **names}


def page(found: Everything) -> bytes:
    """One file of HTML that needs nothing from outside, and runs nothing."""
    root = ET.Element("html", lang="ru")
    head, body = ET.SubElement(root, "head"), ET.SubElement(root, "body")
    ET.SubElement(head, "meta", charset="utf-8")
    policy = {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'",
    }
    ET.SubElement(head, "meta", policy)
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _add(head, "title", texts.TITLE)
    _add(head, "style", STYLE)
    main = ET.SubElement(body, "main")
    _add(main, "h1", texts.TITLE)
    _add(main, "p", texts.made_on(found.at.astimezone(ZoneInfo(found.zone)).date()))
    _contents(main, found.sections)
    for one in found.sections:
        _section(main, one, found)
    _missing(main, found)
    whole: bytes = ET.tostring(root, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + whole


def _contents(main: ET.Element, sections: Sequence[Section]) -> None:
    if not sections:
        _add(main, "p", texts.NOTHING_HERE)
        return
    nav = ET.SubElement(main, "nav")
    _add(nav, "h2", texts.CONTENTS)
    items = ET.SubElement(nav, "ul")
    for one in sections:
        item = ET.SubElement(items, "li")
        _add(item, "a", PERSONAL.heading(one.table), href=f"#{one.table}")
        item[-1].tail = f": {one.total}"


def _section(main: ET.Element, one: Section, found: Everything) -> None:
    _add(main, "h2", PERSONAL.heading(one.table), id=one.table)
    _add(main, "p", one.term)
    items = ET.SubElement(main, "ul")
    for row in one.rows:
        _add(items, "li", PERSONAL.line(row, found.zone))
    if one.total > len(one.rows):
        _add(main, "p", texts.cut_short(len(one.rows), one.total))
    if one.table == "pictures":
        for number in found.pictures:
            name = f"{texts.PICTURE_FOLDER}/{number}.jpg"
            _add(ET.SubElement(items, "li"), "a", name, href=name)


def _missing(main: ET.Element, found: Everything) -> None:
    there = {one.table for one in found.sections}
    reasons = PERSONAL.reasons(column for column in found.withheld if column.partition(".")[0] in there)
    reasons += [texts.PICTURES_LEFT_OUT] if found.left_out else []
    if reasons:
        _add(main, "h2", texts.NOT_HERE)
        items = ET.SubElement(main, "ul")
        for one in reasons:
            _add(items, "li", one)


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text
