"""No menu exceeds what a messenger takes, whoever opens it and whatever they did before; and all of it is reached."""

from __future__ import annotations

from dataclasses import replace
from types import FunctionType
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import handlers.loading  # noqa: F401 - registers the errands
from bot.messengers.playground import lines
from bot.messengers.telegram import keyboard as telegram
from bot.messengers.vk.keyboard import lay_out
from bot.messengers.vk.messenger import LIMITS as VK
from handlers.texts.turn.labels import LABEL
from handlers.turn.errands import ERRANDS, Registered, in_order
from handlers.turn.habits import CAP, HABIT, NAMES
from handlers.turn.menu import WORDS
from handlers.turn.menu_pages import EVERYTHING, FRONT, MOST, behind, front
from handlers.turn.menu_places import MenuPlace, Role
from handlers.turn.paging import PAGE
from talk.keyboard import fit
from talk.messenger import Limits
from talk.prompt import Button, Rows
from tests.soak import SOAK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.turn.context import Context

RESUME: Final = Button(label="Продолжить начатое", press="resume")
SMALL: Final = Limits(text=500, label=20, columns=1, rows=5, buttons=5, album=1, edits_posts=False)
"""The smallest that a menu is made for."""
MESSENGERS: Final = {"telegram": telegram.LIMITS, "vk": VK, "playground": lines.LIMITS, "small": SMALL}


async def _nothing(context: Context) -> None:
    """Every errand of the city does this."""


def _errand(number: int, *, wings: int, first_every: int) -> Registered:
    wing = number % wings
    run = FunctionType(_nothing.__code__, {}, "errand")
    run.__module__ = f"handlers.wing{wing}"
    first = number % first_every == 0
    place = MenuPlace(
        label=f"Дело {number} ".ljust(LABEL, "ж"),
        role=list(Role)[number % len(Role)],
        first=first,
        wing=f"Крыло {wing} ".ljust(LABEL, "ш"),
    )
    return Registered(
        name=f"errand-{number}",
        run=run,
        command=None,
        about="",
        listed=True,
        order=number * 7 % 100,
        spoken=(),
        always=(),
        menu=place,
        least_args=0,
        most_args=0,
        deep_linkable=True,
    )


def _city(size: int, *, wings: int, first_every: int) -> list[Registered]:
    return sorted((_errand(number, wings=wings, first_every=first_every) for number in range(size)), key=in_order)


CITIES: Final = {
    "of today": list(ERRANDS.in_menu),
    "of two hundred": _city(200, wings=22, first_every=8),
    "all in one wing": _city(200, wings=1, first_every=40),
    "a wing each": _city(200, wings=200, first_every=40),
    "all come first": _city(200, wings=22, first_every=1),
    "nothing comes first": _city(200, wings=22, first_every=1000),
    "small": _city(4, wings=2, first_every=2),
}
KNOWN: Final = [
    one
    for one in ERRANDS.in_menu
    if one.name in {"afisha", "event", "join", "found", "library", "leave", "about", "settings", "mydata", "help"}
]
"""A menu whose rarer things fill one page."""
ROLES: Final = st.lists(st.sampled_from([Role.LIBRARIAN, Role.COORDINATOR]), unique=True).map(
    lambda more: (Role.RESIDENT, *sorted(more, key=list(Role).index))
)
LIMITS: Final = st.one_of(
    st.sampled_from(list(MESSENGERS.values())),
    st.builds(
        lambda columns, rows, buttons, inline: Limits(
            text=500,
            label=40,
            columns=columns,
            rows=rows,
            buttons=buttons,
            album=1,
            edits_posts=False,
            inline=(min(rows, inline[0]), min(buttons, inline[1])) if inline else None,
        ),
        columns=st.integers(1, 9),
        rows=st.integers(5, 100),
        buttons=st.integers(5, 100),
        inline=st.none() | st.tuples(st.integers(5, 12), st.integers(5, 12)),
    ),
)


@st.composite
def openings(draw: st.DrawFn) -> tuple[list[Registered], tuple[Role, ...], dict[str, int], Limits]:
    """Somebody opens the menu: which errands there are, their roles, what they did before, their messenger."""
    city = CITIES[draw(st.sampled_from(sorted(CITIES)))]
    names = st.sampled_from([one.name for one in city] + ["gone-since"])
    uses = draw(st.dictionaries(names, st.integers(1, CAP), max_size=NAMES))
    return city, draw(ROLES), uses, draw(LIMITS)


def holds(rows: Rows, limits: Limits) -> None:
    """The messenger takes it, and lays it out as it was meant."""
    fitted = fit(rows, limits)
    assert [len(row) for row in fitted] == [len(row) for row in rows]
    if limits.inline is not None:
        assert len(rows) <= limits.inline[0]
        assert sum(map(len, rows)) <= limits.inline[1]


def presses(rows: Rows) -> list[str]:
    return [str(button.press) for row in rows for button in row]


def _rarer(city: Sequence[Registered], *roles: Role) -> list[Registered]:
    return [one for one in city if one.menu and not one.menu.first and one.menu.role in (roles or tuple(Role))]


def reached(
    city: Sequence[Registered], roles: tuple[Role, ...], uses: Mapping[str, int], limits: Limits
) -> dict[str, int]:
    """Every errand that the menu leads to, with the taps that it takes at least."""
    found: dict[str, int] = {}
    pages = [(press, 1) for press in presses(front(city, roles=roles, uses=uses, limits=limits, words=WORDS))]
    seen: set[str] = set()
    while pages:
        press, away = pages.pop(0)
        if not press.startswith("more"):
            found.setdefault(press, away)
        elif press not in seen:
            seen.add(press)
            _, which, page, *_ = (*press.split(":"), "", "")
            shown = behind(city, roles=roles, which=which or EVERYTHING, page_word=page, limits=limits, words=WORDS)
            if shown is not None:
                holds(shown.rows, limits)
                pages += [(one, away + 1) for one in presses(shown.rows) if one != "menu"]
    return found


@settings(max_examples=200, deadline=None)
@given(openings(), st.booleans())
def test_no_first_page_exceeds_a_messenger(
    opening: tuple[list[Registered], tuple[Role, ...], dict[str, int], Limits],
    half_told: bool,  # noqa: FBT001
) -> None:
    city, roles, uses, limits = opening
    resume = RESUME if half_told else None
    rows = front(city, roles=roles, uses=uses, limits=limits, words=WORDS, resume=resume)

    holds(rows, limits)
    said = presses(rows)
    assert len(said) == len(set(said))
    assert len(said) - half_told <= FRONT
    assert said[-1] == "more"
    assert half_told is (said[0] == "resume")


@settings(max_examples=40 if SOAK else 10, deadline=None)
@given(openings())
def test_everything_of_ones_roles_is_reached_and_nothing_else(
    opening: tuple[list[Registered], tuple[Role, ...], dict[str, int], Limits],
) -> None:
    city, roles, uses, limits = opening
    theirs = {one.name for one in city if one.menu and one.menu.role in roles}
    assert set(reached(city, roles, uses, limits)) == theirs


@pytest.mark.parametrize("messenger", ["telegram", "vk", "playground"])
@settings(max_examples=40, deadline=None)
@given(roles=ROLES, uses=st.dictionaries(st.sampled_from([one.name for one in ERRANDS.in_menu]), st.integers(1, CAP)))
def test_nothing_of_today_is_more_than_two_taps_away(
    messenger: str, roles: tuple[Role, ...], uses: dict[str, int]
) -> None:
    """Three, if it is not ``first`` and its roles have more rarer things than a page takes: then its wing is folded."""
    away = reached(ERRANDS.in_menu, roles, uses, MESSENGERS[messenger])
    rarer = {one.name for one in ERRANDS.in_menu if one.menu and one.menu.role in roles and not one.menu.first}
    allowed = {name: 3 if name in rarer and len(rarer) > PAGE else 2 for name in away}
    assert {name: taps for name, taps in away.items() if taps > allowed[name]} == {}, "too far away"


def _more(count: int, role: Role) -> list[Registered]:
    """Errands of new wings, one each."""
    return [
        replace(one, menu=replace(one.menu, role=role, first=False))
        for one in _city(count, wings=count, first_every=count)
        if one.menu is not None
    ]


@pytest.mark.parametrize("messenger", ["telegram", "vk", "playground"])
@pytest.mark.parametrize("role", list(Role))
def test_a_new_wing_pushes_no_librarian_errand_further_than_two_taps(messenger: str, role: Role) -> None:
    """What everybody has is folded first: whose library it is finds its errands where they were."""
    city = sorted([*KNOWN, *_more(1, role)], key=in_order)
    away = reached(city, tuple(Role), {}, MESSENGERS[messenger])
    assert len(_rarer(city)) > PAGE, "there is nothing to fold"
    assert {one.name: away[one.name] for one in _rarer(KNOWN, Role.LIBRARIAN)} == {"library": 2, "leave": 2}
    assert sorted(name for name, taps in away.items() if taps > 2) == ["about", "found"]


def test_only_as_many_wings_are_folded_as_must_be() -> None:
    for count in range(1, 4):
        city = sorted([*KNOWN, *_more(count, Role.RESIDENT)], key=in_order)
        shown = behind(city, roles=tuple(Role), which=EVERYTHING, page_word="0", limits=telegram.LIMITS, words=WORDS)
        assert shown is not None
        said = [press for press in presses(shown.rows) if press != "menu"]
        heads = [press for press in said if press.startswith("more:") and press.count(":") == 1]
        assert heads == (["more:alliances"] if count == 1 else ["more:libraries", "more:alliances"])


@settings(max_examples=100, deadline=None)
@given(openings())
def test_the_three_things_done_most_come_first(
    opening: tuple[list[Registered], tuple[Role, ...], dict[str, int], Limits],
) -> None:
    city, roles, uses, limits = opening
    theirs = [one.name for one in city if one.menu and one.menu.role in roles]
    most = sorted((uses[name] for name in theirs if uses.get(name, 0) >= HABIT), reverse=True)[:MOST]
    room = min(FRONT, limits.buttons, limits.rows * min(2, limits.columns), *(limits.inline or (FRONT, FRONT))[1:])
    if limits.inline is not None:
        room = min(room, limits.inline[0] * min(2, limits.columns))
    if room < MOST + len(Role) + 1:
        return  # so small a messenger has room for the heads only
    said = presses(front(city, roles=roles, uses=uses, limits=limits, words=WORDS))
    assert sorted((uses.get(name, 0) for name in said[:MOST]), reverse=True)[: len(most)] == most


@pytest.mark.parametrize("roles", [(Role.RESIDENT,), tuple(Role)])
def test_on_vk_the_menu_hangs_under_its_message(roles: tuple[Role, ...]) -> None:
    """A larger keyboard would cover the foot of the chat."""
    for city in CITIES.values():
        rows = front(city, roles=roles, uses={}, limits=VK, words=WORDS, resume=RESUME)
        keyboard = lay_out(rows, VK, docked=False)
        assert keyboard is not None
        assert keyboard.inline


def test_many_rarer_things_are_shown_as_wings() -> None:
    shown = behind(
        CITIES["of two hundred"],
        roles=(Role.RESIDENT,),
        which=EVERYTHING,
        page_word="0",
        limits=telegram.LIMITS,
        words=WORDS,
    )
    assert shown is not None
    assert shown.pages > 1
    assert all(press.startswith("more:wing") for press in presses(shown.rows[:-2]))


def test_a_wing_with_a_single_thing_is_that_thing() -> None:
    """A page with one button would be a tap for nothing."""
    shown = behind(
        CITIES["a wing each"],
        roles=tuple(Role),
        which=EVERYTHING,
        page_word="0",
        limits=telegram.LIMITS,
        words=WORDS,
    )
    assert shown is not None
    assert all(press.startswith("errand-") for press in presses(shown.rows[:-2]))


def test_what_is_used_more_and_more_does_not_wander_about() -> None:
    uses = {"journal": 5, "afisha": 4, "plan": 3}
    before = front(ERRANDS.in_menu, roles=(Role.RESIDENT,), uses=uses, limits=VK, words=WORDS)
    after = front(ERRANDS.in_menu, roles=(Role.RESIDENT,), uses={**uses, "plan": 30}, limits=VK, words=WORDS)
    assert before == after
    assert presses(before)[:3] == ["afisha", "plan", "journal"]
