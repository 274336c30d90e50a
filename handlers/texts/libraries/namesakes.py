"""«Найти тёзок»: who bears the same name across the country, and the letter that invites them (rows 1, 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.texts.language import counted, quoted, short_day
from handlers.texts.messengers import messenger_first
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.rich import Rich, bold, join, lines, link, paragraphs

MOST_SHOWN: Final = 5
"""Libraries of one settlement that are named."""

LETTER: Final = "Письмо для них"
LETTERS: Final = "Письма всем на этой странице"
WROTE: Final = "Отметить: написали"
WROTE_ALL: Final = "Отметить: написали всем"
UNDO: Final = "Снять отметку"
BACK: Final = "К списку"
ALL_REGIONS: Final = "Все регионы"
INVITE: Final = "Позвать библиотеки"
NO_REGISTRY: Final = (
    "Списка населённых пунктов пока нет. Скажите об этом тому, кто запустил бота. "
    "А пока можно послать приглашение тем, кого вы знаете."
)
GONE: Final = "Этого населённого пункта в реестре больше нет. Откройте, пожалуйста, список заново."
NOBODY_LEFT: Final = "На этой странице писать больше некому: все уже с вами или им написали."
MARKED_BEFORE: Final = "Здесь уже стоит отметка: кто-то из координаторов написал раньше."
NOT_MARKED: Final = "Отметки здесь уже нет."
_OURS: Final = "уже с нами"


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """One settlement as coordinators see it."""

    place: str
    """«хутор Александровка, Азовский район»: without the region."""
    zone: str | None
    population: int | None
    ours: bool
    written: date | None
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A library of the register: its mailbox and site are public there."""

    title: str
    address: str
    email: str
    site: str


def overview(settlement: str, *, places: int, regions: int, ours: int, written: int, paged: str | None) -> Rich:
    """The count first."""
    if not places:
        return paragraphs(
            bold(f"Тёзки: {quoted(settlement)}"),
            "В реестре таких населённых пунктов нет. Так бывает с новыми и переименованными: реестр знает не всё.",
        )
    known = counted(places, "населённый пункт", "населённых пункта", "населённых пунктов")
    return paragraphs(
        lines(
            bold(f"Тёзки: {quoted(settlement)}"),
            f"По реестру {known} в {counted(regions, 'регионе', 'регионах', 'регионах')}.",
            f"Уже с нами: {ours}. Написали: {written}." if ours or written else None,
        ),
        "Выберите регион: покажу, кто там есть, и подготовлю письмо для каждого.",
        paged,
    )


def region_label(region: str, places: int) -> str:
    tail = f": {places}"
    return shorten(region, LABEL - len(tail)) + tail


def in_region(settlement: str, region: str, shown: Sequence[Namesake], *, first: int, paged: str | None) -> Rich:
    """``first``: the number of the first line in the whole list of the region."""
    return paragraphs(
        lines(bold(f"Тёзки: {quoted(settlement)}"), region),
        *(
            lines(f"{number}. " + bold(one.place), *_facts(one), _libraries(len(one.libraries)))
            for number, one in enumerate(shown, first)
        ),
        paged,
    )


def _facts(one: Namesake) -> list[str]:
    people = counted(one.population, "житель", "жителя", "жителей") if one.population else None
    known = ", ".join(part for part in (people, f"время: {one.zone}" if one.zone else None) if part)
    return [part for part in (known, state(one)) if part]


def _libraries(many: int) -> str | None:
    return f"библиотек в реестре: {many}" if many else None


def state(one: Namesake) -> str:
    """Empty where nobody has written yet."""
    if one.ours:
        return _OURS
    return f"написали {short_day(one.written)}" if one.written else ""


def card(one: Namesake, region: str, addressees: Sequence[Addressee], *, note: str | None = None) -> Rich:
    """One settlement with the libraries that are known there."""
    return paragraphs(
        note,
        lines(bold(one.place), region, *_facts(one)),
        *_some(addressees),
        None if addressees else "Библиотек в реестре здесь нет: письмо можно послать администрации.",
    )


def _some(addressees: Sequence[Addressee]) -> list[Rich | str]:
    """A town may have hundreds."""
    more = len(addressees) - MOST_SHOWN
    shown: list[Rich | str] = [_addressee(one) for one in addressees[:MOST_SHOWN]]
    return [*shown, f"И ещё {counted(more, 'библиотека', 'библиотеки', 'библиотек')}."] if more > 0 else shown


def _addressee(one: Addressee) -> Rich:
    site = link(one.site, one.site) if one.site else None
    return lines(bold(one.title), one.address or None, f"Почта: {one.email}" if one.email else None, site)


def letter(
    settlement: str,
    place: str,
    *,
    places: int,
    members: int,
    regions: int,
    links: Sequence[tuple[str, str]],
    page: str | None,
    to_library: bool,
) -> Rich:
    """Ready to be copied; ``links`` are messengers with their addresses, ``page`` the alliance's own."""
    others = counted(places, "населённый пункт", "населённых пункта", "населённых пунктов")
    together = (
        f"С нами уже {counted(members, 'библиотека', 'библиотеки', 'библиотек')} "
        f"из {counted(regions, 'региона', 'регионов', 'регионов')}."
        if members
        else "Мы только начинаем, и вы можете стать одними из первых."
    )
    return paragraphs(
        "Здравствуйте, уважаемые коллеги!"
        if to_library
        else "Здравствуйте! Передайте, пожалуйста, это письмо библиотеке вашего населённого пункта.",
        f"Пишем вам, потому что мы тёзки: в России {others} {quoted(settlement)}, и один из них ваш: {place}."
        if places > 1
        else f"Пишем вам, потому что мы тёзки: ваш населённый пункт, {place}, носит то же имя, что и наш.",
        "Библиотеки таких населённых пунктов объединились, чтобы дружить: вместе строим план, приглашаем друг друга "
        f"на встречи, рассказываем, как всё прошло. {together}",
        "Присоединиться может любая библиотека: сельская, школьная, общественная. Это бесплатно и добровольно, "
        "разрешения спрашивать не нужно, выйти можно в любой день.",
        lines(
            "Это несколько минут в разговоре с ботом:",
            *(lines_of_link(kind, url) for kind, url in links),
        ),
        lines("Подробнее о нас:", link(page, page)) if page else None,
        lines("Будем рады знакомству!", f"Сотрудничество библиотек {quoted(settlement)}"),
    )


def lines_of_link(kind: str, url: str) -> Rich:
    return f"{messenger_first(kind)}: " + link(url, url)


def to_whom(place: str, region: str, addressees: Sequence[Addressee]) -> Rich:
    """Above a letter: where it goes."""
    return lines(bold(f"Кому: {place}, {region}"), *_some(addressees))


def how_to_copy(count: int) -> str:
    if count == 1:
        return (
            "Вот письмо. Скопируйте его и пошлите, а потом нажмите «Отметить: написали», "
            "чтобы другой координатор не писал ещё раз."
        )
    letters = counted(count, "письмо", "письма", "писем")
    return f"Вот {letters}. Скопируйте и пошлите каждое, а потом отметьте, чтобы другой координатор не писал ещё раз."


def several(letters: Sequence[Rich]) -> Rich:
    """All letters of a page as one text; a messenger cuts it where it must."""
    return join("\n\n* * *\n\n", letters)


def marked_all(count: int) -> str:
    return f"Отмечено: {counted(count, 'населённый пункт', 'населённых пункта', 'населённых пунктов')}."


def numbered(number: int, where: str) -> str:
    return shorten(f"{number}. {where}", LABEL)
