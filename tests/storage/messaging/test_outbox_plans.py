"""The hot statements of the outbox are served by its indexes, however much else is in the table."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.messaging.delivery_queue import DUE
from storage.messaging.outbox import Putting
from storage.tables import outbox
from talk.messenger import BULK, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.storage.explaining import explain
from tests.storage.messaging.test_outbox import NOW


@pytest.fixture
def asked() -> dict[str, object]:
    return {"account": 1, "lane": 2, "now": NOW, "busy": [5, 6], "most": 100}


@pytest.mark.plans
async def test_what_is_due_is_found_in_order_and_by_chat(database: Database, asked: dict[str, object]) -> None:
    """With the lanes' index for the question whether a chat has something earlier every row looks at all others."""
    async with database.writing() as books:
        plan = await explain(books.connection, DUE.params(**asked))

    assert "ix_outbox_due" in plan
    assert "ix_outbox_chat" in plan
    assert plan.count("ix_outbox_due") == 1
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.plans
async def test_also_right_after_very_many_were_put_the_question_goes_by_the_index_of_the_chats(
    database: Database, asked: dict[str, object]
) -> None:
    """PostgreSQL knows no statistics of them yet: it once compared every row with every other, for minutes."""
    async with database.writing() as books:
        account = (await books.accounts.ensure("vk", 1, at=NOW)).id
        told = Prompt(text=rich("Завтра ёлка"))
        puttings = [
            Putting(
                account_id=account, chat=chat, action=Tell(chat=chat, prompt=told), lane=BULK, key=f"{number}:{chat}"
            )
            for number in range(20)
            for chat in range(100)
        ]
        await books.outbox.put_many(puttings, now=NOW)
        plan = await explain(books.connection, DUE.params(**{**asked, "account": account}))

    assert "ix_outbox_chat" in plan
    assert "ix_outbox_late" not in plan
    assert "Join" not in plan


async def test_finished_rows_are_in_none_of_the_indexes_of_what_is_due(database: Database) -> None:
    """Ten million of them cost nothing: the indexes are partial."""
    partial = {index.name for index in outbox.indexes if index.dialect_options["sqlite"]["where"] is not None}
    assert {"ix_outbox_due", "ix_outbox_chat", "ix_outbox_late"} <= partial
    async with database.reading() as books:
        found = await books.connection.run_sync(lambda sync: sa.inspect(sync).get_indexes("outbox"))
    due = next(index for index in found if index["name"] == "ix_outbox_due")
    assert due["column_names"][-1] == "id"  # the order of rows with the same moment needs no sorting
