"""One turn of a talk: the script is replayed from its journal, hears one answer, and stops at the next question.

Pure: the caller stores the dialogue that comes back and sends what was said, all in one transaction. Whatever is
raised here (a bug, a database that fell away) is the caller's to roll back; the person's answer is then unheard.

The rules of the engine, as this room names them:

1. Talks are always replayed, never kept alive. The journal holds accepted, keyed answers, looks and deeds; never
   updates, texts or refusals.
2. What a step returns live is what it returns on replay: values pass through JSON at once. ``say`` has no key and is
   never replayed, so texts may change freely.
3. One turn is one transaction, and all that stops a script is caught inside it. One turn at a time for each person.
4. Back, Cancel and commands are recognised before the script and are never answers. Back leads to the last question
   that no deed stands behind.
5. A button carries its turn and its option. Those of every version of the pending question count, and say what they
   mean whichever version is shown: «this day», «ticked», never «the next page». A stale one says so, and the question
   comes again; the one that has just been answered by is silent. Scripts branch on the option, never on its label.
6. An answer is consumed only if the question that is reached is the one that was asked.
7. After a deploy the longest fitting beginning of the journal is kept. With a deed in the lost rest the talk is closed
   (``Drifted``), and so is one whose script is gone or has another version.
8. Scripts are sequential: no tasks, clock, chance or environment, no ``finally`` or ``with`` around a step
   (``talk.lint``).
9. A script waits for its one person. Waiting for anybody else is a state of the alliance, and another talk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, Literal

from pydantic_core import to_jsonable_python

from talk.errors import Drifted, Misplayed, Refused
from talk.journal import Correcting, Dialogue, HalfMade, Pressed, dialogues, steps_back
from talk.play import Talk
from talk.prompt import Prompt, Rows
from talk.question import Piece, QuestionContext, prompts
from talk.reply import Reply, is_turn_press, pressed, read
from talk.rich import Rich, Say, paragraphs, rich
from talk.script import Script, scripts
from talk.signals import Asked, Correct, GoBack, Left, Misfit
from talk.updates import IncomingMessage

__all__ = [
    "Dialogue",
    "End",
    "Outcome",
    "QuestionContext",
    "begin",
    "cancel",
    "dialogues",
    "go_back",
    "go_on",
    "is_turn_press",
    "show_again",
]

LASTS: Final = timedelta(days=7)
"""A talk that nobody goes on with is closed after this time."""

TURNS: Final = 4096
"""Turns that one talk has room for before its buttons could be taken for those of the person's next talk."""

End = Literal["asked", "finished", "left", "cancelled", "drifted", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a turn."""

    said: tuple[Prompt, ...]
    """In this order."""
    dialogue: Dialogue | None
    """To be stored; None when the talk is over."""
    end: End
    """"asked": it goes on. "closed": it was too old or its script is gone."""
    deeds: int = 0
    """How many deeds the talk has done by now."""
    bare: bool = False
    """The last of ``said`` is a question and nothing else: it says nothing any more once the next one is asked."""
    told: Rich = field(default_factory=Rich)
    """What stands above the question in the last of ``said`` and is no part of it."""
    unanswered: bool = False
    """Nothing was taken for an answer: what is ``said`` may stand where the pending question stood."""
    refused: bool = False
    """What came is no answer to the question; ``said`` tells why."""
    answered: Rich | None = None
    """What stands in the place of the question that was answered; None: it stays as it was put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """What stays the same while one turn is played."""

    script: Script
    context: Any
    question_context: QuestionContext


async def begin(
    script: Script,
    context: object,
    *,
    turn: int,
    question_context: QuestionContext,
    given: Mapping[str, object] | None = None,
) -> Outcome:
    """Start a talk. ``turn`` grows with every talk of this person, so that buttons of earlier talks are stale.

    The turns of the talk are counted from ``turn * TURNS``.
    """
    dialogue = Dialogue(
        script=script.name,
        version=script.version,
        given=to_jsonable_python(dict(given or {})),
        turn=turn * TURNS - 1,
        started_at=question_context.now,
        expires=question_context.now + LASTS,
    )
    return await _turn(
        dialogue, _Stage(script=script, context=context, question_context=question_context), None, live=True
    )


async def go_on(
    dialogue: Dialogue, heard: IncomingMessage, context: object, *, question_context: QuestionContext
) -> Outcome:
    """Hear what the person did, whatever it was: an answer, a button, «назад», «отмена», a photograph."""
    reply = read(heard, dialogue.versions, question_context.phrases)
    if reply.meaning == "nothing" or _is_repeated(dialogue, reply):
        return Outcome(said=(), dialogue=dialogue, end="asked", deeds=dialogue.deeds)
    if reply.meaning == "stale":
        return await show_again(
            dialogue, context, question_context=question_context, note=question_context.phrases.stale
        )
    if reply.meaning == "cancel":
        return cancel(dialogue, question_context=question_context)
    return _left_by(dialogue, reply, await _resume(dialogue, context, question_context, reply))


def followed(first: Outcome, then: Outcome) -> Outcome:
    """One turn of two: what the first has asked at its end was answered at once and is never shown."""
    *others, last = then.said or first.said
    if then.said:
        others = [*first.said[:-1], *others]
        last = replace(last, text=paragraphs(first.told, last.text)) if first.told else last
    return replace(
        then,
        said=(*others, last),
        bare=then.bare and not first.told,
        told=paragraphs(first.told, then.told),
        unanswered=False,
        answered=first.answered,
    )


async def go_back(dialogue: Dialogue, context: object, *, question_context: QuestionContext) -> Outcome:
    """One step back, as if «Назад» had been pressed (for a command of the messenger)."""
    return await _resume(dialogue, context, question_context, Reply(meaning="back"))


async def show_again(
    dialogue: Dialogue, context: object, *, question_context: QuestionContext, note: Say | None = None
) -> Outcome:
    """The pending question again, with fresh buttons, under a line of the caller's."""
    return await _resume(dialogue, context, question_context, None, () if note is None else (note,))


def cancel(dialogue: Dialogue, *, question_context: QuestionContext) -> Outcome:
    """Drop the talk; what its deeds have done stays done."""
    said = Prompt(text=rich(question_context.phrases.cancelled(deeds=dialogue.deeds)))
    return Outcome(said=(said,), dialogue=None, end="cancelled", deeds=dialogue.deeds, unanswered=True)


def hangs_under(dialogue: Dialogue, heard: IncomingMessage) -> bool:
    """Whether the button that was pressed hangs under the message where the pending question stands now."""
    button, stands = pressed(heard.press), dialogue.stands
    if button is None or heard.shown is None or button[0] not in dialogue.versions:
        return False
    return button[0] == dialogue.turn or (stands is not None and stands.ref == heard.shown)


def _is_repeated(dialogue: Dialogue, reply: Reply) -> bool:
    """Whether the button by which the question before was left was pressed once more."""
    left = dialogue.left_by
    if reply.meaning != "stale" or left is None or reply.pressed is None:
        return False
    turn, code = reply.pressed
    return left.since <= turn <= left.until and code == left.code


def _left_by(before: Dialogue, reply: Reply, outcome: Outcome) -> Outcome:
    """The same, with the button that has led to another question."""
    after = outcome.dialogue
    if after is None or after.since in before.versions:
        return outcome
    by = reply.pressed
    left = None if by is None else Pressed(since=before.versions[0], until=before.turn, code=by[1])
    return replace(outcome, dialogue=replace(after, left_by=left))


async def _resume(
    dialogue: Dialogue,
    context: object,
    question_context: QuestionContext,
    reply: Reply | None,
    notes: tuple[Say, ...] = (),
) -> Outcome:
    if question_context.now >= dialogue.expires:
        return _close(dialogue, question_context.phrases.expired, "closed", question_context.again)
    script = scripts.find(dialogue.script, dialogue.version)
    if script is None:
        return _close(dialogue, question_context.phrases.unknown, "closed", question_context.again)
    try:
        return await _turn(
            dialogue, _Stage(script=script, context=context, question_context=question_context), reply, notes
        )
    except Drifted:
        return _close(dialogue, question_context.phrases.drifted, "drifted", question_context.again)


async def _turn(
    dialogue: Dialogue, stage: _Stage, reply: Reply | None, notes: tuple[Say, ...] = (), *, live: bool = False
) -> Outcome:
    """Replay to the next question or to the end. Every signal of a step ends here (rule 3)."""
    question_context = stage.question_context
    talk = Talk(dialogue, question_context, reply, live=live)
    try:
        await stage.script.play(talk, stage.context)
        talk.end()
    except Asked as asked:
        return _ask(dialogue, talk, asked, question_context, notes)
    except Left as left:
        return _end(talk, [*talk.pieces, Piece(text=left.text)], "left")
    except Misfit as misfit:
        shorter = _cut(dialogue, misfit.place)
        return await _turn(shorter, stage, None, (question_context.phrases.moved,))
    except GoBack:
        before, note = _back(dialogue, question_context)
        return await _turn(before, stage, None, note)
    except Correct as correct:
        chosen = replace(
            _at(dialogue, correct.place),
            correcting=Correcting(review=correct.review, before=dialogue.entries, at=correct.place),
        )
        return await _turn(chosen, stage, None)
    except Refused as refused:
        # The script or a deed refuses what was answered: the same question again, unless something was done meanwhile.
        if talk.consumed and not talk.did:
            return await _turn(dialogue, stage, None, (refused.text,))
        return _end(talk, [*talk.pieces, Piece(text=refused.text)], "left")
    return _end(talk, talk.pieces, "finished")


def _ask(
    dialogue: Dialogue, talk: Talk, asked: Asked, question_context: QuestionContext, notes: tuple[Say, ...]
) -> Outcome:
    turn = dialogue.turn if asked.quiet else dialogue.turn + 1
    same = _is_same(dialogue, talk, asked)
    waiting = replace(
        dialogue,
        entries=tuple(talk.entries),
        turn=turn,
        since=dialogue.since if same and (dialogue.since is not None or asked.quiet) else turn,
        asked=asked.question.key,
        takes=asked.question.field.takes,
        shape=asked.question.shape,
        draft=asked.draft,
        correcting=talk.correcting,
        expires=question_context.now + LASTS,
    )
    if asked.quiet:
        return Outcome(said=(), dialogue=waiting, end="asked", deeds=waiting.deeds)
    above = _once((*notes, *asked.notes))
    question = asked.question.prompt(turn, asked.draft, question_context, above, refused=asked.refused)
    said, told = prompts(talk.pieces, question)
    return Outcome(
        said=said,
        dialogue=waiting,
        end="asked",
        deeds=waiting.deeds,
        bare=not above and not talk.pieces,
        told=told,
        unanswered=not (talk.consumed or talk.did or talk.pieces),
        refused=asked.refused,
        answered=talk.answered,
    )


def _is_same(dialogue: Dialogue, talk: Talk, asked: Asked) -> bool:
    """Whether the question that is asked is the one that was pending, nothing having been answered in between."""
    question = asked.question
    pending = dialogue.asked == question.key and dialogue.shape == question.shape
    return pending and dialogue.entries == tuple(talk.entries)


def _end(talk: Talk, pieces: list[Piece], end: End) -> Outcome:
    deeds = sum(entry.kind == "do" for entry in talk.entries)
    said, _ = prompts(pieces, None)
    return Outcome(said=said, dialogue=None, end=end, deeds=deeds, answered=talk.answered)


def _close(dialogue: Dialogue, text: Say, end: End, again: Rows) -> Outcome:
    said = Prompt(text=rich(text), rows=again)
    return Outcome(said=(said,), dialogue=None, end=end, deeds=dialogue.deeds, unanswered=True)


def _at(dialogue: Dialogue, place: int) -> Dialogue:
    """The same talk with its journal ending before this place, and no question pending."""
    return replace(dialogue, entries=dialogue.entries[:place], asked=None, takes=None, shape="", draft=None)


def _cut(dialogue: Dialogue, place: int) -> Dialogue:
    """Rule 7. Raises Drifted when a deed would be forgotten."""
    if any(entry.kind == "do" for entry in dialogue.entries[place:]):
        raise Drifted(f"{dialogue.script} changed behind a deed")
    if place >= len(dialogue.entries):
        raise Misplayed(f"{dialogue.script} went astray beyond its journal")
    return _at(dialogue, place)


def _back(dialogue: Dialogue, question_context: QuestionContext) -> tuple[Dialogue, tuple[Say, ...]]:
    """Where Back leads, with a line about it: out of a correction, to the last question before a deed, or nowhere."""
    if dialogue.correcting is not None:
        before = dialogue.correcting.before
        return replace(dialogue, entries=before, correcting=None, asked=None, takes=None, shape="", draft=None), ()
    place = next(steps_back(dialogue.entries), None)
    if place is None:
        return dialogue, (question_context.phrases.nowhere_back,)
    return _remembering(_at(dialogue, place), dialogue), ()


def _remembering(before: Dialogue, left: Dialogue) -> Dialogue:
    """The talk that Back leads to, with what there was beyond it."""
    half_made = left.half_made
    if left.asked is not None and left.draft is not None:
        half = HalfMade(key=left.asked, shape=left.shape, draft=left.draft)
        half_made = (*(one for one in half_made if one.key != left.asked), half)
    return replace(before, behind=left.entries + left.behind[len(left.entries) :], half_made=half_made)


def _once(notes: tuple[Say, ...]) -> tuple[Say, ...]:
    """Every line once."""
    said: list[Say] = []
    for note in notes:
        if rich(note).plain not in (rich(old).plain for old in said):
            said.append(note)
    return tuple(said)
