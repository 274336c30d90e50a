"""How each fact of an event is asked (``domain.event.Said``): the same when it is planned and when it is changed.

Its words are in ``handlers/texts/plan/facts.py``. What is asked in a way of its own (title, time, place, who holds it
together, the poster) is in ``add`` and ``answers``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.event import Kind, Said
from handlers.plan.talks import fields
from handlers.texts.plan import facts as words
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from storage.plan.events import Event
from talk.fields import Field, YesNo
from talk.play import Talk
from talk.rich import Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One fact, asked in one question."""

    words: words.Words
    field: Callable[[bool], Field[Any]]
    """Of whether only a month is known."""
    optional: bool = True
    """It may be skipped; when it is changed, skipping takes the old answer away."""
    keep: Callable[[Any], object] = lambda answer: answer
    """What is kept of the answer."""

    @property
    def name(self) -> str:
        """The field of ``Said``; under this name the answer stands in the journal of a talk."""
        return self.words.name


KIND: Final = Question(words=words.KIND, field=lambda _: fields.kind(), optional=False, keep=Kind)
AUDIENCE: Final = Question(words=words.AUDIENCE, field=lambda _: fields.audience())
AGE: Final = Question(words=words.AGE, field=lambda _: fields.age())
TAGS: Final = Question(words=words.TAGS, field=lambda _: fields.tags(), keep=lambda tags: tuple(sorted(tags or ())))
DESCRIPTION: Final = Question(words=words.DESCRIPTION, field=lambda _: fields.description())
REGISTRATION: Final = Question(
    words=words.REGISTRATION,
    field=lambda _: YesNo(yes=texts.REGISTRATION_YES, no=texts.REGISTRATION_NO),
    optional=False,
)
REPEATS: Final = Question(
    words=words.REPEATS,
    field=lambda month_only: fields.repeats(month_only=month_only),
    optional=False,
    keep=lambda rule: rule or None,
)

BEFORE_POSTER: Final = (AUDIENCE, AGE, TAGS, DESCRIPTION)
"""In the order in which they are asked; the place of a question in a talk that is told already must not change."""
AFTER_POSTER: Final = (REGISTRATION, REPEATS)
QUESTIONS: Final = (KIND, *BEFORE_POSTER, *AFTER_POSTER)


async def ask_all(talk: Talk, said: Said, questions: tuple[Question, ...], *, month_only: bool) -> Said:
    """A part of scripts: the event with all of these answered."""
    for one in questions:
        answer = await talk.ask(
            one.name, one.words.question, one.field(month_only), label=one.words.label, optional=one.optional
        )
        said = replace(said, **{one.name: one.keep(answer)})  # type: ignore[arg-type]  # ``keep`` makes what its field holds
    return said


async def ask_again(talk: Talk, event: Event, what: str) -> Event:
    """A part of scripts: the event with this fact given anew; as it is, where no fact is asked under that name."""
    for one in QUESTIONS:
        if one.name == what:
            asked = _asked_again(event, one)
            answer = await talk.ask(
                f"new-{one.name}",
                asked,
                one.field(event.starts_at is None),
                optional=one.optional,
            )
            event = replace(event, **{one.name: one.keep(answer)})  # type: ignore[arg-type]  # as above
    return event


def _asked_again(event: Event, one: Question) -> Say:
    """A text that is sent anew as a whole stands there to be copied."""
    asked = replanning.question_with_clear(one.words.question) if one.optional else one.words.question
    old = event.description if one is DESCRIPTION else None
    return replanning.with_the_old_text(asked, old) if old else asked
