"""An event of the plan: its way, its time, and what people are told when it changes (rows 22, 26)."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from domain.event import AGES, PICTURED, Change, Facts, Impossible, Kind, State, When, can_move, changes


def wall(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - what the host's clock shows


EVENING = When.at(wall(2026, 12, 5, 18), "Europe/Moscow", end=wall(2026, 12, 5, 20))
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


def test_a_reader_sees_the_start_by_their_own_clock() -> None:
    assert EVENING.start == datetime(2026, 12, 5, 15, tzinfo=UTC)
    local, own = EVENING.local("Asia/Vladivostok"), EVENING.local()
    assert local is not None
    assert own is not None
    assert (local.day, local.hour, own.day, own.hour) == (6, 1, 5, 18)
    end = EVENING.local_end("Asia/Vladivostok")
    assert end is not None
    assert (end.day, end.hour) == (6, 3)


def test_a_month_has_no_clock() -> None:
    december = When.in_month(date(2026, 12, 24))
    assert december.month == date(2026, 12, 1)
    assert december.local() is None
    assert december.over_at is None
    assert not december.has_begun(datetime(2030, 1, 1, tzinfo=UTC))
    assert december.first_day == date(2026, 12, 1)


def test_the_plan_is_sorted_by_the_hosts_calendar() -> None:
    just_after_midnight = When.at(wall(2026, 12, 6, 0, 30), "Asia/Kamchatka")
    assert just_after_midnight.start == datetime(2026, 12, 5, 12, 30, tzinfo=UTC)
    assert just_after_midnight.first_day == date(2026, 12, 6)


def test_an_event_has_begun_at_its_start() -> None:
    assert EVENING.start is not None
    assert EVENING.has_begun(EVENING.start)
    assert not EVENING.has_begun(datetime(2026, 12, 5, 14, 59, tzinfo=UTC))


def test_a_start_in_the_skipped_hour_is_an_hour_later() -> None:
    skipped = When.at(wall(2026, 3, 29, 2, 30), "Europe/Berlin").local()
    assert skipped is not None
    assert (skipped.hour, skipped.minute) == (3, 30)


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
