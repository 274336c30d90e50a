"""One library under two names is found; two libraries are not taken for one."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.libraries.one_script import mended
from domain.libraries.twins import Named, differ_by, near, same, skeleton
from domain.vocabulary.confusables import LOOK_LIKE
from scripts import confusables

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE: Final = "Сельская библиотека"
DISGUISES: Final[dict[str, str]] = {
    # Those that made a second card.
    "Greek omicron": "Сельская библи\u03bfтека",
    "Greek alpha": "Сельск\u03b1я библиотека",
    "Armenian oh": "Сельская библи\u0585тека",
    "palochka": "Сельская б\u04cfблиотека",
    "small capital": "Сельск\u1d00я библиотека",
    "Hangul filler": "Сельская биб\u3164лиотека",
    "Latin i": "Сельская б\u0069блиотека",
    # Those that did not, and must not.
    "Latin o": "Сельская библи\u006fтека",
    "Latin capital": "\u0043ельская библиотека",
    "Latin wholly": "\u0043\u0065льск\u0061я библи\u006f\u0074\u0065к\u0061",
    "capitals": "СЕЛЬСКАЯ БИБЛИОТЕКА",
    "small letters": "сельская библиотека",
    "quotes": "«Сельская» библиотека",
    "dots": "Сельская библиотека.",
    "spaces": "Сельская   библиотека",
    "no space": "Сельскаябиблиотека",
    "hyphen": "Сельская-библиотека",
    "no-break space": "Сельская\u00a0библиотека",
    "stress": "Се\u0301льская библиотека",
    "soft hyphen": "Сель\u00adская библиотека",
    "zero width": "Сельская библио\u200bтека",
    "joiner": "Сель\u200dская библиотека",
    "byte order mark": "\ufeffСельская библиотека",
    "mathematical": "\U0001d402ельская библиотека",
    # And more of the kind.
    "right-to-left mark": "Сельская\u200f библиотека",
    "tag": "Сельская библиотека\U000e0041",
    "variation selector": "Сельская\ufe0f библиотека",
    "digit": "Сельская 6иблиотека",
    "shortened": "Сельская б-ка",
    "Coptic": "Сельская библи\u2c9fтека",
    "decomposed": unicodedata.normalize("NFD", "Сельская библиотека"),
}
DISTRICTS: Final = (
    "Азовский район",
    "Азовский р-н",
    "Азовский рн",
    "Азовский р/н",
    "Азовский р-он",
    "Азовский муниципальный район",
    "азовский",
    "Азовский р\u0061йон",
    "Азовский рай\u03bfн",
)


def card(title: str = TITLE, **facts: str) -> Named:
    place = {"settlement": "Александровка", "region": "Ростовская область", "district": "Азовский район"}
    return Named(title=title, **(place | facts))


@pytest.mark.parametrize("typed", DISGUISES.values(), ids=DISGUISES)
def test_a_disguise_is_no_other_library(typed: str) -> None:
    """Attack: eight of twenty-four disguises made a second card, and with it a second vote."""
    assert same(card(), card(typed))


@pytest.mark.parametrize("district", DISTRICTS)
def test_a_district_is_one_however_it_is_written(district: str) -> None:
    assert same(card(), card(district=district))


@pytest.mark.parametrize(
    "settlement", ["село Александровка", "с. Александровка", "Алекс\u0061ндровка", "АЛЕКСАНДРОВК\u03b1"]
)
def test_a_settlement_is_one_however_it_is_written(settlement: str) -> None:
    assert same(card(), card(settlement=settlement))


@pytest.mark.parametrize(
    "other",
    [
        card("Селская библиотека"),
        card("Сельская библиотеки"),
        card("Сельская библоитека"),
        card("Сельская библиотека", district=""),
        card("Селская библиотека", district="Азовскй район"),
    ],
)
def test_a_slip_of_the_finger_is_asked_about(other: Named) -> None:
    assert near(card(), other)
    assert not same(card(), other)


@pytest.mark.parametrize(
    "other",
    [
        card("Детская библиотека"),
        card("Сельская библиотека-музей"),
        card("Сельская библиотека № 2"),
        card(district="Орловский район"),
        card(region="Омская область"),
        card(settlement="Ивановка"),
    ],
)
def test_another_library_is_not_asked_about(other: Named) -> None:
    assert not near(card(), other)
    assert not same(card(), other)


def test_numbers_tell_libraries_apart() -> None:
    assert not near(card("Городская библиотека № 1"), card("Городская библиотека № 2"))
    assert not same(card("Городская библиотека № 1"), card("Городская библиотека № 11"))


def test_short_titles_tell_libraries_apart() -> None:
    assert not near(card("ЦГБ"), card("ЦДБ"))


RUSSIAN: Final = st.text(alphabet="абвгдежзиклмнопрстуфхцчшщыьэюя ", min_size=4, max_size=40)


@given(RUSSIAN, st.randoms())
def test_any_letter_may_be_replaced_by_one_that_looks_like_it(title: str, chance: object) -> None:
    pick: Callable[[str], str] = chance.choice  # type: ignore[attr-defined]  # a random.Random
    signs = {letter: every for letter, every in LOOK_LIKE.items() if letter.islower()}
    disguised = "".join(pick(signs[letter]) if letter in signs else letter for letter in title)
    assert skeleton(disguised) == skeleton(title)


@given(RUSSIAN, st.sampled_from(["\u200b", "\u3164", "\ufe0f", "\U000e0041", "\u0301", "«", " ", "_"]))
def test_what_stands_between_the_letters_does_not_count(title: str, sign: str) -> None:
    assert skeleton(sign.join(title)) == skeleton(title)


@given(st.text(max_size=60))
def test_any_text_has_a_skeleton_of_letters_and_numbers(text: str) -> None:
    assert skeleton(text).isalnum() or not skeleton(text)


@given(st.text(alphabet="абв ", max_size=8), st.text(alphabet="абв ", max_size=8), st.integers(0, 3))
def test_slips_are_counted_as_levenshtein_did(one: str, other: str, slips: int) -> None:
    rows = list(range(len(other) + 1))
    for place, sign in enumerate(one, 1):
        above, rows[0] = rows[0], place
        for at, there in enumerate(other, 1):
            above, rows[at] = rows[at], min(rows[at] + 1, rows[at - 1] + 1, above + (sign != there))
    assert differ_by(one, other, slips) is (rows[-1] <= slips)


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("Библи\u006fтека", "Библиотека"),
        ("\u0041лексан\u0064\u0072овка", None),
        ("Wi-Fi зона", "Wi-Fi зона"),
        ("IT-библиотека", "IT-библиотека"),
        ("Bibliotheca", "Bibliotheca"),
        ("Wifiзона", None),
        ("Latin\u03b1", None),
        ("3D-кабинет", "3D-кабинет"),
    ],
)
def test_a_word_is_in_one_alphabet(typed: str, better: str | None) -> None:
    assert mended(typed) == better


def test_the_table_is_what_its_script_writes() -> None:
    lines = iter(["03BF ;\t006F ;\tMA\t# omicron", "043E ;\t006F ;\tMA", "0585 ;\t006F ;\tMA", "# a remark", ""])
    found = confusables.look_like(confusables.skeletons(lines))
    assert found["о"][:2] == ["\u03bf", "\u0585"]
    assert set("\u03bf\u0585") <= set(LOOK_LIKE["о"])
    assert all(unicodedata.normalize("NFKC", sign) == sign for signs in LOOK_LIKE.values() for sign in signs)
