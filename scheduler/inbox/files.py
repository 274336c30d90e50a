"""What came with a message: fetched before its turn, and read outside of it, without a transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from domain.plan.file import NoHeadings
from handlers.texts.plan import files as texts
from handlers.texts.turn import shared
from handlers.turn.context import PlanNotRead, PlanRead, TurnRefused
from scheduler.inbox.pictures import fetch_pictures
from scheduler.inbox.sheets.download import fetch_sheet
from scheduler.inbox.sheets.images import BadPicture, Busy, Heic, TooLarge
from scheduler.inbox.sheets.refusals import BadSheet
from scheduler.inbox.sheets.sandbox import read_rows
from talk.messenger import Impossible, Later, Uncertain, Undelivered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping
    from datetime import datetime

    from storage.database import Database
    from talk.fields.field import Takes
    from talk.messenger import Messenger
    from talk.updates import IncomingMessage, PictureId, Sheet

Files = tuple[tuple["PictureId", ...], "Sheet | None"]
FETCHES: Final = 3
"""How often a picture is fetched before its sender is asked to send it again."""
READINGS: Final = 3
"""How often a plan is read before we give it up: whoever reads it may change in between."""


async def fetch_files(
    heard: IncomingMessage,
    wanted: Takes,
    messenger: Messenger,
    database: Database,
    *,
    now: datetime,
    pause: float,
    raised: Mapping[str, int],
) -> Files:
    """What the question waits for that they were asked (``wanted``), and nothing else. Raises TurnRefused.

    ``raised``: quotas that the operator has set.
    """
    if wanted == "words":
        return (), None
    sheet = wanted == "sheet"
    not_fetched = texts.NOT_FETCHED if sheet else shared.PICTURE_NOT_FETCHED
    refused = texts.REFUSED if sheet else shared.PICTURE_REFUSED
    for attempt in range(1, FETCHES + 1):
        try:
            if sheet:
                return (), await fetch_sheet(heard, messenger)
            return await fetch_pictures(heard, messenger, database, now=now, raised=raised), None
        except TooLarge as error:
            raise TurnRefused(shared.PICTURE_TOO_LARGE) from error
        except Heic as error:
            raise TurnRefused(shared.PICTURE_HEIC) from error
        except Busy as error:
            raise TurnRefused(shared.PICTURE_NOT_OPENED) from error
        except BadPicture as error:
            raise TurnRefused(shared.PICTURE_FAILED) from error
        except BadSheet as error:
            raise TurnRefused(texts.TROUBLES[error.why]) from error
        except (Later, Uncertain) as error:
            if attempt == FETCHES:
                raise TurnRefused(not_fetched) from error
            await asyncio.sleep(pause)
        except Impossible as error:
            raise TurnRefused(refused) from error
        except Undelivered as error:
            raise TurnRefused(not_fetched) from error
    raise AssertionError("every way out of the loop is inside it")


async def words_with_pictures(heard: IncomingMessage, fetched: Awaitable[Files]) -> IncomingMessage:
    """The message with its pictures; where they are not taken, without its files: its words are an answer still."""
    try:
        pictures, _ = await fetched
    except TurnRefused:
        pictures = ()
    return replace(heard, pictures=pictures) if pictures else replace(heard, files=())


async def read_plan_for(heard: IncomingMessage, wanted: PlanNotRead, *, now: datetime) -> PlanRead:
    """The plan, as the sandbox reads it for those readers. Raises TurnRefused."""
    who = (heard.account, heard.user)
    try:
        rows = await read_rows(wanted.table, now=now, readers=wanted.readers, who=who)
    except NoHeadings as trouble:
        return PlanRead(readers=wanted.readers, rows=trouble)
    except BadSheet as error:
        raise TurnRefused(texts.TROUBLES[error.why]) from error
    return PlanRead(readers=wanted.readers, rows=rows)
