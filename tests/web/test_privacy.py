"""The policy is one tap away from every page; one's own consents are behind a secret link, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

import handlers.loading  # noqa: F401 - whoever shows something by a consent hears that it is taken back
from bot.web import pages
from bot.web.server import application
from domain.purposes import PURPOSES, Operator, Purpose
from handlers.texts.people import consents as texts
from handlers.texts.people import policy
from handlers.texts.web import pages as page_texts
from handlers.turn.accounts import AccountDirectory
from handlers.turn.consent import give
from storage.database import Database
from storage.people.register import purposes_in_use
from storage.people.tokens import OWN_PAGE
from talk.updates import AccountId
from tests.web.conftest import PUBLIC, Site
from tests.web.village import NOW, Bot, settle

OPERATOR = Operator(name="ЦБС <Азовского> района", address="Азов, улица Мира, 1", email="data@example.ru")
CHAT = 5_005


@pytest.fixture
async def client(database: Database) -> AsyncIterator[TestClient[Any, Any]]:
    """The site of somebody who has said who they are."""
    await settle(database)
    messengers = {1: Bot(kind="telegram", account=AccountId(1))}
    directory = AccountDirectory(messengers=messengers, public_url=PUBLIC, operator=OPERATOR)
    mount = pages.mounting(database, directory, lambda: NOW, patience=60)
    app = application(database=database, messengers={}, hear=_deaf, states=dict, mounts=(mount,))
    async with TestClient(TestServer(app)) as client:
        yield client


async def _deaf(_: object) -> None:
    """Nobody knocks."""


async def reads(client: TestClient[Any, Any], path: str, *, status: int = 200) -> str:
    answer = await client.get(path, allow_redirects=False)
    assert answer.status == status, path
    return (await answer.text()).replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize("path", ["/privacy", "/a/aleksandrovka/privacy"])
async def test_the_policy_says_who_what_and_until_when(client: TestClient[Any, Any], path: str) -> None:
    page = await reads(client, path)
    assert "ЦБС &lt;Азовского&gt; района" in page
    assert '<a href="mailto:data@example.ru">' in page
    assert policy.version() in page
    for purpose in PURPOSES:
        assert (policy.KEPT[purpose].what in page) is (purpose in purposes_in_use()), purpose
    assert all(line in page for line in (*policy.RIGHTS_WORDS, policy.CHILDREN_WORDS, policy.WHERE_TELEGRAM))
    assert "Отметки о том, что бот вам написал: 30 дней." in page
    assert "Номер чата того, кто не согласился: 1 день." in page


async def test_without_an_operator_the_policy_says_so(site: Site) -> None:
    page = await site.reads("/privacy")
    assert policy.NOBODY_NAMED in page
    assert "mailto:" not in page


async def test_every_page_leads_to_the_policy(site: Site) -> None:
    bare = ("/tv", "/poster")
    for path in site.every_page():
        page = await site.reads(path)
        assert ('<a href="/privacy">' in page) is not path.endswith(bare), path


# One's own page.


async def somebody(database: Database, *purposes: Purpose) -> tuple[int, str]:
    """A person who has agreed to these, and the token of their page."""
    async with database.writing() as books:
        account = (await books.accounts.ensure("telegram", 1, at=NOW)).id
        person = await books.people.meet(account, CHAT, CHAT, at=NOW)
        for purpose in purposes:
            await give(books, person.id, purpose, how="button", at=NOW)
        token = await books.tokens.issue(OWN_PAGE, {"person": person.id}, person.id, NOW + timedelta(days=7))
    return person.id, token


async def test_the_page_shows_what_was_agreed_to_and_is_kept_nowhere(
    client: TestClient[Any, Any], database: Database
) -> None:
    _, token = await somebody(database, Purpose.SERVICE, Purpose.PHOTOS)
    answer = await client.get(f"/me/{token}")
    page = (await answer.text()).replace("\u00a0", " ").replace("\u2060", "")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "ETag" not in answer.headers
    assert "Отвечать вам и напоминать: с " in page
    assert page.count("<form") == 1, "the service is given up in the chat, where it is asked once more"
    assert texts.ERASE_IN_CHAT in page
    assert page_texts.FOOTER not in page, "that says it is open to all"
    assert token not in page, "nobody can read it off a screen"


async def test_a_button_of_the_page_takes_a_consent_back(client: TestClient[Any, Any], database: Database) -> None:
    person, token = await somebody(database, Purpose.SERVICE, Purpose.PHOTOS)
    answer = await client.post(f"/me/{token}", data={"purpose": "photos"})
    page = await answer.text()
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    assert texts.DONE in page
    assert texts.HISTORY in page
    async with database.reading() as books:
        lines = await books.consents.of(person)
        assert [(one.purpose, one.withdrawn_how) for one in lines] == [
            (Purpose.SERVICE, None),
            (Purpose.PHOTOS, "page"),
        ]
    again = await client.post(f"/me/{token}", data={"purpose": "photos"})
    assert texts.NOTHING_STOOD in (await again.text()).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"purpose": "service"}, 400),
        ({"purpose": "safety"}, 400),
        ({"purpose": "x"}, 400),
        ({}, 400),
        ({"purpose": "photos", "more": "x" * 2_000}, 400),
    ],
)
async def test_nothing_else_is_taken_back_there(
    client: TestClient[Any, Any], database: Database, form: dict[str, str], status: int
) -> None:
    person, token = await somebody(database, Purpose.SERVICE, Purpose.PHOTOS)
    answer = await client.post(f"/me/{token}", data=form)
    assert answer.status == status
    async with database.reading() as books:
        assert len(await books.consents.standing(person)) == 2


async def test_a_link_that_is_none_or_of_another_purpose_shows_nothing(
    client: TestClient[Any, Any], database: Database
) -> None:
    person, token = await somebody(database, Purpose.SERVICE)
    async with database.writing() as books:
        calendar = await books.tokens.issue("calendar", {"person": person}, person, NOW + timedelta(days=7))
        late = await books.tokens.issue(OWN_PAGE, {"person": person}, person, NOW - timedelta(seconds=1))
    for wrong in ("0" * 32, calendar, late, token.upper() if token.upper() != token else "f" * 32, token[:-1]):
        for ask in (client.get, client.post):
            answer = await ask(f"/me/{wrong}", data={"purpose": "photos"} if ask == client.post else None)
            assert answer.status in (400, 404), wrong
            assert texts.PAGE_HEADING not in await answer.text()
    async with database.writing() as books:
        await books.people.erase(person)
    assert (await client.get(f"/me/{token}")).status == 404


async def test_a_contact_taken_back_on_the_page_is_on_no_page(client: TestClient[Any, Any], database: Database) -> None:
    person, token = await somebody(database, Purpose.SERVICE, Purpose.CONTACT_ALL)
    async with database.writing() as books:
        [alliance] = [one for one in (await books.alliances.all()).items if one.slug == "aleksandrovka"]
        library = (await books.libraries.members(alliance.id)).items[0]
        await books.librarians.add(library.id, person, contact="maria@example.ru", contact_public=True, at=NOW)
    path = f"/a/aleksandrovka/l/{library.id}"
    assert "maria@example.ru" in await reads(client, path)
    await client.post(f"/me/{token}", data={"purpose": "contact-all"})
    assert "maria@example.ru" not in await reads(client, path)
    async with database.reading() as books:
        assert await books.librarians.contacts_of(person) == (("maria@example.ru", False),)
