"""The report of a month or a year: totals, by library, by goal, by month, and the stories with photos (rows 98, 99)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.event import State
from handlers.texts.documents import documents as texts
from handlers.texts.language import number
from handlers.texts.places import apart
from handlers.texts.plan.event import host_apart
from scheduler.documents.making.charts import MOST_BARS, Bar, chart
from scheduler.documents.making.word import Writing
from scheduler.documents.progress import NOBODY_LOOKS, Going
from storage.chronicle.chronicle import ChronicleEntry
from storage.plan.events import Event

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
    """Plan and fact of some events, and what was told of them."""

    held: int = 0
    cancelled: int = 0
    ahead: int = 0
    visitors: int = 0
    new_readers: int = 0

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

    def hear(self, entry: ChronicleEntry) -> None:
        self.visitors += entry.visitors or 0
        self.new_readers += entry.new_readers or 0


Name = tuple[str, str]
"""What a line is called, and where that is; the place is empty where it says nothing."""
Tallies = dict[Name, Tally]


def report(facts: Facts, going: Going = NOBODY_LOOKS) -> bytes:
    writing = Writing(facts.title)
    whole = Tally()
    libraries, goals, months = _tallied(facts, whole)
    writing.heading(texts.TOTALS)
    writing.table(texts.FIGURES_HEAD, _totals(facts, whole))
    if not facts.events and not facts.entries:
        writing.text(texts.NOTHING)
    for title, counted in (
        (texts.BY_MONTH, [((texts.month_label(one), ""), tally) for one, tally in sorted(months.items())]),
        (texts.BY_LIBRARY, sorted(libraries, key=_greatest_first)),
        (texts.BY_GOAL, sorted(goals.items(), key=_greatest_first)),
    ):
        if counted and (title != texts.BY_MONTH or facts.by_month):
            writing.heading(title)
            _charts(writing, title, counted)
            writing.table(texts.BREAKDOWN_HEAD, [_row(name, tally) for name, tally in counted])
    _stories(writing, facts, going)
    return writing.bytes()


def _tallied(facts: Facts, whole: Tally) -> tuple[list[tuple[Name, Tally]], Tallies, dict[date, Tally]]:
    """By library, by goal, by month. A story without an event of the plan serves no goal that is known."""
    by_id: dict[int | None, Tally] = defaultdict(Tally)
    names: dict[int | None, Name] = {}
    goals: Tallies = defaultdict(Tally)
    months: dict[date, Tally] = defaultdict(Tally)
    served: dict[int, tuple[str, ...]] = {}
    for event in facts.events:
        served[event.id] = tuple(texts.goal_label(tag) for tag in event.tags) or (texts.NO_GOAL,)
        names[event.library_id] = (event.host.title, host_apart(event.host))
        of_goals = [goals[tag, ""] for tag in served[event.id]]
        for tally in (whole, by_id[event.library_id], months[event.day.replace(day=1)], *of_goals):
            tally.add(event)
    for entry in facts.entries:
        names[entry.library_id] = (entry.library, apart(entry.district, entry.region, entry.settlement))
        of_goals = [goals[tag, ""] for tag in served.get(entry.event_id or 0, (texts.NO_GOAL,))]
        for tally in (whole, by_id[entry.library_id], months[entry.happened_on.replace(day=1)], *of_goals):
            tally.hear(entry)
    return [(names[one], tally) for one, tally in by_id.items()], goals, months


def _greatest_first(pair: tuple[Name, Tally]) -> tuple[int, Name]:
    return -pair[1].all, pair[0]


def _charts(writing: Writing, title: str, counted: Sequence[tuple[Name, Tally]]) -> None:
    """What was planned and what became of it; then who came. Nothing is drawn of nothing."""
    shown = counted[:MOST_BARS]
    plan = [Bar(label=n[0], place=n[1], parts=(one.held, one.ahead, one.cancelled)) for n, one in shown]
    came = [Bar(label=n[0], place=n[1], parts=(one.visitors,)) for n, one in shown]
    for name, legend, bars in (
        (texts.CHART_PLAN, texts.PLAN_LEGEND, plan),
        (texts.CHART_CAME, (texts.VISITORS,), came),
    ):
        if any(bar.whole for bar in bars):
            told = [
                (", ".join(filter(None, (bar.label, bar.place))), list(zip(legend, bar.parts, strict=True)))
                for bar in bars
            ]
            writing.chart(chart(legend, bars), texts.chart_words(f"{name} {title.lower()}", told))
    if len(counted) > len(shown):
        writing.text(texts.rest_in_table(len(counted) - len(shown)))


def _totals(facts: Facts, whole: Tally) -> list[tuple[str, str]]:
    figures = (
        (texts.PLANNED, whole.all),
        (texts.HELD, whole.held),
        (texts.CANCELLED, whole.cancelled),
        (texts.AHEAD, whole.ahead),
        (texts.TOLD, len(facts.entries)),
        (texts.VISITORS, whole.visitors),
        (texts.NEW_READERS, whole.new_readers),
        (texts.PARTNERS, facts.partners),
    )
    return [(label, number(value)) for label, value in figures]


def _row(name: Name, tally: Tally) -> tuple[str, ...]:
    label = ", ".join(part for part in name if part)
    figures = (tally.all, tally.held, tally.ahead, tally.cancelled, tally.visitors, tally.new_readers)
    return (label, *(number(one) for one in figures))


def _stories(writing: Writing, facts: Facts, going: Going) -> None:
    if not facts.entries:
        return
    writing.heading(texts.STORIES)
    told = facts.entries[:MOST_STORIES]
    for done, entry in enumerate(told):
        going.at(done, len(told))
        writing.heading(entry.title, level=2)
        writing.text(texts.story_line(entry))
        writing.text(entry.text)
        for shown in entry.pictures:
            if shown.agreed and shown.picture_id in facts.pictures:
                writing.picture(facts.pictures[shown.picture_id], shown.alt)
    if len(facts.entries) > MOST_STORIES:
        writing.text(texts.MORE_STORIES)
