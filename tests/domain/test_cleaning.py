"""One filter for all words: what cannot be kept or seen goes, what people write stays as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cleaning import MOST_MARKS, address_of, clean, storable

ANYTHING = st.text(st.characters(exclude_categories=()))
RUSSIAN = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВЁЙ0123456789 .,!?«»—–-№()%+₽\N{RIGHT SINGLE QUOTATION MARK}")


@given(ANYTHING)
def test_what_is_storable_is_unicode_and_has_no_zero(text: str) -> None:
    kept = storable(text)

    kept.encode("utf-8")
    assert "\0" not in kept
    assert storable(kept) == kept


@given(ANYTHING)
def test_what_is_clean_stays_so(text: str) -> None:
    kept = clean(text)

    assert clean(kept) == kept
    assert storable(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)


@given(RUSSIAN)
def test_what_people_write_is_not_touched(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "sign",
    [
        *("\u3164", "\u1160", "\u115f", "\uffa0", "\u2800", "\u034f", "\ufe01", "\U000e0101"),
        *("\ufdd0", "\ufffe", "\U0001ffff", "\ud800", "\udfff", "\0", "\x1b", "\x07"),
        *("\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041", "\u2063"),
    ],
    ids=ascii,
)
def test_what_nobody_sees_goes(sign: str) -> None:
    assert clean(f"Биб{sign}лиотека{sign}") == "Библиотека"
    assert clean(sign) == ""


def test_a_tower_of_marks_is_cut_and_a_stress_stays() -> None:
    assert clean("Ве" + "\u0301" * 1500 + "чер") == "Ве" + "\u0301" * MOST_MARKS + "чер"
    assert clean("за\u0301мок") == "за\u0301мок"
    assert clean("и\u0306") == "й"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_words_of_two_lines_do_not_grow_together(end: str) -> None:
    """U+2028 and its like come with what is copied from office programs."""
    assert clean(f"Вечер{end}памяти") == "Вечер\nпамяти"


def test_emoji_and_lines_stay() -> None:
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL} \N{HEAVY BLACK HEART}\ufe0f"
    assert clean(f"{family}\r\nда\tнет\u00a0!") == f"{family}\nда нет !"


@pytest.mark.parametrize(
    "typed",
    [
        *("https://maria:secret@example.ru/", "http://127.0.0.1/", "http://[::1]/", "javascript:alert(1)"),
        *("https://exa\u202emple.ru", "http://localhost/", "https://example.ru/a b", "ftp://example.ru", ""),
    ],
)
def test_what_is_no_address_is_none(typed: str) -> None:
    assert address_of(typed) is None


def test_an_address_is_made_whole() -> None:
    assert address_of("vk.com/club1") == "https://vk.com/club1"
    assert address_of("HTTP://Example.RU/Путь?a=1") == "http://Example.RU/Путь?a=1"
