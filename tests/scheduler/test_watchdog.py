"""Whatever computes for too long on the loop is named in the log; a turn or a job of that kind is broken off."""

from __future__ import annotations

import asyncio
import re
import signal
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from handlers import dispatcher
from handlers.texts.turn import menu, shared
from scheduler import watchdog
from scheduler.jobs import Job, Phase
from scheduler.runner import JobRunner
from scheduler.watchdog import HeldTheLoop, errand, watching
from tests.scheduler.conftest import heard, states

if TYPE_CHECKING:
    from talk.updates import IncomingMessage
    from tests.people import Town


@pytest.fixture
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is told of the wall's clock: it goes on while somebody else computes."""
    monkeypatch.setattr(watchdog, "PATIENCE", 1e6)


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What it says; from its own thread."""
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(
        watchdog, "log", SimpleNamespace(error=lambda event, **facts: said.append({"event": event} | facts))
    )
    return said


SECONDS: dict[str, float] = {"warns": 0.05, "breaks": 0.8, "beat": 0.01}


def compute(seconds: float = 60.0) -> None:
    """Of processor time: a machine that is busy with something else does not shorten it."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


@pytest.mark.usefixtures("busy_machine")
async def test_a_turn_that_computes_is_broken_off_and_the_loop_goes_on(logs: list[dict[str, Any]]) -> None:
    with watching(**SECONDS):
        await asyncio.sleep(0.02)
        with pytest.raises(HeldTheLoop, match="turn 5"), errand("turn 5"):
            compute()
        await asyncio.sleep(0.05)

    said = next(one for one in logs if one["computing"] >= SECONDS["warns"])
    assert said["event"] == "loop_held"
    assert said["errand"] == "turn 5"
    assert any("compute" in place for place in said["at"])


async def test_a_pattern_that_never_ends_is_broken_off_too() -> None:
    with watching(**SECONDS):
        await asyncio.sleep(0.02)
        with pytest.raises(HeldTheLoop), errand("turn 5"):
            re.fullmatch(r"(а+)+б", "а" * 60)


@pytest.mark.usefixtures("busy_machine")
async def test_what_is_no_turn_is_named_and_let_be(logs: list[dict[str, Any]]) -> None:
    with watching(**SECONDS):
        await asyncio.sleep(0.02)
        compute(1.5)
        await asyncio.sleep(0.05)

    assert [one["event"] for one in logs if one["computing"] >= SECONDS["warns"]] == ["loop_held"]


@pytest.mark.usefixtures("busy_machine")
async def test_whoever_waits_holds_nobody(logs: list[dict[str, Any]]) -> None:
    with watching(**SECONDS), errand("turn 5"):
        await asyncio.sleep(0.02)
        for _ in range(40):
            compute(0.01)
            await asyncio.sleep(0.01)

    assert all(one["computing"] < SECONDS["warns"] for one in logs)


async def test_whatever_blocks_the_thread_is_named_and_not_broken_off(logs: list[dict[str, Any]]) -> None:
    with watching(**SECONDS), errand("turn 5"):
        await asyncio.sleep(0.02)
        time.sleep(0.5)  # noqa: ASYNC251 - the processor is not ours then

    assert "turn 5" in [one["errand"] for one in logs]


async def test_afterwards_everything_is_as_before() -> None:
    task = asyncio.current_task()
    assert task is not None
    name = task.get_name()
    with watching(**SECONDS), errand("turn 5"):
        await asyncio.sleep(0)

    assert task.get_name() == name
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL


async def test_a_message_that_holds_the_loop_is_parked_and_its_sender_told(
    sqlite_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = sqlite_town
    maria, ivan = town.person(id=5), town.person(id=6)
    dispatch = dispatcher.dispatch

    async def poisoned(books: object, update: IncomingMessage, **more: object) -> None:
        if update.text == "яд":
            compute()
        await dispatch(books, update, **more)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(dispatcher, "dispatch", poisoned)
    await town.inbox.hear([heard(town, "1", chat=maria.id, text="яд"), heard(town, "2", chat=ivan.id)])
    with watching(**SECONDS):
        await town.drain()

    assert await states(town) == ["parked", "done"]
    assert maria.reads == shared.APOLOGY
    assert ivan.reads == menu.MENU


async def test_a_job_that_holds_the_loop_has_failed_and_waits(sqlite_town: Town) -> None:
    async def work(*_: object) -> NoReturn:
        compute()
        raise AssertionError("it was not broken off")

    town = sqlite_town
    runner = JobRunner(town.database, town.directory, town.clock, ())
    with watching(**SECONDS):
        await asyncio.sleep(0.02)
        again = await runner.run(Job(name="heavy", every=3600, phase=Phase.ORDERS, work=work))
    async with town.database.reading() as books:
        [run] = await books.runs.last(5)

    assert again <= 300
    assert (run.job, dict(run.facts)) == ("heavy", {"failed": 1})
