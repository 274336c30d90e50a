"""Tests speak as people. A small messenger in memory stands in for the network; everything else is what ships.

maria = town.person("Мария")
await maria.says("/join")
await maria.answers("Тверь", texts.YES)
assert maria.saw(texts.JOINED)
"""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from bot.messengers.playground.moving import is_mail_due, next_stop
from handlers.turn.accounts import AccountDirectory
from scheduler.all_jobs import JOBS
from scheduler.clock import Clock
from scheduler.delivery.cards import Cards
from scheduler.delivery.sender import Delivery
from scheduler.inbox.reader import Inbox
from scheduler.runner import JobRunner
from talk.asker import Known
from talk.keyboard import fit
from talk.messenger import (
    Action,
    GroupReport,
    Hear,
    Identity,
    Impossible,
    InspectGroup,
    Limits,
    NoRight,
    PictureRefused,
    Publish,
    Revise,
    Right,
    SendTicket,
    Sent,
    Settling,
    Shortfall,
    Tell,
    Undelivered,
    Unreachable,
)
from talk.prompt import Button, Post, Prompt
from talk.updates import AccountId, GroupChanged, IncomingMessage, ReachabilityChanged, RemoteFile
from tests import golden

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.database import Database

golden.record_if_asked()

LOOKS: Final = (*(job.has_work for job in JOBS if job.has_work is not None), is_mail_due)
"""What can fall due while time passes."""

START: Final = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""A Friday, noon in Moscow."""

LIMITS: Final = {
    "telegram": Limits(text=4096, label=64, columns=8, rows=100, buttons=100, album=10, edits_posts=True),
    "vk": Limits(text=4096, label=40, columns=5, rows=10, buttons=40, album=10, edits_posts=False, inline=(6, 10)),
    "playground": Limits(text=20_000, label=64, columns=7, rows=100, buttons=100, album=10, edits_posts=True),
}


GENEROUS: Final = {"alliances": 100, "libraries": 100, "claims": 100}
"""In a test somebody founds and joins in a day what takes others a season; ``test_quotas`` has what ships."""


@dataclass(slots=True)
class Numbers:
    """One after the other; unlike ``itertools.count`` they can be kept and restored."""

    following: int

    def __next__(self) -> int:
        self.following += 1
        return self.following - 1


@dataclass(slots=True, kw_only=True)
class Posted:
    """A post as the group's members see it now."""

    post: Post
    thread: int | None
    comments: list[str] = field(default_factory=list)
    replaced: bool = False
    ref: str

    @property
    def text(self) -> str:
        return self.post.text.plain


class SmallMessenger:
    """A messenger in memory that refuses what the real one would refuse for its size."""

    def __init__(self, kind: str, account: int) -> None:
        self.kind = kind
        self.account = AccountId(account)
        self.limits = LIMITS[kind]
        self.chats: dict[int, list[tuple[str, Prompt]]] = defaultdict(list)
        self.seen: dict[int, list[Prompt]] = defaultdict(list)
        """All that each chat was ever shown, also what was changed since."""
        self.walls: dict[int, list[Posted]] = defaultdict(list)
        self.titles: dict[int, str] = {}
        self.missing: dict[int, tuple[Right, ...]] = defaultdict(tuple)
        self.managers: dict[int, set[int]] = defaultdict(set)
        self.topics: dict[int, bool] = defaultdict(partial(bool, kind == "telegram"))
        self.failures: list[Undelivered] = []
        """Raised one after the other by the next performances."""
        self.hidden: set[int] = set()
        """Groups whose administrators it does not know."""
        self.channels: set[int] = set()
        """Groups in which only administrators write."""
        self.without_right: dict[int, Right] = {}
        """Groups in which nothing may be published, for want of this right."""
        self.pictures_forbidden: set[int] = set()
        """Groups that take no pictures."""
        self.bad_pictures: set[int] = set()
        """Pictures that are taken nowhere."""
        self.shortfalls: list[Shortfall] = []
        """Of the next post or revision."""
        self.fetch_failures: list[Undelivered] = []
        self.unreachable: set[int] = set()
        self.acknowledged: list[str] = []
        self.notes: list[str] = []
        """What was said in passing to whoever pressed a button."""
        self.files: dict[str, bytes] = {}
        self.papers: dict[int, list[tuple[str, bytes]]] = defaultdict(list)
        """The documents that each chat got."""
        self.database: Database | None = None
        self._refs = Numbers(1)

    def keeps(self) -> dict[str, Any]:
        """All that it knows, but for the database, which is the town's."""
        return {name: value for name, value in vars(self).items() if name != "database"}

    async def identify(self) -> Identity:
        return Identity(external_id=int(self.account), title=self.kind)

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None: ...

    async def listen(self, hear: Hear) -> None: ...

    async def handle_webhook(self, headers: Mapping[str, str], body: bytes, hear: Hear) -> tuple[int, str]:  # noqa: ARG002
        return 404, ""

    async def perform(self, action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:  # noqa: ARG002
        if self.failures:
            raise self.failures.pop(0)
        self._refuse(action)
        ref = str(next(self._refs))
        match action:
            case Tell():
                sent = self._tell(action, ref)
                if action.prompt.paper is not None and self.database is not None:
                    async with self.database.reading() as books:
                        self.papers[action.chat].append(await books.documents.file_of(action.prompt.paper))
                return sent
            case Publish():
                self.walls[action.group].append(Posted(post=action.post, thread=action.thread, ref=ref))
                missed, self.shortfalls = tuple(self.shortfalls), []
                return Sent(refs=(ref,), link=f"https://{self.kind}.example/{action.group}/{ref}", shortfalls=missed)
            case Revise():
                missed, self.shortfalls = tuple(self.shortfalls), []
                return replace(self._revise(action, ref), shortfalls=missed)
            case InspectGroup():
                return GroupReport(
                    group=action.group,
                    title=self.titles.get(action.group, ""),
                    link=f"https://{self.kind}.example/{action.group}",
                    asker_manages=action.asked_by.id in self.managers[action.group]
                    if isinstance(action.asked_by, Known) and action.group not in self.hidden
                    else None,
                    missing=self.missing[action.group],
                    is_channel=action.group in self.channels,
                    threads={s.section: n for n, s in enumerate(action.sections, 10)}
                    if self.topics[action.group]
                    else {},
                )

    def _refuse(self, action: Action) -> None:
        if isinstance(action, InspectGroup):
            return
        pictures = action.prompt.pictures if isinstance(action, Tell) else action.post.pictures
        if not isinstance(action, Tell):
            if action.group in self.without_right:
                raise NoRight("not enough rights", right=self.without_right[action.group])
            if pictures and action.group in self.pictures_forbidden:
                raise PictureRefused("not enough rights to send photos", right="photos")
        bad = frozenset(one.id for one in pictures if one.id in self.bad_pictures)
        if bad:
            raise PictureRefused("PHOTO_INVALID_DIMENSIONS", pictures=bad)

    def _tell(self, action: Tell, ref: str) -> Sent:
        if action.chat in self.unreachable:
            raise Unreachable("blocked")
        fit(action.prompt.rows, self.limits)
        assert action.prompt.text.plain.strip(), "an empty message"
        chat = self.chats[action.chat]
        self.seen[action.chat].append(action.prompt)
        if action.settles is not None:
            self._settle(chat, action.settles)
        for at, (old, _) in enumerate(chat):
            if old == action.replaces:
                chat[at] = (old, action.prompt)
                return Sent(refs=(old,))
        chat.append((ref, action.prompt))
        return Sent(refs=(ref,))

    @staticmethod
    def _settle(chat: list[tuple[str, Prompt]], settling: Settling) -> None:
        for at, (old, prompt) in enumerate(chat):
            if old == settling.ref:
                chat[at] = (old, replace(prompt, rows=(), text=settling.text or prompt.text))

    def _revise(self, action: Revise, ref: str) -> Sent:
        old = next(posted for posted in self.walls[action.group] if posted.ref in action.refs)
        if self.limits.edits_posts:
            old.post = action.post
            return Sent(refs=(old.ref,), link=f"https://{self.kind}.example/{action.group}/{old.ref}")
        old.comments.append(action.changes.plain)
        old.replaced = True
        self.walls[action.group].append(Posted(post=action.post, thread=None, ref=ref))
        return Sent(refs=(ref,), link=f"https://{self.kind}.example/{action.group}/{ref}")

    async def answer_press(self, press_id: str, note: str | None = None) -> None:
        self.acknowledged.append(press_id)
        self.notes += [note] if note else []

    async def fetch(self, file: RemoteFile, *, at_most: int) -> bytes:
        if self.fetch_failures:
            raise self.fetch_failures.pop(0)
        raw = self.files[file.ref]
        if len(raw) > at_most:
            raise Impossible(f"more than {at_most} bytes")
        return raw

    def invitation(self, payload: str) -> str:
        return f"https://{self.kind}.example/bot?start={payload}"

    def group_invitation(self, payload: str) -> str | None:
        return f"https://{self.kind}.example/bot?startgroup={payload}" if self.kind == "telegram" else None

    async def close(self) -> None: ...


class Town:
    """The whole program with messengers in memory and a clock that stands still until it is moved."""

    def __init__(self, database: Database, messengers: Sequence[SmallMessenger], *, life: str = "running") -> None:
        self.database = database
        self.messengers: dict[int, SmallMessenger] = {messenger.account: messenger for messenger in messengers}
        for one in messengers:
            one.database = database
        self.life = life
        self.public_url: str | None = None
        self.quotas: Mapping[str, int] = GENEROUS
        self.time = START
        self._ids = Numbers(1000)
        self._events = Numbers(1)
        self._start()

    @classmethod
    async def found(cls, database: Database, *kinds: str, life: str = "running") -> Town:
        accounts = []
        for n, kind in enumerate(kinds or ("telegram",), 1):
            async with database.writing() as books:
                account = await books.accounts.ensure(kind, 900 + n, at=START)
            accounts.append(SmallMessenger(kind, account.id))
        return cls(database, accounts, life=life)

    def keeps(self) -> dict[str, Any]:
        """All that it knows itself: neither the database, nor the messengers, nor the program, which forgets."""
        return {name: vars(self)[name] for name in ("public_url", "quotas", "time", "_ids", "_events")}

    def _start(self) -> None:
        """What happens at every start of the program."""
        self.clock = Clock(wall=lambda: self.time)
        self.directory = AccountDirectory(messengers=self.messengers, public_url=self.public_url, quotas=self.quotas)
        self.inbox = Inbox(self.database, self.messengers, self.directory, self.clock)
        self.inbox.pauses, self.inbox.idle = (0.0, 0.0), 0.0
        for account in self.messengers:
            self.inbox.serve(account)
        cards = Cards(self.database, self.clock)
        self.deliveries = [
            Delivery(self.database, messenger, self.clock, cards) for messenger in self.messengers.values()
        ]
        for delivery in self.deliveries:
            delivery.idle = 0.0
        self.jobs = JobRunner(self.database, self.directory, self.clock, JOBS)

    def sets_quotas(self, quotas: Mapping[str, int]) -> None:
        """What the operator sets; {}: the figures of ``domain.quotas``. The program starts anew."""
        self.quotas = quotas
        self._start()

    def messenger(self, kind: str | None = None) -> SmallMessenger:
        return next(m for m in self.messengers.values() if kind in (None, m.kind))

    def person(self, name: str = "", *, messenger: str | None = None, id: int | None = None) -> Person:  # noqa: A002
        return Person(self, self.messenger(messenger), id or next(self._ids), name)

    async def hears(self, update: IncomingMessage | GroupChanged | ReachabilityChanged) -> None:
        if self.life == "restarting":
            self._start()
        await self.inbox.hear([update])
        await self.drain()

    async def drain(self) -> None:
        await self.inbox.drain()
        for delivery in self.deliveries:
            await delivery.drain()

    async def passes(self, time: timedelta, *, step: timedelta = timedelta(minutes=15)) -> None:
        """Time passes by whole steps; jobs run on the way. Steps in which nothing falls due are taken as one."""
        end = self.time + time
        while self.time < end:
            async with self.database.reading() as books:
                due = await next_stop(books, LOOKS, self.time, end)
            self.time = min(end, self.time - (self.time - due) // step * step)
            await self.jobs.run_due()
            await self.drain()

    async def until(self, moment: datetime) -> None:
        await self.passes(moment - self.time)

    async def group_happens(self, messenger: SmallMessenger, group: int, what: Any, **facts: Any) -> None:
        await self.hears(
            GroupChanged(
                account=messenger.account,
                event_id=f"g{next(self._events)}",
                group=group,
                at=self.time,
                what=what,
                **facts,
            )
        )

    def wall(self, group: int, messenger: str | None = None) -> list[Posted]:
        return self.messenger(messenger).walls[group]


@dataclass(slots=True)
class Person:
    """Somebody with a telephone."""

    town: Town
    messenger: SmallMessenger
    id: int
    name: str = ""
    taps: int = 0
    """What they did so far: buttons, links and messages; an album is one."""
    _album: str | None = None

    async def _does(self, **facts: Any) -> None:
        event_id = facts.pop("event_id", None) or f"e{next(self.town._events)}"
        album = facts.get("album")
        self.taps += album is None or album != self._album
        self._album = album
        await self.town.hears(
            IncomingMessage(
                account=self.messenger.account,
                event_id=event_id,
                chat=self.id,
                user=self.id,
                at=self.town.time,
                **facts,
            )
        )

    async def says(self, text: str, **facts: Any) -> None:
        await self._does(text=text, **facts)

    async def starts(self, payload: str = "") -> None:
        await self._does(start=payload)

    async def presses(self, label: str) -> None:
        """Press the newest button whose label begins so."""
        shown, button = self._button(label)
        assert button.press is not None, f"«{label}» is a link"
        await self.forges(button.press, shown=shown)

    async def forges(self, press: str, *, shown: str | None = None) -> None:
        """Press a button that may not exist."""
        await self._does(press=press, press_id=f"p{next(self.town._events)}", shown=shown)

    async def answers(self, *answers: str) -> None:
        """Answer one question after the other: a button of the last message if one fits, else words."""
        for answer in answers:
            if any(self._fits(button, answer) for row in self.last.rows for button in row):
                await self.presses(answer)
            else:
                await self.says(answer)

    async def reaches(self, *, reachable: bool) -> None:
        """Block the bot, or let it write again."""
        await self.town.hears(
            ReachabilityChanged(
                account=self.messenger.account,
                event_id=f"r{next(self.town._events)}",
                user=self.id,
                reachable=reachable,
                at=self.town.time,
            )
        )

    async def shows(self, *pictures: bytes, text: str = "", album: str | None = None) -> None:
        """Send photos: one message each, as Telegram does with albums."""
        for picture in pictures or (photo(),):
            ref = f"file{next(self.town._events)}"
            self.messenger.files[ref] = picture
            await self._does(text=text, files=(RemoteFile(ref=ref, size=len(picture)),), album=album)

    async def sends_file(self, raw: bytes, name: str = "план.csv", **facts: Any) -> None:
        """Send a file that is no photo."""
        ref = f"file{next(self.town._events)}"
        self.messenger.files[ref] = raw
        file = RemoteFile(ref=ref, name=name, size=facts.pop("size", len(raw)), kind="file")
        await self._does(files=(file,), **facts)

    @property
    def heard(self) -> list[Prompt]:
        return [prompt for _, prompt in self.messenger.chats[self.id]]

    @property
    def papers(self) -> list[tuple[str, bytes]]:
        """The documents that came: name and bytes."""
        return self.messenger.papers[self.id]

    @property
    def last(self) -> Prompt:
        return self.heard[-1]

    @property
    def reads(self) -> str:
        """The newest message."""
        return self.last.text.plain

    def saw(self, text: object) -> bool:
        """Whether they were ever shown it: a question gives way to its answer."""
        return any(str(text) in prompt.text.plain for prompt in self.messenger.seen[self.id])

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.last.rows for button in row]

    @staticmethod
    def _fits(button: Button, label: str) -> bool:
        return button.press is not None and button.label.startswith(label)

    def _button(self, label: str) -> tuple[str, Button]:
        for shown, prompt in reversed(self.messenger.chats[self.id]):
            for row in prompt.rows:
                for button in row:
                    if button.label.startswith(label):
                        return shown, button
        raise AssertionError(f"no button «{label}»; the last message has {self.labels}")


def photo(color: str = "olive", *, size: tuple[int, int] = (64, 48)) -> bytes:
    """A small real photograph."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return out.getvalue()
