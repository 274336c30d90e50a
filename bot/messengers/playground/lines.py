"""What a line of the playground holds: a message, a press, or something that happened to a group.

A line that a visitor made never changes, so that the revisions of these lines are the order of their updates. The bot's
own lines change when it replaces a message or revises a post. Lines of chat 0 were said by nobody: groups and files.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from talk.keyboard import fit
from talk.messenger import Impossible, Limits
from talk.prompt import Section

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.program.playground import Line
    from talk.prompt import Button, Post, Prompt, Rows
    from talk.rich import Rich

LIMITS: Final = Limits(text=20_000, label=64, columns=7, rows=100, buttons=100, album=10, edits_posts=True)
SHELF: Final = 0
"""The chat of groups and files, which nobody said."""

GROUP, FILE = "group", "file"
"""Kinds of lines of ``SHELF``."""
SAID, PRESS, START, REACH = "said", "press", "start", "reach"
"""What a person does in the private chat."""
CLAIMED, RENAMED, REMOVED = "claimed", "renamed", "removed"
"""What happens to a group."""
PROMPT, POST = "prompt", "post"
"""What the bot says to a person and in a group."""
NOTE = "note"
"""What it says in passing, to whoever has pressed a button: a small line without a bubble."""

EVENT: Final = "line:"
"""Before the number of a line: the event that it is."""
MOST_DIGITS: Final = 18
"""Of the number of a line or a revision: what a database's integer holds."""

THREADS: Final = {section: number for number, section in enumerate(Section, 1)}
"""Section → its topic in a group."""

Body = dict[str, Any]
"""What a line holds, as JSON; ``kind`` is one of those above, the other keys are the kind's own."""


def group_chat(line_id: int) -> int:
    """The chat of the group that was made with this line, which is the messenger's id of the group, too."""
    return -line_id


def prompt_body(prompt: Prompt) -> Body:
    """A message to a person. Raises Impossible when it does not fit (``LIMITS``)."""
    return {
        "kind": PROMPT,
        "text": _spans(prompt.text),
        "rows": _rows(prompt.rows),
        "pictures": [asdict(picture) for picture in prompt.pictures],
    }


def note_body(text: str) -> Body:
    """A word in passing."""
    return {"kind": NOTE, "text": [{"text": text}]}


def settled_body(body: Mapping[str, Any], text: Rich | None) -> Body:
    """The same message without its buttons, and with this text where there is one."""
    return {**body, "rows": [], **({} if text is None else {"text": _spans(text)})}


def post_body(post: Post, *, edited: datetime | None = None, changes: Rich | None = None) -> Body:
    """A post in a group; ``edited``: when it was revised, ``changes``: what is new in it. Raises Impossible."""
    return {
        "kind": POST,
        "section": post.section.value,
        "text": _spans(post.text),
        "hashtags": list(post.hashtags),
        "rows": _rows(post.rows),
        "pictures": [asdict(picture) for picture in post.pictures],
        "edited": edited.isoformat() if edited else None,
        "changes": changes.plain if changes else "",
    }


def shown(line: Line) -> Body | None:
    """The line as the page gets it; None for a file, which is nothing to look at."""
    if line.body.get("kind") == FILE:
        return None
    return {
        "id": line.id,
        "chat": line.chat,
        "mine": line.mine,
        "at": line.said_at.isoformat(),
        "revision": line.revision,
        **line.body,
    }


def _rows(rows: Rows) -> list[list[Mapping[str, Any]]]:
    try:
        fitting = fit(rows, LIMITS)
    except ValueError as error:
        raise Impossible(str(error)) from error
    return [[_button(button) for button in row] for row in fitting]


def _button(button: Button) -> Mapping[str, Any]:
    """Whom could one send something on to there? One looks at it oneself."""
    body = asdict(button)
    shared = body.pop("share")
    return body if shared is None else {**body, "invite": shared}


def _spans(text: Rich) -> list[Mapping[str, Any]]:
    return [{name: value for name, value in asdict(span).items() if value} for span in text.spans]
