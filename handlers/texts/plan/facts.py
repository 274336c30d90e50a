"""What is said of each fact of an event (``domain.event.Said``): its label, its question, its value, what changed.

One entry a fact, and below them where each is shown and in which order. When, where from and by whom are worded in
``event_facts``; here is all that a reader may be told besides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from domain.event import Kind, Said
from domain.vocabulary.goals import WORDINGS
from handlers.texts.language import capital
from handlers.texts.plan import planning
from handlers.texts.plan.event_facts import KINDS, WITH_REGISTRATION, age_words
from handlers.texts.repeats import repeats_words

TAGS_CHANGED: Final = "Уточнили, зачем это событие."
DESCRIPTION_CHANGED: Final = "Обновили описание."
POSTER_CHANGED: Final = "Обновили афишу."
REGISTRATION_ON_PAGE: Final = "нужна предварительная запись у библиотеки"

Wording = Callable[[Said], "str | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one fact. What says nothing is None."""

    name: str
    """The field of ``Said``."""
    label: str
    """Before its value, and where one chooses what to change."""
    question: str
    value: Wording = field(repr=False)
    """Alone: the label stands beside it."""
    line: Wording = field(repr=False)
    """On the card, in the post, in a calendar: a line of its own."""
    changed: Callable[[Said], str] = field(repr=False)
    """What people hear who knew of it already; of the new version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPage:
    """A row of the public page: a newcomer's words stand before the value."""

    label: str
    value: Wording = field(repr=False)


def _goals(said: Said) -> str | None:
    return "; ".join(WORDINGS[tag].label for tag in said.tags if tag in WORDINGS) or None


def _kind(said: Said) -> str | None:
    return None if said.kind is Kind.OTHER else KINDS[said.kind]


PLACE: Final = Words(
    name="place",
    label=planning.LABEL_PLACE,
    question=planning.PLACE,
    value=lambda said: said.place,
    line=lambda said: f"Где: {said.place}" if said.place else None,
    changed=lambda said: f"Новое место: {said.place}." if said.place else "Место пока неизвестно.",
)
LINK: Final = Words(
    name="link",
    label=planning.LABEL_LINK,
    question=planning.PLACE_TOO,
    value=lambda said: said.link,
    line=lambda said: said.link,
    changed=lambda said: f"Новая ссылка: {said.link}" if said.link else "Ссылки на онлайн-участие больше нет.",
)
KIND: Final = Words(
    name="kind",
    label=planning.LABEL_KIND,
    question=planning.KIND,
    value=_kind,
    line=_kind,
    changed=lambda said: f"Теперь это {KINDS[said.kind].lower()}.",
)
AUDIENCE: Final = Words(
    name="audience",
    label=planning.LABEL_AUDIENCE,
    question=planning.AUDIENCE,
    value=lambda said: said.audience,
    line=lambda said: f"Для кого: {said.audience}" if said.audience else None,
    changed=lambda said: f"Для кого: {said.audience}." if said.audience else "Приглашаем всех.",
)
AGE: Final = Words(
    name="age",
    label=planning.LABEL_AGE,
    question=planning.AGE,
    value=lambda said: None if said.age is None else age_words(said.age),
    line=lambda said: None if said.age is None else f"Возраст: {age_words(said.age)}",
    changed=lambda said: "Возрастную отметку сняли." if said.age is None else f"Возраст: {age_words(said.age)}.",
)
TAGS: Final = Words(
    name="tags",
    label=planning.LABEL_TAGS,
    question=planning.TAGS,
    value=_goals,
    line=lambda said: f"Зачем: {goals}" if (goals := _goals(said)) else None,
    changed=lambda _: TAGS_CHANGED,
)
DESCRIPTION: Final = Words(
    name="description",
    label=planning.LABEL_DESCRIPTION,
    question=planning.DESCRIPTION,
    value=lambda said: said.description,
    line=lambda said: said.description,
    changed=lambda _: DESCRIPTION_CHANGED,
)
POSTER: Final = Words(
    name="poster_id",
    label=planning.LABEL_POSTER,
    question=planning.POSTER,
    value=lambda said: (said.poster_alt or planning.POSTER_WITHOUT_ALT) if said.poster_id else None,
    line=lambda _: None,
    changed=lambda _: POSTER_CHANGED,
)
REGISTRATION: Final = Words(
    name="registration",
    label=planning.LABEL_REGISTRATION,
    question=planning.REGISTRATION,
    value=lambda said: planning.REGISTRATION_YES.lower() if said.registration else None,
    line=lambda said: WITH_REGISTRATION if said.registration else None,
    changed=lambda said: WITH_REGISTRATION if said.registration else "Записываться заранее больше не нужно.",
)
REPEATS: Final = Words(
    name="repeats",
    label=planning.LABEL_REPEATS,
    question=planning.REPEATS,
    value=lambda said: repeats_words(said.repeats) if said.repeats else None,
    line=lambda said: f"Повторяется: {repeats_words(said.repeats)}" if said.repeats else None,
    changed=lambda said: f"{capital(repeats_words(said.repeats) if said.repeats else 'повторяться больше не будет')}.",
)

IN_REVIEW: Final = (PLACE, LINK, KIND, AUDIENCE, AGE, TAGS, DESCRIPTION, POSTER, REGISTRATION, REPEATS)
"""All of them, where the librarian looks the event over; whom it is held with stands behind ``KIND``."""
ON_CARD: Final = (KIND, AUDIENCE, AGE, REPEATS, REGISTRATION)
"""Lines under when, where and by whom; the description and the goals follow as paragraphs."""
IN_CALENDAR: Final = (AUDIENCE, AGE, REGISTRATION)
ON_PAGE: Final = (
    OnPage(label="Что это", value=_kind),
    OnPage(label="Для кого", value=AUDIENCE.value),
    OnPage(
        label="Запись",
        value=lambda said: REGISTRATION_ON_PAGE if said.registration else None,
    ),
    OnPage(label="Повторяется", value=REPEATS.value),
    OnPage(label="Зачем", value=_goals),
)
