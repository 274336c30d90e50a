"""An errand says of itself which ways lead to it, and no two say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import handlers.loading  # noqa: F401 - registers the errands
from handlers.texts.turn import menu
from handlers.turn.errands import ERRANDS, Errands, Registered
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import PAGE

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from tests.people import Town

OFFERED = (
    *("menu", "afisha", "subscriptions", "plan", "chronicle", "roster", "journal", "join", "event", "papers", "found"),
    *("leave", "about", "settings", "mydata", "help", "cancel"),
)
"""The list that people know from their messengers: what is new finds its place between them."""


async def somewhere(context: Context, which: str = "") -> None:
    """An errand for the register."""


async def somewhere_certain(context: Context, which: str) -> None:
    """An errand that needs to be told more."""


def registered(name: str, **facts: Any) -> Registered:
    ways: dict[str, Any] = {"command": None, "about": "", "listed": True, "order": 10, "spoken": (), "always": ()}
    ways |= {"run": somewhere, "menu": None, "least_args": 0, "most_args": 1, "deep_linkable": True}
    return Registered(name=name, **ways | facts)


def test_the_list_of_commands_is_as_people_know_it() -> None:
    assert [command for command, _ in ERRANDS.offered if command in OFFERED] == list(OFFERED)


@pytest.mark.parametrize(
    "ways", [{"command": "bread"}, {"spoken": ("хлеб",)}, {"always": ("хлеб",)}], ids=["command", "word", "always"]
)
def test_what_leads_to_one_errand_leads_to_no_other(ways: dict[str, Any]) -> None:
    errands = Errands()
    errands.add(registered("bakery", **ways))
    errands.add(registered("mill", command="flour", spoken=("мука",)))
    with pytest.raises(ValueError, match=r"'bakery' and 'shop'"):
        errands.add(registered("shop", **ways))


def test_a_word_that_works_always_is_no_free_word_of_another() -> None:
    errands = Errands()
    errands.add(registered("bakery", always=("хлеб",)))
    with pytest.raises(ValueError, match=r"'bakery' and 'shop'"):
        errands.add(registered("shop", spoken=("хлеб",)))


def test_two_errands_have_two_names() -> None:
    errands = Errands()
    errands.add(registered("bakery"))
    with pytest.raises(ValueError, match="'bakery'"):
        errands.add(registered("bakery"))


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"command": "bread"}, "a description"),
        ({"about": "Хлеб"}, "a command"),
        ({"command": "bread", "about": "х" * 257}, "at most 256"),
        ({"command": "bread", "listed": False, "run": somewhere_certain, "least_args": 1}, "values"),
        ({"command": "bread", "about": "Хлеб", "order": 1000}, "order"),
        ({"spoken": ("Хлеб?",)}, "«хлеб»"),
        ({"menu": MenuPlace(label="х" * 39, first=True)}, "at most 38"),
        ({"menu": MenuPlace(label="Хлеб")}, "wing"),
    ],
)
def test_what_an_errand_lacks_is_told(facts: dict[str, Any], missing: str) -> None:
    (line,) = registered("bakery", **facts).lacks()
    assert missing in line


def test_an_errand_that_says_everything_lacks_nothing() -> None:
    whole = registered(
        "bakery",
        command="bread",
        about="Хлеб",
        spoken=("хлеб",),
        always=("хочу есть",),
        menu=MenuPlace(label="Хлеб", wing="Еда"),
    )
    assert list(whole.lacks()) == []


def test_a_wing_has_one_name() -> None:
    errands = Errands()
    for number, wing in enumerate(("Еда", "Еда", "Пища")):
        errands.add(registered(f"bakery-{number}", menu=MenuPlace(label="Хлеб", wing=wing)))
    (line,) = errands.lacks()
    assert "Еда, Пища" in line


def test_no_role_has_more_to_come_first_than_two_taps_reach() -> None:
    errands = Errands()
    for number in range(PAGE + 1):
        assert errands.lacks() == []
        errands.add(registered(f"bakery-{number}", menu=MenuPlace(label="Хлеб", first=True)))
    (line,) = errands.lacks()
    assert f"{PAGE + 1} errands" in line


WORDS = sorted((word, errand.name) for errand in ERRANDS for word in (*errand.spoken, *errand.always))
assert WORDS, "the rule looks at nothing"


@pytest.mark.parametrize(("word", "name"), WORDS)
def test_a_word_that_is_declared_is_understood(word: str, name: str) -> None:
    for said in (word, word.capitalize(), f"  {word.upper()} ?", f"{word})"):
        found = ERRANDS.spoken(said)
        assert found is not None, said
        assert found.name == name


async def test_words_that_work_always_do_so_in_the_middle_of_a_talk(town: Town) -> None:
    always = {word: errand for errand in ERRANDS for word in errand.always}
    assert always.keys() >= {"меню", "помощь", "удалить мои данные"}
    for word, errand in always.items():
        maria, olga = town.person(), town.person()
        await maria.says("/found")
        await maria.says(word.capitalize())
        await olga.says(f"/{errand.command}")
        expected = menu.MENU_HALF_TOLD if errand.name == "menu" else olga.reads
        assert maria.reads.splitlines()[0] == expected.splitlines()[0], word
