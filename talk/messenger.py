"""The seam to the messengers: what we ask of one, what it answers, how it fails.

Undelivered
├── Later         not now: a limit, an overload; says how long to wait and for whom
├── Uncertain     nobody knows whether it was done: a timeout, a reset
├── Unreachable   this person or group cannot be written to
├── NoRight       the account is there, but may not do this until somebody gives it a right
├── Migrated      the group has another id from now on
├── Impossible    it will never work as it is: our bug or a broken request
│   └── PictureRefused   a picture is not taken; without it the rest would be
└── Broken        the account itself does not work until somebody acts: revoked key, captcha
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, Protocol, runtime_checkable

from pydantic import Field, TypeAdapter

from talk.asker import Asker
from talk.prompt import Post, Prompt, Section
from talk.rich import Rich
from talk.updates import AccountId, Cleaned, PictureId, RemoteFile, Update

# What we ask. All of it passes through the outbox as JSON.


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """A question that waits for nothing any more: its buttons go. A beauty: it is tried once, and nothing follows."""

    ref: str = ""
    """The message that carries it; filled in by the delivery when its turn comes, where ``row`` is given."""
    row: int | None = None
    """The row of the outbox by which the question leaves before."""
    text: Rich | None = None
    """What the message says from now on; None: what it says already, where a messenger can leave it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A message to one person."""

    kind: Literal["tell"] = "tell"
    chat: int
    prompt: Prompt
    replaces: str | None = None
    """The message to put it in the place of (``IncomingMessage.shown``); if that fails it is sent anew."""
    settles: Settling | None = None
    """With it, a question before it becomes words without buttons."""

    @property
    def of_one_chat(self) -> bool:
        """It speaks of a message that stands there: the same words to somebody else are another thing."""
        return self.replaces is not None or self.settles is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """A post into a section of a group."""

    kind: Literal["publish"] = "publish"
    group: int
    thread: int | None = None
    """The forum topic of the section, where there is one."""
    post: Post
    gathers: bool = False
    """It is about many things and changes with each of them: see ``Limits.gather``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """A published post has to say something else now.

    Telegram edits it. VK cannot: a comment under the old post says what changed, and a new post follows.
    """

    kind: Literal["revise"] = "revise"
    group: int
    thread: int | None = None
    post: Post
    changes: Rich
    """What is different, in words for people."""
    refs: tuple[str, ...] = ()
    """The messages of the old post; filled in by the delivery when its turn comes."""
    gathers: bool = False
    """It is about many things and changes with each of them: see ``Limits.gather``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTitle:
    """A section and how it is called in this alliance."""

    section: Section
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectGroup:
    """Look at a group: its title, our rights, its sections; open the sections that are missing, where we may."""

    kind: Literal["inspect"] = "inspect"
    group: int
    asked_by: Asker | None = None
    """On whose behalf; of a person the report says whether they manage the group. None: it is looked at again."""
    sections: tuple[SectionTitle, ...] = ()
    threads: Mapping[str, int] = field(default_factory=dict)
    """The topics that we know already, by section."""


Action = Annotated[Tell | Publish | Revise | InspectGroup, Field(discriminator="kind")]
actions: TypeAdapter[Action] = TypeAdapter(Action)
"""To JSON and back, for the outbox."""


# What it answers.

Right = Literal["post", "edit", "delete", "topics", "pin", "wall", "photos", "manage", "messages", "docs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What of a deed could not be done, though the rest was: nobody is left to believe that all of it was."""

    what: Literal["pictures", "section", "removal", "rest"]
    """It went without its pictures; beside its section; the old messages of a revised post still show what they did;
    only its beginning went."""
    right: Right | None = None
    """The right that would have helped; None where none would."""
    links: tuple[str, ...] = ()
    """Of ``removal``: the addresses of what still stands, as far as it has any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It reached the messenger."""

    refs: tuple[str, ...]
    """The ids of all messages that it became, in order."""
    link: str | None = None
    """The address of a post, where it has one."""
    shortfalls: tuple[Shortfall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReport(Cleaned):
    """A group as the account sees it (rows 15 and 16)."""

    group: int
    title: str
    link: str | None = None
    asker_manages: bool | None = None
    """Whether ``InspectGroup.asked_by`` manages the group; None when no person was named or it cannot be told."""
    missing: tuple[Right, ...] = ()
    """Rights without which some of our work will not go."""
    threads: Mapping[str, int] = field(default_factory=dict)
    """Section → forum topic; empty where there are no topics."""
    is_channel: bool = False
    """Nobody but its administrators writes there."""


# How it fails.


class Undelivered(Exception):
    """The messenger did not do what was asked. The text is for the operator and holds no secret."""


class Later(Undelivered):
    """Not now. ``after`` seconds must pass; ``everyone`` tells whether that holds for the whole account."""

    def __init__(self, reason: str, *, after: float, everyone: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.everyone = everyone


class Uncertain(Undelivered):
    """The request left and no answer came: it may have been done."""


class Unreachable(Undelivered):
    """The person blocked us or is gone; the group threw us out."""


class NoRight(Undelivered):
    """The account is there, but may not do this. What was to be done waits for the right (``scheduler.delivery``)."""

    def __init__(self, reason: str, *, right: Right) -> None:
        super().__init__(reason)
        self.right = right


class Migrated(Undelivered):
    """The group lives under ``new_group`` now."""

    def __init__(self, new_group: int) -> None:
        super().__init__("the group has a new id")
        self.new_group = new_group


class Impossible(Undelivered):
    """It will never work as it is."""


class PictureRefused(Impossible):
    """The messenger does not take these pictures; an empty set: any. The delivery asks again without them."""

    def __init__(
        self, reason: str, *, pictures: frozenset[PictureId] = frozenset(), right: Right | None = None
    ) -> None:
        super().__init__(reason)
        self.pictures = pictures
        self.right = right


class Broken(Undelivered):
    """The account does not work until the operator acts; the text says on what."""


# The messenger itself.

URGENT: Final = 0
"""The lane of a reminder of what begins soon. A smaller number leaves first."""
INTERACTIVE: Final = 1
"""The lane of an answer to somebody who waits for it."""
BULK: Final = 2
"""The lane of everything else."""


@dataclass(slots=True, kw_only=True)
class SendTicket:
    """On whose urgency the messenger is called, and whether the call has left already.

    The delivery issues one for each send, the adapter hands it to the pace of its key.
    """

    lane: int = INTERACTIVE
    left: bool = False
    """Until then it may be called off as if it had never begun."""
    may_leave: Callable[[], bool] = lambda: True
    """Asked when its turn has come: False when another process speaks for the account by now."""
    behind: float = 0.0
    """Seconds (0 to 1) for which it lets others of its lane go first: its chat had much lately."""
    aside: bool = False
    """It is news and answers nothing: what the person is being asked keeps its buttons, wherever they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a messenger takes; counts of characters, bytes where it is said."""

    text: int
    label: int
    columns: int
    rows: int
    buttons: int
    album: int
    edits_posts: bool
    """Whether a published post can be changed in place."""
    edits_messages: bool = True
    """Whether a message to a person can: its words and its buttons (``Tell.replaces``, ``Tell.settles``)."""
    gather: float = 0.0
    """Seconds that a post which changes with many things waits for the next of them, six times so long at most: where
    it cannot be changed in place each change would be one more post. The delivery holds it."""
    pace: tuple[int, float] | None = None
    """At most so many calls in any window of so many seconds; None where there is no limit. The adapter holds it."""
    chat: tuple[int, float] | None = None
    """The same for the messages to one person. The delivery holds it, and the next one."""
    group: tuple[int, float] | None = None
    """The same for the messages of one group."""
    spacing: float = 0.0
    """Seconds between two messages into one group, however few it had lately. The delivery holds it."""
    inline: tuple[int, int] | None = None
    """Rows and buttons of a keyboard that hangs under its message, where a larger one has another place."""
    together: int = 1
    """How many people one call can tell the same; more than one only where the messenger ``TellsMany``."""
    at_once: int = 16
    """Calls under way at once that are enough to use the pace however slow the line: each is repeated after a crash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the account is, as the messenger says."""

    external_id: int
    title: str
    username: str | None = None
    missing: tuple[Right, ...] = ()
    notes: tuple[str, ...] = ()
    """Findings for the operator (``tezki doctor``), as codes of ``handlers.texts.program.doctor``."""
    blockers: tuple[str, ...] = ()
    """Such findings that keep the account from hearing or answering people until somebody acts."""


Hear = Callable[[Sequence[Update]], Awaitable[None]]
"""Given to an adapter: returns when the updates are stored for good, so that they may be confirmed."""


class Messenger(Protocol):
    """One account of one messenger. A fourth messenger is one more of these and nothing else."""

    @property
    def kind(self) -> str:
        """``telegram``, ``vk``, ``playground`` …"""

    @property
    def account(self) -> AccountId:
        """Its row of ``accounts``."""

    @property
    def limits(self) -> Limits:
        """The same for as long as it lives."""

    async def identify(self) -> Identity:
        """Who am I and what may I do. Raises Broken when the key does not work."""

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None:
        """Show these commands with their descriptions in the messenger's own menu, where it has one."""

    async def listen(self, hear: Hear) -> None:
        """Hear for ever (long poll), or set the webhook and return. Network trouble is outlived, Broken is raised."""

    async def handle_webhook(self, headers: Mapping[str, str], body: bytes, hear: Hear) -> tuple[int, str]:
        """A request to the account's webhook came: the status and the text to answer with."""

    async def perform(self, action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:
        """Do it once; raises Undelivered. ``key`` is the outbox row: the same key again is the same deed.

        ``ticket`` goes to the pace with every call that the deed takes.
        """

    async def answer_press(self, press_id: str, note: str | None = None) -> None:
        """Stop the button's spinner. Best effort: never raises."""

    async def fetch(self, file: RemoteFile, *, at_most: int) -> bytes:
        """The file's bytes. Raises Impossible when they are more than ``at_most``, Later or Uncertain on trouble."""

    def invitation(self, payload: str) -> str:
        """A deep link into a private chat with the account."""

    def group_invitation(self, payload: str) -> str | None:
        """A link that adds the account to a group and brings the payload; None where the account is its own group."""

    async def close(self) -> None:
        """Let go of connections. Nothing is called afterwards."""


@runtime_checkable
class TellsMany(Protocol):
    """A messenger that can tell many people the same by one call (``Limits.together``)."""

    def is_one_message(self, prompt: Prompt) -> bool:
        """Whether the prompt is; only such are told to many. Of several some could arrive and the rest be refused."""

    async def tell_many(
        self, chats: Sequence[int], prompt: Prompt, key: int, ticket: SendTicket
    ) -> Mapping[int, Sent | Undelivered]:
        """What became of each. Raises Undelivered where it is the same for all of them.

        The same key with the same chats is the same deed; keys of ``perform`` are others.
        """


@runtime_checkable
class IntroducesItself(Protocol):
    """A messenger that shows what an account is for before anybody has written to it."""

    async def introduce(self, about: str, briefly: str) -> None:
        """``about`` is shown before the first message, ``briefly`` in the profile. Raises Undelivered."""


@runtime_checkable
class WatchesHearing(Protocol):
    """A messenger that sees whether what people write reaches this program, and mends what it can."""

    @property
    def deaf(self) -> str | None:
        """Why nothing arrives just now, for the operator; None while all is well."""

    async def keep_hearing(self) -> None:
        """After ``listen`` has returned (a webhook): see to it for ever that it stays so. Raises Broken."""

    async def hearing_trouble(self) -> str | None:
        """Asked beside the running program (``tezki doctor``): a code of ``handlers.texts.program.doctor``, or None.

        Raises Undelivered.
        """
