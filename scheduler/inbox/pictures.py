"""Pictures that people send: fetched, cleaned in the sandbox, kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from domain.quotas import Quota
from handlers.turn.quotas import refuse, spend_of
from scheduler.inbox.sheets.images import MOST_BYTES, TooLarge
from scheduler.inbox.sheets.sandbox import clean_picture
from talk.updates import PictureId

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.database import Database
    from talk.messenger import Messenger
    from talk.updates import IncomingMessage


async def fetch_pictures(
    heard: IncomingMessage, messenger: Messenger, database: Database, *, now: datetime, raised: Mapping[str, int]
) -> tuple[PictureId, ...]:
    """Fetch and keep all pictures of a message; ``raised``: quotas that the operator has set.

    Raises BadPicture, TooLarge, Undelivered, and TurnRefused where somebody sends more than a day takes.
    """
    kept = []
    async with database.reading() as books:
        person = await books.people.by_external(heard.account, heard.user)
        if person is not None:
            for quota in (Quota.PHOTOS, Quota.PHOTO_BYTES):
                await refuse(books, person, quota, raised, now)
    for file in heard.files:
        if file.kind == "file":
            continue
        if file.size is not None and file.size > MOST_BYTES:
            raise TooLarge
        raw = await messenger.fetch(file, at_most=MOST_BYTES)
        jpeg, width, height = await clean_picture(raw, who=(heard.account, heard.user))
        async with database.writing() as books:
            person = await books.people.by_external(heard.account, heard.user)
            if person is not None:
                await books.lock_person(person.id)
                await spend_of(books, person, Quota.PHOTOS, raised, now)
                await spend_of(books, person, Quota.PHOTO_BYTES, raised, now, amount=len(jpeg))
            kept.append(
                PictureId(
                    await books.pictures.keep(
                        jpeg,
                        width=width,
                        height=height,
                        sha256=hashlib.sha256(jpeg).hexdigest(),
                        person_id=person.id if person else None,
                        at=now,
                    )
                )
            )
    return tuple(kept)
