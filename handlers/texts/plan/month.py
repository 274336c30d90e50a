"""The plan of joint work in words: a month for the groups, years and months for whoever asks (rows 22 and 26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from domain.event import State
from handlers.texts.language import capital, counted, month, quoted
from handlers.texts.plan.event import event_line, month_tag
from handlers.texts.sections import hashtags
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.paging import page_line
from storage.plan.events import Event
from talk.prompt import Button, Post, Section
from talk.rich import Rich, bold, lines, paragraphs

ABOUT = "План совместной работы"
IN_MENU = "План"
SPOKEN = ("план",)

WORDS: Final = (
    Meant(
        label="План",
        said=("план; план работы; общий план; план совместной работы; план на месяц; планы библиотек"),
    ),
)

UPDATED = "План обновился."
PASSED = "Отметили в плане, что уже прошло."
OPEN_PLAN = "Открыть план"
OPEN_AFISHA = "Открыть афишу"
NOTHING_COMING = "Впереди пока ничего не объявлено."
EMPTY_MONTH = "На этот месяц пока ничего не запланировано."
EMPTY_PLAN = "В плане пока ничего нет. Любая библиотека-партнёр может добавить событие: это займёт минуту."
ZONES_NOTE = (
    "Время местное: по часам библиотеки, которая проводит событие. Если это не московское время, город указан рядом."
)
ADD = "Добавить событие"
TO_YEAR = "К плану года"


def month_title(settlement: str, when: date) -> Rich:
    return bold(f"План совместной работы на {month(when)} года. Библиотеки-тёзки {quoted(settlement)}")


def month_post(
    alliance_id: int,
    settlement: str,
    when: date,
    events: Sequence[Event],
    *,
    hashtag: str | None = None,
    over: bool = False,
) -> Post:
    """All public items of the month; what has no day yet comes last. ``over``: it need not be pinned any more."""
    dated = [event_line(event, leads=True) for event in events if event.starts_at is not None]
    undated = [event_line(event, leads=True) for event in events if event.starts_at is None]
    return Post(
        section=Section.PLANS,
        text=paragraphs(
            month_title(settlement, when),
            lines(*(Rich() + "– " + one for one in dated)),
            lines(*(Rich() + "– " + one for one in undated)),
            ZONES_NOTE if dated else None,
            None if events else EMPTY_MONTH,
        ),
        hashtags=(*hashtags(Section.PLANS, hashtag), month_tag(when)),
        rows=((Button(label=OPEN_PLAN, invite=f"plan_{alliance_id}_{when:%Y-%m}"),),),
        pinned=not over,
    )


def coming_post(
    alliance_id: int, settlement: str, events: Sequence[Event], *, more: int, plan: bool, now: datetime
) -> Post:
    """The answer to somebody who asks in a group: what comes next, and where to look for the rest."""
    invite = f"plan_{alliance_id}" if plan else f"afisha_{alliance_id}"
    coming = [Rich() + "– " + event_line(event, now=now, leads=True) for event in events]
    return Post(
        section=Section.PLANS,
        text=paragraphs(
            bold(f"Ближайшее. Библиотеки-тёзки {quoted(settlement)}"),
            lines(*coming) if coming else NOTHING_COMING,
            f"И ещё {items(more)}." if more > 0 else None,
        ),
        rows=((Button(label=OPEN_PLAN if plan else OPEN_AFISHA, invite=invite),),),
    )


def items(count: int) -> str:
    return counted(count, "событие", "события", "событий")


def figures(counts: Mapping[State, int]) -> Rich:
    """Plan and fact (row 26): «Всего 34 события: проведено 20, впереди 12, отменено 2. Выполнено 59 %»."""
    done = counts.get(State.HELD, 0) + counts.get(State.CHRONICLED, 0)
    ahead, cancelled = counts.get(State.ANNOUNCED, 0), counts.get(State.CANCELLED, 0)
    total = done + ahead + cancelled
    parts = [f"проведено {done}", f"впереди {ahead}"] + ([f"отменено {cancelled}"] if cancelled else [])
    chronicled = counts.get(State.CHRONICLED, 0)
    return lines(
        f"В плане {items(total)}: {', '.join(parts)}.",
        f"План выполнен на {round(100 * done / total)}\u00a0%." if done else None,
        f"В хронике рассказано о {chronicled} из {done}." if done else None,
    )


def year_page(settlement: str, year: int, months: Mapping[date, Mapping[State, int]]) -> Rich:
    """The months of a year with their counts, and the figures of the year."""
    every: dict[State, int] = {}
    for counts in months.values():
        for state, count in counts.items():
            every[state] = every.get(state, 0) + count
    told = [
        f"– {capital(month(when).split(' ')[0])}: {items(sum(counts.values()))}{_done_of(counts)}"
        for when, counts in sorted(months.items())
    ]
    return paragraphs(
        bold(f"План {year} года. Библиотеки-тёзки {quoted(settlement)}"),
        lines(*told) if told else f"На {year} год пока ничего не запланировано.",
        figures(every) if told else None,
        "Выберите месяц." if told else None,
    )


def _done_of(counts: Mapping[State, int]) -> str:
    done = counts.get(State.HELD, 0) + counts.get(State.CHRONICLED, 0)
    return f", проведено {done}" if done else ""


def month_page(
    settlement: str, when: date, lines_: Sequence[Rich], counts: Mapping[State, int], *, page: int, pages: int
) -> Rich:
    """One page of a month's items; ``lines_`` are numbered."""
    return paragraphs(
        month_title(settlement, when),
        lines(*lines_) if lines_ else EMPTY_MONTH,
        figures(counts) if lines_ else None,
        "Нажмите номер, чтобы узнать подробности." if lines_ else None,
        page_line(page, pages),
    )


def empty(settlement: str) -> Rich:
    return paragraphs(bold(f"План совместной работы. Библиотеки-тёзки {quoted(settlement)}"), EMPTY_PLAN)


def month_label(when: date) -> str:
    return capital(month(when).split(" ", maxsplit=1)[0])


def year_label(year: int) -> str:
    return f"{year} год"
