"""A region, however it is written, has its clock (row 39)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.zones import RUSSIAN_ZONES, all_regions, region_named, valid_zone, zone_of_region, zones_of_region
from domain.vocabulary.regions import REGIONS

SPELLINGS = [(name, spelling) for name, others, _ in REGIONS for spelling in (name, *filter(None, others.split(", ")))]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_there_are_89_regions() -> None:
    assert len({region.name for region in all_regions()}) == 89


@pytest.mark.parametrize(("name", "spelling"), SPELLINGS)
def test_every_spelling_finds_its_own_region(name: str, spelling: str) -> None:
    assert region_named(spelling) == name
    assert region_named(spelling.upper()) == name


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Белгородская обл.", "Europe/Moscow"),
        ("из Белгородской области", "Europe/Moscow"),
        ("Якутия", "Asia/Yakutsk"),
        ("Саха", "Asia/Yakutsk"),
        ("в Республике Саха (Якутия)", "Asia/Yakutsk"),
        ("Алтайский край", "Asia/Barnaul"),
        ("омская", "Asia/Omsk"),
        ("Томская обл", "Asia/Tomsk"),
        ("Россия, Самарская область, Красноярский район, село Ивановка", "Europe/Samara"),
        ("446370 Самарская обл Красноярский р-н", "Europe/Samara"),
        ("Сахалин", "Asia/Sakhalin"),
    ],
)
def test_the_main_zone_is_found_from_what_people_write(text: str, zone: str) -> None:
    assert zone_of_region(text) == zone


@pytest.mark.parametrize(
    "text", ["", "Ивановка", "Минская область", "Красноярский район", "область", "…", "x" * 10_000]
)
def test_what_is_no_region_has_no_zone(text: str) -> None:
    assert zone_of_region(text) is None
    assert zones_of_region(text) == ()
    assert region_named(text) is None


def test_wide_regions_have_several_clocks_the_main_one_first() -> None:
    assert zones_of_region("Якутия")[0] == "Asia/Yakutsk"
    hours = {ZoneInfo(zone).utcoffset(NOW) for zone in zones_of_region("Якутия")}
    assert hours == {timedelta(hours=9), timedelta(hours=10), timedelta(hours=11)}
    assert len(zones_of_region("Сахалинская область")) == 2


def test_russia_lives_by_eleven_clocks_and_every_region_by_one_of_them() -> None:
    for ahead, zone in RUSSIAN_ZONES.items():
        assert ZoneInfo(zone).utcoffset(NOW) == timedelta(hours=ahead)
    assert len(RUSSIAN_ZONES) == 11
    for region in all_regions():
        for zone in region.zones:
            assert valid_zone(zone)
            assert ZoneInfo(zone).utcoffset(NOW) in {timedelta(hours=ahead) for ahead in RUSSIAN_ZONES}


@pytest.mark.parametrize("name", ["", "Moscow", "../etc/passwd", "Europe/Moscow/", "Москва", "Europe/Mos\0cow"])
def test_a_zone_that_the_database_does_not_know_is_not_valid(name: str) -> None:
    assert not valid_zone(name)


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert (zone_of_region(text) is None) == (region_named(text) is None)
