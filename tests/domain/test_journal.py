"""The journal of an alliance: whatever is changed afterwards is found."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.journal import (
    Broken,
    Entry,
    Fault,
    Json,
    Kind,
    Unsealable,
    Verified,
    WingKind,
    kind_of,
    removal_of,
    seal,
    verify,
)

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


SALT = "00ff" * 8


def salted(*facts: dict[str, Json], kind: Kind = Kind.PLAN_CHANGED) -> list[Entry]:
    """A chain as it is sealed today."""
    entries: list[Entry] = []
    for number, fact in enumerate(facts):
        previous = entries[-1] if entries else None
        at = NOON + timedelta(hours=number)
        entries.append(seal(previous, at, kind, fact, KEY, salt=f"{SALT}{number}"))
    return entries


def without_words(entry: Entry) -> Entry:
    return replace(entry, facts={}, salt=None, removed=True)


def told(entries: list[Entry], *removed: Entry) -> list[Entry]:
    """The chain goes on: the words of these were removed."""
    gone = {one.seq for one in removed}
    chain = [without_words(one) if one.seq in gone else one for one in entries]
    for number, one in enumerate(removed):
        at = NOON + timedelta(days=2, hours=number)
        chain.append(seal(chain[-1], at, Kind.WORDS_REMOVED, removal_of(one), KEY, salt=f"{SALT}r{number}"))
    return chain


@given(st.lists(FACTS, min_size=1, max_size=5), st.data())
def test_words_can_go_and_the_chain_still_verifies(facts: list[dict[str, Json]], data: st.DataObject) -> None:
    """Entries sealed today, and entries that were sealed over the words themselves before."""
    for sealed in (salted(*facts), chain(*facts)):
        gone = data.draw(st.lists(st.sampled_from(sealed), unique_by=lambda one: one.seq, min_size=1))
        assert verify(told(sealed, *gone), KEY) is None
        mixed = told(sealed, *gone)
        later = seal(mixed[-1], NOON + timedelta(days=9), Kind.LEFT, {"a": 1}, KEY, salt=SALT)
        assert verify([*mixed, later], KEY) is None


@given(st.lists(FACTS, min_size=1, max_size=5), st.data())
def test_any_changed_fact_is_found_where_words_are_apart(facts: list[dict[str, Json]], data: st.DataObject) -> None:
    entries = salted(*facts)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = replace(entries[at], facts={**entries[at].facts, "new": 1, "x": [at]})
    assert verify(entries, KEY) == Broken(seq=at + 1, why=Fault.HASH)


def test_words_that_go_silently_are_missed() -> None:
    for sealed in (salted({"a": 1}, {"b": 2}), chain({"a": 1}, {"b": 2})):
        assert verify([without_words(sealed[0]), sealed[1]], KEY) == Broken(seq=1, why=Fault.WORDS)


def test_what_is_left_of_an_entry_cannot_be_changed_either() -> None:
    """Of an old entry its own seal says nothing any more: the entry of the removal does."""
    for sealed in (salted({"a": 1}, {"b": 2}), chain({"a": 1}, {"b": 2})):
        held = told(sealed, sealed[0])
        assert verify(held, KEY) is None
        for forged in (
            replace(held[0], kind=Kind.LEFT),
            replace(held[0], at=held[0].at + timedelta(days=1)),
        ):
            assert verify([forged, *held[1:]], KEY) is not None


def test_a_removal_of_another_line_excuses_nothing() -> None:
    sealed = salted({"a": 1}, {"b": 2})
    held = told(sealed, sealed[1])
    assert verify([without_words(held[0]), *held[1:]], KEY) == Broken(seq=1, why=Fault.WORDS)


def test_what_a_removal_says_is_never_removed() -> None:
    sealed = salted({"a": 1})
    held = told(sealed, sealed[0])
    again = told(held, held[-1])
    assert verify(again, KEY) == Broken(seq=2, why=Fault.HASH)


def test_a_hash_of_words_tells_nothing_without_its_salt() -> None:
    one = seal(None, NOON, Kind.LEFT, {"a": 1}, KEY, salt="1" * 32)
    other = seal(None, NOON, Kind.LEFT, {"a": 1}, KEY, salt="2" * 32)
    assert one.words != other.words
    assert verify([replace(one, salt="2" * 32)], KEY) == Broken(seq=1, why=Fault.HASH)


def test_a_chain_is_walked_in_pieces_as_in_one() -> None:
    held = told(salted({"a": 1}, {"b": 2}, {"c": 3}), *salted({"a": 1}, {"b": 2}, {"c": 3})[:1])
    walked = Verified()
    for entry in held:
        further = walked.further([entry], KEY)
        assert isinstance(further, Verified)
        walked = further
        assert (walked.fault is None) is (entry is held[-1]), "the removal is told by the last one"
