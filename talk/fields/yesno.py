"""Yes or no."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields.choice import Option, find
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap, text_of
from talk.fields.text import fold, says


@dataclass(frozen=True, slots=True)
class YesNo(Field[bool]):
    """A yes-or-no question; ``yes`` and ``no`` give the buttons clearer words («Опубликовать», «Не сейчас»)."""

    _: KW_ONLY
    yes: str | None = None
    no: str | None = None

    @property
    def has_a_no(self) -> bool:
        return True

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[bool] | Half:
        del draft
        if answer.code is not None:
            return Taken(answer.code == "1")
        said = self._read(text_of(answer, reading, "option"), reading)
        if said is None:
            raise Refused(reading.phrases.yes_or_no())
        return Taken(said)

    def names(self, typed: str, reading: Reading) -> bool:
        return self._read(typed, reading) is not None

    def _read(self, text: str, reading: Reading) -> bool | None:
        phrases, typed = reading.phrases, fold(text)
        yes, no = self._labels(reading)
        options = [Option(value=True, label=yes), Option(value=False, label=no)]
        if (place := find(options, typed, reading)) is not None:
            return options[place].value
        plainly = says(typed, phrases.polite_words)
        if plainly in phrases.yes_words:
            return True
        return False if plainly in phrases.no_words or plainly in phrases.none_words else None

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        del draft
        yes, no = self._labels(reading)
        taps = (Tap(label=yes, code="1", tone="main"), Tap(label=no, code="0"))
        long = max(len(yes), len(no)) > 16  # noqa: PLR2004 - two such labels do not fit beside each other on a telephone
        return Shown(rows=tuple((tap,) for tap in taps) if long else (taps,))

    def freeze(self, value: bool) -> JsonValue:  # noqa: FBT001 - the value of the field is a bool
        return value

    def thaw(self, frozen: JsonValue) -> bool:
        if not isinstance(frozen, bool):
            raise TypeError("neither yes nor no")
        return frozen

    def words(self, value: bool, reading: Reading) -> str:  # noqa: FBT001 - the value of the field is a bool
        yes, no = self._labels(reading)
        return yes if value else no

    def _labels(self, reading: Reading) -> tuple[str, str]:
        return self.yes or reading.phrases.yes, self.no or reading.phrases.no
