"""The report of a month or a year: totals, by library, by goal, by month, and the stories with photos (rows 98, 99)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.figures import Line
from handlers.texts.documents import documents as texts
from handlers.texts.figures import FIGURES
from handlers.texts.language import number
from handlers.texts.places import apart
from scheduler.documents.making.charts import MOST_BARS, Bar, chart
from scheduler.documents.making.word import Writing
from scheduler.documents.progress import NOBODY_LOOKS, Progress
from storage.chronicle.chronicle import ChronicleEntry
from storage.chronicle.figures import VISITORS
from storage.plan.figures import AHEAD, CANCELLED, HELD

MOST_PICTURES: Final = 40
MOST_STORIES: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a report is made of."""

    title: str
    lines: Sequence[Line]
    """What every wing counted."""
    now: Mapping[str, int]
    """Figures that are no sums, by name."""
    entries: Sequence[ChronicleEntry]
    pictures: Mapping[int, bytes]
    """Those whose people agreed, by id."""
    by_month: bool


Tally = Counter[str]
"""Figures by name."""
Name = tuple[str, str]
"""What a line is called, and where that is; the place is empty where it says nothing."""
Tallies = dict[Name, Tally]


def report(facts: Facts, progress: Progress = NOBODY_LOOKS) -> bytes:
    writing = Writing(facts.title)
    whole = Tally()
    libraries, goals, months = _tallied(facts, whole)
    writing.heading(texts.TOTALS)
    writing.table(texts.FIGURES_HEAD, _totals(facts, whole))
    if not facts.lines:
        writing.text(texts.NOTHING)
    for title, counted in (
        (texts.BY_MONTH, [((texts.month_label(one), ""), tally) for one, tally in sorted(months.items())]),
        (texts.BY_LIBRARY, sorted(libraries, key=_greatest_first)),
        (texts.BY_GOAL, sorted(goals.items(), key=_greatest_first)),
    ):
        if counted and (title != texts.BY_MONTH or facts.by_month):
            writing.heading(title)
            _charts(writing, title, counted)
            heads = ("", *(spot.label for spot, _ in FIGURES.columns()))
            writing.table(heads, [_row(name, tally) for name, tally in counted])
    _stories(writing, facts, progress)
    return writing.bytes()


def _tallied(facts: Facts, whole: Tally) -> tuple[list[tuple[Name, Tally]], Tallies, dict[date, Tally]]:
    """By library, by goal, by month. What serves no goal that is known stands apart."""
    by_id: dict[int, Tally] = defaultdict(Counter)
    names: dict[int, Name] = {}
    goals: Tallies = defaultdict(Counter)
    months: dict[date, Tally] = defaultdict(Counter)
    for line in facts.lines:
        names[line.library] = (line.title, apart(line.district, line.region, line.settlement))
        served = tuple(texts.goal_label(goal) for goal in line.goals) or (texts.NO_GOAL,)
        of_goals = [goals[goal, ""] for goal in served]
        for tally in (whole, by_id[line.library], months[line.day.replace(day=1)], *of_goals):
            tally.update(line.amounts)
    return [(names[one], tally) for one, tally in by_id.items()], goals, months


def _greatest_first(pair: tuple[Name, Tally]) -> tuple[int, Name]:
    """By the first column."""
    _, figure = FIGURES.columns()[0]
    return -pair[1][figure.name], pair[0]


def _charts(writing: Writing, title: str, counted: Sequence[tuple[Name, Tally]]) -> None:
    """What was planned and what became of it; then who came. Nothing is drawn of nothing."""
    shown = counted[:MOST_BARS]
    plan = [Bar(label=n[0], place=n[1], parts=(one[HELD], one[AHEAD], one[CANCELLED])) for n, one in shown]
    came = [Bar(label=n[0], place=n[1], parts=(one[VISITORS],)) for n, one in shown]
    for name, legend, bars in (
        (texts.CHART_PLAN, texts.PLAN_LEGEND, plan),
        (texts.CHART_CAME, texts.CAME_LEGEND, came),
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
    return [(spot.label, number(facts.now.get(one.name, whole[one.name]))) for spot, one in FIGURES.totals()]


def _row(name: Name, tally: Tally) -> tuple[str, ...]:
    label = ", ".join(part for part in name if part)
    return (label, *(number(tally[one.name]) for _, one in FIGURES.columns()))


def _stories(writing: Writing, facts: Facts, progress: Progress) -> None:
    if not facts.entries:
        return
    writing.heading(texts.STORIES)
    told = facts.entries[:MOST_STORIES]
    for done, entry in enumerate(told):
        progress.at(done, len(told))
        writing.heading(entry.title, level=2)
        writing.text(texts.story_line(entry))
        writing.text(entry.text)
        for shown in entry.pictures:
            if shown.agreed and shown.picture_id in facts.pictures:
                writing.picture(facts.pictures[shown.picture_id], shown.alt)
    if len(facts.entries) > MOST_STORIES:
        writing.text(texts.MORE_STORIES)
