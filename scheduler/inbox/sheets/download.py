"""A table that a person sent: fetched, unpacked in the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.inbox.sheets.parsing import MOST_BYTES
from scheduler.inbox.sheets.refusals import BadSheet
from scheduler.inbox.sheets.sandbox import read_sheet
from talk.updates import Sheet

if TYPE_CHECKING:
    from talk.messenger import Messenger
    from talk.updates import IncomingMessage


async def fetch_sheet(heard: IncomingMessage, messenger: Messenger) -> Sheet | None:
    """The first file of the message that is no photo. Raises BadSheet or Undelivered."""
    for file in heard.files:
        if file.kind == "photo":
            continue
        if file.size is not None and file.size > MOST_BYTES:
            raise BadSheet("large")
        table = await read_sheet(
            await messenger.fetch(file, at_most=MOST_BYTES), heard.at.date(), who=(heard.account, heard.user)
        )
        return Sheet(rows=tuple(map(tuple, table)))
    return None
