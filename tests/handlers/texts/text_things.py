"""One of each thing that texts speak of, in full and bare."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Final

from domain.event import Kind, State
from domain.journal import Entry
from domain.journal import Kind as Recorded
from handlers.texts.libraries.namesakes import Addressee, Namesake
from storage.chronicle.chronicle import ChronicleEntry, ChroniclePicture
from storage.plan.events import Event, Host
from storage.reminders.subscriptions import Subscription

TITLE: Final = "МБУК «Централизованная библиотечная система» Азовского района, Александровский филиал № 7"
NAME: Final = "Александровка"
PLACE: Final = "хутор Александровка, Азовский район, Ростовская область"
NOW: Final = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
START: Final = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
DAY: Final = date(2026, 12, 5)
MOSCOW: Final = "Europe/Moscow"
HOST: Final = Host(
    id=1,
    title=TITLE,
    settlement=NAME,
    settlement_type="хутор",
    district="Азовский район",
    region="Ростовская область",
)
NAMESAKE: Final = Namesake(
    place="хутор Александровка, Азовский район",
    zone="Москва",
    population=912,
    ours=False,
    written=DAY,
    libraries=(TITLE,),
)
NAMESAKE_BARE: Final = Namesake(place="село Александровка", zone=None, population=None, ours=True, written=None)
ADDRESSEE: Final = Addressee(
    title=TITLE, address="х Александровка, ул Мира, 1", email="biblio@example.ru", site="https://example.ru"
)
EVENT: Final = Event(
    id=12,
    alliance_id=3,
    alliance=NAME,
    library_id=1,
    host=HOST,
    co_hosts=(2,),
    title="Вечер «Имя моего села»",
    kind=Kind.MEETING,
    month=None,
    day=DAY,
    starts_at=START,
    ends_at=datetime(2026, 12, 5, 14, 0, tzinfo=UTC),
    zone=MOSCOW,
    place="в библиотеке",
    link="https://example.ru/onlayn",
    audience="для семей с детьми",
    age=6,
    tags=("leisure",),
    description="Споём и вспомним.",
    poster_id=5,
    poster_alt="Дети украшают ёлку",
    registration=True,
    repeats="FREQ=MONTHLY",
    series_id=None,
    state=State.ANNOUNCED,
    sequence=0,
    cancel_reason=None,
    asked=0,
    ask_at=None,
    created_at=NOW,
)
BARE: Final = replace(
    EVENT,
    co_hosts=(),
    kind=Kind.OTHER,
    month=date(2026, 12, 1),
    day=date(2026, 12, 1),
    starts_at=None,
    ends_at=None,
    place=None,
    link=None,
    audience=None,
    age=None,
    tags=(),
    description=None,
    poster_id=None,
    poster_alt=None,
    registration=False,
    repeats=None,
)
MOVED: Final = replace(EVENT, starts_at=datetime(2026, 12, 6, 13, 0, tzinfo=UTC), ends_at=None, place="в школе")
CANCELLED: Final = replace(EVENT, state=State.CANCELLED, cancel_reason="Метель")
TOLD: Final = ChronicleEntry(
    id=5,
    alliance_id=3,
    library_id=1,
    library=TITLE,
    settlement=NAME,
    region="Ростовская область",
    district="Азовский район",
    event_id=12,
    title="Вечер «Имя моего села»",
    happened_on=DAY,
    text="Пели и пили чай.",
    visitors=42,
    new_readers=3,
    corrects_id=4,
    correction="Посетителей было 42, а не 24",
    corrected_by=None,
    written_at=NOW,
    pictures=(ChroniclePicture(picture_id=1, alt="Хор на сцене", agreed=True),),
)
TOLD_SHORTLY: Final = replace(
    TOLD, visitors=None, new_readers=None, corrects_id=None, correction=None, corrected_by=6, pictures=()
)
SUBSCRIPTION: Final = Subscription(
    id=1,
    person_id=1,
    alliance_id=3,
    alliance=NAME,
    target="library:1",
    since=NOW,
    library=TITLE,
    settlement=NAME,
    district="Азовский район",
    region="Ростовская область",
    event=None,
    starts_at=None,
    month=None,
    zone=None,
)
SECTION: Final = SimpleNamespace(title="2. Цели", text="– дружить.")
WRITTEN: Final = Entry(
    seq=7,
    kind=Recorded.PLAN_CHANGED,
    at=NOW,
    facts={"what": "moved", "title": "День села", "day": "2026-12-05", "host": TITLE},
    previous="0" * 64,
    hash="a" * 64,
)
COUNTS: Final = {State.ANNOUNCED: 12, State.HELD: 3, State.CHRONICLED: 17, State.CANCELLED: 2}
PERSON: Final = SimpleNamespace(weekly=True, zone=MOSCOW, quiet_from=time(22), leads=(1440, 60), blocked_at=START)
KEPT: Final = {"subscriptions": 5, "librarians": 1, "coordinators": 2, "reminders": 21, "pictures": 3, "appeals": 1}
