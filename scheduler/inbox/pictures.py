"""Pictures that people send: fetched, cleaned in the sandbox, kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from scheduler.inbox.sheets.images import MOST_BYTES, TooLarge
from scheduler.inbox.sheets.sandbox import clean_picture
from talk.updates import PictureId

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Database
    from talk.messenger import Messenger
    from talk.updates import IncomingMessage


async def fetch_pictures(
    heard: IncomingMessage, messenger: Messenger, database: Database, *, now: datetime
) -> tuple[PictureId, ...]:
    """Fetch and keep all pictures of a message. Raises BadPicture, TooLarge or Undelivered."""
    kept = []
    for file in heard.files:
        if file.kind == "file":
            continue
        if file.size is not None and file.size > MOST_BYTES:
            raise TooLarge
        raw = await messenger.fetch(file, at_most=MOST_BYTES)
        jpeg, width, height = await clean_picture(raw, who=(heard.account, heard.user))
        async with database.writing() as books:
            person = await books.people.by_external(heard.account, heard.user)
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
