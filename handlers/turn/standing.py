"""Where a question stands: in its old message, or in a new one below (docs/decisions/questions-in-place.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from talk.engine import Outcome, hangs_under
from talk.journal import Dialogue, Standing
from talk.messenger import Settling, Tell
from talk.prompt import Prompt
from talk.rich import Rich, paragraphs

if TYPE_CHECKING:
    from handlers.turn.accounts import MessengerInfo
    from storage.books import Books
    from storage.people.people import Person
    from talk.updates import IncomingMessage


class Turn(Protocol):
    """What is asked of the turn (``Context``)."""

    books: Books
    message: IncomingMessage
    person: Person
    spoken: bool

    @property
    def messenger(self) -> MessengerInfo: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where what a talk says goes."""

    in_place: bool = False
    """Into the message whose button was pressed."""
    told: Rich = field(default_factory=Rich)
    """What stays above it there."""
    settles: Settling | None = None
    """The question that is left, when what is said goes below."""


BELOW = Place()


async def place_of(turn: Turn, before: Dialogue | None, outcome: Outcome) -> Place:
    """``before``: the talk as it was when it said this, or the one that is dropped for it."""
    if before is None or not outcome.said or not turn.messenger.limits.edits_messages:
        return BELOW
    if before.stands is not None and not _is_here(turn, before.stands):
        return BELOW  # they go on from another address: the question stays there as it is
    told = before.stands.told if before.stands is not None else Rich()
    if await _may_stay(turn, before, outcome, told):
        return Place(in_place=True, told=told)
    return Place(settles=_settling(turn, before, outcome))


def _is_here(turn: Turn, stands: Standing) -> bool:
    return (stands.account, stands.chat) == (turn.person.account_id, turn.person.chat)


async def change_waiting(turn: Turn, before: Dialogue | None, prompt: Prompt) -> int | None:
    """The row of an earlier change of the question that has not left yet: it leaves as this. None: there is none."""
    stands = before.stands if before is not None else None
    if stands is None or stands.ref is None:
        return None
    tell = Tell(chat=turn.person.chat, prompt=prompt, replaces=stands.ref)
    return stands.row if await turn.books.outbox.replace_waiting(stands.row, tell) else None


async def _may_stay(turn: Turn, before: Dialogue, outcome: Outcome, told: Rich) -> bool:
    """Nothing was answered, and nothing of ours came below the question whose button was pressed."""
    ref, person = turn.message.shown, turn.person
    if not outcome.unanswered or len(outcome.said) > 1 or turn.spoken or ref is None:
        return False
    after = outcome.dialogue
    if told and (after is None or after.since not in before.versions):
        return False  # it was told for this question, and would stand above another
    whole = paragraphs(told, outcome.said[0].text)
    if not hangs_under(before, turn.message) or len(whole.plain) > turn.messenger.limits.text:
        return False
    by = before.stands.row if before.stands is not None else None
    return await turn.books.answers.is_newest(person.id, person.account_id, person.chat, ref, by=by)


def _settling(turn: Turn, before: Dialogue, outcome: Outcome) -> Settling | None:
    """None: nobody knows where the question stands.

    What was answered in words may have been asked an instant ago: its message is known when the answer leaves.
    """
    stands = before.stands
    ref = turn.message.shown if hangs_under(before, turn.message) else None
    if stands is None:
        return None if ref is None else Settling(ref=ref)
    text = stands.text if outcome.answered is None else paragraphs(stands.told, outcome.answered)
    fitting = text if len(text.plain) <= turn.messenger.limits.text else None
    ref = ref or stands.ref
    return Settling(row=stands.row, text=fitting) if ref is None else Settling(ref=ref, text=fitting)
