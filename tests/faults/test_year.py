"""A year in a minute: the real planner, rules, outbox, delivery and inbox in a world whose every chance has one seed.

What is simulated and what is promised: docs/reliability.md. A seed that breaks a promise prints itself; play it again:

    TEZKI_YEAR=1234 pytest tests/faults/test_year.py -k plays_again

The short form plays ten seeds; ``TEZKI_SOAK=1`` a thousand, ``TEZKI_YEARS=300`` as many as that, from
``TEZKI_YEARS_FROM`` on. Only SQLite: a PostgreSQL server is a process with a clock and a chance of its own, and no loop
of ours can make it do the same twice; what is asked of it is asked by the kills (``test_kills.py``).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Final

import pytest

from tests.faults.conftest import YEARS as FIGURES
from tests.faults.year import oracle
from tests.faults.year.disk import Disk
from tests.faults.year.facts import IMPOSTOR, History
from tests.faults.year.network import Call
from tests.faults.year.oracle import judge
from tests.faults.year.record import Notice, Record
from tests.faults.year.run import Year, run
from tests.soak import SOAK

YEARS: Final = int(os.environ.get("TEZKI_YEARS", "1000" if SOAK else "10"))
FROM: Final = int(os.environ.get("TEZKI_YEARS_FROM", "1"))
AT_ONCE: Final = 10
"""Seeds of one test."""
AGAIN: Final = os.environ.get("TEZKI_YEAR")
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture(scope="module")
def disk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """One for all seeds: what was compiled for one is there for the next."""
    return Disk(tmp_path_factory.mktemp("year"), sqlite_template)


# The seeds.


@pytest.mark.timeout(0 if SOAK else 900)  # a minute of a processor that ten others may want as well
@pytest.mark.parametrize("first", range(FROM, FROM + YEARS, AT_ONCE))
def test_every_year_keeps_what_is_promised(
    first: int, disk: Disk, record_property: Callable[[str, object], None]
) -> None:
    seeds = range(first, min(first + AT_ONCE, FROM + YEARS))
    broken: list[str] = []
    began = time.process_time()
    notices = crashes = stops = 0
    for seed in seeds:
        year = run(seed, disk)
        notices += sum(notice.kind != "answer" for notice in year.record.notices if notice.call.arrived)
        crashes += year.world.crashes
        stops += len(year.story.stops)
        broken += [f"TEZKI_YEAR={seed}: {promise}" for promise in judge(year.record)]
    record_property(FIGURES, (len(seeds), notices, crashes, stops, len(broken), round(time.process_time() - began, 1)))
    assert not broken, "\n".join(broken)


@pytest.mark.skipif(AGAIN is None, reason="TEZKI_YEAR names the seed that is to be played again")
def test_a_seed_plays_again(disk: Disk) -> None:
    year = run(int(AGAIN or 0), disk)
    assert judge(year.record) == []


@pytest.mark.timeout(900)  # three years, 15 seconds of a processor that ten others may want as well
def test_the_same_seed_is_the_same_year_to_the_last_call(disk: Disk) -> None:
    """Also in another process, which hashes words otherwise."""
    once, again = (journal(run(SAME, disk)) for _ in range(2))
    assert len(once.splitlines()) > 20
    assert once == again
    other = subprocess.run(
        [sys.executable, "-c", OTHERWISE, str(disk.path.with_name("other")), str(disk.template), str(SAME)],
        env={**os.environ, "PYTHONHASHSEED": "4242", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=True,
        text=True,
    )
    assert other.stdout.strip() == hashlib.sha256(once.encode()).hexdigest()


SAME: Final = 8
OTHERWISE: Final = """
import hashlib, pathlib, sys
from tests.faults.test_year import journal
from tests.faults.year.disk import Disk
from tests.faults.year.run import run
folder = pathlib.Path(sys.argv[1])
folder.mkdir()
year = run(int(sys.argv[3]), Disk(folder, pathlib.Path(sys.argv[2])))
print(hashlib.sha256(journal(year).encode()).hexdigest())
"""


def journal(year: Year) -> str:
    """Everything that left, and what stood in the way."""
    left = [
        f"{call.at:%d.%m %H:%M:%S.%f} {call.kind} {call.chat} row {call.key} {call.fate}: {call.text[:60]!r}"
        for call in year.network.calls
    ]
    hindered = [
        f"{one.begins:%d.%m %H:%M:%S.%f} {one.what} until {one.ends:%d.%m %H:%M}" for one in year.world.troubles
    ]
    return "\n".join(left + hindered)


# Each promise can be seen to be broken: the record of one quiet year, with one thing in it that did not happen so.


@pytest.fixture(scope="module")
def quiet(disk: Disk) -> Record:
    """A year in which all was well."""
    record = run(QUIET, disk, troubles=False).record
    assert judge(record) == []
    assert sum(notice.kind == "reminder" for notice in record.notices) > 5
    return record


QUIET: Final = 25


def reminder(record: Record, *, kind: str = "telegram") -> Notice:
    """One that came alone, long before the beginning."""
    return next(
        notice
        for notice in record.notices
        if notice.kind == "reminder" and notice.call.kind == kind and len(notice.events) == 1 and notice.call.answered
        if (notice.call.account, notice.call.chat) not in record.apart
    )


def person_of(record: Record, call: Call) -> int:
    return next(one.id for one in record.people.values() if (one.account, one.chat) == (call.account, call.chat))


def with_calls(record: Record, calls: Sequence[Call]) -> Record:
    return replace(record, calls=sorted(calls, key=lambda call: call.at))


def later(call: Call, by: timedelta, **facts: object) -> Call:
    assert call.arrived is not None
    moved = {"at": call.at + by, "clock": call.clock + by, "arrived": call.arrived + by}
    return replace(call, **{**moved, **facts})  # type: ignore[arg-type]  # fields of a call


def breaks(record: Record, promise: Callable[..., object]) -> bool:
    return any(broken.startswith(f"{promise.__name__}:") for broken in judge(record))


def test_what_does_not_come_is_missed(quiet: Record) -> None:
    missing = [
        notice
        for notice in quiet.notices
        if notice.kind == "reminder"
        and breaks(
            with_calls(quiet, [call for call in quiet.calls if call is not notice.call]), oracle.nothing_is_missing
        )
    ]
    assert missing


def test_what_comes_twice_is_seen(quiet: Record) -> None:
    for kind in ("telegram", "vk"):
        call = reminder(quiet, kind=kind).call
        assert breaks(with_calls(quiet, [*quiet.calls, later(call, SECOND)]), oracle.nothing_comes_twice)
        other = later(call, SECOND, key=10**6)
        assert breaks(with_calls(quiet, [*quiet.calls, other]), oracle.each_reminder_is_one)


def test_what_an_impostor_does_is_seen(quiet: Record) -> None:
    moments = quiet.history.moments
    assert any(one.title == IMPOSTOR for one in moments[-1].facts.events.values()), "nobody has tried"
    silent = [replace(one, facts=replace(one.facts, speaking=frozenset())) for one in moments]
    assert breaks(replace(quiet, history=History(silent)), oracle.a_claim_rings_nobody)
    call = reminder(quiet).call
    rest = [one for one in quiet.calls if one is not call]
    rung = with_calls(quiet, [*rest, replace(call, text=f"{call.text} {IMPOSTOR}")])
    assert breaks(rung, oracle.a_claim_rings_nobody)


def test_who_is_erased_and_written_to_or_still_known_is_seen(quiet: Record) -> None:
    place = next(iter(quiet.leaving))
    left = {**dict(zip(("account", "chat"), place, strict=True)), "at": quiet.ends, "arrived": quiet.ends}
    late = replace(reminder(quiet).call, key=10**6, **left)  # type: ignore[arg-type]  # fields of a call
    assert breaks(with_calls(quiet, [*quiet.calls, late]), oracle.who_goes_is_gone)
    silent = [call for call in quiet.calls if not call.text.startswith(oracle.ACT)]
    assert breaks(with_calls(quiet, silent), oracle.who_goes_is_gone)
    again = frozenset({(10**6, *place)})
    known = [replace(one, facts=replace(one.facts, addresses=again)) for one in quiet.history.moments]
    assert breaks(replace(quiet, history=History(known)), oracle.who_goes_is_gone)
    assert breaks(replace(quiet, remains=["outbox.action still has it"]), oracle.who_goes_is_gone)


def test_what_comes_to_both_addresses_of_one_person_is_seen(quiet: Record) -> None:
    def both(call: Call) -> list[tuple[int, int]]:
        known = quiet.history.at(call.at - MINUTE).addresses
        owner = next((person for person, *place in known if tuple(place) == (call.account, call.chat)), None)
        return [(account, chat) for person, account, chat in known if person == owner]

    call, places = next(
        (notice.call, both(notice.call))
        for notice in quiet.notices
        if notice.kind == "reminder" and notice.call.arrived and len(both(notice.call)) > 1
    )
    account, chat = next(place for place in places if place != (call.account, call.chat))
    doubled = later(call, SECOND, account=account, chat=chat, key=10**6)
    assert breaks(with_calls(quiet, [*quiet.calls, doubled]), oracle.who_is_one_hears_it_once)


def test_what_comes_too_early_is_seen(quiet: Record) -> None:
    call = reminder(quiet).call
    rest = [one for one in quiet.calls if one is not call]
    assert breaks(with_calls(quiet, [*rest, later(call, -10 * MINUTE)]), oracle.each_reminder_is_one)


def test_what_comes_after_the_beginning_is_seen(quiet: Record) -> None:
    notice = reminder(quiet)
    starts = quiet.history.at(notice.call.at).events[notice.events[0]].starts
    assert starts is not None
    rest = [one for one in quiet.calls if one is not notice.call]
    too_late = later(notice.call, starts - notice.call.at + SECOND)
    assert breaks(with_calls(quiet, [*rest, too_late]), oracle.nothing_comes_too_late)


def test_what_was_not_wished_for_is_seen(quiet: Record) -> None:
    notice = reminder(quiet)
    person = person_of(quiet, notice.call)
    moments = [
        replace(
            moment,
            facts=replace(
                moment.facts,
                subscriptions=frozenset(one for one in moment.facts.subscriptions if one[0] != person),
            ),
        )
        for moment in quiet.history.moments
    ]
    doctored = replace(quiet, history=replace(quiet.history, moments=moments))
    assert breaks(doctored, oracle.only_who_wants_it_gets_it)
    assert breaks(doctored, oracle.what_was_wished_is_so)


@pytest.mark.parametrize("what", ["cancelled", "moved"])
def test_what_does_not_take_place_so_is_seen(quiet: Record, what: str) -> None:
    notice = reminder(quiet)
    number = notice.events[0]

    def doctored(event: object) -> object:
        if what == "cancelled":
            return replace(event, state="cancelled")  # type: ignore[type-var]  # an occasion
        return replace(event, starts=event.starts + timedelta(minutes=17))  # type: ignore[type-var,attr-defined]

    moments = [
        replace(
            moment,
            facts=replace(
                moment.facts,
                events={
                    key: doctored(event) if key == number else event  # type: ignore[misc]  # an occasion
                    for key, event in moment.facts.events.items()
                },
            ),
        )
        for moment in quiet.history.moments
    ]
    doctored_record = replace(quiet, history=replace(quiet.history, moments=moments))
    assert breaks(doctored_record, oracle.only_what_takes_place_is_announced)


def test_what_rings_at_night_is_seen(quiet: Record) -> None:
    for notice in quiet.notices:
        if notice.kind != "reminder" or not notice.call.arrived:
            continue
        rest = [one for one in quiet.calls if one is not notice.call]
        if any(
            breaks(with_calls(quiet, [*rest, later(notice.call, hours * HOUR)]), oracle.quiet_hours_are_quiet)
            for hours in range(-12, 12, 2)
        ):
            return
    pytest.fail("nothing rang at night")


def test_an_order_that_is_not_kept_is_seen(quiet: Record) -> None:
    wish = next(wish for wish in quiet.wishes if len(wish.probes) > 1)
    first = next(call for call in quiet.calls if f"/{wish.probes[0]} " in call.text)
    rest = [one for one in quiet.calls if one is not first]
    assert breaks(with_calls(quiet, [*rest, later(first, 300 * DAY)]), oracle.answers_keep_their_order)
    assert breaks(with_calls(quiet, rest), oracle.answers_keep_their_order)


def test_what_is_given_up_and_what_is_broken_is_seen(quiet: Record) -> None:
    assert breaks(replace(quiet, given_up=["row 1 is parked"]), oracle.nothing_is_given_up)
    assert breaks(replace(quiet, bugs=["job_failed"]), oracle.nothing_is_broken)
    assert breaks(replace(quiet, integrity="row 3 missing from index"), oracle.nothing_is_broken)


def test_a_change_that_nobody_hears_of_or_hears_twice_is_seen(quiet: Record) -> None:
    told = [notice.call for notice in quiet.notices if notice.kind == "change" and notice.call.arrived]
    rest = [call for call in quiet.calls if call not in told]
    assert breaks(with_calls(quiet, rest), oracle.the_changed_is_told)
    one = next(call for call in told if (call.account, call.chat) not in quiet.apart)
    more = [later(one, count * MINUTE, key=10**6 + count) for count in range(1, 4)]
    assert breaks(with_calls(quiet, [*quiet.calls, *more]), oracle.changes_are_told_once)


def test_a_second_digest_is_seen(quiet: Record) -> None:
    call = next(call for call in quiet.calls if (call.account, call.chat) not in quiet.apart)
    digests = [
        replace(
            call, key=10**6 + count, text="Ваша неделя в библиотеках", arrived=call.at, clock=call.clock + count * HOUR
        )
        for count in range(2)
    ]
    assert breaks(with_calls(quiet, [*quiet.calls, *digests]), oracle.digests_come_once_a_week)


# The arithmetic of clocks, by hand.


def test_the_oracle_knows_the_clocks_of_berlin(quiet: Record) -> None:
    sleeper = next(iter(quiet.people.values()))
    sleeper = replace(sleeper, zone="Europe/Berlin", quiet=(clock(22), clock(8)))
    spring = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # half past one; the clock skips an hour that night
    assert oracle.ring(spring, sleeper, spring + DAY) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    autumn = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # half past two, for the first time
    assert oracle.ring(autumn, sleeper, autumn + DAY) == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
    assert oracle.ring(autumn, sleeper, autumn + HOUR) == datetime(2026, 10, 24, 19, 59, tzinfo=UTC)
