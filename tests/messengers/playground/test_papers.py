"""Files in the playground: a table goes to the bot, a document comes back as something to save."""

from __future__ import annotations

import io
import json
from urllib.parse import quote

from aiohttp import FormData

from bot.messengers.playground.guard import TOKEN
from handlers.texts.turn import shared
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Prompt
from talk.rich import rich
from talk.updates import DocumentId
from tests.messengers.playground.conftest import ANNA, Visitor

NAME = "План Ивановка 2026.xlsx"
TABLE = b"PK\x03\x04 a table"


async def brings(visitor: Visitor) -> None:
    """The bot sends Анна a document."""
    program = visitor.program
    now = program.clock.now()
    async with program.database.writing() as books:
        anna = await books.people.by_external(visitor.messenger.account, ANNA)
        assert anna is not None
        number = await books.long_jobs.want(anna.id, "plan", {}, now)
        assert await books.documents.made(number, NAME, TABLE)
        tell = Tell(chat=ANNA, prompt=Prompt(text=rich("Готово"), paper=DocumentId(number)))
        await books.outbox.put(anna.account_id, ANNA, tell, lane=INTERACTIVE, now=now, person_id=anna.id)
    await program.drain()


async def test_a_document_can_be_saved_after_the_bot_has_forgotten_it(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    await brings(visitor)

    said = (await visitor.chat(ANNA))[-1]
    assert said["paper"]["name"] == NAME
    answer = await visitor.client.get(f"/playground/paper/{said['paper']['ref']}")
    assert await answer.read() == TABLE
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(NAME)}"
    async with visitor.program.database.reading() as books:
        assert await books.documents.wanted(limit=1) == ()


async def test_what_a_person_sent_is_no_document_of_the_bots(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    form = FormData()
    form.add_field("about", json.dumps({"person": ANNA, "text": "", "key": visitor.key()}))
    form.add_field("file", io.BytesIO(TABLE), filename="plan.xlsx")
    await visitor.client.post("/playground/photo", data=form, headers={TOKEN: visitor.token})
    await visitor.program.drain()

    said = next(line for line in await visitor.chat(ANNA) if line.get("files"))
    [file] = said["files"]
    assert (file["name"], file["kind"], file["size"]) == ("plan.xlsx", "file", len(TABLE))
    assert (await visitor.reads(ANNA))[-1] == shared.NOT_UNDERSTOOD
    assert (await visitor.client.get(f"/playground/paper/{file['ref']}")).status == 404
    assert (await visitor.client.get("/playground/paper/999999")).status == 404
