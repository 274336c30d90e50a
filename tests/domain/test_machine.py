"""A declared machine hangs together, or says everything that is wrong with it."""

from enum import StrEnum

import pytest

from domain.event import EVENT
from domain.event import State as EventState
from domain.libraries.appeals import APPEAL, State
from domain.machine import Machine, Misdeclared, Move
from domain.rights import Action


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    OFF = "off"


def move(name: str, sources: set[Light], to: Light) -> Move[Light]:
    return Move(name=name, sources=frozenset(sources), to=to, who=Action.EDIT_ALLIANCE)


def machine(*moves: Move[Light]) -> Machine[Light]:
    return Machine(name="light", states=Light, first=Light.RED, moves=moves)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Misdeclared) as wrong:
        machine(
            move("go", {Light.RED}, Light.GREEN),
            move("go", {Light.GREEN}, Light.RED),
            move("stay put", {Light.RED}, Light.RED),
            move("never", set(), Light.RED),
        )
    assert str(wrong.value) == (
        "light: two moves are called 'go'; a move cannot be called 'stay put'; no move leads to 'off';"
        " 'never' begins nowhere; 'stay put' leads to where it begins"
    )


def test_what_may_happen_follows_from_where_a_thing_stands() -> None:
    light = machine(
        move("go", {Light.RED}, Light.GREEN),
        move("stop", {Light.GREEN}, Light.RED),
        move("switch-off", {Light.RED, Light.GREEN}, Light.OFF),
    )
    assert [one.name for one in light.moves_from(Light.RED)] == ["go", "switch-off"]
    assert light.move(Light.RED, "stop") is None
    assert light.sources(Light.OFF) == {Light.RED, Light.GREEN}
    assert [state for state in Light if light.is_over(state)] == [Light.OFF]


def test_an_appeal_is_decided_once() -> None:
    assert [one.name for one in APPEAL.moves_from(State.WAITING)] == ["allow", "decline"]
    assert APPEAL.is_over(State.ALLOWED)
    assert APPEAL.is_over(State.DECLINED)


def test_an_event_that_was_told_of_or_cancelled_stays_so() -> None:
    assert {state for state in EventState if EVENT.is_over(state)} == {EventState.CANCELLED, EventState.CHRONICLED}
