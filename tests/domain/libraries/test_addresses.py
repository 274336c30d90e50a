"""One line about a place is taken whole, however its parts are written and ordered."""

from __future__ import annotations

import pytest

from domain.libraries.addresses import Address, read_address, written_out

WHOLE = Address(type="село", name="Александровка", district="Аннинский район", region="Воронежская область")


@pytest.mark.parametrize(
    "text",
    [
        "село Александровка, Аннинский район, Воронежская область",
        "с. Александровка, Аннинский р-н, Воронежская обл.",
        "Воронежская обл., Аннинский р-н, с. Александровка",
        "село Александровка Аннинский район Воронежская область",
        "село Александровка Аннинского района Воронежской области",
        "село Александровка, район Аннинский, Воронежская область",
        "село Александровка;Аннинский район\nВоронежская область.",
    ],
)
def test_the_whole_address_in_one_line(text: str) -> None:
    assert read_address(text) == WHOLE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Александровка", Address(name="Александровка")),
        ("Новая Александровка", Address(name="Новая Александровка")),
        ("Александровка, Аннинский район", Address(name="Александровка", district="Аннинский район")),
        ("Ростов", Address(name="Ростов")),
        ("Ростов, Ростовская область", Address(name="Ростов", region="Ростовская область")),
        ("Александровка Краснодарский край", Address(name="Александровка", region="Краснодарский край")),
        ("Калинино, Тверская", Address(name="Калинино", region="Тверская область")),
        (
            "Никольское, Усть-Янский улус, Якутия",
            Address(name="Никольское", district="Усть-Янский улус", region="Республика Саха (Якутия)"),
        ),
        (
            "г. Белоярский, Ханты-Мансийский автономный округ",
            Address(type="город", name="Белоярский", region="Ханты-Мансийский автономный округ — Югра"),
        ),
        ("Аннинский район, Воронежская область", Address(district="Аннинский район", region="Воронежская область")),
        ("", Address()),
    ],
)
def test_what_is_not_told_is_empty(text: str, told: Address) -> None:
    assert read_address(text) == told


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Аннинский р-н", "Аннинский район"),
        ("р-н Аннинский", "Аннинский район"),
        ("Усть-Янский улус", "Усть-Янский улус"),
    ],
)
def test_a_district_is_written_out(typed: str, kept: str) -> None:
    assert written_out(typed) == kept
