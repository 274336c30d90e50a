"""What a script plays on: every step first reads the journal, and goes live where the journal ends (rules 1, 2, 6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal, NoReturn, ParamSpec, TypeVar, overload

from pydantic import JsonValue

from talk import recorded
from talk.errors import Misplayed
from talk.fields.field import Field
from talk.fields.review import ALL_RIGHT, Review
from talk.fields.yesno import YesNo
from talk.hearing import hear, still_fits
from talk.journal import Dialogue, Entry, Kind, steps_back
from talk.prompt import Rows, ShownPicture
from talk.question import Piece, Question, QuestionContext
from talk.reply import Reply
from talk.rich import Rich, Say, rich
from talk.signals import Asked, Correct, Left, Misfit

T = TypeVar("T")
P = ParamSpec("P")


class Talk:
    """What the engine gives to a script: its steps. ``talk.lint`` holds the rules of their use."""

    def __init__(
        self, dialogue: Dialogue, question_context: QuestionContext, reply: Reply | None, *, live: bool = False
    ) -> None:
        self.given: dict[str, Any] = dict(dialogue.given)
        """With what the talk was begun."""
        self.entries = list(dialogue.entries)
        self.correcting = dialogue.correcting
        self.pieces: list[Piece] = []
        self.consumed = False
        """The reply was accepted in this turn."""
        self.did = False
        """A deed was done in this turn."""
        self.answered: Rich | None = None
        """What stands in the place of the question that was answered in this turn."""
        self._dialogue = dialogue
        self._context = question_context
        self._reply = reply
        self._live = live
        self._place = 0
        self._labels: list[tuple[int, str]] = []
        self._busy = False

    # What scripts call.

    @overload
    async def ask(
        self,
        key: str,
        text: Say,
        field: Field[T],
        *,
        label: str | None = None,
        optional: Literal[False] = False,
        suggest: T | None = None,
        present: T | None = None,
        known: T | None = None,
        passed: bool = False,
    ) -> T: ...

    @overload
    async def ask(
        self,
        key: str,
        text: Say,
        field: Field[T],
        *,
        label: str | None = None,
        optional: bool,
        suggest: T | None = None,
        present: T | None = None,
        known: T | None = None,
        passed: bool = False,
    ) -> T | None: ...

    async def ask(
        self,
        key: str,
        text: Say,
        field: Field[T],
        *,
        label: str | None = None,
        optional: bool = False,
        suggest: T | None = None,
        present: T | None = None,
        known: T | None = None,
        passed: bool = False,
    ) -> T | None:
        """Ask and wait; the answer as the field reads it, or None when an optional question was skipped.

        With a ``label`` the answer can be corrected from a review. On a button one may take what is proposed
        (``suggest``) or leave what holds already (``present``; in a correction the old answer). What was said before
        anybody asked (``known``) is taken for the answer without asking, as long as it fits; it can be corrected, and
        Back leads to the question. So is a skip, where the question is ``passed`` over.
        """
        with self._step():
            old = self._corrected(key)
            if old is None and field.gathers:
                old = self._dialogue.left_behind(key, tuple(self.entries[: self._place]))
            if old is None and present is not None:
                old = field.freeze(present)
            question = Question(
                key=key,
                text=text,
                field=field,
                optional=optional,
                suggested=field.freeze(suggest) if old is None and suggest is not None else old,
                holds=old is not None,
                can_go_back=self._can_go_back(),
                label=label or "",
            )
            if (entry := self._recorded("ask", key)) is None:
                told = None if known is None else field.freeze(known)
                if (passed or told is not None) and self._is_told_before(question, told):
                    entry = Entry(kind="ask", key=key, value=told)
                else:
                    entry = Entry(kind="ask", key=key, value=self._answered(question))
                self.entries.append(entry)
                self._place += 1
            if label is not None:
                self._labels.append((self._place - 1, label))
            value: T | None = self._value(question, entry)
            return value

    async def confirm(self, key: str, text: Say, *, yes: str | None = None, no: str | None = None) -> bool:
        """Ask for a yes or a no."""
        return await self.ask(key, text, YesNo(yes=yes, no=no))

    async def review(self, key: str, summary: Say) -> None:
        """Show the summary until the person says that it is right; every labelled answer can be corrected alone."""
        with self._step():
            fence = max((place + 1 for place, entry in enumerate(self.entries) if entry.kind == "do"), default=0)
            places = [(place, label) for place, label in self._labels if place >= fence]
            if self._recorded("review", key) is not None:
                return
            if self.correcting is not None and self.correcting.review == key:
                self.correcting = None
            question = Question(
                key=key,
                text=summary,
                field=Review(_distinct([label for _, label in places])),
                optional=False,
                suggested=None,
                can_go_back=self._can_go_back(),
                review=True,
            )
            if (chosen := self._answered(question)) != ALL_RIGHT and isinstance(chosen, int):
                raise Correct(key, places[chosen][0])
            self.entries.append(Entry(kind="review", key=key, value=True))
            self._place += 1

    async def look(self, key: str, read: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Read something from outside, once: on replay the recorded value comes back."""
        return await self._perform("look", key, read, *args, **kwargs)

    async def do(self, key: str, deed: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Change something outside, once. A fence: nobody goes back behind it.

        A deed that raises Refused must have changed nothing: the last question is then asked again with its text.
        """
        return await self._perform("do", key, deed, *args, **kwargs)

    async def now(self, key: str = "now") -> datetime:
        """The time of this step, UTC; the same on every replay."""
        with self._step():
            entry = self._recorded("now", key)
            if entry is None:
                entry = Entry(kind="now", key=key, value=self._context.now.isoformat())
                self.entries.append(entry)
                self._place += 1
            return datetime.fromisoformat(str(entry.value))

    async def say(self, text: Say, *, rows: Rows = (), pictures: tuple[ShownPicture, ...] = ()) -> None:
        """Say something, once and only when it is new: never on replay, never when a question is shown again.

        Nor again while one answer is corrected: the review that follows stands alone.
        """
        with self._step():
            if self.correcting is not None:
                return
            if self._place == len(self.entries) and (self._live or self.consumed or self.did):
                self.pieces.append(Piece(text=rich(text), rows=rows, pictures=pictures))

    def leave(self, text: Say) -> NoReturn:
        """End the talk here, with a last word."""
        if self._place < len(self.entries):
            raise Misfit(self._place)
        raise Left(text)

    # What the engine calls.

    def end(self) -> None:
        """The script has come to its end. Raises Misfit when the journal has not."""
        if self._place < len(self.entries):
            raise Misfit(self._place)

    # How it works.

    def _recorded(self, kind: Kind, key: str) -> Entry | None:
        """The journal's next entry, or None where the journal ends. Raises Misfit when it is another step."""
        if self._place == len(self.entries):
            return None
        entry = self.entries[self._place]
        if entry.kind != kind or entry.key != key:
            raise Misfit(self._place)
        self._place += 1
        return entry

    def _value(self, question: Question, entry: Entry) -> Any:
        if entry.value is None:
            if not question.optional:
                raise Misfit(self._place - 1)
            return None
        try:
            return question.field.thaw(entry.value)
        except (ValueError, TypeError, LookupError):
            raise Misfit(self._place - 1) from None

    def _answered(self, question: Question) -> JsonValue:
        """The frozen answer to a live question: from the reply, or kept from before a correction. Raises Asked."""
        reply, self._reply = self._reply, None
        notes: tuple[Say, ...] = ()
        draft: JsonValue = None
        pending = not self.consumed and self._dialogue.asked == question.key
        same = pending and self._dialogue.shape == question.shape
        if same:
            draft = self._dialogue.draft
        elif not pending and question.field.gathers and not question.holds:
            halves = (one for one in self._dialogue.half_made if (one.key, one.shape) == (question.key, question.shape))
            draft = next((question.field.resumed(one.draft) for one in halves), None)
        if reply is not None and not same:
            notes = (self._context.phrases.moved,)
        elif reply is not None:
            frozen = hear(question, reply, draft, self._context)
            self.consumed = True
            typed = reply.answer.text if reply.answer is not None and reply.pressed is None else None
            self.answered = question.answered(frozen, typed, self._context)
            return frozen
        if not pending and self.correcting is not None and not question.review:
            old = self.correcting.kept(question.key, tuple(self.entries))
            if old is not None and still_fits(question, old.value, self._context):
                return old.value
        raise Asked(question, draft, notes=notes)

    def _is_told_before(self, question: Question, frozen: JsonValue) -> bool:
        """Whether the answer is known already; it is asked for where it is corrected, or was gone back to."""
        pending = not self.consumed and self._dialogue.asked == question.key
        if pending or self.correcting is not None or self._dialogue.has_left_behind(question.key, tuple(self.entries)):
            return False
        return still_fits(question, frozen, self._context)

    def _corrected(self, key: str) -> JsonValue:
        """The old answer, while this very question is asked again from a review."""
        if self.correcting is None or self._place != self.correcting.at or self._place < len(self.entries):
            return None
        old = self.correcting.before[self._place]
        return old.value if old.kind == "ask" and old.key == key else None

    def _can_go_back(self) -> bool:
        here = tuple(self.entries[: self._place])
        return self.correcting is not None or next(steps_back(here), None) is not None

    async def _perform(
        self,
        kind: Literal["look", "do"],
        key: str,
        work: Callable[P, Awaitable[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        with self._step():
            adapter = recorded.adapter_of(work)
            entry = self._recorded(kind, key)
            fresh = entry is None
            if entry is None:
                made = await work(*args, **kwargs)
                entry = Entry(kind=kind, key=key, value=recorded.freeze(adapter, made))
                self.entries.append(entry)
                self._place += 1
                if kind == "do":
                    self.did, self.correcting = True, None
            try:
                value: T = recorded.thaw(adapter, entry.value)
            except ValueError as error:
                if fresh:
                    raise Misplayed(f"what {key!r} returned does not survive JSON: {error}") from error
                raise Misfit(self._place - 1) from None
            return value

    @contextmanager
    def _step(self) -> Iterator[None]:
        if self._busy:
            raise Misplayed("two steps at once: a script is sequential; are you missing an await?")
        self._busy = True
        try:
            yield
        finally:
            self._busy = False


def _distinct(labels: list[str]) -> tuple[str, ...]:
    """The labels, with a number where one comes again (a question in a loop)."""
    seen: dict[str, int] = {}
    told = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        told.append(f"{label} ({seen[label]})" if labels.count(label) > 1 else label)
    return tuple(told)
