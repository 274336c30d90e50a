"""What happens in a year of one seed: who lives there, what is planned, who wishes what, what goes wrong and when."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.plan.co_hosting import CoHosting
from handlers.plan import actions
from handlers.subscriptions.habits import PRESETS
from handlers.texts.subscriptions import habits as settings_texts
from handlers.texts.subscriptions import subscribing as subscribing_texts
from handlers.turn.context import TurnRefused
from talk.errors import Refused
from talk.updates import AccountId, IncomingMessage, ReachabilityChanged
from tests.faults.year.facts import IMPOSTOR
from tests.faults.year.hosts import Deed
from tests.faults.year.network import Fate, Messenger, Weather
from tests.faults.year.record import Block

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.plan.events import EventFacts
    from tests.faults.year.network import Network
    from tests.faults.year.world import World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONES: Final = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kamchatka", "Europe/Kaliningrad")
"""Of libraries. Two of them change their clocks twice a year."""
HOME: Final = "Europe/Moscow"
"""Of the alliances."""
PEOPLE_ZONES: Final = (*ZONES, "Asia/Irkutsk", "Asia/Tehran", "Australia/Lord_Howe")
LEADS: Final = (7 * 24 * 60, 3 * 24 * 60, 24 * 60, 3 * 60, 60, 15)
QUIET: Final[dict[str, tuple[time, time] | None]] = {
    **{settings_texts.hours(*hours): hours for hours in PRESETS.values()},
    settings_texts.NO_QUIET: None,
}
BEGINNINGS: Final = (date(2026, 3, 20), date(2026, 10, 15), date(2026, 7, 1), date(2026, 10, 24), date(2026, 3, 4))
"""Soon after most of them the clocks are changed somewhere."""
DEFAULT_LEADS: Final = frozenset((24 * 60, 60))
DEFAULT_QUIET: Final = (time(22), time(8))
LENGTHS: Final = (9, 12, 12, 20, 30, 365)
"""Days."""


@dataclass(slots=True)
class Wish:
    """What one person has asked for, message after message: a model that knows nothing of the program."""

    account: int
    chat: int
    subscriptions: set[tuple[int, str]] = field(default_factory=set)
    declines: set[int] = field(default_factory=set)
    zone: str | None = None
    quiet: tuple[time, time] | None = None
    leads: frozenset[int] = frozenset()
    weekly: bool = False
    probes: list[str] = field(default_factory=list)
    """Words to each of which there is one answer, in their order."""
    _asked: str = ""

    def hears(self, what: Mapping[str, str], places: Mapping[str, tuple[int, str, str]]) -> None:
        """One more message of theirs; ``places`` are (alliance, target, zone) of each word."""
        if "start" in what:
            return  # the first words are all that comes of it
        press, text = what.get("press", "").removeprefix("agree:"), what.get("text", "")
        name, _, word = press.partition(":")
        match name:
            case "sub":
                alliance, target, zone = places[word]
                if not self.leads and not self.weekly:
                    self.zone = self.zone or zone
                    self.leads, self.quiet = DEFAULT_LEADS, self.quiet or DEFAULT_QUIET
                self.subscriptions.add((alliance, target))
            case "unsub":
                self.subscriptions.discard(places[word][:2])
            case "set-weekly":
                self.weekly = word == "1"
            case "":
                self._answers(text)
        self._asked = name

    def _answers(self, text: str) -> None:
        match self._asked:
            case "set-quiet":
                self.quiet = QUIET[text]
            case "set-zone":
                self.zone = text
            case "set-leads":
                labels = {words[0]: lead for lead, words in subscribing_texts.LEADS.items()}
                self.leads, self.weekly = frozenset(labels[one] for one in text.split(", ")), False


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a telephone."""

    messenger: Messenger
    chat: int
    wish: Wish


@dataclass(slots=True)
class Story:
    """Fills the world's acts. ``libraries`` are (id, alliance, zone); ``hosts`` are (account, chat) of each."""

    world: World
    network: Network
    messengers: dict[int, Messenger]
    libraries: list[tuple[int, int, str]]
    hosts: list[tuple[int, int]]
    days: int
    readers: list[Reader] = field(default_factory=list)
    stops: list[tuple[float, float]] = field(default_factory=list)
    """The program is stopped at the first second and started at the other."""
    downs: list[float] = field(default_factory=list)
    """How long it is down after each crash."""
    dues: list[float] = field(default_factory=list)
    """Seconds at which something may be due: where it hurts most."""
    blocks: list[Block] = field(default_factory=list)
    impostors: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Chat → account, alliance, and the library of which they say that they work there."""
    apart: set[tuple[int, int]] = field(default_factory=set)
    """Account and chat of those who become one, or go (``departures``): other promises do not know of that."""
    leaving: dict[tuple[int, int], datetime] = field(default_factory=dict)
    """Who has asked to be erased, when."""
    _number: int = 0

    @property
    def chance(self) -> random.Random:
        return self.world.chance

    @property
    def seconds(self) -> float:
        return self.days * 86400.0

    def write(self, *, troubles: bool = True) -> None:
        """Without ``troubles`` nothing goes wrong."""
        chance = self.chance
        for number in range(chance.randint(3, 6)):
            messenger = chance.choice(list(self.messengers.values()))
            self.readers.append(Reader(messenger, 1001 + number, Wish(int(messenger.account), 1001 + number)))
        for number in range(chance.randint(3, 6)):
            self._event(number)
        for reader in self.readers:
            self._person(reader)
        self._impostors()
        if troubles:
            self._troubles()

    # Events.

    def _event(self, number: int) -> None:
        chance = self.chance
        place = chance.randrange(len(self.libraries))
        library, alliance, zone = self.libraries[place]
        host = self.hosts[place]
        title = f"Встреча {number + 1}"
        planned = chance.uniform(0, self.seconds * 0.6)
        ahead = chance.choice((chance.uniform(0.05, 2), chance.uniform(1, 9), chance.uniform(1, 9)))
        starts = self._wall_time(planned / 86400 + ahead, zone)
        every = chance.random() < 0.25
        co_hosts = tuple(one for one, of, _ in self.libraries if of == alliance and one != library)
        facts: EventFacts = {
            "title": title,
            "kind": "club" if every else "meeting",
            "library_id": library,
            "starts_at": starts,
            "zone": zone,
            "place": "Клуб",
            "tags": chance.choice(((), ("leisure",), ("culture", "leisure"))),
            "age": chance.choice((None, 6)),
            "co_hosts": co_hosts if chance.random() < 0.3 else (),
            "repeats": f"FREQ={'WEEKLY' if self.days < 100 else 'MONTHLY'};COUNT=5" if every else None,
        }

        async def plan(context: Context) -> None:
            if title not in {one.title for one in self.world.history.last.events.values()}:
                event = await actions.plan(context, alliance, facts)
                for one in facts["co_hosts"]:
                    await context.books.co_hosts.move_state(event, one, CoHosting.AGREED)
                await actions.announce(context, event)

        self._deed(planned, host, plan)
        self._mark(starts)
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            self._change(title, host, planned, starts, place)

    def _change(self, title: str, host: tuple[int, int], planned: float, starts: datetime, place: int) -> None:
        """Moved, cancelled, or elsewhere; a while before the start or at the very moment when something is due."""
        chance, world = self.chance, self.world
        begin = world.at(starts)
        near = [due for due in self.dues if planned < due < begin] or [planned + 60]
        at = chance.choice(
            (chance.uniform(planned, max(begin, planned + 60)), chance.choice(near) + chance.uniform(-40, 90))
        )
        what = chance.choice(("moved", "moved", "moved soon", "into the past", "cancelled", "place", "library"))
        _, alliance, zone = self.libraries[place]
        other = chance.choice([(one, where) for one, of, where in self.libraries if of == alliance])
        facts: EventFacts = {}
        if what == "moved":
            facts = {"starts_at": self._wall_time(at / 86400 + chance.uniform(0.1, 8), zone)}
        elif what == "moved soon":
            facts = {
                "starts_at": (self._true(at) + chance.choice((20 * MINUTE, 2 * HOUR))).replace(second=0, microsecond=0)
            }
        elif what == "into the past":
            facts = {"starts_at": self._true(at) - 2 * HOUR}
        elif what == "place":
            facts = {"place": f"Дом {chance.randint(1, 99)}"}
        elif what == "library":
            facts = {"zone": other[1], "starts_at": self._wall_time(at / 86400 + chance.uniform(0.5, 6), other[1])}

        async def change(context: Context) -> None:
            known = [one for one in world.history.last.events.values() if one.title == title]
            for one in known[:1]:
                if what == "cancelled":
                    await actions.cancel(context, one.id, "Метель")
                else:
                    await actions.change(context, one.id, **facts)

        self._deed(max(at, planned + 1), host, change)
        if "starts_at" in facts and facts["starts_at"] is not None:
            self._mark(facts["starts_at"])

    def _deed(self, at: float, host: tuple[int, int], does: Callable[[Context], object]) -> None:
        deed = Deed(*host, does)  # type: ignore[arg-type]  # all of them are coroutine functions
        self.world.will(at, lambda: self.world.deeds.append(deed))

    def _wall_time(self, days: float, zone: str) -> datetime:
        """A usual hour of that day in that zone; sometimes one that the clocks skip or repeat."""
        day = (self.world.start + timedelta(days=days)).date()
        hour = self.chance.choice((10, 12, 15, 18, 19, 2, 6))
        minute = self.chance.choice((0, 0, 30))
        return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone)).astimezone(UTC)

    def _true(self, at: float) -> datetime:
        return self.world.start + timedelta(seconds=at)

    def _mark(self, starts: datetime) -> None:
        self.dues += [self.world.at(starts - timedelta(minutes=lead)) for lead in (*LEADS[2:], 0)]

    # Impostors.

    def _impostors(self) -> None:
        """They have typed the name of a library, of a new one or of one that is there, and try everything."""
        chance = random.Random(self.world.seed)  # noqa: S311 - a chance of their own: the year beside them is the same
        for chat, (account, alliance, library) in self.impostors.items():
            for _ in range(4):
                self._deed(chance.uniform(0, self.seconds * 0.8), (account, chat), self._attack(alliance, library))

    def _attack(self, alliance: int, library: int) -> Callable[[Context], object]:
        async def attack(context: Context) -> None:
            facts: EventFacts = {
                "title": IMPOSTOR,
                "kind": "meeting",
                "library_id": library,
                "starts_at": context.now + 2 * HOUR,
                "zone": HOME,
                "place": IMPOSTOR,
            }
            for number in sorted(self.world.history.last.events):
                with suppress(Refused, TurnRefused):
                    await actions.cancel(context, number, IMPOSTOR)
                with suppress(Refused, TurnRefused):
                    await actions.change(context, number, place=IMPOSTOR)
                with suppress(Refused, TurnRefused):
                    await actions.announce(context, number)
            await actions.plan(context, alliance, facts)

        return attack

    # People.

    def _person(self, reader: Reader) -> None:
        chance = self.chance
        came = chance.uniform(0, self.seconds * 0.3)
        first = chance.choice(list(self.places))
        self._says(came, reader, start=f"sub_{first}")
        self._says(came + 20, reader, press=f"agree:sub:{first}")
        self._says(came + 40, reader, text=subscribing_texts.ALL_WELL)
        for _ in range(chance.randint(2, 8)):
            near = chance.random() < 0.6 and bool(self.dues)
            at = chance.choice(self.dues) + chance.uniform(-90, 120) if near else chance.uniform(came, self.seconds)
            self._wish(max(at, came + 60), reader)

    def _wish(self, at: float, reader: Reader) -> None:
        """Something that a person may wish."""
        chance = self.chance
        match chance.choice(
            ("sub", "unsub", "all", "weekly", "quiet", "leads", "zone", "probe", "probe", "block", "flood")
        ):
            case "sub":
                self._says(at, reader, press=f"sub:{chance.choice(list(self.places))}")
            case "unsub":
                self._says(at, reader, press=f"unsub:{chance.choice(list(self.places))}")
            case "all":
                event = chance.randint(1, 6)
                self._says(at, reader, press=f"{chance.choice(('nogo', 'nogo', 'go', 'again'))}:{event}")
            case "weekly":
                self._says(at, reader, press=f"set-weekly:{chance.choice('110')}")
            case "quiet":
                self._says(at, reader, press="set-quiet")
                self._says(at, reader, text=chance.choice(list(QUIET)))
            case "leads":
                chosen = chance.sample(LEADS, chance.randint(1, 3))
                labels = [subscribing_texts.LEADS[lead][0] for lead in chosen]
                self._says(at, reader, press="set-leads")
                self._says(at, reader, text=", ".join(labels))
            case "zone":
                self._says(at, reader, press="set-zone")
                self._says(at, reader, text=chance.choice(PEOPLE_ZONES))
            case "probe":
                self._probe(at, reader)
            case "flood":
                for _ in range(chance.randint(2, 5)):
                    self._probe(at + chance.uniform(0, 2), reader)
            case "block":
                self._blocks(at, reader)

    @property
    def places(self) -> dict[str, tuple[int, str, str]]:
        """What can be subscribed to: its word → alliance, target, zone."""
        found = {}
        for library, alliance, zone in self.libraries:
            found[f"a{alliance}"] = (alliance, "alliance", HOME)
            found[f"t{alliance}-leisure"] = (alliance, "tag:leisure", HOME)
            found[f"g{alliance}-6"] = (alliance, "age:6", HOME)
            found[f"l{library}"] = (alliance, f"library:{library}", zone)
        return found

    def _probe(self, at: float, reader: Reader) -> None:
        self._number += 1
        word = f"probe{self._number}"

        def says() -> None:
            reader.wish.probes.append(word)
            self._hands(reader, {"text": f"/{word}"})

        self.world.will(at, says)

    def _says(self, at: float, reader: Reader, **what: str) -> None:
        self.world.will(at, lambda: self._hands(reader, what))

    def _hands(self, reader: Reader, what: dict[str, str]) -> None:
        """The messenger has it from now on; ids come in no order."""
        reader.wish.hears(what, self.places)
        self._number += 1
        event_id = f"{self.chance.randrange(10**9)}-{self._number}"
        heard = IncomingMessage(
            account=AccountId(reader.wish.account),
            event_id=event_id,
            chat=reader.chat,
            user=reader.chat,
            at=self.world.now(),
            text=what.get("text", ""),
            press=what.get("press"),
            press_id=event_id if "press" in what else None,
            start=what.get("start"),
        )
        reader.messenger.happens(heard)

    def _blocks(self, at: float, reader: Reader) -> None:
        """For a while; then they let us write again, and some of them say so."""
        back = at + self.chance.choice((600, 7200, 3 * 86400))

        def reach(*, reachable: bool) -> None:
            (reader.messenger.blocked.discard if reachable else reader.messenger.blocked.add)(reader.chat)
            self._number += 1
            told = ReachabilityChanged(
                account=AccountId(reader.wish.account),
                event_id=f"reach-{self._number}",
                user=reader.chat,
                at=self.world.now(),
                reachable=reachable,
            )
            if reachable or self.chance.random() < 0.7:
                reader.messenger.happens(told)

        self.blocks.append(Block(chat=reader.chat, begins=self._true(at), ends=self._true(back)))
        self.world.will(at, lambda: reach(reachable=False))
        self.world.will(back, lambda: reach(reachable=True))

    # Troubles.

    def _troubles(self) -> None:
        chance = self.chance
        kinds = chance.sample(("crash", "weather", "down", "clock", "disk"), chance.randint(0, 5))
        kinds += ["crash"] * chance.randint(0, 2)
        for kind in kinds:
            for _ in range(chance.randint(1, 3) if kind != "clock" else 1):
                near = (
                    chance.choice(self.dues) if self.dues and chance.random() < 0.8 else chance.uniform(0, self.seconds)
                )
                at = min(max(60.0, near + chance.uniform(-20, 10)), self.seconds * 0.9)
                getattr(self, f"_{kind}")(at)

    def _crash(self, at: float) -> None:
        """Armed at that second: at one of the next hops or sends."""
        chance, world = self.chance, self.world
        count, way = chance.choice((1, 2, 3, 5, 8, 13, 30, 60)), chance.choice(("hop", "hop", "send", "send"))
        self.downs.append(chance.choice((0.5, 5.0, 60.0, 3600.0, 5 * 3600.0)))
        when = chance.choice(("before", "after"))

        def arm() -> None:
            if way == "send":
                self.network.dies_at = (min(count, 5), when)
            else:
                left = [count]

                def counts(commits: bool) -> str | None:  # noqa: FBT001 - the hook's
                    del commits
                    left[0] -= 1
                    if left[0] == 0:
                        world.disk.before = lambda _: None
                        return f"dies {when}"
                    return None

                world.disk.before = counts

        world.will(at, arm)

    def _weather(self, at: float) -> None:
        chance = self.chance
        storms: tuple[dict[Fate, float], ...] = (
            {"refused": 0.3, "overload": 0.2},
            {"lost answer": 0.2, "hang": 0.1, "broken off": 0.2},
            {"unreachable": 1.0},
            {"overload": 1.0},
            {"hang": 1.0},
            {"refused": 0.1, "overload": 0.1, "lost answer": 0.1, "hang": 0.1, "broken off": 0.1},
        )
        storm = chance.choice(storms)
        kinds = chance.choice((["telegram"], ["vk"], ["telegram", "vk"]))
        ends = at + chance.choice((60, 600, 3600, 3 * 3600))

        def change(mishaps: dict[Fate, float]) -> None:
            for kind in kinds:
                self.network.weather[kind] = Weather(dict(mishaps))

        self.world.will(at, lambda: change(storm))
        self.world.will(ends, lambda: change({}))
        self.world.hinder("weather", at, ends)

    def _down(self, at: float) -> None:
        ends = at + self.chance.choice((30, 600, 3600, 86400, 2 * 86400))
        self.stops.append((at, ends))

    def _clock(self, at: float) -> None:
        ends = at + self.chance.choice((300, 1800, 3 * 3600))
        wrong = self.chance.choice((HOUR, -HOUR))

        def put(skew: timedelta) -> None:
            self.world.skew = skew

        self.world.will(at, lambda: put(wrong))
        self.world.will(ends, lambda: put(timedelta()))
        self.world.hinder("clock", at, ends)

    def _disk(self, at: float) -> None:
        """For a while statements fail, or only commits."""
        chance, world = self.chance, self.world
        share, commits_only = chance.choice((0.1, 0.3, 1.0)), chance.random() < 0.5
        ends = at + chance.choice((20, 60, 600))

        def fails(commits: bool) -> str | None:  # noqa: FBT001 - the hook's
            return "fails" if (commits or not commits_only) and chance.random() < share else None

        def put(hook: Callable[[bool], str | None]) -> None:
            world.disk.before = hook

        world.will(at, lambda: put(fails))
        world.will(ends, lambda: put(lambda _: None))
        world.hinder("disk", at, ends)
