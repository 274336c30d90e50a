"""What was told before anybody asked: the words, how many came, photographs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from domain.numbers import newcomers_in, people_in, said_number
from talk.updates import PictureId

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORT: Final = 4
"""Words of what is a number and no story: «человек двадцать пять»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Of the free answer that a talk was begun with."""

    words: str | None = None
    visitors: int | None = None
    new_readers: int | None = None
    pictures: tuple[PictureId, ...] = ()
    album: str | None = None


def told_of(given: Mapping[str, Any]) -> Told | None:
    """None: the talk was begun by a button, and everything is asked for."""
    said = given.get("said")
    if not isinstance(said, str):
        return None
    pictures = tuple(PictureId(one) for one in given.get("pictures") or () if isinstance(one, int))
    number = said_number(said)
    bare = number is not None and len(said.split()) <= SHORT
    return Told(
        words=None if bare or not said.strip() else said,
        visitors=number if bare else people_in(said),
        new_readers=None if bare else newcomers_in(said),
        pictures=pictures,
        album=given.get("album"),
    )
