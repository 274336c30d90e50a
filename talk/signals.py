"""How a step stops its script. Private to the engine.

Signal
├── Asked    a question without an answer was reached
├── Left     the script broke off with a last word
├── Misfit   the journal has something else at this place than the script wants
├── GoBack   Back was meant, and the pending question has no steps inside
└── Correct  an answer is to be given anew, from a review
"""

from __future__ import annotations

from pydantic import JsonValue

from talk.question import Question
from talk.rich import Say, rich


class Signal(BaseException):
    """How a step stops its script. Private to the engine; not an Exception, so that no script catches it."""


class Asked(Signal):
    """A question without an answer was reached."""

    def __init__(
        self,
        question: Question,
        draft: JsonValue,
        *,
        notes: tuple[Say, ...] = (),
        quiet: bool = False,
        refused: bool = False,
    ) -> None:
        super().__init__(question.key)
        self.question = question
        self.draft = draft
        self.notes = notes
        self.quiet = quiet
        self.refused = refused


class Left(Signal):
    """The script broke off with a last word."""

    def __init__(self, text: Say) -> None:
        super().__init__()
        self.text = rich(text)


class Misfit(Signal):
    """The journal has something else at this place than the script wants."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class GoBack(Signal):
    """Back was meant, and the pending question has no steps inside."""


class Correct(Signal):
    """The answer at this place of the journal is to be given anew."""

    def __init__(self, review: str, place: int) -> None:
        super().__init__(review, place)
        self.review = review
        self.place = place
