"""All that people read, to be looked over: ``snapshot/``, one file a wing; and rules that every text keeps.

After a change of words write it anew with ``TEZKI_RECORD=1 pytest tests/handlers/texts`` and read the diff.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

import handlers
import handlers.texts
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.texts.text_samples import called, shown

SNAPSHOT: Final = Path(__file__).parent / "snapshot"
SHARED: Final = "shared"
"""The snapshot of what belongs to no wing."""
FOLDER: Final = Path(handlers.texts.__path__[0])
TEXTS: Final = "handlers.texts."
FOR_ENGINEERS: Final = {"program.doctor", "program.erasures", "program.people", "program.program", "program.registries"}
"""Read by those who run the program, in columns and with commands to copy."""
OWN_STORY: Final = {"playground.demo"}
"""An example, in which librarians write as they write."""
NO_WORDS: Final = {"same_clock", "worth_telling", "facts_of"}
"""Functions that only decide something."""
JARGON: Final = re.compile(
    r"deep ?link|диплинк|чат-?бот|инлайн|токен|payload|callback|бэкенд|юзер|\bлогин|дедлайн|фидбек|кликн|тапн"
    r"|осуществл|посредством|вышеуказанн|нижеследующ|в целях|в рамках|надлежащ|\bданн(?:ый|ая|ое|ого|ой)\b|являет",
    re.IGNORECASE,
)
MANY: Final = 30
"""There are more files of texts than this: a rule over fewer has looked into the wrong folder."""
LABEL: Final = 38
"""What a button shows whole on every messenger."""
_CYRILLIC: Final = re.compile("[А-Яа-яЁё]")


def modules() -> list[ModuleType]:
    found = [one.name for one in pkgutil.walk_packages([str(FOLDER)], TEXTS) if not one.ispkg]
    assert len(found) > MANY, "the rules look at nothing"
    return [importlib.import_module(name) for name in sorted(found) if name.removeprefix(TEXTS) not in OWN_STORY]


def constants(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """What the module itself says, in the order of its file."""
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id, getattr(module, target.id)


def functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, one in vars(module).items():
        own = inspect.isfunction(one) and one.__module__ == module.__name__
        if own and name not in NO_WORDS and not name.startswith("_"):
            yield name, one


def phrases() -> Iterator[str]:
    for name in sorted(name for name in dir(PHRASES) if not name.startswith("_")):
        one = getattr(PHRASES, name)
        if not callable(one):
            yield f"{name}\n{shown(one)}\n"
            continue
        for sparse in (False, True):
            yield f"{name}(){' - little' if sparse else ''}\n{shown(called(one, sparse=sparse))}\n"


def told_by(module: ModuleType) -> str:
    """Every constant, and what every function says twice: with much to say and with little."""
    told = [f"######## {module.__name__.removeprefix(TEXTS)}\n"]
    told += [f"{name}\n{shown(value)}\n" for name, value in constants(module) if _CYRILLIC.search(shown(value))]
    for name, function in functions(module):
        full, little = (shown(called(function, sparse=sparse)) for sparse in (False, True))
        told.append(f"{name}()\n{full}\n")
        told += [f"{name}() - little\n{little}\n"] if little != full else []
    return "\n".join(told)


def everything() -> dict[str, str]:
    """By wing."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for module in modules():
        wing, inside, _ = module.__name__.removeprefix(TEXTS).partition(".")
        told[wing if inside else SHARED].append(told_by(module))
    told["turn"].append("\n".join(["######## PHRASES\n", *phrases()]))
    return {wing: "\n\n".join(parts).replace("\u00a0", "~") + "\n" for wing, parts in told.items()}


def test_a_change_of_words_is_seen() -> None:
    now = everything()
    if os.environ.get("TEZKI_RECORD"):
        for wing, told in now.items():
            (SNAPSHOT / f"{wing}.txt").write_text(told, "utf-8")
    kept = {path.stem: path.read_text("utf-8") for path in SNAPSHOT.iterdir()}
    assert sorted(now) == sorted(kept), "a wing came or went: see the head of this file"
    assert now == kept, "words have changed: see the head of this file"


def written() -> list[tuple[str, str]]:
    """Every Russian literal with its place; what is filled in is «…»."""
    found = []
    paths = sorted(FOLDER.rglob("*.py"))
    assert len(paths) > MANY, "the rules look at nothing"
    for path in paths:
        if ".".join(path.relative_to(FOLDER).with_suffix("").parts) in OWN_STORY | FOR_ENGINEERS:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        silent = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
        silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            text = ""
            if isinstance(node, ast.JoinedStr):
                parts = [str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values]
                text = "".join(parts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                text = node.value
            if _CYRILLIC.search(text):
                found.append((f"{path.name}:{getattr(node, 'lineno', 0)}", text))
    return found


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("two spaces", re.compile("  ")),
        ("straight quotes", re.compile('"')),
        ("a hyphen for a dash", re.compile(r"\S - ")),
        ("a short dash in a sentence", re.compile(r"\S – ")),
        ("a space before a sign", re.compile(r" [,;:!?](?![)(])")),
        ("two requests in one text", re.compile("пожалуйста.*пожалуйста", re.IGNORECASE | re.DOTALL)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_text_has(what: str, wrong: re.Pattern[str]) -> None:
    assert [(place, text) for place, text in written() if wrong.search(text)] == [], what


def test_quotes_are_closed() -> None:
    def open_(text: str) -> bool:
        return text.count("«") != text.count("»") or text.count("„") != text.count("“")

    assert [one for one in written() if open_(one[1])] == []


def test_no_text_speaks_jargon_or_officialese() -> None:
    assert [one for one in written() if JARGON.search(one[1])] == []


def test_a_question_before_a_decision_stands_first_or_last() -> None:
    """In the middle of a text, on a small screen, it is passed over."""
    asking = {
        (f"{module.__name__}.{name}", sparse): shown(called(function, sparse=sparse))
        for module in modules()
        for name, function in functions(module)
        if name.startswith("sure")
        for sparse in (False, True)
    }
    assert len(asking) > 15, "the rule looks at nothing"

    def hides(text: str) -> bool:
        sentences = re.split(r"(?<=[.?!…])\s+", text.strip())
        asked = [place for place, one in enumerate(sentences) if one.endswith("?")]
        return bool(asked) and not {0, len(sentences) - 1} & set(asked)

    assert {one: text for one, text in asking.items() if hides(text)} == {}


def labels() -> Iterator[tuple[str, str]]:
    """Every constant that stands on a button, with its place."""
    for one in pkgutil.walk_packages(handlers.__path__, "handlers."):
        module = importlib.import_module(one.name)
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "label" and isinstance(node.value, ast.Attribute):
                label = getattr(getattr(module, ast.unparse(node.value.value), None), node.value.attr, None)
                if isinstance(label, str):
                    yield f"{one.name}:{node.value.lineno}", label


def test_labels_are_short_enough_for_a_button() -> None:
    assert len(list(labels())) > 100
    assert [one for one in labels() if len(one[1]) > LABEL] == []
