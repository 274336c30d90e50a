"""Representative values for every parameter of every text: a full set, and a sparse one (one of each, no options).

A wing that needs others has its own ``FULL`` and ``SPARSE`` in ``tests/handlers/<wing>/text_samples.py``; these first.
"""

from __future__ import annotations

import inspect
import re
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from domain.agreement import Difference, Mark
from domain.agreement import Line as DiffLine
from domain.event import State
from domain.journal import Fault
from domain.libraries.membership import Ownership, Scope
from domain.libraries.names import judge
from domain.plan.rows import Note, PlanRow, Remark
from domain.purposes import Purpose
from handlers.texts.libraries.roster import Line
from storage.chronicle.chronicle import Totals
from storage.libraries.libraries import Library
from storage.people.erasures import Act
from storage.program.audit import AuditLine
from talk.prompt import Section
from talk.rich import Rich, rich
from tests.handlers.moderation.text_samples import COMPLAINT, HIDING
from tests.handlers.texts.text_things import (
    ADDRESSEE,
    BARE,
    CANCELLED,
    COUNTS,
    DAY,
    EVENT,
    HOST,
    KEPT,
    MOSCOW,
    MOVED,
    NAME,
    NAMESAKE,
    NAMESAKE_BARE,
    NOW,
    PERSON,
    PLACE,
    SECTION,
    START,
    SUBSCRIPTION,
    TITLE,
    TOLD,
    TOLD_SHORTLY,
    WRITTEN,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LIBRARY: Final = Library(
    id=7,
    alliance_id=3,
    settlement=NAME,
    settlement_type="село",
    district="Азовский район",
    region="Ростовская область",
    zone=MOSCOW,
    title=TITLE,
    folded="",
    parent="ЦБС Азовского района",
    ownership="municipal",
    verdict="same",
    checked="unchecked",
    created_at=START,
    membership_id=1,
    joined_at=START,
    left_at=None,
)
FULL: Final[dict[str, Any]] = {
    "paper: str": "plan",
    "keys: tuple": ("leisure", "uniting-role"),
    "row: PlanRow": PlanRow(
        number=3, title="День села", month=DAY.replace(day=1), notes=(Note(what=Remark.AGE_UNKNOWN, said="детям"),)
    ),
    "note: Note": Note(what=Remark.HOST_UNKNOWN, said="Школа № 1"),
    "registry: str": "oktmo",
    "bars: Sequence": [("Азовская библиотека", [("Проведено", 3), ("Отменено", 0)]), ("Школа", [("Проведено", 1)])],
    "counts: Mapping[str, int]": {"read": 194_000, "new": 5, "changed": 1, "same": 190_000, "region": 2, "kept": 7},
    "found: str": "geonames",
    "refusal: str": "foreign",
    "shown: Sequence[Namesake": [NAMESAKE, NAMESAKE_BARE],
    "addressees: Sequence": [ADDRESSEE],
    "links: Sequence": [("telegram", "https://t.me/tezki?start=join_3"), ("vk", "https://vk.me/tezki?ref=join_3")],
    "letters: Sequence": [rich("Первое письмо."), rich("Второе письмо.")],
    "about": f"все события библиотек-тёзок «{NAME}»",
    "after": MOVED,
    "again: int": 1,
    "age: str": "6",
    "audience: str": "subscribers",
    "stage: str": "paused",
    "receivers: int": 15300,
    "sent: int": 11240,
    "unreachable: int": 10,
    "failed: int": 2,
    "seconds: float": 3000.0,
    "words: str": "Приходите в субботу на ёлку!",
    "alone": ([TITLE], [NAME]),
    "alliances": [(NAME, 5), ("Ивановка", 1)],
    "alts": ("Хор на сцене", ""),
    "at: int": 2,
    "at: time": time(15),
    "old: str": "Пели и пили чай.",
    "at: datetime": START,
    "before: Event": EVENT,
    "becomes": "воскресенье, 6 декабря, 16:00",
    "changed: Sequence": [("Рассказ", "Пели и пили чай")],
    "changes": rich("Новое место: в школе."),
    "checked": "unchecked",
    "code: str": "8fj2",
    "command": "xyz",
    "contact": "+79123456789",
    "contacts": ["+79123456789", "biblio@example.ru"],
    "gave": {"librarians.contact": ["+79123456789", "biblio@example.ru"]},
    "correction": "Посетителей было 42, а не 24",
    "counts": COUNTS,
    "district": "Азовский район",
    "end: time": time(8),
    "end: datetime": EVENT.ends_at,
    "entries: Sequence[ChronicleEntry": [TOLD, TOLD_SHORTLY],
    "entries: Sequence[tuple": [(WRITTEN, START)],
    "entry: ChronicleEntry": TOLD,
    "event: Rich": rich("5 декабря, 15:00: Вечер памяти"),
    "events: Sequence[Event": [EVENT, MOVED],
    "events: Sequence[Rich": [rich("1. 5 декабря, 15:00: Вечер памяти")],
    "events: list": ["Вечер памяти, 5 декабря"],
    "coming": [EVENT],
    "facts: Mapping[str, object]": {"motto": "Вместе", "lenient": True, "form": "movement", "emblem": True},
    "facts: Mapping[str, Any]": {"ge": 1},
    "facts: Sequence": [("Название", "День села"), ("Место", None)],
    "facts: dict": {"sent": 3},
    "few": "библиотеки",
    "many": "библиотек",
    "one: str": "библиотека",
    "form": "movement",
    "found": [
        Difference(
            key="goals",
            lines=(DiffLine(mark=Mark.REMOVED, text="– дружить."), DiffLine(mark=Mark.ADDED, text="– петь.")),
        )
    ],
    "goals": ("leisure", "uniting-role"),
    "groups: Sequence": [("Тёзки Александровки", "https://vk.com/tezki", "работает")],
    "hashtag": "тёзки_Александровка",
    "alliance_hashtag": "тёзки_Александровка",
    "host: str": TITLE,
    "joined: date": DAY,
    "kept: Mapping": KEPT,
    "kept: str": "tezki.db.old",
    "kind": "vk",
    "kinds": ["telegram", "vk"],
    "known": [(1, DAY), (2, DAY)],
    "first: date": DAY,
    "last: date": date(2026, 12, 10),
    "second: date": date(2026, 12, 6),
    "rule: str": "FREQ=WEEKLY;BYDAY=TU,TH",
    "minutes: int": 140,
    "last": "a1b2c3d4",
    "leads": (1440, 60),
    "left: date": DAY,
    "lines_": [rich("1. 5 декабря, 15:00: Вечер памяти")],
    "listed: Sequence": [(True, True, DAY), (False, False, DAY)],
    "members: Sequence[int": [5, 0],
    "members: Sequence[tuple": [(TITLE, "Ростовская область", DAY)],
    "missing": ["wall", "photos"],
    "months": {date(2026, 12, 1): COUNTS},
    "motto": "Одно имя — одна семья",
    "name": NAME,
    "names": [TITLE, "Ивановская библиотека"],
    "now": NOW,
    "ownership: Ownership": Ownership.MUNICIPAL,
    "ownership: str": "municipal",
    "parent": "ЦБС Азовского района",
    "people: Sequence[tuple": [(True, DAY), (False, DAY)],
    "people: Sequence[date": [DAY, DAY],
    "person": PERSON,
    "place: str": PLACE,
    "plan": COUNTS,
    "reason": "переезжаем в новое здание",
    "region": "Ростовская область",
    "regions: Sequence": [("Ростовская область", 5), ("Омская область", 1)],
    "right": "photos",
    "rings": [datetime(2026, 12, 4, 12, 0, tzinfo=UTC), datetime(2026, 12, 5, 11, 0, tzinfo=UTC)],
    "rule": "FREQ=WEEKLY",
    "scope: Scope": Scope.INTER_REGIONAL,
    "scope: str": "inter_regional",
    "called: str": "присоединение библиотеки",
    "section: Section": Section.PLANS,
    "sections: Sections": "open",
    "sections: Sequence": ["2. Цели", "3. Задачи"],
    "settlement": NAME,
    "shown: Section": SECTION,
    "shown: Sequence[Line": [
        Line(title=TITLE, place=PLACE, joined=DAY, notice="https://example.ru/1", unchecked=True),
        Line(title="Ивановская библиотека", place=PLACE, joined=DAY, left=DAY),
    ],
    "shown: Sequence[Rich": [rich("Тёзки Александровки (ВКонтакте): работает.")],
    "shown: Sequence[str": ["Вечер памяти, 5 декабря"],
    "shown: date": DAY,
    "slug": "aleksandrovka-2",
    "start: datetime": START,
    "start: time": time(22),
    "state: str": "bound",
    "steps": [rich("1. Создайте группу.")],
    "tab": "coming",
    "tag": "leisure",
    "title": TITLE,
    "titles: Sequence": [("15:00 (Омск)", "День села", "Шербакульский район, Омская обл.")],
    "titles: dict": {"goals": "2. Цели"},
    "totals": Totals(entries=5, libraries=2, visitors=1200, new_readers=21),
    "troubles": ["нет права закреплять записи"],
    "urls": [("telegram", "https://t.me/tezki?start=sub_l1"), ("vk", "https://vk.me/tezki?ref=sub_l1")],
    "url": "https://example.ru/priglashenie",
    "verdict: Verdict": judge("Новая Ивановка", "Ивановка", lenient=False),
    "verdict: str": "Название совпадает: вы тёзки.",
    "waiting": [(TITLE, PLACE)],
    "was": "суббота, 5 декабря, 15:00",
    "when: date": DAY,
    "when: str": "week",
    "when_day": DAY,
    "when_month": None,
    "where": "Азовский район, Ростовская обл.",
    "why: Fault": Fault.HASH,
    "wrong": ["TEZKI_SECRET_KEY"],
    "word": "lost",
    "words: Sequence": [(1, f"все события библиотек-тёзок «{NAME}»")],
    "year: int": 2026,
    "zone": MOSCOW,
    "zone_city": "Москва",
    "opened": [("Афиша", 5), ("План", 2)],
    "other": "Asia/Omsk",
    "today": date(2026, 11, 20),
    "came": "photo",
    "due": "day",
    "labels: Sequence": ["Первое", "Второе"],
    "latitude": 47.1,
    "longitude": 39.4,
}
"""By «name: annotation» (as much of it as tells it apart) or by name alone."""
SPARSE: Final[dict[str, Any]] = {
    "row: PlanRow": PlanRow(number=3, title="День села", day=DAY, at=time(15)),
    "note: Note": Note(what=Remark.PAST),
    "counts: Mapping[str, int]": {"read": 1, "same": 1},
    "refusal: str": "bomb",
    "shown: Sequence[Namesake": [NAMESAKE_BARE],
    "addressees: Sequence": [],
    "links: Sequence": [("telegram", "https://t.me/tezki?start=join_3")],
    "letters: Sequence": [rich("Первое письмо.")],
    "audience: str": "librarians",
    "stage: str": "sending",
    "receivers: int": 3,
    "sent: int": 1,
    "unreachable: int": 0,
    "failed: int": 0,
    "seconds: float": 10.0,
    "after": CANCELLED,
    "alone": ([], []),
    "entry: ChronicleEntry": TOLD_SHORTLY,
    "events: Sequence[Event": [EVENT],
    "events: Sequence[Rich": [],
    "entries: Sequence": [],
    "coming": [],
    "facts: Mapping[str, object]": {"motto": None, "lenient": False},
    "found": [],
    "groups: Sequence": [],
    "kept: Mapping": {},
    "leads": (60,),
    "lines_": [],
    "months": {},
    "counts": {State.ANNOUNCED: 1},
    "plan": {},
    "people: Sequence[tuple": [(True, DAY)],
    "people: Sequence[date": [],
    "last: date": date(2027, 1, 8),
    "rings": [],
    "missing": [],
    "sections: Sections": "none",
    "sections: Sequence": ["2. Цели"],
    "shown: Sequence": [],
    "state: str": "pending",
    "totals": Totals(entries=0, libraries=0, visitors=0, new_readers=0),
    "troubles": [],
    "verdict: Verdict": judge("Ивановка", "Ивановка", lenient=False),
    "when: str": "mine",
    "when_day": None,
    "when_month": date(2026, 12, 1),
    "alts": (),
    "opened": [],
    "labels: Sequence": [],
}
AUDITED: Final = AuditLine(
    id=1, hour=START, kind="refused", what="cancel_event library:3", whom=7, by_whom=None, times=5
)
ACT: Final = Act(
    id=12, at=START, why="asked", digests=("0123456789abcdef" * 2,) * 2, counts={"subscriptions": 3, "addresses": 2}
)
ACT_OF_LITTLE: Final = Act(id=13, at=START, why="unseen", digests=("0123456789abcdef" * 2,), counts={"people": 1})
BY_TYPE: Final[tuple[tuple[str, Any, Any], ...]] = (
    ("bool", True, False),
    ("int", 5, 1),
    ("Say", rich("Кстати."), rich("Кстати.")),
    ("Rich", rich("Вечер памяти"), rich("Вечер памяти")),
    ("datetime", START, START),
    ("date", DAY, DAY),
    ("time", time(15), time(15)),
    ("str", "пример", "пример"),
    ("Sequence[str]", ["первое", "второе"], ["первое"]),
    ("Event", EVENT, BARE),
    ("ChronicleEntry", TOLD, TOLD_SHORTLY),
    ("Entry", WRITTEN, WRITTEN),
    ("Host", HOST, HOST),
    ("Library", LIBRARY, LIBRARY),
    ("Namesake", NAMESAKE, NAMESAKE_BARE),
    ("Subscription", SUBSCRIPTION, SUBSCRIPTION),
    ("AuditLine", AUDITED, AUDITED),
    ("Hiding", HIDING, HIDING),
    ("Complaint", COMPLAINT, COMPLAINT),
    ("Act", ACT, ACT_OF_LITTLE),
    ("Purpose", Purpose.CONTACT_ALL, Purpose.SERVICE),
    ("Totals", FULL["totals"], SPARSE["totals"]),
)
"""Annotation, full value, sparse value: for what has no sample of its own, and what is made up of such."""
_OF_MANY: Final = re.compile(r"(?:Sequence|Iterable|list|tuple|Collection)\[(.+?)(?:, \.\.\.)?\]")
_BY_KEY: Final = re.compile(r"(?:Mapping|dict)\[([^,\[\]]+), (.+)\]")


def of_type(annotation: str, *, sparse: bool) -> Any:
    """What BY_TYPE says, also within sequences and mappings; raises LookupError."""
    kind = annotation.removesuffix(" | None")
    for name, full, bare in BY_TYPE:
        if kind == name:
            return bare if sparse else full
    if many := _OF_MANY.fullmatch(kind):
        one = of_type(many[1], sparse=sparse)
        return (one,) if kind.startswith("tuple") else [one]
    if pairs := _BY_KEY.fullmatch(kind):
        return {of_type(pairs[1], sparse=sparse): of_type(pairs[2], sparse=sparse)}
    raise LookupError(annotation)


@cache
def of_wing(module: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The full and the sparse samples that the wing of this file of texts has of its own."""
    wing = module.removeprefix("handlers.texts.").partition(".")[0]
    if find_spec(f"tests.handlers.{wing}") is None or find_spec(f"tests.handlers.{wing}.text_samples") is None:
        return {}, {}
    own = import_module(f"tests.handlers.{wing}.text_samples")
    return getattr(own, "FULL", {}), getattr(own, "SPARSE", {})


def sample(parameter: inspect.Parameter, *, sparse: bool, module: str = "") -> Any:
    """Raises LookupError where a new kind of parameter needs a sample."""
    own, own_sparse = of_wing(module)
    annotation = str(parameter.annotation)
    if sparse and annotation.endswith("| None") and parameter.name not in {**SPARSE, **own_sparse}:
        return None
    for samples in (own_sparse, own, SPARSE, FULL) if sparse else (own, FULL):
        for key, value in samples.items():
            name, _, kind = key.partition(": ")
            if name == parameter.name and annotation.startswith(kind):
                return value
    try:
        return of_type(annotation, sparse=sparse)
    except LookupError:
        raise LookupError(f"a sample for «{parameter}» is needed in the wing's text_samples.py") from None


def without_sample(functions: Iterable[Callable[..., Any]]) -> list[str]:
    """Parameters of these texts for which there is no sample yet."""
    found = []
    for function in functions:
        for parameter in inspect.signature(function).parameters.values():
            try:
                sample(parameter, sparse=False, module=function.__module__)
            except LookupError:
                found.append(
                    f"{function.__module__}.{function.__name__}: no sample for «{parameter}» in text_samples.py"
                )
    return found


def called(function: Callable[..., Any], *, sparse: bool) -> Any:
    """What the function says for such values."""
    given: dict[str, Any] = {}
    before: list[Any] = []
    for parameter in inspect.signature(function).parameters.values():
        value = sample(parameter, sparse=sparse, module=function.__module__)
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL):
            before.append(value)
        else:
            given[parameter.name] = value
    return function(*before, **given)


def shown(value: Any) -> str:
    """As people read it: words plain, the rest as it is."""
    match value:
        case Rich():
            return value.plain
        case str():
            return value
        case dict():
            return "\n".join(f"{key}: {shown(one)}" for key, one in value.items())
        case frozenset() | set():
            return ", ".join(sorted(map(str, value)))
        case tuple() | list():
            return "\n".join(shown(one) for one in value)
    text, rows = getattr(value, "text", None), getattr(value, "rows", ())
    if isinstance(text, Rich):
        return "\n".join([text.plain, *(f"[{button.label}]" for row in rows for button in row)])
    label = getattr(value, "label", None)
    return f"[{label}]" if isinstance(label, str) else repr(value)
