"""Rows are packed into calls: nothing lost, nothing doubled, nothing overtaken that matters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scheduler.delivery.batches import pack
from storage.messaging.outbox_rows import Row
from talk.messenger import BULK, URGENT, Publish, Tell
from talk.prompt import Post, Prompt, Section
from talk.rich import rich

if TYPE_CHECKING:
    from talk.messenger import Action

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def row(number: int, action: Action, *, attempts: int = 0, trouble: str | None = None, lane: int = BULK) -> Row:
    return Row(
        id=number,
        account_id=1,
        chat=number,
        lane=lane,
        action=action,
        key=None,
        person_id=None,
        post_id=None,
        letter_id=None,
        call=None,
        not_before=NOW,
        not_after=None,
        attempts=attempts,
        trouble=trouble,
        created_at=NOW,
    )


prompts = st.sampled_from([Prompt(text=rich(text)) for text in "абв"])
tells = st.builds(Tell, chat=st.just(1), prompt=prompts, replaces=st.sampled_from([None, None, None, "5"]))
posts = st.just(Publish(group=-1, post=Post(section=Section.PLANS, text=rich("а"))))
rows = st.lists(
    st.tuples(tells | posts, st.sampled_from([(0, None)] * 3 + [(0, "429"), (1, "reset")]), st.integers(URGENT, BULK)),
    max_size=40,
).flatmap(
    lambda facts: st.permutations(
        [
            row(n, action, attempts=attempts, trouble=trouble, lane=lane)
            for n, (action, (attempts, trouble), lane) in enumerate(facts, 1)
        ]
    )
)


@given(rows=rows, together=st.integers(1, 5))
def test_packing_keeps_every_row_once_and_joins_only_what_is_alike(rows: list[Row], together: int) -> None:
    batches = pack(rows, together=together)

    assert sorted(row.id for batch in batches for row in batch.rows) == sorted(row.id for row in rows)
    for batch in batches:
        ids = [row.id for row in batch.rows]
        assert len(ids) <= together
        assert ids == sorted(ids)
        assert batch.call == (ids[0] if len(ids) > 1 else None)
        if len(ids) > 1:
            first = batch.rows[0].action
            assert isinstance(first, Tell)
            assert all(isinstance(row.action, Tell) and row.action.prompt == first.prompt for row in batch.rows)
            assert all(row.action.replaces is None for row in batch.rows if isinstance(row.action, Tell))
            assert not any(row.attempts or row.trouble for row in batch.rows)
            assert len({row.lane for row in batch.rows}) == 1


@given(rows=rows, together=st.integers(1, 5))
def test_batches_leave_in_the_order_of_their_first_rows(rows: list[Row], together: int) -> None:
    places = {row.id: place for place, row in enumerate(rows)}
    firsts = [min(places[row.id] for row in batch.rows) for batch in pack(rows, together=together)]
    assert firsts == sorted(firsts)


@given(rows=rows, together=st.integers(2, 5))
def test_no_more_calls_are_made_than_needed(rows: list[Row], together: int) -> None:
    full = [len(batch.rows) for batch in pack(rows, together=together) if batch.call is not None]
    kinds = {(row.lane, row.action.prompt) for row in rows if isinstance(row.action, Tell)}
    assert sum(size < together for size in full) <= len(kinds)
