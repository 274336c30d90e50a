"""The house stands as its plan says: imports run downwards, wings stay apart, Russian for people lives in one place.

Each rule names every offender at once. Which wing may import which stands in ``tests/walls.py``.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Mapping
from typing import Final

import pytest

from tests import walls
from tests.walls import FILES, FLOORS, GATHER, GROUND, ROOT, Import

CYRILLIC: Final = re.compile("[а-яА-ЯёЁ]")
RUSSIAN_ROOMS: Final = ("handlers/texts/", "domain/vocabulary/")
ARCHITECTURE: Final = ROOT / "docs" / "architecture.md"
DRAWN: Final = re.compile("(?<=<!-- drawn: wings -->\n).*?(?=\n<!-- end -->)", re.DOTALL)

OPEN: Final = ("handlers.texts", "handlers.turn.accounts", "handlers.plan.calendar")
"""What is no errand: words, where an account is found, and the one writer of iCalendar."""
MAY_KNOW: Final[Mapping[str, tuple[str, ...]]] = {
    "bot/web/": OPEN,
    "bot/messengers/": OPEN[:2],
    "handlers/texts/": ("handlers.texts",),
}
"""What these rooms may know of ``handlers``."""

SENDER_KNOWS: Final = (
    "scheduler.clock",
    "scheduler.delivery",
    "scheduler.drawing",
    *("handlers.turn.accounts", "handlers.turn.hooks", "handlers.notices"),
    *("storage.books", "storage.database", "storage.messaging", "storage.sql"),
    "talk",
)
"""No subject: what is told about, and whether it is still so, is said by columns of the outbox and by its declarers."""

PLAYS_THE_STORY: Final = "the playground's example is lived through by the deeds of the chat"
EXCEPTIONS: Final[Mapping[tuple[str, str], str]] = {
    ("bot/messengers/playground/scene.py", "handlers.dispatcher"): PLAYS_THE_STORY,
    ("bot/messengers/playground/scene.py", "handlers.turn.context"): PLAYS_THE_STORY,
    ("bot/messengers/playground/example.py", "handlers.alliances.found"): PLAYS_THE_STORY,
    ("bot/messengers/playground/example.py", "handlers.chronicle.actions"): PLAYS_THE_STORY,
    ("bot/messengers/playground/example.py", "handlers.groups.binding"): PLAYS_THE_STORY,
    ("bot/messengers/playground/example.py", "handlers.libraries.membership"): PLAYS_THE_STORY,
    ("bot/messengers/playground/example.py", "handlers.moderation.complaints"): PLAYS_THE_STORY,
    ("bot/messengers/playground/example.py", "handlers.moderation.hiding"): PLAYS_THE_STORY,
    ("bot/messengers/playground/example.py", "handlers.plan.actions"): PLAYS_THE_STORY,
    ("bot/messengers/playground/example.py", "handlers.turn.errands"): PLAYS_THE_STORY,
    ("bot/web/pages/people/me.py", "handlers.people.withdrawing"): "the secret page does what the chat does",
    ("scheduler/inbox/reader.py", "handlers.dispatcher"): "the one door from the inbox into the handlers",
    ("scheduler/reminders/tell_changes.py", "handlers.plan.change_notices"): "changes of events are the plan's",
    (
        "scheduler/plan/ask_hosts.py",
        "handlers.chronicle.morning_after",
    ): "what the chronicle asks, the plan's days begin",
    ("scheduler/documents/making/drafts.py", "handlers.plan.actions"): "a document of events names their hosts",
}
"""File → module that it may import although a wall stands between them, and why. An exception nobody needs is red."""


LONGEST: Final = 400
"""Lines of a file."""
LONG: Final[Mapping[str, str]] = {
    "domain/vocabulary/cities.py": "data: which zone each town lives by, written by scripts/cities.py",
    "handlers/texts/playground/demo.py": "data: who lives in the example, and what they plan",
}


def nobody(offenders: Iterable[object], otherwise: str = "") -> None:
    """Fails with all of them, one a line."""
    lines = [str(one) for one in offenders]
    assert not lines, "\n".join([otherwise, *lines])


def climbs(one: Import) -> bool:
    """Whether the import leads to a higher floor."""
    return FLOORS.index(one.imported.partition(".")[0]) > FLOORS.index(one.module.partition(".")[0])


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def own_handlers(file: str) -> tuple[str, ...]:
    """What a file of the scheduler may know of ``handlers``: the ground, and the wing of its own name."""
    _, wing, *inner = file.split("/")
    ground = tuple(f"handlers.{one}" for one in GROUND["handlers"])
    return (*ground, *OPEN, f"handlers.{wing}") if inner else ground


def may_know(one: Import) -> tuple[str, ...] | None:
    """What the file of the import may know, as far as a wall concerns it; None where there is no wall."""
    if one.file.startswith("scheduler/delivery/"):
        return SENDER_KNOWS
    if one.imported.partition(".")[0] != "handlers":
        return None
    if one.file.startswith("scheduler/"):
        return own_handlers(one.file)
    return next((known for room, known in MAY_KNOW.items() if one.file.startswith(room)), None)


def behind_walls() -> list[Import]:
    """Every import that needs an exception."""
    return [one for one in walls.imports() if (known := may_know(one)) is not None and not within(one.imported, known)]


def russian_literals(source: str) -> list[str]:
    """String literals with Cyrillic letters that are not docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CYRILLIC.search(node.value)
    ]


def test_imports_run_only_downwards() -> None:
    nobody(one for one in walls.imports() if climbs(one))


def test_russian_for_people_lives_in_the_texts() -> None:
    names = {path: path.relative_to(ROOT).as_posix() for path in FILES}
    nobody(
        f"{name}: {literal}"
        for path, name in names.items()
        if not name.startswith(RUSSIAN_ROOMS)
        for literal in russian_literals(path.read_text("utf-8"))
    )


def test_nobody_waits_in_a_way_that_swallows_a_cancellation() -> None:
    """``asyncio.wait_for`` does in Python 3.11, when both come at once; ``asyncio.timeout`` does not."""
    nobody(path for path in FILES if "asyncio.wait_for(" in path.read_text("utf-8"))


def test_files_are_short() -> None:
    """But for those that are long for a reason; who has become short is struck off."""
    long = {path.relative_to(ROOT).as_posix() for path in FILES if path.read_text("utf-8").count("\n") > LONGEST}
    nobody(long - LONG.keys(), f"longer than {LONGEST} lines:")
    nobody(LONG.keys() - long, "strike them off LONG:")


@pytest.mark.parametrize("floor", GROUND)
def test_a_wing_imports_only_what_the_table_allows(floor: str) -> None:
    free = walls.allowed(floor)
    crossing = [one for pair, lines in walls.between_wings(floor).items() if pair not in free for one in lines]
    nobody(crossing, "find another way, or allow it in MAY_IMPORT of tests/walls.py:")


@pytest.mark.parametrize("floor", GROUND)
def test_what_the_table_allows_is_used(floor: str) -> None:
    used = walls.between_wings(floor)
    ground = {other for wing, other in used if other in GROUND[floor]}
    gather = {wing for wing, other in used if wing in GATHER.get(floor, ()) and other not in GROUND[floor]}
    nobody(walls.named(floor) - used.keys(), "strike them off MAY_IMPORT of tests/walls.py:")
    nobody(set(GROUND[floor]) - ground, "nobody stands on this ground:")
    nobody(set(GATHER.get(floor, ())) - gather, "these gather nothing:")


@pytest.mark.parametrize("floor", GROUND)
def test_wings_do_not_need_each_other_in_a_circle(floor: str) -> None:
    nobody(walls.circles(walls.between_wings(floor)))


def test_files_do_not_import_each_other_in_a_circle() -> None:
    nobody(walls.circles((one.module, one.imported) for one in walls.imports()))


@pytest.mark.parametrize("room", [*MAY_KNOW, "scheduler/"])
def test_no_wall_is_climbed_without_a_reason(room: str) -> None:
    """The web, the messengers and the texts know no errand, a job its own wing, the sender no subject."""
    found = [one for one in behind_walls() if one.file.startswith(room)]
    nobody(one for one in found if (one.file, one.imported) not in EXCEPTIONS)


MAY_PUT: Final = {
    "handlers/turn/context.py": "the answer to the person whose turn it is",
    "handlers/people/first_words.py": "the first words to somebody of whom nothing is kept",
    "handlers/people/erasing.py": "the farewell to somebody whom we do not know any more",
    "handlers/groups/binding.py": "an account is asked to look at a group",
}


def test_whoever_is_not_in_their_turn_is_told_by_a_notice() -> None:
    """Nothing else puts into the outbox: so nobody forgets what it is about, or wakes people at night."""
    puts = {
        path.relative_to(ROOT).as_posix()
        for path in walls.FILES
        if re.search(r"outbox\.put(_one|_many)?\(", path.read_text("utf-8"))
    }
    assert "handlers/notices/notices.py" in puts
    assert {one for one in puts if not one.startswith("handlers/notices/")} == set(MAY_PUT)


def test_every_exception_is_needed() -> None:
    nobody(EXCEPTIONS.keys() - {(one.file, one.imported) for one in behind_walls()}, "strike them off EXCEPTIONS:")


def test_the_drawing_shows_the_wings_as_they_are() -> None:
    """``TEZKI_RECORD=1`` draws it anew."""
    text = ARCHITECTURE.read_text("utf-8")
    if os.environ.get("TEZKI_RECORD"):
        text = DRAWN.sub(walls.drawing().replace("\\", r"\\"), text)
        ARCHITECTURE.write_text(text, "utf-8")
    assert DRAWN.findall(text) == [walls.drawing()], "TEZKI_RECORD=1 pytest tests/test_house.py draws it anew"


def test_the_rules_see_what_they_are_for() -> None:
    up = Import(file="storage/x.py", line=1, module="storage.x", imported="handlers.turn.context")
    assert climbs(up)
    assert not climbs(Import(file="storage/x.py", line=1, module="storage.x", imported="talk.rich"))
    assert russian_literals('"""Докстрока."""\nx = "Привет"') == ["Привет"]
    assert walls.circles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "a"), ("f", "g"), ("g", "f")]) == [
        ["a", "b", "c"],
        ["f", "g"],
    ]
    assert list(walls.names_in(ast.parse("def f():\n  from a.b import c\nimport d.e"))) == [(3, "d.e"), (2, "a.b.c")]
    assert own_handlers("scheduler/plan/mark_held.py")[-1] == "handlers.plan"
    assert "handlers.forget" not in own_handlers("scheduler/retention.py")
    assert not within("handlers.textsome", ("handlers.texts",))
    assert len(walls.imports()) > 1000
