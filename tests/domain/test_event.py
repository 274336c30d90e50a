"""An event of the plan: its way, its time, and what people are told when it changes (rows 22, 26)."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from domain.event import AGES, PICTURED, Change, Facts, Impossible, Kind, State, When, can_move, changes

EVENING = When(
    start=datetime(2026, 12, 5, 15, tzinfo=UTC), zone="Europe/Moscow", end=datetime(2026, 12, 5, 17, tzinfo=UTC)
)
FAIR = Facts(title="Ярмарка", kind=Kind.FESTIVAL, when=EVENING, host=1, place="Библиотека", age=6)
OTHER_VALUES = {
    "title": "Праздник",
    "kind": Kind.MEETING,
    "when": When.in_month(date(2026, 12, 5)),
    "host": 2,
    "place": "Клуб",
    "link": "https://example.org",
    "co_hosts": frozenset({3}),
    "audience": "дети",
    "age": 12,
    "tags": ("culture",),
    "description": "Приходите",
    "registration": True,
    "repeats": "FREQ=YEARLY",
}


@pytest.mark.parametrize(
    ("way", "possible"),
    [
        ((State.DRAFT, State.ANNOUNCED, State.HELD, State.CHRONICLED), True),
        ((State.DRAFT, State.CANCELLED), True),
        ((State.ANNOUNCED, State.CANCELLED), True),
        ((State.HELD, State.CANCELLED), True),
        ((State.DRAFT, State.HELD), False),
        ((State.ANNOUNCED, State.DRAFT), False),
        ((State.CANCELLED, State.ANNOUNCED), False),
        ((State.CHRONICLED, State.HELD), False),
        ((State.CHRONICLED, State.CANCELLED), False),
        ((State.ANNOUNCED, State.ANNOUNCED), False),
    ],
)
def test_an_event_goes_only_forward(way: tuple[State, ...], possible: bool) -> None:  # noqa: FBT001 - a column
    assert all(can_move(here, there) for here, there in pairwise(way)) is possible


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"month": date(2026, 12, 1), "start": datetime(2026, 12, 5, tzinfo=UTC), "zone": "Europe/Moscow"},
        {"month": date(2026, 12, 5)},
        {"month": date(2026, 12, 1), "zone": "Europe/Moscow"},
        {"start": datetime(2026, 12, 5, tzinfo=UTC)},
        {"start": datetime(2026, 12, 5), "zone": "Europe/Moscow"},  # noqa: DTZ001 - the naive one is the point
        {
            "start": datetime(2026, 12, 5, tzinfo=UTC),
            "zone": "Europe/Moscow",
            "end": datetime(2026, 12, 4, tzinfo=UTC),
        },
    ],
)
def test_times_that_cannot_be_are_refused(facts: dict[str, object]) -> None:
    with pytest.raises(Impossible):
        When(**facts)  # type: ignore[arg-type]  # impossible combinations are the point


def test_an_unknown_age_mark_and_a_host_as_its_own_co_host_are_refused() -> None:
    with pytest.raises(Impossible):
        replace(FAIR, age=max(AGES) + 3)
    with pytest.raises(Impossible):
        replace(FAIR, co_hosts=frozenset({FAIR.host}))


def test_nothing_differs_from_itself() -> None:
    assert changes(FAIR, replace(FAIR)) == ()


@pytest.mark.parametrize("name", [field.name for field in fields(Facts) if field.name not in PICTURED])
def test_every_public_fact_is_noticed_when_it_changes(name: str) -> None:
    new = replace(FAIR, **{name: OTHER_VALUES[name]})  # type: ignore[arg-type]  # each value fits its own field
    (changed,) = changes(FAIR, new)
    assert (changed.before, changed.after) == (getattr(FAIR, name), OTHER_VALUES[name])


def test_a_move_comes_first_and_is_told_a_tag_only_mends_the_post() -> None:
    new = replace(FAIR, title="Праздник", when=When.in_month(date(2027, 1, 1)), tags=("culture",))
    found = changes(FAIR, new)
    assert [changed.what for changed in found] == [Change.MOVED, Change.RENAMED, Change.TAGS]
    assert [changed.worth_telling for changed in found] == [True, True, False]
