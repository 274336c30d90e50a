"""A hook runs whoever hears it, in the declared order, inside the transaction of whoever calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import handlers.loading  # noqa: F401 - registers the listeners
from handlers.turn.hooks import HOOKS, Hook, group_bound, lacks
from storage.tables import outbox, posts
from tests.handlers.plan.steps import partners

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books
    from tests.people import Town


async def test_listeners_run_in_the_order_of_their_places_whenever_they_were_registered() -> None:
    hook: Hook[list[str], str] = Hook("test")

    @hook.heard(20)
    async def second(told: list[str], word: str) -> None:
        told.append(f"second {word}")

    @hook.heard(10)
    async def first(told: list[str], word: str) -> None:
        told.append(f"first {word}")

    told: list[str] = []
    await hook(told, "time")
    assert told == ["first time", "second time"]
    assert hook.listeners == (first, second)


def test_two_listeners_at_one_place_are_refused() -> None:
    hook: Hook[[]] = Hook("test")

    async def listener() -> None: ...

    hook.heard(10)(listener)
    with pytest.raises(ValueError, match="two listeners at place 10"):
        hook.heard(10)(listener)


def test_a_listener_of_another_signature_is_no_listener() -> None:
    """The type checker says so: without the error, the ignore is unused, and that is an error, too."""
    hook: Hook[int] = Hook("test")

    async def wrong(word: str) -> None: ...

    hook.heard(10)(wrong)  # type: ignore[arg-type]  # the point of the test


async def test_before_every_wing_is_imported_no_hook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hook, "loaded", False)
    hook: Hook[[]] = Hook("test")
    with pytest.raises(RuntimeError, match=r"handlers\.loading"):
        await hook()


def test_every_hook_is_heard_and_one_that_is_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lacks() == []
    unheard: Hook[[]] = Hook("nobody_listens")
    monkeypatch.setattr("handlers.turn.hooks.HOOKS", (*HOOKS, unheard))
    assert lacks() == ["hook nobody_listens: nobody hears it"]


async def test_a_group_shows_the_alliance_then_its_members_then_the_plan(town: Town) -> None:
    village = await partners(town)
    await village.has()
    async with town.database.writing() as books:
        await books.connection.execute(sa.delete(posts))
        await books.connection.execute(sa.delete(outbox))
        await group_bound(books, village.alliance, town.time)
        shown = await books.connection.execute(sa.select(posts.c.subject).order_by(posts.c.id))
        kinds = [subject.partition(":")[0] for subject in shown.scalars()]
    assert kinds == ["about", "joined", "joined", "joined", "plan"]


async def test_an_error_of_one_listener_undoes_the_turn(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    village = await partners(town)

    async def breaks(_: Books, __: int, ___: datetime) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(group_bound._listeners, 99, breaks)
    with pytest.raises(ZeroDivisionError):
        async with town.database.writing() as books:
            await group_bound(books, village.alliance, town.time)
    async with town.database.reading() as books:
        assert (await books.connection.execute(sa.select(sa.func.count()).select_from(posts))).scalar_one() == 0
