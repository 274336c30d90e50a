"""What a registry says of a settlement: pure rules (row 5)."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.libraries.registry import Place, district_key, is_confirmed, matching, merged

AZOV = Place(
    source="oktmo",
    code="60601405101",
    region="Ростовская область",
    district="Азовский район",
    type="хутор",
    name="Александровка",
    folded="александровка",
)
EGORLYK = replace(AZOV, code="60615404116", district="Егорлыкский район")
OMSK = replace(AZOV, code="52659405101", region="Омская область", district="Шербакульский район", type="село")
TWIN = replace(AZOV, source="geonames", code="1", type="", latitude=46.9, longitude=39.4, population=912)


@pytest.mark.parametrize(
    "written",
    ["Азовский район", "Азовский муниципальный район", "азовский р-н", "АЗОВСКИЙ", "Азовский м.р-н", "Азо́вский"],
)
def test_a_district_is_one_however_it_is_written(written: str) -> None:
    assert district_key(written) == "азовский"


@given(st.text(max_size=60))
def test_a_key_of_a_district_never_fails_and_knows_no_case(text: str) -> None:
    assert district_key(district_key(text)) in (district_key(text), "")


def test_a_twin_tells_what_it_knows() -> None:
    omsk, azov, egorlyk = merged([TWIN, AZOV, EGORLYK, OMSK])
    assert (azov.population, azov.latitude, azov.type, azov.source) == (912, 46.9, "хутор", "oktmo")
    assert egorlyk.population is omsk.population is None


def test_the_order_of_the_registries_does_not_matter() -> None:
    every = {merged(order) for order in permutations([TWIN, AZOV, EGORLYK, OMSK])}
    assert len(every) == 1


def test_where_there_is_doubt_nothing_is_told() -> None:
    second = replace(AZOV, code="60601405102")
    assert all(one.population is None for one in merged([TWIN, AZOV, second]))
    nowhere = replace(TWIN, district="")
    assert all(one.population is None for one in merged([nowhere, AZOV, EGORLYK]))
    assert merged([nowhere, AZOV])[0].population == 912


def test_without_the_official_registry_the_other_one_speaks() -> None:
    assert merged([TWIN]) == (TWIN,)
    assert [one.source for one in merged([TWIN, OMSK])] == ["oktmo", "geonames"]


@pytest.mark.parametrize(
    ("region", "district", "sure"),
    [
        ("Ростовская область", "Азовский р-н", True),
        ("Ростовская область", "", False),
        ("Ростовская область", "Каменский район", False),
        ("омская область", "", True),
        ("Тверская область", "", False),
    ],
)
def test_a_settlement_is_confirmed_when_there_is_just_one_that_may_be_meant(
    region: str, district: str, *, sure: bool
) -> None:
    assert is_confirmed((AZOV, EGORLYK, OMSK), region=region, district=district) is sure


def test_a_registry_without_districts_cannot_contradict_one() -> None:
    nowhere = replace(TWIN, district="")
    assert matching((nowhere,), region="Ростовская область", district="Азовский район") == (nowhere,)
    assert matching((nowhere, replace(nowhere, code="2")), region="Ростовская область", district="Азовский") == ()
