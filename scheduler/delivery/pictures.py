"""What is to be done without pictures that a messenger does not take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from talk.messenger import InspectGroup, Tell

if TYPE_CHECKING:
    from talk.messenger import Action
    from talk.prompt import ShownPicture
    from talk.updates import PictureId


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
