"""Which file imports which, and which wing of a floor may import which other one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
FLOORS: Final = ("domain", "talk", "storage", "handlers", "scheduler", "bot")
FILES: Final = sorted(path for room in FLOORS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts)
assert all(any(path.is_relative_to(ROOT / room) for path in FILES) for room in FLOORS), "the rules look at nothing"

GROUND: Final[Mapping[str, tuple[str, ...]]] = {
    "domain": ("rights", "journal", "machine", "event", "vocabulary", "cleaning", "spelling", "lemmas", "time"),
    "storage": ("sql", "tables", "merging"),
    "handlers": ("texts", "turn", "notices"),
    "handlers.texts": (
        "language",
        "clocks",
        "messengers",
        "places",
        "repeats",
        "sections",
        "wings",
        "journal_kinds",
        "figures",
        "personal",
        "turn",
    ),
    "scheduler": ("clock", "drawing", "jobs", "watchdog", "runner", "due"),
    "bot.web": ("http", "metrics", "health", "webhooks", "server"),
    "bot.web.pages": ("urls", "thumbs", "journal_checks", "jsonld", "request", "layout", "bot_links", "list_items"),
}
"""What every wing of a floor stands on. A part of the ground may import those before it."""

MAY_IMPORT: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "domain": {
        "agreement": ("libraries",),
        "plan": ("libraries",),
    },
    "storage": {
        "alliances": ("messaging",),
        "letters": ("messaging", "plan"),
        "public": ("plan",),
        "reminders": ("letters", "messaging", "plan"),
    },
    "handlers": {
        "chronicle": ("alliances", "plan"),
        "documents": ("alliances", "plan"),
        "groups": ("alliances",),
        "letters": ("alliances",),
        "libraries": ("alliances",),
        "moderation": ("alliances", "chronicle", "libraries", "plan"),
        "plan": ("alliances",),
        "subscriptions": ("alliances",),
    },
    "handlers.texts": {
        "alliances": ("plan",),
        "documents": ("plan",),
        "libraries": ("alliances",),
        "subscriptions": ("plan",),
        "web": ("alliances", "libraries", "people", "plan", "subscriptions"),
    },
    "scheduler": {},
    "bot.web": {
        "feeds": ("pages",),
    },
    "bot.web.pages": {},
}
"""Beside the ground. What is not allowed is red, and so is what is allowed and not used: the table only shrinks.
A new wing needs no line as long as it stands on the ground alone."""

GATHER: Final[Mapping[str, tuple[str, ...]]] = {
    "storage": ("books", "database"),
    "handlers": ("dispatcher",),
    "bot.web.pages": ("routes",),
}
"""Files that put a floor together: they know the wings, no wing knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One line of one file; both names are whole names of modules of the house."""

    file: str
    line: int
    module: str
    imported: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.imported}"


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def names_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and whole name of everything that is imported, wherever in the file it stands: ``package.module.name``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def imports() -> tuple[Import, ...]:
    """Every import of one file of the house by another."""
    known = {module_of(path) for path in FILES}
    found = []
    for path in FILES:
        for line, name in names_in(ast.parse(path.read_text("utf-8"))):
            imported = name if name in known else name.rpartition(".")[0]
            if imported in known:
                file = path.relative_to(ROOT).as_posix()
                found.append(Import(file=file, line=line, module=module_of(path), imported=imported))
    return tuple(found)


def wing_of(floor: str, module: str) -> str | None:
    """The folder or file of the floor that a module belongs to; None for what stands elsewhere."""
    return module.removeprefix(f"{floor}.").partition(".")[0] if module.startswith(f"{floor}.") else None


def wings(floor: str) -> frozenset[str]:
    return frozenset(wing for path in FILES if (wing := wing_of(floor, module_of(path))))


def between_wings(floor: str) -> dict[tuple[str, str], list[Import]]:
    """Who imports whom on this floor, with the lines that do."""
    found: defaultdict[tuple[str, str], list[Import]] = defaultdict(list)
    for one in imports():
        wing, other = wing_of(floor, one.module), wing_of(floor, one.imported)
        if wing and other and wing != other:
            found[wing, other].append(one)
    return dict(found)


def allowed(floor: str) -> frozenset[tuple[str, str]]:
    """Every pair that the tables let through."""
    ground = GROUND[floor]
    inner = {(one, lower) for at, one in enumerate(ground) for lower in ground[:at]}
    free = {(wing, one) for wing in wings(floor) - set(ground) for one in ground}
    gather = {(one, wing) for one in GATHER.get(floor, ()) for wing in wings(floor) - {one}}
    return frozenset(inner | free | gather | named(floor))


def named(floor: str) -> set[tuple[str, str]]:
    return {(wing, other) for wing, others in MAY_IMPORT[floor].items() for other in others}


def circles(edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Every set of names that can all be reached from each other (Tarjan's strongly connected components)."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        after[one].append(other)
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        stack.append(name)
        for other in after.get(name, ()):
            if other not in number:
                visit(other)
            if other in stack:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == number[name]:
            at = stack.index(name)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for name in list(after):
        if name not in number:
            visit(name)
    return found


def drawing() -> str:
    """The wings of every floor and what they import of each other, for ``docs/architecture.md``."""
    floors = [floor for floor in reversed(list(GROUND)) if floor not in ("domain", "bot.web.pages")]
    lines = ["```mermaid", "flowchart TD"]
    for floor in [*floors, "domain"]:
        key, ground, gather = floor.replace(".", "_"), GROUND[floor], GATHER.get(floor, ())
        used = between_wings(floor)
        lines.append(f'  subgraph {key}["{floor.replace(".", "/")}"]')
        lines.append(f'    {key}_ground[/"{" · ".join(ground)}"/]')
        lines += [f"    {key}_{wing}[{wing}]" for wing in sorted(wings(floor) - set(ground) - set(gather))]
        lines += [
            f"    {key}_{wing} --> {key}_{other}"
            for wing, other in sorted(used)
            if wing not in (*ground, *gather) and other not in ground
        ]
        lines.append("  end")
    lines += [
        f"  {one.replace('.', '_')} ~~~ {other.replace('.', '_')}"
        for one, other in zip(floors, [*floors[1:], "domain"], strict=True)
    ]
    return "\n".join([*lines, "```"])
