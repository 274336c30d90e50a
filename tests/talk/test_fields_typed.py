"""Typed answers: lines, texts, numbers, contacts, links, places. What does not fit is refused with what would."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.texts.turn.dialogue import PHRASES
from talk.fields import Contact, Day, Field, Line, Link, Moment, Number, Place, Spot, Text, Time, YesNo, Zone
from talk.phrases import Came
from talk.updates import RemoteFile
from tests.talk.hearing import PICTURE, half, reading, refused, taken

CAME: list[tuple[Came, dict[str, Any]]] = [
    ("photo", {"pictures": (PICTURE,), "text": " \n"}),
    ("photo", {"files": (RemoteFile(ref="1"),)}),
    ("file", {"files": (RemoteFile(ref="1", kind="document"),)}),
    ("sticker", {"other": "sticker"}),
    ("voice", {"other": "voice"}),
    ("card", {"other": "contact"}),
    ("other", {"other": "poll"}),
    ("nothing", {"text": " \n"}),
]


@pytest.mark.parametrize(("came", "facts"), CAME)
@pytest.mark.parametrize(
    "field", [Line(), Text(), Number(), Contact(), Link(), Place(), Day(), Time(), Moment(), Zone()]
)
def test_what_is_no_text_is_named_and_nothing_is_lost(field: Field[Any], came: Came, facts: dict[str, Any]) -> None:
    told = refused(field, **facts)
    assert any(
        told == PHRASES.wrong_kind(due, came)
        for due in ("text", "number", "contact", "link", "place", "day", "time", "moment", "zone")
    )
    assert "сохранено" in told


@pytest.mark.parametrize("under", [{"pictures": (PICTURE,)}, {"files": (RemoteFile(ref="1"),)}, {"other": "video"}])
def test_the_words_under_a_picture_are_words(under: dict[str, Any]) -> None:
    assert taken(Text(), "Вечер памяти", **under) == "Вечер памяти"
    assert taken(Number(), "42", **under) == 42
    assert taken(Place(), "Клуб", **under) == Spot(text="Клуб")


def test_ten_thousand_characters_are_refused_with_the_measure() -> None:
    assert "10\u00a0000 знаков" in refused(Text(), "а" * 10_000)
    assert "поместится 200" in refused(Line(), "а" * 201)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  МБУК   «ЦБС»\nфилиал № 7 ", "МБУК «ЦБС» филиал № 7"),
        ("Ива\u200bновка\u00ad", "Ивановка"),
        ("Ивановка\u202e", "Ивановка"),
        ("и\u0306", "й"),
        ("a\x00b\tc", "ab c"),
        ("неразрывный\u00a0пробел", "неразрывный пробел"),
    ],
)
def test_a_line_is_kept_as_it_looks(typed: str, kept: str) -> None:
    assert taken(Line(), typed) == kept


@pytest.mark.parametrize("typed", ["\u200b\u200b", "\u00ad", "\u200d", "\u202e"])
def test_an_invisible_answer_is_no_answer(typed: str) -> None:
    assert refused(Line(), typed) in (PHRASES.empty(), PHRASES.wrong_kind("text", "nothing"))


def test_a_text_keeps_its_paragraphs_and_loses_empty_room() -> None:
    assert taken(Text(), "Раз \r\n\r\n\r\n\r\n два\n  три  ") == "Раз\n\nдва\nтри"


def test_a_line_may_have_to_be_longer() -> None:
    assert "хотя бы 3 знака" in refused(Line(least=3), "аб")


@pytest.mark.parametrize(("typed", "number"), [("40", 40), (" 1 200 ", 1200), ("1\u00a0200", 1200), ("12 000.", 12000)])
def test_a_number_is_read_from_digits(typed: str, number: int) -> None:
    assert taken(Number(), typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("20 человек", 20),
        ("около 20", 20),
        ("человек двадцать", 20),
        ("полсотни", 50),
        ("двое", 2),
        ("никого", 0),
        ("20 человек и 3 собаки", 20),
        ("ни души", 0),
        ("сто двадцать пять", 125),
        ("двадцати", 20),
        ("два десятка", 20),
        ("полтора десятка", 15),
        ("пара человек", 2),
        ("15-20", 15),
        ("20-ти", 20),
        ("20чел", 20),
        ("тысяча двести", 1200),
        ("пришло 1 200 гостей", 1200),
        ("3 тысячи", 3000),
        ("8 марта пришло 30", 30),
    ],
)
def test_a_number_is_read_as_people_say_it(typed: str, number: int) -> None:
    assert taken(Number(), typed) == number


@pytest.mark.parametrize("typed", ["много", "1.200", "12 00", "4е3", "²", "٤٠", "1" * 40, "в 15:00", "5 декабря"])
def test_what_is_no_clear_number_is_refused_kindly(typed: str) -> None:
    assert "цифрами, например: 40" in refused(Number(), typed)


def test_a_number_out_of_bounds_names_the_bound() -> None:
    assert "не меньше 0" in refused(Number(), "-5")
    assert "не больше 10" in refused(Number(most=10), "11")


@pytest.mark.parametrize(
    ("typed", "contact"),
    [
        ("8 (912) 345-67-89", "+79123456789"),
        ("+7 912 345 67 89", "+79123456789"),
        ("9123456789", "+79123456789"),
        ("(4722) 12-34-56", "+74722123456"),
        ("+375 29 123-45-67", "+375291234567"),
        ("biblio@example.ru", "biblio@example.ru"),
        ("mailto:biblio@example.ru", "biblio@example.ru"),
        ("книги@библиотека.рф", "книги@библиотека.рф"),
    ],
)
def test_a_contact_is_a_telephone_or_an_address(typed: str, contact: str) -> None:
    assert taken(Contact(), typed) == contact


def test_a_shared_contact_is_a_contact() -> None:
    assert taken(Contact(), contact="79123456789") == "+79123456789"


@pytest.mark.parametrize(
    "typed", ["позвоните", "12-34", "a@b", "a@@b.ru", "a b@c.ru", "8 912 345 67 89 Мария", "1" * 30]
)
def test_what_is_no_contact_is_refused(typed: str) -> None:
    assert refused(Contact(), typed) == PHRASES.not_a_contact()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://vk.com/club1", "https://vk.com/club1"),
        ("vk.com/club1", "https://vk.com/club1"),
        ("HTTP://Example.ru/a?b=c#d", "http://Example.ru/a?b=c#d"),
        ("библиотека.рф", "https://библиотека.рф"),
        ("example.ru:8080/x", "https://example.ru:8080/x"),
    ],
)
def test_a_link_is_completed(typed: str, address: str) -> None:
    assert taken(Link(), typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://example.ru",
        "data:text/html,x",
        "https://",
        "https://localhost",
        "http://127.0.0.1/",
        "http://[::1]/",
        "https://user:secret@example.ru",
        "https://exa mple.ru",
        'https://example.ru/"><b>',
        "просто слова",
        "https://example.ru:99999",
    ],
)
def test_what_is_no_public_web_address_is_refused(typed: str) -> None:
    assert refused(Link(), typed) == PHRASES.not_a_link()


def test_a_place_is_words_a_point_or_a_link() -> None:
    assert taken(Place(), "с. Ивановка,  ул. Мира, 5") == Spot(text="с. Ивановка, ул. Мира, 5")
    assert taken(Place(), "https://yandex.ru/maps/1") == Spot(link="https://yandex.ru/maps/1")
    spot = taken(Place(), place=(50.59555555, 36.58))
    assert (spot.latitude, spot.longitude) == (50.595556, 36.58)
    assert (spot.text, spot.link) == (PHRASES.on_map, "https://yandex.ru/maps/?pt=36.58,50.595556&z=17&l=map")
    venue = taken(Place(), "Дом культуры, ул. Мира, 5", place=(50.59555555, 36.58))
    assert (venue.text, venue.link) == ("Дом культуры, ул. Мира, 5", spot.link)
    assert refused(Place(), "javascript://alert") == PHRASES.not_a_link()
    assert taken(Place(), "здание школы / 2 этаж").link == ""


@pytest.mark.parametrize(("typed", "value"), [("Да", True), ("НЕТ!", False), ("конечно", True), ("ё", None)])
def test_yes_and_no_are_understood(typed: str, value: bool | None) -> None:  # noqa: FBT001 - the answer itself
    if value is None:
        assert refused(YesNo(), typed) == PHRASES.yes_or_no()
    else:
        assert taken(YesNo(), typed) is value


def test_a_clearer_word_for_yes_is_understood_as_well() -> None:
    assert taken(YesNo(yes="Опубликовать", no="Не сейчас"), "опубликовать") is True
    assert taken(YesNo(yes="Опубликовать", no="Не сейчас"), "не сейчас") is False


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Омск", "Asia/Omsk"),
        ("Томская область", "Asia/Tomsk"),
        ("+7", "Asia/Krasnoyarsk"),
        ("UTC+10", "Asia/Vladivostok"),
        ("Europe/Moscow", "Europe/Moscow"),
        ("1", "Europe/Kaliningrad"),
        ("Саратов", "Europe/Saratov"),
        ("Минск", "Europe/Minsk"),
        ("МСК+2", "Asia/Yekaterinburg"),
        ("московское", "Europe/Moscow"),
    ],
)
def test_a_time_zone_is_found_by_city_region_clock_and_name(typed: str, zone: str) -> None:
    assert taken(Zone(), typed) == zone


def test_namesakes_by_different_clocks_are_chosen_by_what_the_clock_shows() -> None:
    unclear = half(Zone(), "Железногорск")
    assert "Железногорск" in str(unclear.note)
    taps = [tap for row in Zone().show(unclear.draft, reading()).rows for tap in row]
    assert [tap.label.split(",")[0] for tap in taps] == ["Москва", "Красноярск"]
    assert taken(Zone(), code=taps[1].code, draft=unclear.draft) == "Asia/Krasnoyarsk"


def test_an_unknown_zone_is_refused() -> None:
    assert refused(Zone(), "Атлантида") == PHRASES.not_a_zone()
    assert refused(Zone(), "../etc/passwd") == PHRASES.not_a_zone()
