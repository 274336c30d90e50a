"""What an oracle is told of a year: what left, what was true when, what stood in the way, and what people wished."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from tests.faults.year.facts import Facts, History, Moment, Occasion, Resident
    from tests.faults.year.network import Call
    from tests.faults.year.story import Wish
    from tests.faults.year.world import Trouble

Kind = Literal["reminder", "change", "digest", "answer"]
BEGINNINGS: Final[dict[str, Kind]] = {
    "Напоминаю": "reminder",
    "Есть изменения": "change",
    "Событие отменено": "change",
    "Ваша неделя": "digest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One call as the person reads it."""

    call: Call
    kind: Kind
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An event with one start, from one commit to another."""

    event: int
    starts: datetime
    begins: Moment
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Somebody who could not be written to for a while."""

    chat: int
    begins: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Record:
    """One year."""

    calls: Sequence[Call]
    history: History
    troubles: Sequence[Trouble]
    blocks: Sequence[Block]
    wishes: Sequence[Wish]
    given_up: Sequence[str]
    """What was parked or never left, and why."""
    bugs: Sequence[str]
    integrity: str
    ends: datetime
    apart: Collection[tuple[int, int]] = ()
    """Account and chat of those who become one with another, or go."""
    leaving: Mapping[tuple[int, int], datetime] = field(default_factory=dict)
    """Account and chat of who has asked to be erased, and when."""
    remains: Sequence[str] = ()
    """Where the file still has the number of one of these."""

    @cached_property
    def notices(self) -> list[Notice]:
        return [_notice(call, self.history) for call in self.calls]

    @cached_property
    def people(self) -> dict[int, Resident]:
        """All but those who are somebody else, or nobody, in the end."""
        there = self.history.last.people
        return {number: one for number, one in there.items() if (one.account, one.chat) not in self.apart}

    def of(self, person: int, *kinds: Kind) -> Iterator[Notice]:
        """What reached somebody, in order of arrival."""
        one = self.people[person]
        for notice in self.notices:
            call = notice.call
            if call.arrived and (call.account, call.chat) == (one.account, one.chat) and notice.kind in kinds:
                yield notice

    @cached_property
    def versions(self) -> list[Version]:
        """Every event with every start that it had, as long as it was announced with it."""
        found: list[Version] = []
        current: dict[int, tuple[datetime, Moment]] = {}
        for moment in self.history.moments:
            for number, event in moment.facts.events.items():
                starts = event.starts if event.state == "announced" else None
                known = current.get(number)
                if known is not None and known[0] != starts:
                    found.append(Version(event=number, starts=known[0], begins=known[1], ends=moment.at))
                    del current[number]
                if starts is not None and number not in current:
                    current[number] = starts, moment
        rest = [Version(event=one, starts=at, begins=begins, ends=self.ends) for one, (at, begins) in current.items()]
        return found + rest

    def changes(self) -> Iterator[tuple[Moment, Occasion, Occasion]]:
        """Whenever something about an event that was announced became different: when, before, after."""
        for older, newer in zip(self.history.moments, self.history.moments[1:], strict=False):
            for number, after in newer.facts.events.items():
                before = older.facts.events.get(number)
                if before is not None and before.sequence != after.sequence and before.state == "announced":
                    yield newer, before, after

    def hindered(self, begins: datetime, ends: datetime, *but: str) -> bool:
        """Whether anything stood in the way in between."""
        return any(one.begins <= ends and begins <= one.ends for one in self.troubles if one.what not in but)

    def is_blocked(self, person: Resident, begins: datetime, ends: datetime) -> bool:
        return any(one.chat == person.chat and one.begins <= ends and begins <= one.ends for one in self.blocks)

    def lately(self, at: datetime, *, within: timedelta) -> list[Facts]:
        """What was true a moment ago, and since."""
        return list(self.history.between(at - within, at))


def _notice(call: Call, history: History) -> Notice:
    kind: Kind = next((kind for words, kind in BEGINNINGS.items() if call.text.startswith(words)), "answer")
    events = tuple(int(press[5:]) for press in call.presses if re.fullmatch(r"nogo:\d+", press))
    if call.text.startswith("Событие отменено"):
        title = call.text.removeprefix("Событие отменено: ").splitlines()[0]
        known = history.at(call.at).events.values()
        events = tuple(one.id for one in known if one.title == title and one.state == "cancelled")[-1:]
    return Notice(call=call, kind=kind, events=events if kind in ("reminder", "change") else ())
