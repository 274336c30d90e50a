"""The documents are true: every setting and command is in them, every link leads somewhere, every name exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from bot.main import tezki
from bot.settings import names
from tests.walls import FLOORS

ROOT = Path(__file__).parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands(command: click.Command = tezki, words: str = "tezki") -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield words
        return
    for name, inner in command.commands.items():
        yield from commands(inner, f"{words} {name}")


def anchors(text: str) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(document: Path, text: str) -> list[str]:
    """Links to files or headings that are not there."""
    broken = []
    for found in LINK.finditer(CODE.sub("", text)):
        link = found[1] or found[2]
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        there = target.exists() and (
            not anchor or anchor in anchors(text if target == document else target.read_text("utf-8"))
        )
        broken += [] if there else [link]
    return broken


@pytest.mark.parametrize("setting", names())
def test_every_setting_is_documented(setting: str) -> None:
    assert f"| `{setting}` |" in OPERATIONS


def test_no_setting_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r"TEZKI_\w+", OPERATIONS)) <= set(names())


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_is_documented(command: str) -> None:
    assert f"| `{command}` |" in OPERATIONS


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken_links(document, document.read_text("utf-8")) == []


def test_a_broken_link_would_be_seen() -> None:
    text = "# Раздел, второй\n[a](#раздел-второй) [b](#третий) [c](nowhere.md) [d](architecture.md) [e](https://vk.ru)"
    assert broken_links(ROOT / "docs" / "operations.md", text) == ["#третий", "nowhere.md"]


def is_there(path: str) -> bool:
    """Also what a file has in it: ``bot/web/http/responses.reply``."""
    module, _, name = path.rpartition(".")
    file = ROOT / f"{module}.py"
    return (ROOT / path).exists() or (file.exists() and re.search(rf"\b{name}\b", file.read_text("utf-8")) is not None)


def test_every_file_that_is_named_is_there() -> None:
    """But those of the walks, which are yet to be written, and of the versions before."""
    yet_to_be = re.compile(r"\b(lending|max)\b")
    rooms = "domain|talk|storage|handlers|scheduler|bot|docs|tests|scripts|benchmarks"
    named = {
        (_name(document), path)
        for document in DOCUMENTS
        if document.name != "CHANGELOG.md"
        for path in re.findall(rf"`((?:{rooms})/[\w/.-]*)`", CODE.sub("", document.read_text("utf-8")))
        if not yet_to_be.search(path)
    }
    assert len({document for document, _ in named}) > 10, "the rule looks at nothing"
    assert {(document, path) for document, path in named if not is_there(path)} == set()


def missing_tests(text: str) -> list[str]:
    """``tests/….py::test_…`` that a document names and nobody has written."""
    return [
        f"{path}::{name}"
        for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
        if not (ROOT / path).exists()
        or not re.search(rf"^ *(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    ]


def test_every_test_that_is_named_is_there() -> None:
    texts = [document.read_text("utf-8") for document in DOCUMENTS]
    assert sum(text.count(".py::test_") for text in texts) > 60, "the rule looks at nothing"
    assert [one for text in texts for one in missing_tests(text)] == []


def test_a_test_that_is_not_there_would_be_seen() -> None:
    here = "tests/test_docs.py"
    said = f"`{here}::test_a_test_that_is_not_there_would_be_seen` `{here}::test_a_dream` `tests/no.py::test_a`"
    assert missing_tests(said) == ["tests/test_docs.py::test_a_dream", "tests/no.py::test_a"]


PARTS: Final = re.compile(r"`(?:[\w/]+\.)*?([A-Za-z_]\w*)\.([a-z_]\w*)(?:\([^`]*\))?`")
"""What a class, a module or a value has: ``Limits.together``."""
NOT_OURS: Final = {"md", "toml", "lock", "py", "db", "env", "txt", "zip", "service", "yaml"}


@pytest.mark.parametrize("document", ["architecture", "adding-a-feature", "adding-a-messenger"])
def test_what_is_said_to_have_a_part_has_it(document: str) -> None:
    text = CODE.sub("", (ROOT / "docs" / f"{document}.md").read_text("utf-8"))
    code = {path: path.read_text("utf-8") for room in (*FLOORS, "tests") for path in (ROOT / room).rglob("*.py")}
    parts = {(owner, name) for owner, name in PARTS.findall(text) if name not in NOT_OURS}
    assert parts, "the rule looks at nothing"

    def owned(owner: str) -> str:
        """The module or package of that name, or where the class is, or what is called so."""
        return "\n".join(
            source
            for path, source in code.items()
            if owner in (*path.parts, path.stem) or re.search(rf"\b(class )?{owner}\b\s*[:=(]", source)
        )

    assert {f"{owner}.{name}" for owner, name in parts if not re.search(rf"\b{name}\b", owned(owner))} == set()


def test_every_word_of_the_glossary_and_of_the_drawing_is_in_the_code() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    files = {room: list((ROOT / room).rglob("*.py")) for room in FLOORS}
    assert all(files.values()), "the rule looks at nothing"
    code = "\n".join(path.read_text("utf-8") for found in files.values() for path in found)
    rows = [line.split("|")[2] for line in text.splitlines() if line.startswith("| ") and "по-русски" not in line]
    words = {word for row in rows for name in re.findall(r"`([^`]+)`", row) for word in re.findall(r"\w+", name)}
    drawn = CODE.sub("", (ROOT / "docs" / "architecture.md").read_text("utf-8"))
    marked = " ".join(name for name in re.findall(r"`([^`]+)`", drawn) if not re.search(r"/|^make ", name))
    words |= set(re.findall(r"\b[a-z]+_\w+\b", marked)) - {"name_arg_arg"}
    assert {word for word in words if not re.search(rf"\b{word}", code)} == set()


def test_every_word_of_the_glossary_is_where_it_says() -> None:
    """Of its first tables, which have a third column of files and folders; a file's neighbour needs no folder."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith("| ") and line.endswith("` |")
    ]
    assert len(rows) > 80, "the rule looks at nothing"
    astray = []
    for _, named, where in rows:
        folder, code = ROOT, ""
        for place in re.findall(r"`([^`]+)`", where):
            path = ROOT / place if (ROOT / place).exists() else folder / place
            folder = path.parent
            files = path.rglob("*.py") if path.is_dir() else [path]
            code += "\n".join([place, *(file.read_text("utf-8") for file in files)])
        words = {word for name in re.findall(r"`([^`]+)`", named) for word in re.findall(r"\w+", name)}
        astray += [f"{word}: {where}" for word in sorted(words) if not re.search(word, code, re.IGNORECASE)]
    assert astray == []


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def test_both_locks_hold_the_same_versions() -> None:
    """docs/decisions/lock-files.md"""
    run, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert len(run) > 20
    assert {name: version for name, version in run.items() if dev.get(name, version) != version} == {}


def test_every_row_that_the_code_names_is_explained() -> None:
    explained = set(re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "features.md").read_text("utf-8"), re.MULTILINE))
    files = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
    named = {
        number: _name(path)
        for path in files
        for words in re.findall(r"\brows? (\d+(?:(?:, | and | to )\d+)*)", path.read_text("utf-8"))
        for number in re.findall(r"\d+", words)
    }
    assert "61" in named, "nothing is looked at"
    assert {number: path for number, path in named.items() if number not in explained} == {}
