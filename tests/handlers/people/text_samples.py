"""Values for the texts about people's addresses."""

from __future__ import annotations

from typing import Any, Final

from domain.purposes import Operator, Purpose
from handlers.texts.people.addresses import AddressLine
from handlers.texts.people.own_data import Look
from tests.handlers.texts.text_things import DAY

OPERATOR: Final = Operator(
    name="Александровская сельская библиотека", address="село Александровка, улица Мира, 1", email="data@example.ru"
)
FULL: Final[dict[str, Any]] = {
    "own: Sequence[AddressLine]": [
        AddressLine(kind="telegram", since=DAY, here=True, live=True),
        AddressLine(kind="vk", since=DAY, here=False, live=True),
        AddressLine(kind="vk", since=DAY, here=False, live=False),
    ],
    "chosen: Sequence[tuple": [("reminders", "vk"), ("work", None)],
    "digits: str": "48291375",
    "minutes: int": 15,
    "topic: str": "digests",
    "name: str": "Мария",
    "since: date": DAY,
    "kind: str": "vk",
    "operator: Operator": OPERATOR,
    "purpose: Purpose": Purpose.CONTACT_ALL,
    "kept: tuple[Purpose": (Purpose.SERVICE, Purpose.PHOTOS),
    "kept: Mapping[str, int]": {
        "outbox": 30,
        "pictures": 30,
        "audit": 90,
        "complaints": 90,
        "spent": 2,
        "strangers": 1,
    },
    "telegram: bool": True,
    "given: Sequence[str]": ["Отвечать вам и напоминать: с 5 декабря 2026, версия 1."],
    "edition: int": 1,
    "version: int": 1,
    "policy_version: int": 1,
    "until: date": DAY,
    "left: Sequence": ["Поисковики могут помнить старую страницу ещё несколько дней."],
    "months: int": 12,
    "days: int": 30,
    "page: str": "Страница 2 из 5.",
    "sections: Sequence[tuple": [
        ("Подписки", ["Все события, сотрудничество Александровка, с 5 декабря 2026"]),
        ("Что я вам писал", ["5 декабря 2026, 12:00, " + "напоминание " * 20]),
    ],
    "found: Sequence[Look": [
        Look(day=DAY, who="координатор сотрудничества «Александровка»", what="contact_seen", times=2),
        Look(day=DAY, who="тот, кто держит бота", what="data_seen", times=1),
    ],
}
SPARSE: Final[dict[str, Any]] = {
    "own: Sequence[AddressLine]": [AddressLine(kind="telegram", since=DAY, here=True, live=True)],
    "chosen: Sequence[tuple": [("letters", None)],
    "name: str": "",
    "operator: Operator": None,
    "purpose: Purpose": Purpose.SERVICE,
    "kept: tuple[Purpose": (Purpose.SERVICE,),
    "telegram: bool": False,
    "given: Sequence[str]": [],
    "edition: int": None,
    "version: int": 9,
    "left: Sequence": [],
    "since: date | None": None,
    "months: int": 12,
    "days: int": 1,
    "page: str": None,
    "sections: Sequence[tuple": [("Подписки", ["Все события"])],
    "found: Sequence[Look": [],
}
