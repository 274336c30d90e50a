"""A small alliance with everything that the pages can show, and much that they must not."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PIL import Image

from domain.event import State
from domain.journal import Json
from domain.journal import Kind as Deed
from domain.spelling import fold, plain
from storage.alliances.agreements import AgreementSection
from storage.chronicle.chronicle import ChroniclePicture
from talk.messenger import Broken
from talk.updates import AccountId
from tests.snapshots import snapshot

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.books import Books
    from storage.database import Database
    from storage.libraries.libraries import Library
    from storage.plan.events import Event

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECRET = "+7 900 000-00-01"
OPEN = "biblio@example.org"
STORY = (
    "Зимний вечер, самовар и двенадцать клубков. Первые петли вязали все, даже папы, а Раиса Фёдоровна принесла "
    "бабушкин платок, который проходит через кольцо.\nСпасибо клубу за тепло!"
)
LIBRARIES = (
    ("Александровская сельская модельная библиотека, филиал № 7", "Прохоровский район", "Белгородская область"),
    ("Александровская центральная районная библиотека", "Александровский район", "Оренбургская область"),
    ("Александровская сельская библиотека, филиал № 2", "Азовский район", "Омская область"),
)
ZONES = ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Omsk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """An account, as far as the pages know it."""

    kind: str
    account: AccountId
    known: bool = True
    limits: Any = None

    def invitation(self, payload: str) -> str:
        if not self.known:
            raise Broken("it has not told its name yet")
        return f"https://{self.kind}.example/tezki?start={payload}"

    def group_invitation(self, payload: str) -> str | None:
        return self.invitation(payload)


@dataclass(slots=True, kw_only=True)
class Village:
    """What was put into the database."""

    alliance: Alliance
    libraries: list[Library] = field(default_factory=list)
    events: dict[str, Event] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    """Name → SHA-256."""

    @property
    def home(self) -> str:
        return f"/a/{self.alliance.slug}"


@snapshot
async def settle(database: Database, settlement: str = "Александровка") -> Village:
    """The alliance of «Александровка», as it is on 22 November 2026."""
    async with database.writing() as books:
        return await _settle(books, settlement)


async def _settle(books: Books, settlement: str) -> Village:
    village = Village(alliance=await found(books, settlement))
    id_ = village.alliance.id
    for name, colour in (
        ("emblem", "#7a5c3a"),
        ("agreed", "#8ba7bd"),
        ("not agreed", "#b5523f"),
        ("taken back", "#555"),
    ):
        village.pictures[name] = await picture(books, colour)
    await books.alliances.change(id_, emblem_id=await _id(books, village, "emblem"))
    sections = [AgreementSection(key="1", title="1. Общие положения", text="Библиотеки действуют вместе.\nИ дружат.")]
    await books.agreements.adopt(id_, sections, NOW - timedelta(days=150))
    more = [
        *sections,
        AgreementSection(key="2", title="2. Как принимаются решения", text="Одна библиотека, один голос."),
    ]
    await books.agreements.adopt(id_, more, NOW - timedelta(days=40))
    await books.journal.write(id_, Deed.FOUNDED, {"settlement": settlement}, NOW - timedelta(days=160))
    for place, ((title, district, region), zone) in enumerate(zip(LIBRARIES, ZONES, strict=True)):
        one = await library(
            books, id_, title, district=district, region=region, zone=zone, at=NOW - timedelta(days=150 - place)
        )
        village.libraries.append(one)
        facts: dict[str, Json] = {"library": one.id, "title": title, "settlement": settlement, "region": region}
        await books.journal.write(id_, Deed.JOINED, facts, one.created_at)
    await _people(books, village)
    await _events(books, village)
    await _chronicle(books, village)
    return village


async def found(books: Books, settlement: str, **facts: Any) -> Alliance:
    usual: dict[str, Any] = {
        "slug_base": "aleksandrovka",
        "form": "movement",
        "wide": True,
        "goals": ["culture", "residents-exchange", "leisure"],
        "zone": "Europe/Moscow",
        "motto": "Одно имя, много друзей",
        "hashtag": "ТёзкиАлександровки",
        "at": NOW - timedelta(days=160),
    }
    return await books.alliances.found(settlement=settlement, folded=fold(settlement), **(usual | facts))


async def library(books: Books, alliance: int, title: str, *, at: datetime = NOW, **facts: Any) -> Library:
    usual = {"settlement": "Александровка", "settlement_type": "село", "region": "Омская область", "zone": "Asia/Omsk"}
    made = await books.libraries.register(
        alliance_id=alliance,
        title=title,
        folded=plain(title),
        ownership="municipal",
        verdict="same",
        at=at,
        **(usual | facts),
    )
    await books.libraries.join(made.id, at)
    known = await books.libraries.get(made.id)
    assert known is not None
    return known


async def picture(books: Books, colour: str) -> str:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(file, "JPEG")
    sha = hashlib.sha256(file.getvalue()).hexdigest()
    await books.pictures.keep(file.getvalue(), width=400, height=300, sha256=sha, person_id=None, at=NOW)
    return sha


async def _id(books: Books, village: Village, name: str) -> int:
    jpeg = io.BytesIO()
    colours = {"emblem": "#7a5c3a", "agreed": "#8ba7bd", "not agreed": "#b5523f", "taken back": "#555"}
    Image.new("RGB", (400, 300), colours[name]).save(jpeg, "JPEG")
    return await books.pictures.keep(
        jpeg.getvalue(), width=400, height=300, sha256=village.pictures[name], person_id=None, at=NOW
    )


async def _people(books: Books, village: Village) -> None:
    """Two librarians: one keeps the contact to the members, one shows it to everybody; a group with two posts."""
    account = (await books.accounts.ensure("telegram", 100, at=NOW)).id
    for number, (contact, public) in enumerate(((SECRET, False), (OPEN, True))):
        person = await books.people.meet(account, 7_000_000_000 + number, 1, at=NOW)
        await books.librarians.add(village.libraries[0].id, person.id, contact=contact, contact_public=public, at=NOW)
    group = await books.groups.bind(
        alliance_id=village.alliance.id, account_id=account, external_id=-100, bound_by=person.id, at=NOW
    )
    await books.groups.report(
        group.id,
        title="Тёзки Александровки",
        link="https://t.me/tezki",
        threads={},
        missing=(),
        title_fits=True,
        at=NOW,
    )
    for subject, section, number in (
        ("plan:1:2026-12", "plans", 8),
        (f"joined:{village.libraries[0].membership_id}", "joining", 3),
    ):
        post = await books.posts.upsert(group.id, subject, section, "digest", at=NOW)
        await books.posts.delivered(post.id, refs=["1"], link=f"https://t.me/tezki/{number}", at=NOW)


def at(day: int, hour: int, month: int = 11) -> datetime:
    """By UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


async def _events(books: Books, village: Village) -> None:
    first, second, third = (one.id for one in village.libraries)
    told: tuple[tuple[str, str, State, dict[str, Any]], ...] = (
        (
            "today",
            "Вечер «Три Александровки за одним столом»",
            State.ANNOUNCED,
            {
                "starts_at": at(22, 14),
                "ends_at": at(22, 16),
                "link": "https://example.org/stol",
                "co_hosts": (second, third),
                "audience": "все, кому дорого имя села",
                "age": 6,
                "tags": ("residents-exchange",),
                "registration": True,
                "description": "Видеовстреча трёх библиотек: читаем вслух воспоминания старожилов.\nИ пьём чай.",
            },
        ),
        (
            "soon",
            "Клуб «Рукодельница»: оренбургский пуховый платок",
            State.ANNOUNCED,
            {
                "starts_at": at(25, 10),
                "ends_at": at(25, 12),
                "place": "большой зал, ул. Мичурина, 49",
                "library_id": second,
                "zone": ZONES[1],
                "age": 0,
            },
        ),
        ("cancelled", "Лыжная прогулка с краеведом", State.CANCELLED, {"starts_at": at(28, 8), "age": 12}),
        (
            "later",
            "Праздник «С днём рождения, село!»",
            State.ANNOUNCED,
            {"starts_at": at(12, 9, 12), "kind": "festival"},
        ),
        ("same day", "Мастер-класс: рождественская звезда", State.ANNOUNCED, {"starts_at": at(12, 11, 12)}),
        ("undated", "Выставка писем с фронта", State.ANNOUNCED, {"month": date(2026, 12, 1), "kind": "exhibition"}),
        ("held", "Сочинение «Моя Александровка»", State.CHRONICLED, {"starts_at": at(7, 9)}),
        ("draft", "Тайный черновик", State.DRAFT, {"starts_at": at(26, 9)}),
    )
    for name, title, state, facts in told:
        usual: dict[str, Any] = {"title": title, "kind": "meeting", "zone": ZONES[0], "library_id": first}
        made = await books.events.add(alliance_id=village.alliance.id, at=NOW - timedelta(days=30), **(usual | facts))
        village.events[name] = await _led(books, made.id, state)


async def crowd(database: Database, village: Village) -> Event:
    """Five events a day in two months to come, today and this week, and one with the longest words there may be."""
    first = village.libraries[0].id
    usual: dict[str, Any] = {"kind": "meeting", "zone": ZONES[2], "library_id": first, "age": 12}
    days = [at(day, 3, month) for month, last in ((2, 28), (5, 31)) for day in range(1, last + 1)]
    days = [day.replace(year=2027) for day in days] + [at(day, 10) for day in (22, 23, 24, 25)]
    async with database.writing() as books:
        for day in days:
            for hour in range(5):
                title = f"Вечер «Самовар и книга», встреча {hour}: читаем вслух и знакомимся с соседями по району"
                made = await books.events.add(
                    alliance_id=village.alliance.id,
                    at=NOW,
                    title=title,
                    starts_at=day + timedelta(hours=hour),
                    ends_at=day + timedelta(hours=hour + 1),
                    **usual,
                )
                await books.events.move_state(made.id, State.ANNOUNCED)
        words = "Александровскорайонный межпоселенческий праздник соседей "
        longest = await books.events.add(
            alliance_id=village.alliance.id,
            at=NOW,
            title=(words * 3)[:150],
            place=(words * 6)[:300],
            description=(words * 60)[:2500],
            poster_id=await _id(books, village, "emblem"),
            registration=True,
            starts_at=at(30, 9),
            ends_at=at(30, 9, 12),
            **usual,
        )
        return await _led(books, longest.id, State.ANNOUNCED)


async def _led(books: Books, event: int, to: State) -> Event:
    path = {
        State.DRAFT: (),
        State.ANNOUNCED: (State.ANNOUNCED,),
        State.CANCELLED: (State.ANNOUNCED, State.CANCELLED),
        State.CHRONICLED: (State.ANNOUNCED, State.HELD, State.CHRONICLED),
    }
    for step in path[to]:
        reason = "в районе карантин" if step is State.CANCELLED else None
        assert await books.events.move_state(event, step, cancel_reason=reason)
    known = await books.events.get(event)
    assert known is not None
    return known


async def _chronicle(books: Books, village: Village) -> None:
    first, second, _ = village.libraries
    shown = [
        ChroniclePicture(picture_id=await _id(books, village, "agreed"), alt="Клубки шерсти на столе.", agreed=True),
        ChroniclePicture(picture_id=await _id(books, village, "not agreed"), alt="Дети за столом.", agreed=False),
    ]
    usual: dict[str, Any] = {"alliance_id": village.alliance.id, "visitors": 24, "new_readers": 3, "at": NOW}
    held = village.events["held"]
    told = await books.chronicle.write(
        library_id=first.id,
        event_id=held.id,
        title=held.title,
        happened_on=held.day,
        text=STORY,
        pictures=shown,
        **usual,
    )
    wrong = await books.chronicle.write(
        library_id=second.id,
        title="День открытых дверей",
        happened_on=date(2026, 10, 3),
        text="Пришли все соседи. " * 60,
        pictures=[ChroniclePicture(picture_id=await _id(books, village, "taken back"), alt="Гости.", agreed=True)],
        **usual,
    )
    better = await books.chronicle.correct(wrong.id, correction="гостей было больше", at=NOW, visitors=40, pictures=[])
    village.entries = {"told": told.id, "wrong": wrong.id, "better": better.id}
