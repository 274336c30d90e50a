"""The documents are true: every setting and command is in them, every link leads somewhere, every name exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

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


@pytest.mark.parametrize("document", ["docs/glossary.md", "docs/adding-a-messenger.md"])
def test_every_file_that_is_named_is_there(document: str) -> None:
    text = CODE.sub("", (ROOT / document).read_text("utf-8"))
    rooms = "domain|talk|storage|handlers|scheduler|bot|docs|tests"
    named = set(re.findall(rf"`((?:{rooms})/[\w/.-]*)`", text))
    assert named, "the rule looks at nothing"
    missing = {path for path in named if not (ROOT / path).exists()}
    assert {path for path in missing if "/max" not in path} == set()


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    files = {room: list((ROOT / room).rglob("*.py")) for room in FLOORS}
    assert all(files.values()), "the rule looks at nothing"
    code = "\n".join(path.read_text("utf-8") for found in files.values() for path in found)
    rows = [line.split("|")[2] for line in text.splitlines() if line.startswith("| ") and "по-русски" not in line]
    words = {word for row in rows for name in re.findall(r"`([^`]+)`", row) for word in re.findall(r"\w+", name)}
    assert {word for word in words if not re.search(rf"\b{word}", code)} == set()


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def test_both_locks_hold_the_same_versions() -> None:
    """docs/decisions/lock-files.md"""
    run, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert len(run) > 20
    assert {name: version for name, version in run.items() if dev.get(name, version) != version} == {}
