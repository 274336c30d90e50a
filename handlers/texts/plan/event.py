"""An event in words: its card, its line in a list, its post in the groups, and what has changed in it.

The parts are worded in ``event_facts``, the differences in ``event_changes``; other files take all of them from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.event import State
from handlers.texts.language import ALWAYS_YEAR
from handlers.texts.plan import facts
from handlers.texts.plan.event_changes import change_notice, changes_words, facts_of, moved_words, worth_telling
from handlers.texts.plan.event_facts import (
    COME,
    HIDDEN_MARK,
    KINDS,
    MARKS,
    ON_NOW,
    ON_NOW_MARK,
    OPEN,
    SHARE,
    age_words,
    host_apart,
    host_words,
    is_on,
    month_tag,
    place_words,
    poster_alt,
    short_when,
    span_words,
    state_words,
    when_words,
)
from handlers.texts.plan.event_picture import card_of
from handlers.texts.repeats import repeats_words
from handlers.texts.sections import hashtags
from storage.plan.events import Event
from talk.prompt import Button, Post, Section, ShownPicture
from talk.rich import Rich, Say, bold, italic, join, leading, lines, paragraphs, rich, timed
from talk.updates import PictureId

__all__ = [
    "ALWAYS_YEAR",
    "KINDS",
    "SHARE",
    "age_words",
    "change_notice",
    "changes_words",
    "event_card",
    "event_line",
    "event_post",
    "facts_of",
    "host_apart",
    "host_named",
    "host_words",
    "month_tag",
    "moved_words",
    "numbered",
    "place_words",
    "poster_alt",
    "repeats_words",
    "short_when",
    "span_words",
    "state_words",
    "when_words",
    "worth_telling",
]


def _facts_lines(event: Event, co_hosts: Sequence[str], when: Say) -> Rich:
    together = f"Соорганизаторы: {'; '.join(co_hosts)}" if co_hosts else None
    details = [
        bold("Когда: ") + when,
        place_words(event),
        f"Проводит: {host_words(event.host)}",
        together,
        *(words.line(event) for words in facts.ON_CARD),
    ]
    return lines(*details)


def event_card(event: Event, co_hosts: Sequence[str] = (), *, zone: str | None = None, now: datetime) -> Rich:
    """Everything about an event for one reader. ``zone`` is theirs, None while it is not known."""
    today = now.astimezone(ZoneInfo(zone or event.zone)).date()
    return paragraphs(
        bold(event.title),
        bold(ON_NOW) if is_on(event, now) else state_words(event),
        _facts_lines(event, co_hosts, when_words(event, zone=zone, today=today)),
        event.description,
        facts.TAGS.line(event),
    )


def event_post(
    event: Event, co_hosts: Sequence[str] = (), *, hashtag: str | None = None, emblem: int | None = None
) -> Post:
    """The announcement in «Планы», with a drawn card where nobody gave a picture.

    It says the same whenever it is made, so that only real changes revise it.
    """
    coming = event.state is State.ANNOUNCED
    button = Button(label=COME if coming else OPEN, invite=f"go_{event.id}" if coming else f"e_{event.id}")
    words = when_words(event, today=ALWAYS_YEAR)
    poster: tuple[ShownPicture, ...] = ()
    if event.poster_id is not None:
        poster = (ShownPicture(id=PictureId(event.poster_id), alt=poster_alt(event)),)
    return Post(
        section=Section.PLANS,
        text=paragraphs(
            bold(event.title),
            state_words(event),
            _facts_lines(event, co_hosts, timed(words, event.starts_at) if event.starts_at else words),
            event.description,
            facts.TAGS.line(event),
        ),
        hashtags=(*hashtags(Section.PLANS, hashtag), month_tag(event.day)),
        rows=((button,), (Button(label=SHARE, share=f"e_{event.id}"),)) if coming else ((button,),),
        pictures=poster,
        card=None if poster else card_of(event, emblem),
    )


def host_named(event: Event) -> str:
    """What has changed, where the host is called otherwise."""
    return f"Проводит: {host_words(event.host)}."


def event_line(event: Event, *, zone: str | None = None, now: datetime | None = None, leads: bool = False) -> Rich:
    """One line of a list: when, what, where from, and what became of it. ``now`` lets this year's year go.

    ``leads``: its name is a way to its card.
    """
    today = now.astimezone(ZoneInfo(zone or event.zone)).date() if now else ALWAYS_YEAR
    mark = HIDDEN_MARK if event.hidden else MARKS[event.state]
    if not mark and now is not None and is_on(event, now):
        mark = ON_NOW_MARK
    return join(
        "",
        (
            f"{short_when(event, zone=zone, today=today)}: ",
            leading(bold(event.title), f"e_{event.id}") if leads else bold(event.title),
            f" ({host_apart(event.host)})",
            italic(f" — {mark}") if mark else "",
        ),
    )


def numbered(events: Sequence[Event], first: int, *, zone: str | None = None, now: datetime) -> list[Rich]:
    """Lines with numbers, which their buttons bear."""
    return [rich(f"{number}. ") + event_line(one, zone=zone, now=now) for number, one in enumerate(events, first)]
