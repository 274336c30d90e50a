"""What is different in an event, in words: for its post in the groups, and for people who knew of it already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from domain.event import CHANGE_OF, SAID, Change, Changed, Facts, State, When, changes
from handlers.texts.language import ALWAYS_YEAR, accusative, quoted
from handlers.texts.plan import facts
from handlers.texts.plan.event_facts import (
    host_words,
    place_words,
    state_words,
    when_words,
)
from storage.plan.events import Event
from talk.rich import Rich, bold, lines, paragraphs

NEW_TIME = "Новое время"
LASTS_OTHERWISE = "Изменилась продолжительность"
CO_HOSTS_CHANGED = "Изменился состав организаторов."

_WORDS: Final = {CHANGE_OF[words.name]: words for words in facts.IN_REVIEW if words.name in CHANGE_OF}


def facts_of(event: Event) -> Facts:
    """The public facts of a stored event, for comparing two versions."""
    when = (
        When(start=event.starts_at, zone=event.zone, end=event.ends_at)
        if event.starts_at is not None
        else When.in_month(event.day)
    )
    said: dict[str, Any] = {name: getattr(event, name) for name in SAID}
    said = {name: None if value == "" else value for name, value in said.items()}
    return Facts(**said, when=when, host=event.library_id, co_hosts=frozenset(event.co_hosts))


def changes_words(before: Event, after: Event) -> Rich:
    """Every difference that people can see, the most important first; empty when there is none."""
    old, new = facts_of(before), facts_of(after)
    told: list[Rich | str] = [_changed(one, before, after) for one in changes(old, new)]
    if (before.poster_id, before.poster_alt) != (after.poster_id, after.poster_alt):
        told.append(facts.POSTER.changed(after))
    if after.state is State.CANCELLED and before.state is not State.CANCELLED:
        told.insert(0, state_words(after) or "")
    return lines(*told)


def _changed(one: Changed, before: Event, after: Event) -> str:
    match one.what:
        case Change.MOVED:
            return moved_words(before, after)
        case Change.RENAMED:
            return f"Новое название: {quoted(after.title)}. Раньше: {quoted(before.title)}."
        case Change.HOST:
            return f"Новый организатор: {host_words(after.host)}."
        case Change.CO_HOSTS:
            return CO_HOSTS_CHANGED
    return _WORDS[one.what].changed(after)


def moved_words(before: Event, after: Event, *, zone: str | None = None, today: date = ALWAYS_YEAR) -> str:
    """«Новое время: …. Было: …»; a year that is not ``today``'s is named."""
    was = when_words(before, zone=zone, today=today)
    now_ = when_words(after, zone=zone, today=today)
    return f"{LASTS_OTHERWISE if only_lasts_otherwise(before, after) else NEW_TIME}: {now_}. Было: {was}."


def only_lasts_otherwise(before: Event, after: Event) -> bool:
    """Whether it begins when it was to begin, and only its end is another: that moves nothing."""
    return before.starts_at is not None and before.starts_at == after.starts_at


def change_notice(before: Event, after: Event, *, zone: str | None = None, today: date = ALWAYS_YEAR) -> Rich:
    """For somebody who knew of it already, by their own clock: what is different, then what stays true."""
    if after.state is State.CANCELLED:
        return paragraphs(
            bold(f"Событие отменено: {after.title}"),
            lines(
                f"Было назначено на {accusative(when_words(before, zone=zone, today=today))}.",
                f"Причина: {after.cancel_reason}" if after.cancel_reason else None,
                f"Организатор: {host_words(after.host)}",
            ),
            "Извините, что так вышло.",
        )
    told = [one for one in changes(facts_of(before), facts_of(after)) if one.worth_telling]
    words = [
        moved_words(before, after, zone=zone, today=today) if one.what is Change.MOVED else _changed(one, before, after)
        for one in told
    ]
    new = {one.what for one in told}
    same = replace(
        after,
        place=None if Change.PLACE in new else after.place,
        link=None if Change.LINK in new else after.link,
    )
    return paragraphs(
        bold(f"Есть изменения: {after.title}"),
        lines(*words),
        lines(
            None if Change.MOVED in new else f"Когда: {when_words(after, zone=zone, today=today)}",
            place_words(same),
            None if Change.HOST in new else f"Проводит: {host_words(after.host)}",
        ),
    )


def worth_telling(before: Event, after: Event) -> bool:
    """Whether those who know of the event must be told of the difference."""
    if after.state is State.CANCELLED:
        return before.state is State.ANNOUNCED
    return any(one.worth_telling for one in changes(facts_of(before), facts_of(after)))
