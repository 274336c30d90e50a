"""One message about an event to everybody whose only reminder is due just now: put into the outbox by one statement."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable

from storage.messaging.outbox import Notice, put_selected, spell_prompt
from storage.reminders.in_outbox import keys_of
from storage.sql.any_of import any_of
from storage.tables import addresses, outbox, people, reminders
from storage.tables.addresses import Topic, told_at
from talk.prompt import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMessage:
    """A message about one event to everybody whose only reminder is one of these; by their zones."""

    event_id: int
    prompts: Mapping[str | None, Prompt]
    reminder_ids: Sequence[int]
    lane: int
    not_after: datetime
    notice: Notice


def saying(connection: AsyncConnection, said: GroupMessage, now: datetime) -> Executable:
    """INSERT … SELECT: only the chat and the key differ from person to person; the prompt from zone to zone."""
    prompts = {zone: spell_prompt(prompt) for zone, prompt in said.prompts.items()}
    rest = sa.literal(prompts.pop(None, ""), sa.Text())
    prompt = sa.case(prompts, value=people.c.zone, else_=rest) if prompts else rest

    def text(value: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
        return sa.cast(value, sa.Text())

    parts = '{"kind":"tell","chat":', text(addresses.c.chat), ',"prompt":', prompt, ',"replaces":null}'
    action: sa.ColumnElement[Any] = _joined(parts)
    if connection.dialect.name == "postgresql":
        action = sa.cast(action, outbox.c.action.type)
    key = _joined((keys_of(said.event_id), text(people.c.id), ":", text(reminders.c.id)))
    reached = reminders.join(people, people.c.id == reminders.c.person_id).join(addresses, told_at(Topic.REMINDERS))
    return put_selected(
        connection,
        {
            "account_id": addresses.c.account_id,
            "chat": addresses.c.chat,
            "lane": said.lane,
            "action": action,
            "key": key,
            "person_id": people.c.id,
            "not_before": now,
            "not_after": said.not_after,
            "created_at": now,
        },
        said.notice,
        lambda columns: sa.select(*columns).select_from(reached).where(any_of(reminders.c.id, said.reminder_ids)),
    )


def _joined(parts: Iterable[str | sa.ColumnElement[str]]) -> sa.ColumnElement[str]:
    terms = [sa.literal(part, sa.Text()) if isinstance(part, str) else part for part in parts]
    return functools.reduce(operator.add, terms)
