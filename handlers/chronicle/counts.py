"""How many became readers: more than came is asked back."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Final

from handlers.texts.chronicle import telling as texts
from talk.errors import Refused
from talk.fields import Answer, Half, Number, Reading, Shown, Taken, Tap
from talk.fields.field import text_of
from talk.fields.text import fold

if TYPE_CHECKING:
    from pydantic import JsonValue

SURE: Final = "1"
"""The code of the button that insists."""


@dataclass(frozen=True, slots=True)
class NewReaders(Number):
    """A number that is no greater than ``visitors``, unless somebody insists."""

    _: KW_ONLY
    visitors: int | None = None

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[int] | Half:
        doubted = draft if isinstance(draft, int) else None
        if answer.code is not None:
            if doubted is None:
                raise Refused(reading.phrases.not_a_number(1))
            return Taken(doubted)
        if doubted is not None and fold(text_of(answer, reading, "number")) in reading.phrases.yes_words:
            return Taken(doubted)
        heard = Number.hear(self, answer, None, reading)
        if isinstance(heard, Half) or self.visitors is None or heard.value in (doubted, *range(self.visitors + 1)):
            return heard
        return Half(draft=heard.value, note=texts.more_than_came(heard.value, self.visitors))

    def names(self, typed: str, reading: Reading) -> bool:
        return fold(typed) in reading.phrases.yes_words

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        del reading
        return Shown(rows=((Tap(label=texts.just_so(draft), code=SURE),),)) if isinstance(draft, int) else Shown()
