"""What is to be done without pictures that a messenger does not take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from talk.messenger import InspectGroup, PictureRefused, Sent, Shortfall, Tell

if TYPE_CHECKING:
    from talk.messenger import Action, GroupReport, Messenger, SendTicket
    from talk.prompt import ShownPicture
    from talk.updates import PictureId


log = structlog.get_logger()


async def perform_with_what_is_taken(
    messenger: Messenger, action: Action, key: int, ticket: SendTicket
) -> Sent | GroupReport:
    """Do it; pictures that the messenger refuses are left out: the words say all of it. Raises Undelivered."""
    refusal: PictureRefused | None = None
    while True:
        try:
            done = await messenger.perform(action, key, ticket)
        except PictureRefused as again:
            less = without_pictures(action, again.pictures)
            if less is None:
                raise
            log.warning("picture_refused", row=key, why=str(again))
            action, refusal = less, again
        else:
            if refusal is None or not isinstance(done, Sent):
                return done
            missed = Shortfall(what="pictures", right=refusal.right)
            return replace(done, shortfalls=(*done.shortfalls, missed))


def without_pictures(action: Action, refused: frozenset[PictureId]) -> Action | None:
    """The action without these, or without any when the set is empty; None when that is what it was."""
    if isinstance(action, InspectGroup):
        return None
    if isinstance(action, Tell):
        left = _left(action.prompt.pictures, refused)
        fewer = len(left) < len(action.prompt.pictures)
        return replace(action, prompt=replace(action.prompt, pictures=left)) if fewer else None
    left = _left(action.post.pictures, refused)
    fewer = len(left) < len(action.post.pictures)
    return replace(action, post=replace(action.post, pictures=left)) if fewer else None


def _left(pictures: tuple[ShownPicture, ...], refused: frozenset[PictureId]) -> tuple[ShownPicture, ...]:
    return tuple(one for one in pictures if refused and one.id not in refused)
