"""Batches: what leaves by one call of the messenger, one row or the same message to many people (``tell_many``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talk.messenger import Tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from storage.messaging.outbox_rows import Row
    from talk.prompt import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows that leave together; one row, as a rule."""

    rows: tuple[Row, ...]
    call: int | None = None
    """The number under which the messenger knows this call; None for a row that leaves alone."""

    @property
    def lane(self) -> int:
        return self.rows[0].lane

    @property
    def is_news(self) -> bool:
        """Whether it is told to people who have not just asked."""
        return self.rows[0].kind is not None


def pack(rows: Iterable[Row], *, together: int, one: Callable[[Prompt], bool] = lambda _: True) -> list[Batch]:
    """In the order of the rows: those with the same words join the first of them, up to ``together`` in a batch.

    What was tried before leaves alone: it may be what was wrong with the others; or it arrived, and the messenger knows
    the repeat by the row's own key. So does what is not ``one`` message: when a later one is refused for somebody,
    those before it have arrived, and that is known by the row's own key, too.

    A row that belongs to a call already (``Row.call``) is not packed anew: see ``DeliveryQueue.of_call``.
    """
    open_batches: dict[tuple[int, int | None, Prompt], list[Row]] = {}
    packed: list[list[Row]] = []
    for row in rows:
        tried = row.attempts > 0 or row.trouble is not None
        if together == 1 or tried or not isinstance(row.action, Tell) or row.action.of_one_chat:
            packed.append([row])
            continue
        likeness = (row.lane, row.letter_id, row.action.prompt)  # a letter is paused and stopped by itself
        joined = open_batches.get(likeness)
        if joined is None or len(joined) == together or (len(joined) == 1 and not one(row.action.prompt)):
            joined = open_batches[likeness] = []
            packed.append(joined)
        joined.append(row)
    return [_batch(batch) for batch in packed]


def _batch(rows: Sequence[Row]) -> Batch:
    """The number of a call is that of its first row: it stays the same when the call is repeated."""
    if len(rows) == 1:
        return Batch(rows=tuple(rows))
    by_age = sorted(rows, key=lambda row: row.id)
    return Batch(rows=tuple(by_age), call=by_age[0].id)
