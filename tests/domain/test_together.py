"""A number and its word stay on one line."""

import pytest

from domain.vocabulary.together import together


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("филиал № 7", "филиал №_7"),
        ("7 марта в 18:00", "7_марта в_18:00"),
        ("«С днём рождения, село!»", "«С_днём рождения, село!»"),
        ("с друзьями и у друзей", "с_друзьями и_у_друзей"),
        ("имени А. П. Чехова, ул. Мира, 1", "имени А._П._Чехова, ул._Мира, 1"),
        ("Александровка — село", "Александровка_— село"),
        ("17:00–19:00", "17:00–|19:00"),
        ("Дом", "Дом"),
        ("", ""),
        ("  два  пробела ", "  два  пробела "),
        ("24 посетителя, 3 новых читателя", "24_посетителя, 3_новых читателя"),
        ("<b>1 село</b>", "<b>1_село</b>"),
    ],
)
def test_what_must_not_part_stays_on_one_line(said: str, shown: str) -> None:
    found = together(said)
    assert found.replace("\u00a0", "_").replace("\u2060", "|") == shown
    assert together(found) == found, "twice is as good as once"
