"""The report of a month or a year: totals, by library, by goal, by month, and the stories with photos (rows 98, 99)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from alliance.event import State
from handlers.texts import papers as texts
from handlers.texts.language import number
from scheduler.papers.documents import Writing, bar
from storage.chronicle import ChronicleEntry
from storage.events import Event

MOST_PICTURES: Final = 40
MOST_STORIES: Final = 300
DONE: Final = (State.HELD, State.CHRONICLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a report is made of."""

    title: str
    events: Sequence[Event]
    entries: Sequence[ChronicleEntry]
    partners: int
    pictures: Mapping[int, bytes]
    """Those whose people agreed, by id."""
    by_month: bool


@dataclass(slots=True)
class Tally:
    """Plan and fact of some events."""

    held: int = 0
    cancelled: int = 0
    ahead: int = 0

    @property
    def all(self) -> int:
        return self.held + self.cancelled + self.ahead

    def add(self, event: Event) -> None:
        if event.state in DONE:
            self.held += 1
        elif event.state is State.CANCELLED:
            self.cancelled += 1
        else:
            self.ahead += 1


def report(facts: Facts) -> bytes:
    writing = Writing(facts.title)
    whole = Tally()
    libraries: dict[str, Tally] = defaultdict(Tally)
    goals: dict[str, Tally] = defaultdict(Tally)
    months: dict[date, Tally] = defaultdict(Tally)
    for event in facts.events:
        tags = [texts.goal_label(tag) for tag in event.tags] or [texts.NO_GOAL]
        of_goals = [goals[tag] for tag in tags]
        for tally in (whole, libraries[event.host.title], months[event.day.replace(day=1)], *of_goals):
            tally.add(event)
    writing.heading(texts.TOTALS)
    writing.table(texts.FIGURES_HEAD, _totals(facts, whole))
    if not facts.events and not facts.entries:
        writing.text(texts.NOTHING)
    for title, counted in (
        (texts.BY_LIBRARY, sorted(libraries.items())),
        (texts.BY_GOAL, sorted(goals.items())),
        (texts.BY_MONTH, [(texts.month_label(one), tally) for one, tally in sorted(months.items())]),
    ):
        if counted and (title != texts.BY_MONTH or facts.by_month):
            writing.heading(title)
            writing.table(texts.PLAN_FACT_HEAD, _rows(counted))
    _stories(writing, facts)
    return writing.bytes()


def _totals(facts: Facts, whole: Tally) -> list[tuple[str, str]]:
    visitors = sum(entry.visitors or 0 for entry in facts.entries)
    readers = sum(entry.new_readers or 0 for entry in facts.entries)
    figures = (
        (texts.PLANNED, whole.all),
        (texts.HELD, whole.held),
        (texts.CANCELLED, whole.cancelled),
        (texts.AHEAD, whole.ahead),
        (texts.TOLD, len(facts.entries)),
        (texts.VISITORS, visitors),
        (texts.NEW_READERS, readers),
        (texts.PARTNERS, facts.partners),
    )
    return [(label, number(value)) for label, value in figures]


def _rows(counted: Sequence[tuple[str, Tally]]) -> list[tuple[str, ...]]:
    most = max(tally.held for _, tally in counted)
    return [
        (label, *(number(one) for one in (tally.all, tally.held, tally.cancelled, tally.ahead)), bar(tally.held, most))
        for label, tally in counted
    ]


def _stories(writing: Writing, facts: Facts) -> None:
    if not facts.entries:
        return
    writing.heading(texts.STORIES)
    for entry in facts.entries[:MOST_STORIES]:
        writing.heading(entry.title, level=2)
        writing.text(texts.story_line(entry))
        writing.text(entry.text)
        for shown in entry.pictures:
            if shown.agreed and shown.picture_id in facts.pictures:
                writing.picture(facts.pictures[shown.picture_id], shown.alt)
    if len(facts.entries) > MOST_STORIES:
        writing.text(texts.MORE_STORIES)
