"""``tezki moderate``: an order of a court is carried out, and traced, without SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from domain.journal import Kind
from domain.moderation import Subject, What
from handlers.libraries.membership import facts_of
from talk.prompt import Prompt
from talk.rich import rich
from tests.bot.cli.test_commands import NOW, call, path, written
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.books import Books

__all__ = ["path"]
WHY = ("--reason", "решение суда")


@pytest.fixture(autouse=True)
def village(path: object) -> None:
    """Alliance 1 with library 1, event 1, entry 1, a coordinator (7000000001) and a complaint."""
    del path

    async def put(books: Books) -> None:
        founded = await namesakes.alliance(books)
        host = await namesakes.library(books, founded.id)
        await namesakes.event(books, host)
        await books.chronicle.write(
            alliance_id=founded.id, library_id=host.id, title="Было", happened_on=date(2026, 11, 1), text="Пели", at=NOW
        )
        await books.journal.write(founded.id, Kind.JOINED, facts_of(host), NOW)
        person = await namesakes.person(books)
        await books.coordinators.appoint(founded.id, person, at=NOW)
        await books.complaints.make(
            alliance_id=founded.id,
            subject=Subject.REPORT,
            thing=(What.EVENT, 1),
            person_id=person,
            words="Это реклама",
            at=NOW,
        )

    written(put)


def seen() -> dict[str, bool]:
    """What everybody sees of it."""
    found: dict[str, bool] = {}

    async def look(books: Books) -> None:
        found["library"] = await books.libraries.get(1) is not None
        found["event"] = await books.events.get(1) is not None
        found["entry"] = await books.chronicle.get(1) is not None

    written(look)
    return found


def alliance_seen() -> bool:
    found: list[bool] = []

    async def look(books: Books) -> None:
        found.append(await books.alliances.by_slug("ivanovka") is not None)

    written(look)
    return found[0]


@pytest.mark.parametrize("named", ["library:1", "https://tezki.example/a/ivanovka/l/1"])
def test_a_library_is_hidden_and_restored_by_its_name_or_its_address(named: str) -> None:
    assert call("moderate", "hide", named, *WHY).exit_code == 0
    assert seen() == {"library": False, "event": False, "entry": False}
    listed = call("moderate", "list").output
    assert "library:1" in listed
    assert "решение суда" in listed
    assert call("moderate", "restore", "event:1").exit_code == 1, "it goes with its library"
    assert call("moderate", "restore", named).exit_code == 0
    assert seen() == {"library": True, "event": True, "entry": True}
    assert call("moderate", "restore", named).exit_code == 1
    audit = call("audit").output
    assert "скрыто от всех  library:1" in audit
    assert "снова видно всем  library:1" in audit


@pytest.mark.parametrize(
    "named",
    ["alliance:ivanovka", "https://tezki.example/a/ivanovka", "https://tezki.example/a/ivanovka/plan?month=2026-11"],
)
def test_a_whole_alliance_is_hidden_and_restored(named: str) -> None:
    assert call("moderate", "hide", "library:1", *WHY).exit_code == 0
    hidden = call("moderate", "hide", named, *WHY)
    assert (hidden.exit_code, "Скрыто: alliance:ivanovka «Ивановка»" in hidden.output) == (0, True)
    assert not alliance_seen()
    assert "Скрыто: alliance:ivanovka «Ивановка»" in call("moderate", "list").output
    assert call("verify").output == "[+] Ивановка: журнал цел.\n", "its journal is kept"
    assert call("moderate", "restore", "library:1").exit_code == 0, "its own hiding is lifted: it goes with the rest"
    part = call("moderate", "restore", "event:1")
    assert (part.exit_code, "вместе с alliance:ivanovka" in part.output) == (1, True)
    assert seen() == {"library": False, "event": False, "entry": False}
    assert call("moderate", "restore", named).exit_code == 0
    assert alliance_seen()
    assert seen() == {"library": True, "event": True, "entry": True}
    assert call("moderate", "restore", named).exit_code == 1
    audit = call("audit").output
    assert "скрыто от всех  alliance:1" in audit
    assert "снова видно всем  alliance:1" in audit


def test_what_was_hidden_by_itself_stays_when_its_alliance_comes_back() -> None:
    for named in ("event:1", "alliance:ivanovka", "alliance:ivanovka"):
        assert call("moderate", "hide", named, *WHY).exit_code == 0
    assert call("moderate", "restore", "alliance:ivanovka").exit_code == 0
    assert seen() == {"library": True, "event": False, "entry": True}


def test_the_words_of_a_hidden_alliance_leave_its_journal() -> None:
    result = call("moderate", "hide", "alliance:ivanovka", *WHY, "--for-good")
    assert "Убраны подробности записей журнала: 1." in result.output
    assert call("verify").exit_code == 0
    kinds: list[tuple[str, bool]] = []

    async def look(books: Books) -> None:
        kinds.extend([(entry.kind.value, bool(entry.facts)) async for entry in books.journal.all(1)])

    written(look)
    assert kinds[:2] == [("joined", False), ("thing_hidden", True)], "that it was hidden stays"


def test_a_report_of_an_alliance_is_the_operators() -> None:
    async def put(books: Books) -> None:
        person = await namesakes.person(books, 2)
        await books.complaints.make(
            alliance_id=1,
            subject=Subject.REPORT,
            thing=(What.ALLIANCE, 1),
            person_id=person,
            words="Чужое имя",
            at=NOW,
        )

    written(put)
    listed = call("moderate", "list").output
    assert "alliance:ivanovka «Ивановка». Чужое имя" in listed
    assert call("moderate", "decide", "2", "да", *WHY).exit_code == 0
    assert not alliance_seen()


@pytest.mark.parametrize("named", ["https://tezki.example/e/1", "https://tezki.example/e/1/poster", "event:1"])
def test_an_event_is_known_by_every_address_of_it(named: str) -> None:
    assert call("moderate", "hide", named, *WHY).exit_code == 0
    assert seen() == {"library": True, "event": False, "entry": True}


def test_what_is_not_there_is_said() -> None:
    for named in (
        "alliance:nowhere",
        "https://tezki.example/a/ivanovka/l/9",
        "library:9",
        "event:9",
        "entry:9",
        "picture:9",
        "nonsense",
        "https://tezki.example/p/" + "0" * 64,
    ):
        result = call("moderate", "hide", named, *WHY)
        assert (result.exit_code, named in result.output) == (1, True)


def test_words_leave_the_journal_for_good_and_it_still_verifies(path: object) -> None:
    with open(str(path), "rb") as file:  # noqa: PTH123 - as bytes lie there
        assert "Чернянский".encode() in file.read()
    result = call("moderate", "hide", "library:1", *WHY, "--for-good")
    assert "Убраны подробности записей журнала: 1." in result.output
    assert call("verify").output == "[+] Ивановка: журнал цел.\n"
    lines: list[object] = []

    async def look(books: Books) -> None:
        lines.extend([dict(entry.facts) async for entry in books.journal.all(1)])

    written(look)
    assert lines[0] == {}
    assert call("moderate", "words", "ivanovka", "1").output == "Убраны подробности записей журнала: 0.\n"
    assert call("moderate", "words", "nowhere", "1").exit_code == 1


def test_a_complaint_that_no_coordinator_decides_is_decided_here() -> None:
    assert "Это реклама" in call("moderate", "list").output
    assert call("moderate", "decide", "1", "да", *WHY).exit_code == 0
    assert seen()["event"] is False
    assert call("moderate", "decide", "1", "нет", *WHY).exit_code == 1
    assert "Это реклама" not in call("moderate", "list").output


def test_a_coordinator_is_revoked_and_a_person_banned() -> None:
    who = ("1", "7000000001")
    assert call("role", "revoke", "ivanovka", *who, *WHY).exit_code == 0
    assert call("role", "revoke", "ivanovka", *who, *WHY).exit_code == 1
    assert call("moderate", "ban", *who, *WHY).exit_code == 0
    audit = call("audit").output
    assert "больше не координатор" in audit
    assert "закрыт доступ  решение суда" in audit
    assert call("moderate", "unban", *who).exit_code == 0
    assert call("moderate", "unban", *who).exit_code == 1
    assert call("moderate", "ban", "1", "5", *WHY).exit_code == 1


def test_the_operator_stops_a_letter(path: object) -> None:
    """On its way to very many; nobody else gets it, and it does not go on."""
    del path

    async def put(books: Books) -> None:
        await books.letters.write(
            1, 1, audience="subscribers", prompt=Prompt(text=rich("Несите деньги сюда!")), totals={}, at=NOW
        )

    written(put)
    assert "Рассылается: letter:1 «Несите деньги сюда!»" in call("moderate", "list").output
    hidden = call("moderate", "hide", "letter:1", *WHY)
    assert (hidden.exit_code, "Остановлено: letter:1" in hidden.output) == (0, True)
    states: list[str] = []

    async def look(books: Books) -> None:
        letter = await books.letters.get(1)
        assert letter is not None
        states.append(letter.state)

    written(look)
    assert states == ["stopping"]
    assert "Скрыто: letter:1" in call("moderate", "list").output
    again = call("moderate", "restore", "letter:1", *WHY)
    assert (again.exit_code, "не рассылается дальше" in again.output) == (1, True)
    assert seen() == {"library": True, "event": True, "entry": True}, "of the same number"
