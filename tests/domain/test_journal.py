"""The journal of an alliance: whatever is changed afterwards is found."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.journal import Broken, Entry, Fault, Json, Kind, Unsealable, WingKind, kind_of, seal, verify

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = "ivanovka"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=10)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FACTS = st.dictionaries(TEXT, JSON, max_size=4)


def chain(*facts: dict[str, Json]) -> list[Entry]:
    entries: list[Entry] = []
    for number, fact in enumerate(facts):
        previous = entries[-1] if entries else None
        entries.append(seal(previous, NOON + timedelta(hours=number), Kind.PLAN_CHANGED, fact, KEY))
    return entries


@given(st.lists(FACTS, max_size=5))
def test_an_untouched_chain_holds(facts: list[dict[str, Json]]) -> None:
    assert verify(chain(*facts), KEY) is None


@given(st.lists(FACTS, min_size=1, max_size=5))
def test_a_chain_that_went_through_a_database_holds(facts: list[dict[str, Json]]) -> None:
    stored = [replace(entry, facts=json.loads(json.dumps(entry.facts))) for entry in chain(*facts)]
    moscow = timezone(timedelta(hours=3))
    assert verify([replace(entry, at=entry.at.astimezone(moscow)) for entry in stored], KEY) is None


@given(st.lists(FACTS, min_size=1, max_size=5), st.data())
def test_any_changed_fact_is_found_where_it_was_changed(facts: list[dict[str, Json]], data: st.DataObject) -> None:
    entries = chain(*facts)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = replace(entries[at], facts={**entries[at].facts, "new": 1, "x": [at]})
    assert verify(entries, KEY) == Broken(seq=at + 1, why=Fault.HASH)


def test_a_changed_kind_or_time_is_found() -> None:
    one = chain({"a": 1})[0]
    assert verify([replace(one, kind=Kind.LEFT)]) == Broken(seq=1, why=Fault.HASH)
    assert verify([replace(one, at=one.at + timedelta(microseconds=1))]) == Broken(seq=1, why=Fault.HASH)


def test_an_entry_sealed_anew_breaks_the_link_after_it() -> None:
    first, second = chain({"a": 1}, {"b": 2})
    forged = seal(None, first.at, first.kind, {"a": 99}, KEY)
    assert verify([forged, second]) == Broken(seq=2, why=Fault.LINK)


def test_a_missing_doubled_or_swapped_entry_is_found() -> None:
    first, second, third = chain({}, {}, {})
    assert verify([first, third]) == Broken(seq=2, why=Fault.NUMBER)
    assert verify([second, third]) == Broken(seq=1, why=Fault.NUMBER)
    assert verify([first, first, second]) == Broken(seq=2, why=Fault.NUMBER)
    assert verify([second, first, third]) == Broken(seq=1, why=Fault.NUMBER)


def test_a_chain_of_another_alliance_is_found_by_its_origin() -> None:
    assert verify(chain({"a": 1}), "mikhailovka") == Broken(seq=1, why=Fault.LINK)


def test_facts_that_could_never_be_sealed_are_a_broken_hash_not_a_crash() -> None:
    one = chain({"a": 1})[0]
    spoiled: dict[str, Json] = {"a": 0.5}  # type: ignore[dict-item]  # what a careless hand wrote into the database
    assert verify([replace(one, facts=spoiled)]) == Broken(seq=1, why=Fault.HASH)


@pytest.mark.parametrize("fact", [0.1, "\0", "\ud800", NOON, {1: 2}, b"x"])
def test_what_a_database_might_rewrite_is_refused(fact: object) -> None:
    with pytest.raises(Unsealable):
        seal(None, NOON, Kind.FOUNDED, {"fact": [fact]}, KEY)  # type: ignore[list-item]  # the point of the test


def test_an_entry_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        seal(None, NOON.replace(tzinfo=None), Kind.FOUNDED, {}, KEY)


def test_changing_the_facts_after_sealing_changes_nothing() -> None:
    hosts: list[Json] = ["a"]
    entry = seal(None, NOON, Kind.FOUNDED, {"hosts": hosts}, KEY)
    hosts.append("b")
    assert entry.facts == {"hosts": ["a"]}
    assert verify([entry]) is None


def test_a_wing_declares_a_kind_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WingKind, "every", {})
    lent = WingKind.declared("book_lent")
    entry = seal(None, NOON, lent, {"library": 7}, KEY)
    assert verify([entry], KEY) is None
    assert kind_of("book_lent") is lent
    assert kind_of("joined") is Kind.JOINED
    assert lent.value == "book_lent"


@pytest.mark.parametrize("name", ["joined", "Book", "книга", "book-lent", "b" * 31, ""])
def test_a_kind_has_a_name_of_its_own_that_a_column_holds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WingKind, "every", {})
    with pytest.raises(ValueError, match="kind"):
        WingKind.declared(name)


def test_no_kind_is_declared_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WingKind, "every", {})
    WingKind.declared("book_lent")
    with pytest.raises(ValueError, match="two kinds"):
        WingKind.declared("book_lent")


def test_a_kind_that_nobody_declared_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="book_lent"):
        kind_of("book_lent")
