"""A person who talks with a script: says, presses, sends. In the second life everything restarts between the turns."""

from __future__ import annotations

import importlib
import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from handlers.texts.turn.dialogue import PHRASES
from talk import engine
from talk.journal import dialogues
from talk.keyboard import fit
from talk.messenger import Limits
from talk.script import scripts
from talk.updates import AccountId, IncomingMessage, PictureId
from tests.talk import plays

if TYPE_CHECKING:
    from talk.prompt import Button, Prompt

NOW: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
"""A Sunday, noon in Moscow."""

LIMITS: Final = {
    "telegram": Limits(text=4096, label=64, columns=8, rows=100, buttons=100, album=10, edits_posts=True),
    "vk": Limits(text=4096, label=40, columns=5, rows=10, buttons=40, album=10, edits_posts=False),
    "playground": Limits(text=20_000, label=64, columns=7, rows=100, buttons=100, album=10, edits_posts=True),
}


@dataclass(slots=True, kw_only=True)
class Person:
    """``heard`` is everything the bot said, ``turn`` only what it said last."""

    limits: Limits
    life: str = "running"
    context: plays.Context = field(default_factory=plays.Context)
    now: datetime = NOW
    heard: list[Prompt] = field(default_factory=list)
    turn: tuple[Prompt, ...] = ()
    dialogue: engine.Dialogue | None = None
    end: str = ""
    talks: int = 0
    events: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def question_context(self) -> engine.QuestionContext:
        return engine.QuestionContext(now=self.now, zone="Europe/Moscow", phrases=PHRASES, limits=self.limits)

    async def begins(self, name: str, *, version: int = 1, **given: object) -> None:
        script = scripts.find(name, version)
        assert script is not None
        self.talks += 1
        self._take(
            await engine.begin(
                script, self.context, turn=self.talks, given=given, question_context=self.question_context
            )
        )

    async def does(self, **facts: Any) -> None:
        assert self.dialogue is not None, "the talk is over"
        heard = IncomingMessage(
            account=AccountId(1), event_id=str(next(self.events)), chat=7, user=7, at=self.now, **facts
        )
        self._live_on()
        self._take(await engine.go_on(self.dialogue, heard, self.context, question_context=self.question_context))

    async def says(self, *texts: str) -> None:
        for text in texts:
            await self.does(text=text)

    async def sends(self, *pictures: int, album: str | None = None) -> None:
        """One event each, as messengers do."""
        for picture in pictures:
            await self.does(pictures=(PictureId(picture),), album=album)

    async def presses(self, *labels: str) -> None:
        """Press the newest button whose label is, or begins with, this."""
        for label in labels:
            await self.does(press=self.button(label).press)

    async def goes_back(self) -> None:
        assert self.dialogue is not None
        self._live_on()
        self._take(await engine.go_back(self.dialogue, self.context, question_context=self.question_context))

    async def looks_again(self) -> None:
        assert self.dialogue is not None
        self._live_on()
        self._take(await engine.show_again(self.dialogue, self.context, question_context=self.question_context))

    def waits(self, time: timedelta) -> None:
        self.now += time

    def button(self, label: str) -> Button:
        every = [button for prompt in reversed(self.heard) for row in prompt.rows for button in row]
        exact = [button for button in every if button.label == label]
        begins = [button for button in every if button.label.lstrip("◀✓ ").startswith(label)]
        assert exact or begins, f"no button «{label}» among {self.labels}"
        return (exact or begins)[0]

    @property
    def reads(self) -> str:
        """Everything that was said in the last turn."""
        return "\n\n".join(prompt.text.plain for prompt in self.turn)

    @property
    def labels(self) -> list[str]:
        return [button.label for prompt in self.turn for row in prompt.rows for button in row]

    def times_heard(self, text: str) -> int:
        return sum(prompt.text.plain.count(text) for prompt in self.heard)

    @property
    def keys(self) -> list[str]:
        """What the journal holds."""
        assert self.dialogue is not None
        return [f"{entry.kind}:{entry.key}" for entry in self.dialogue.entries]

    def answer(self, key: str) -> object:
        """The newest recorded answer under this key."""
        assert self.dialogue is not None
        return next(entry.value for entry in reversed(self.dialogue.entries) if entry.key == key)

    def _live_on(self) -> None:
        if self.life == "restarting":
            importlib.reload(plays)
            assert self.dialogue is not None
            kept = dialogues.dump_json(self.dialogue)
            thawed = dialogues.validate_json(kept)
            assert thawed == self.dialogue
            self.dialogue = thawed

    def _take(self, outcome: engine.Outcome) -> None:
        for prompt in outcome.said:
            assert prompt.text.plain.strip()
            rows = fit(prompt.rows, self.limits)
            pressed = [button.press for row in rows for button in row]
            assert len(set(pressed)) == len(pressed), "two buttons do the same"
        assert (outcome.dialogue is None) == (outcome.end != "asked")
        self.turn = outcome.said
        self.heard += outcome.said
        self.dialogue = outcome.dialogue
        self.end = outcome.end


def twin(person: Person) -> Person:
    """Somebody who is just as far, with a context of their own."""
    return replace(person, context=replace(person.context), heard=[*person.heard], events=itertools.count(1000))
