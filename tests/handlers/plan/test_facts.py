"""An event's facts stand in one table: what is in it is asked, worded and carried everywhere."""

from __future__ import annotations

from dataclasses import fields, replace

from domain.event import CHANGE_OF, PICTURED, SAID, Said, SaidFacts, said_of
from handlers.plan.talks import facts as questions
from handlers.texts.plan import facts as words
from handlers.texts.plan.replanning import CHANGEABLE
from storage.tables import event_tags, events

ASKED_APART = {"title", "place", "link", "poster_id", "poster_alt"}
"""Questions of their own: see handlers/plan/talks/add.py."""
WORDED_APART = {"title", "poster_alt"}
"""The head of the event, and the caption of its picture."""


def test_every_fact_has_all_that_belongs_to_it() -> None:
    columns = {column.name for column in events.columns} | ({"tags"} if "tag" in event_tags.columns else set())
    lacks = {
        name: [
            what
            for what, has in {
                "a key in SaidFacts": set(SaidFacts.__annotations__),
                "a column": columns,
                "what its change is called (CHANGE_OF)": CHANGE_OF.keys() | PICTURED,
                "words": {one.name for one in words.IN_REVIEW} | WORDED_APART,
                "a question": {one.name for one in questions.QUESTIONS} | ASKED_APART,
                "a way to change it": CHANGEABLE.keys() | {"poster_id", "poster_alt"},
            }.items()
            if name not in has
        ]
        for name in SAID
    }
    assert {name: missing for name, missing in lacks.items() if missing} == {}


def test_a_copy_says_all_that_was_said() -> None:
    said = Said(
        title="Вечер памяти",
        place="Клуб",
        link="https://example.org",
        audience="дети",
        age=6,
        tags=("culture",),
        description="Приходите",
        poster_id=3,
        poster_alt="Ёлка",
        registration=True,
        repeats="FREQ=YEARLY",
    )
    told = said_of(said)
    assert replace(said, **{**told, "kind": said.kind}) == said  # type: ignore[arg-type]  # the same facts
    assert all(getattr(said, one.name) != one.default for one in fields(Said) if one.name not in ("title", "kind"))
