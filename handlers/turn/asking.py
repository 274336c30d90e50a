"""A notice that asks something is answered in words, wherever it stands: each says who hears its answer.

    @hears_answer("question", "event")
    async def hear_how_it_went(context: Context, asked: Sequence[Asked]) -> bool: ...

The newest question that is still open hears words (and photographs) that no talk waits for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
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
About = Callable[["Context", Sequence["Asked"]], Awaitable[str | None]]
"""What is asked, for «Это ответ о том, …?»; None: nothing is open any more."""
HEARD: Final[dict[tuple[str, str], Hears]] = {}
"""By the kind of the notice, and how its subject begins."""
WITH_PHOTOS: Final[set[tuple[str, str]]] = set()
"""Those that photographs answer."""
ABOUT: Final[dict[tuple[str, str], About]] = {}
LEFT: Final = timedelta(hours=1)
"""A talk in which nothing was said for so long may have been left for something newer."""


def hears_answer(
    kind: str, subject: str, *, photos: bool = False, about: About | None = None
) -> Callable[[Hears], Hears]:
    """Register who hears what is answered to such notices: ``subject`` is what stands before its colon.

    ``photos``: photographs are an answer, too. ``about`` says of which question, as long as one is open: then words
    that come long after a talk was left, and after that question, are asked whose answer they are.
    Raises ValueError where somebody hears it already.
    """

    def register(hear: Hears) -> Hears:
        if about is not None:
            ABOUT[kind, subject] = about
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


async def newer_question(context: Context, left: datetime) -> str | None:
    """What was asked since the talk was left; None: it was not left for long, or nothing was asked that is open."""
    if context.now - left < LEFT:
        return None
    for group, asked in (await _asked(context, ABOUT, since=max(left, context.now - WAITS))).items():
        if (about := ABOUT.get(group)) is not None and (question := await about(context, asked)) is not None:
            return question
    return None


async def _asked(
    context: Context, wanted: Iterable[tuple[str, str]], *, since: datetime
) -> dict[tuple[str, str], list[Asked]]:
    """By kind and beginning of the subject, the newest first."""
    kinds = sorted({kind for kind, _ in wanted})
    found = await context.books.notices.asked(context.person.id, kinds, since=since, now=context.now, limit=MOST)
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in found:
        groups.setdefault((one.kind, one.subject.partition(":")[0]), []).append(one)
    return groups


async def answer_the_newest(context: Context) -> bool:
    """Whether what was said answers a question that a notice has asked."""
    for group, asked in (await _asked(context, HEARD, since=context.now - WAITS)).items():
        if (hear := HEARD.get(group)) is not None and await hear(context, asked):
            return True
    return False
