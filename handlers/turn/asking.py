"""A notice that asks something is answered in words, wherever it stands: each says who hears its answer.

    @hears_answer("question", "event")
    async def hear_how_it_went(context: Context, asked: Sequence[Asked]) -> bool: ...

The newest question that is still open hears words (and photographs) that no talk waits for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.books import Books
    from storage.messaging.notices import Asked

WAITS: Final = timedelta(days=14)
"""An answer that comes later is an answer to nothing any more."""
MOST: Final = 20
"""Questions of a person that are looked at, the newest."""

Hears = Callable[["Context", Sequence["Asked"]], Awaitable[bool]]
"""Given all questions of this kind, the newest first; False: none of them is open, or these words are no answer."""
HEARD: Final[dict[tuple[str, str], Hears]] = {}
"""By the kind of the notice, and how its subject begins."""
WITH_PHOTOS: Final[set[tuple[str, str]]] = set()
"""Those that photographs answer."""


def hears_answer(kind: str, subject: str, *, photos: bool = False) -> Callable[[Hears], Hears]:
    """Register who hears what is answered to such notices: ``subject`` is what stands before its colon.

    ``photos``: photographs are an answer, too. Raises ValueError where somebody hears it already.
    """

    def register(hear: Hears) -> Hears:
        if photos:
            WITH_PHOTOS.add((kind, subject))
        if HEARD.setdefault((kind, subject), hear) is not hear:
            raise ValueError(f"two hear the answer to {kind} of {subject}")
        return hear

    return register


async def waits_for_photos(books: Books, person_id: int, now: datetime) -> bool:
    """Whether a photograph that comes by itself may be an answer: then it is fetched."""
    kinds = sorted({kind for kind, _ in WITH_PHOTOS})
    found = await books.notices.asked(person_id, kinds, since=now - WAITS, now=now, limit=MOST)
    return any((one.kind, one.subject.partition(":")[0]) in WITH_PHOTOS for one in found)


async def answer_the_newest(context: Context) -> bool:
    """Whether what was said answers a question that a notice has asked."""
    kinds = sorted({kind for kind, _ in HEARD})
    found = await context.books.notices.asked(
        context.person.id, kinds, since=context.now - WAITS, now=context.now, limit=MOST
    )
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in found:
        groups.setdefault((one.kind, one.subject.partition(":")[0]), []).append(one)
    for group, asked in groups.items():
        if (hear := HEARD.get(group)) is not None and await hear(context, asked):
            return True
    return False
