"""«Мои данные», by name: row by row, page by page; who was shown them; and all of it as a file to take away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from handlers.texts.libraries import appeals
from handlers.texts.people import own_data as texts
from handlers.texts.people import privacy
from handlers.texts.personal import PERSONAL
from handlers.texts.turn import paging as paging_texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.paging import PAGE, page_of, read_page, turn_of
from storage.files.long_jobs import OWN_DATA
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.program.audit import AuditLine
    from storage.sql.paging import Page

AGAIN_IN: Final = timedelta(hours=1)
"""Between two files for the same person."""
BACK: Rows = ((Button(label=privacy.MY_DATA, press="mydata"), shared.BACK_TO_MENU),)


@errand("mydata-all", most_args=1, while_blocked=True)
async def all_by_name(context: Context, page: str = "0") -> None:
    """Every row in a line of words; a page may begin and end in the middle of a table."""
    own, person = context.books.own_data, context.person
    counts = await own.counts(person.id)
    tables = PERSONAL.order(table for table, count in counts.items() if count)
    at, pages = page_of(page, sum(counts.values()))
    skip, room = at * PAGE, PAGE
    sections = []
    for table in tables:
        if room and skip < counts[table]:
            rows = await own.rows(person.id, table, offset=skip, limit=room)
            sections.append((PERSONAL.heading(table), [PERSONAL.line(row, context.zone) for row in rows]))
            room -= len(rows)
        skip = max(0, skip - counts[table])
    told = texts.by_name(sections, paging_texts.page_line(at, pages))
    mend: Rows = ((Button(label=privacy.CORRECT, press="edit-library"),),) if context.roles.librarian_of else ()
    if await context.books.appeals.open_by(context.person.id):
        mend += ((Button(label=appeals.CORRECT, press="correct-appeal"),),)
    await context.say(told, rows=(*turn_of("mydata-all", at, pages), *mend, *BACK), in_place=True)


@errand("mydata-looks", most_args=1, while_blocked=True)
async def show_looks(context: Context, page: str = "0") -> None:
    """Who was shown their contact, and when the operator looked at their data."""

    async def read(*, offset: int, limit: int) -> Page[AuditLine]:
        return await context.books.audit.looks_at(context.person.id, offset=offset, limit=limit)

    found = await read_page(read, page)
    looks = [
        texts.Look(
            day=line.hour.astimezone(ZoneInfo(context.zone)).date(),
            who=await _who(context, line),
            what=line.kind,
            times=line.times,
        )
        for line in found.items
    ]
    await context.say(texts.looks(looks, found.words), rows=(*found.turn("mydata-looks"), *BACK), in_place=True)


async def _who(context: Context, line: AuditLine) -> str:
    """By the office that they have now: no name of anybody is known."""
    if line.by_whom is None:
        return texts.BY_OPERATOR if line.kind == "data_seen" else texts.BY_ERASED
    roles = await context.books.roles.of(line.by_whom, context.now)
    for alliance_id in sorted(roles.coordinates):
        alliance = await context.books.alliances.get(alliance_id)
        if alliance is not None:
            return texts.coordinates(alliance.settlement)
    for library_id in sorted(roles.librarian_of):
        library = await context.books.libraries.get(library_id)
        if library is not None:
            return texts.serves_in(library.title)
    return texts.BY_SOMEBODY


@errand("mydata-file", most_args=0, deep_linkable=False, while_blocked=True)
async def take_away(context: Context) -> None:
    """The wish is written down; a job makes the file and sends it (``scheduler.people.own_data``)."""
    jobs, person = context.books.long_jobs, context.person
    if await jobs.wanted_since(person.id, OWN_DATA, context.now - AGAIN_IN):
        await context.say(texts.TOO_OFTEN, rows=BACK)
        return
    await jobs.want(person.id, OWN_DATA, {}, context.now)
    await context.say(texts.BEING_MADE, rows=BACK)
