"""The context of one turn, given to every errand: who asks, with which roles, the transaction, and how to answer.

TurnRefused      the turn is rolled back and the person is told why
└── Forbidden    it is not theirs to do
PicturesNotFetched   the turn is rolled back and begins anew with the pictures that came with its words
PlanNotRead      the turn is rolled back and begins anew when the plan that was sent is read (``Context.plan_read``)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from pydantic import JsonValue

from domain.rights import NOTHING, Action, Roles, Thing, may
from domain.time.zones import HOME_ZONE
from handlers.texts.turn import dialogue as dialogue_texts
from handlers.texts.turn import shared
from handlers.turn.shown import shown_of
from handlers.turn.standing import change_waiting, place_of
from talk.engine import Outcome, QuestionContext, begin, dialogues
from talk.journal import Standing
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import PRESS_BYTES, Button, Prompt, Rows, ShownPicture
from talk.reply import pressed
from talk.rich import Say, paragraphs, rich
from talk.script import scripts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.plan.cells import Readers
    from domain.plan.file import NoHeadings
    from domain.plan.rows import PlanRow
    from handlers.turn.accounts import AccountDirectory, MessengerInfo
    from handlers.turn.shown import Shown
    from storage.books import Books
    from storage.people.people import Person
    from storage.program.audit import Kind
    from talk.journal import Dialogue
    from talk.messenger import Settling
    from talk.script import Script
    from talk.updates import IncomingMessage


BEGUN_BY: Final = "begun-by"
"""Under what a talk remembers, among the things it was given, the button that begins it again."""

RESUME: Final = Button(label=shared.RESUME, press="resume", tone="main")


class TurnRefused(Exception):
    """Nothing of this turn is kept; the person reads the text."""

    def __init__(self, text: Say, rows: Rows = ()) -> None:
        super().__init__("the turn was refused")
        self.text = text
        self.rows = rows


class Forbidden(TurnRefused):
    """The person may not do that; ``what`` is for the operator, who sees it in ``tezki audit``."""

    def __init__(self, action: Action | None = None, thing: Thing = NOTHING, *, waits: bool = False) -> None:
        """``waits``: it is theirs once somebody has vouched for them."""
        super().__init__(shared.NOT_VOUCHED_YET if waits else shared.FORBIDDEN)
        asked = action.value if action is not None else ""
        owned = (("library", thing.library), ("alliance", thing.alliance))
        self.what = " ".join([asked, *(f"{name}:{number}" for name, number in owned if number is not None)]).strip()


class PlanNotRead(Exception):
    """The table that came is to be read for these readers: not here, where everybody waits, but in the sandbox."""

    def __init__(self, table: Sequence[Sequence[str]], readers: Readers) -> None:
        super().__init__("a plan is to be read")
        self.table = table
        self.readers = readers


class PicturesNotFetched(Exception):
    """The words of a message were the answer, and its pictures are one to the question that follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRead:
    """A plan as the sandbox read it."""

    readers: Readers
    rows: tuple[PlanRow, ...] | NoHeadings


@dataclass(slots=True, kw_only=True)
class Context:
    """One turn of one person; ``books`` is its transaction, committed with what was said. ``now`` is UTC."""

    books: Books
    person: Person
    roles: Roles
    now: datetime
    directory: AccountDirectory
    message: IncomingMessage
    dialogue: Dialogue | None = None
    """The talk in progress, if any."""
    anew: bool = False
    """The person agreed to drop the talk in progress."""
    doing: str = ""
    """The button that would lead to the errand that is being run: its name and arguments."""
    plan_read: PlanRead | None = None
    """The plan that came with this message, once it was asked for (PlanNotRead)."""
    counted: bool = False
    """What it does was counted when it was asked for (``domain.quotas``)."""
    behind: float = 0.0
    """Seconds that what is answered stands behind answers to people who had less lately."""
    note: str | None = None
    """The answer to the press itself, which passes by (``toast``)."""
    spoken: bool = False
    """Something was said in this turn already."""

    # Rights: asked at the moment of the deed, from who is asking.

    def may(self, action: Action, thing: Thing = NOTHING) -> bool:
        return may(self.roles, action, thing)

    def require(self, action: Action, thing: Thing = NOTHING) -> None:
        """Raises Forbidden unless this person may do that."""
        if not self.may(action, thing):
            waits = thing.library in self.roles.librarian_of and thing.library not in self.roles.vouched
            raise Forbidden(action, thing, waits=waits)

    async def audit(self, kind: Kind, what: str, *, whom: int) -> None:
        """This person changed somebody's role, perhaps their own."""
        await self.books.audit.note(kind, what, whom=whom, by_whom=self.person.id, at=self.now)

    async def refresh(self) -> None:
        """Read their roles anew, after a deed that changed them."""
        self.roles = await self.books.roles.of(self.person.id, self.now)

    @property
    def messenger(self) -> MessengerInfo:
        return self.directory.messenger(self.person.account_id)

    @property
    def zone(self) -> str:
        """The IANA zone by whose clock they read moments: their own, or that of Moscow where they have chosen none."""
        return self.person.zone or HOME_ZONE

    # Words.

    async def say(
        self,
        text: Say,
        *,
        rows: Rows = (),
        pictures: tuple[ShownPicture, ...] = (),
        in_place: bool = False,
        bare_question: bool = False,
        settles: Settling | None = None,
    ) -> int:
        """Answer the person, once this turn is committed; the row of the outbox.

        ``in_place``: instead of the message whose button was pressed; only the first answer of a turn can be.
        """
        replaces = self.message.shown if in_place and not self.spoken else None
        self.spoken = True
        await self._show(shown_of(rich(text), rows))
        prompt = Prompt(text=rich(text), rows=rows, pictures=pictures)
        row = await self.books.outbox.put(
            self.person.account_id,
            self.person.chat,
            Tell(chat=self.person.chat, prompt=prompt, replaces=replaces, settles=settles),
            lane=INTERACTIVE,
            now=self.now,
            person_id=self.person.id,
            behind=self.behind,
            collapse_key=_collapse_key(prompt, replaces, bare_question=bare_question),
        )
        assert row is not None, "without a key every row is new"
        return row

    async def _show(self, shown: Shown | None) -> None:
        """Remember the page, so that one may answer it in words."""
        known = self.person.shown
        if shown != (None if known is None else tuple(map(tuple, known))):
            self.person = replace(self.person, shown=shown)
            await self.books.people.set_shown(self.person.id, shown)

    @property
    def is_pressed_again(self) -> bool:
        """Whether this is the button by which they did something last (``did``)."""
        return self.message.press is not None and self.message.press == self.person.done_by

    async def did(self) -> None:
        """What the button is for is done: pressed again it is answered in passing."""
        if self.message.press is not None:
            await self.books.people.did_by(self.person.id, self.message.press)

    async def toast(self, text: str, *, rows: Rows = ()) -> None:
        """A word in passing to whoever pressed a button; a message where there is no button to answer."""
        if self.message.press_id is None:
            await self.say(text, rows=rows or self.ways)
        else:
            self.note = text

    # Dialogues.

    @property
    def question_context(self) -> QuestionContext:
        begun_by = self.dialogue.given.get(BEGUN_BY) if self.dialogue else None
        again = _button(shared.BEGIN_AGAIN, str(begun_by)) if begun_by else None
        return QuestionContext(
            now=self.now,
            zone=self.zone,
            phrases=dialogue_texts.PHRASES,
            limits=self.messenger.limits,
            again=((again,), (shared.BACK_TO_MENU,)) if again else shared.MENU_ROWS,
        )

    @property
    def half_told(self) -> bool:
        """Whether a talk is in progress in which something was told: that would be a loss."""
        talk = self.dialogue
        if talk is None or talk.expires <= self.now:
            return False
        return talk.draft is not None or any(entry.kind not in ("look", "now") for entry in talk.entries)

    @property
    def ways(self) -> Rows:
        """The ways on from a page that is no part of the talk: back to the talk, if there is one, and the menu."""
        return ((RESUME,), *shared.MENU_ROWS) if self.dialogue is not None else shared.MENU_ROWS

    async def begin(self, script: Script, **given: JsonValue) -> None:
        """Begin a dialogue; a half-told one is not thrown away without asking. ``given`` is its ``talk.given``."""
        if self.dialogue and self.half_told and not self.anew:
            anew = _button(shared.BEGIN_ANEW, f"anew:{self.doing}")
            other = anew or Button(label=dialogue_texts.PHRASES.cancel, press="cancel")
            known = scripts.named(self.dialogue.script)
            await self.say(shared.half_told(known.called if known else ""), rows=((RESUME,), (other,)))
            return
        turn = await self.books.people.next_turn(self.person.id)
        given = {**given, BEGUN_BY: self.doing} if self.doing else given
        await self.keep(await begin(script, self, given=given, turn=turn, question_context=self.question_context))

    async def set_aside(self, said: str | None) -> None:
        """Keep words of which it is asked whether they are for the talk; None: it is known now."""
        assert self.dialogue is not None
        self.dialogue = after = replace(self.dialogue, aside=said)
        await self.books.dialogues.save(self.person.id, dialogues.dump_python(after, mode="json"), after.expires)

    async def keep(self, outcome: Outcome) -> None:
        """Say what the dialogue said, and store where it stands."""
        before, after = self.dialogue, outcome.dialogue
        place = await place_of(self, before, outcome)
        settles = place.settles
        for number, prompt in enumerate(outcome.said, 1):
            last = number == len(outcome.said)
            text = paragraphs(place.told, prompt.text) if place.in_place else prompt.text
            rows = prompt.rows or (shared.MENU_ROWS if after is None and last else ())
            row = await change_waiting(self, before, Prompt(text=text, rows=rows)) if place.in_place else None
            row = row or await self.say(
                text,
                rows=rows,
                pictures=prompt.pictures,
                in_place=place.in_place,
                bare_question=outcome.bare and last,
                settles=settles,
            )
            settles = None
            if last and after is not None:
                ref, told = (self.message.shown, place.told) if place.in_place else (None, outcome.told)
                after = replace(
                    after,
                    stands=Standing(
                        row=row,
                        account=self.person.account_id,
                        chat=self.person.chat,
                        ref=ref,
                        told=told,
                        text=text,
                    ),
                )
        self.dialogue = after
        if after is None:
            await self.books.dialogues.end(self.person.id)
            if before is not None and pressed(self.message.press) is not None:
                await self.did()
        else:
            await self.books.dialogues.save(self.person.id, dialogues.dump_python(after, mode="json"), after.expires)


def _collapse_key(prompt: Prompt, replaces: str | None, *, bare_question: bool) -> str:
    """Of answers with the same key nobody misses the older one, if it has not left: no word is lost with it.

    The question of a talk when the next one is asked (its buttons are stale by then), unless it says something else,
    too; a page that is turned before anybody saw it; the same words with the same buttons once more.
    """
    if bare_question:
        return "question"
    what, said = ("words", repr(prompt)) if replaces is None else ("page", replaces)
    return f"{what}:{blake2b(said.encode(), digest_size=16).hexdigest()}"


def _button(label: str, press: str) -> Button | None:
    """None where the press cannot travel on a button: the words of a forged link are anything."""
    fits = press.isascii() and press.isprintable() and len(press) <= PRESS_BYTES
    return Button(label=label, press=press) if fits else None
