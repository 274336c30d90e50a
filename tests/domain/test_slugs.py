"""Names of settlements become addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.slugs import slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Александровка", "aleksandrovka"),
        ("1-я Ивановка", "1-ya-ivanovka"),
        ("Ростов-на-Дону", "rostov-na-donu"),
        ("Щёлково", "shchelkovo"),
        ("имени Ленина", "imeni-lenina"),
        ("Émile", "emile"),
        ("中文", ""),
    ],
)
def test_an_address_reads_as_the_name_sounds(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text())
def test_any_name_gives_an_address_that_needs_no_escaping(name: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug_of(name))
