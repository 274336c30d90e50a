"""Lines that a visitor made → updates for the rest of the program. An update's id is that of its line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.messengers.playground.lines import CLAIMED, EVENT, PRESS, REACH, REMOVED, RENAMED, SAID, SHELF, START
from talk.updates import AccountId, GroupChanged, IncomingMessage, ReachabilityChanged, RemoteFile

if TYPE_CHECKING:
    from storage.program.playground import Line


def heard(line: Line, account: AccountId) -> IncomingMessage | GroupChanged | ReachabilityChanged | None:
    """The update; None for what the bot said itself and for lines of ``SHELF``. Raises ValueError for other kinds."""
    if line.mine or line.chat == SHELF:
        return None
    if line.chat < SHELF:
        return _of_group(line, account)
    return _of_person(line, account)


def _of_person(line: Line, account: AccountId) -> IncomingMessage | ReachabilityChanged:
    body, event = line.body, f"{EVENT}{line.id}"
    if body["kind"] == REACH:
        return ReachabilityChanged(
            account=account, event_id=event, user=line.chat, at=line.said_at, reachable=body["reachable"]
        )
    said = IncomingMessage(account=account, event_id=event, chat=line.chat, user=line.chat, at=line.said_at)
    if body["kind"] == SAID:
        files = tuple(RemoteFile(**file) for file in body.get("files", ()))
        return replace(said, text=body.get("text", ""), files=files)
    if body["kind"] == PRESS:
        return replace(said, press=body["press"], press_id=event, shown=body.get("shown"))
    if body["kind"] == START:
        return replace(said, start=body["payload"])
    raise ValueError(f"line {line.id} is of no kind that a person says")


def _of_group(line: Line, account: AccountId) -> GroupChanged:
    body = line.body
    what = body["kind"]
    if what not in (CLAIMED, RENAMED, REMOVED):
        raise ValueError(f"line {line.id} is of no kind that happens to a group")
    return GroupChanged(
        account=account,
        event_id=f"{EVENT}{line.id}",
        group=line.chat,
        at=line.said_at,
        what=what,
        title=body.get("title"),
        user=body.get("person"),
        claim=body.get("claim"),
    )
