"""The playground is for one browser on this computer, and what people type stays text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import click
import pytest

from bot.messengers.playground import open_playground
from bot.messengers.playground.guard import TOKEN
from bot.settings import Settings
from storage.database import Database
from tests.messengers.playground.conftest import ANNA, Visitor

NASTY = '</script><script>alert(1)</script><img src=x onerror="alert(1)">'


async def test_it_listens_on_this_computer_only_whatever_the_settings_say(visitor: Visitor) -> None:
    assert visitor.program.settings.http.host == "127.0.0.1"


async def test_keys_of_real_bots_are_left_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEZKI_TELEGRAM__TOKEN", "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    with_key = Settings(_env_file=None, database_url=settings.database_url)  # type: ignore[call-arg]  # pydantic-settings' own
    assert with_key.of("telegram").credentials() is not None
    database = await Database.open(settings.database_url)
    program = await open_playground(with_key, database, demo=False)
    assert [messenger.kind for messenger in program.messengers.values()] == ["playground"]
    await database.close()


async def test_a_database_of_real_bots_is_not_played_with(settings: Settings) -> None:
    database = await Database.open(settings.database_url)
    async with database.writing() as books:
        await books.accounts.ensure("telegram", 1, at=datetime(2026, 11, 20, tzinfo=UTC))
    with pytest.raises(click.ClickException):
        await open_playground(settings, database, demo=True)
    await database.close()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "[::1"])
@pytest.mark.parametrize("path", ["/", "/playground", "/playground/events", "/playground/static/page.js"])
async def test_a_foreign_name_in_the_request_is_dns_rebinding(visitor: Visitor, host: str, path: str) -> None:
    answer = await visitor.client.get(path, headers={"Host": host}, allow_redirects=False)
    assert answer.status == 403


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
async def test_the_names_of_this_computer_are_welcome(visitor: Visitor, host: str) -> None:
    assert (await visitor.client.get("/playground", headers={"Host": host})).status == 200


async def test_another_site_cannot_post(visitor: Visitor) -> None:
    facts = {"person": ANNA, "text": "мяу", "key": visitor.key()}
    await visitor.posts("say", expect=403, headers={"Origin": "http://evil.example"}, **facts)
    await visitor.posts("say", expect=403, headers={"Origin": "null"}, **facts)
    await visitor.posts("say", expect=403, headers={TOKEN: "guessed"}, **facts)
    answer = await visitor.client.post("/playground/say", json=facts)
    assert answer.status == 403
    assert await visitor.chat(ANNA) == []


async def test_the_browser_is_told_to_run_nothing_but_our_own_files(visitor: Visitor) -> None:
    page = await visitor.client.get("/playground")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    html = await page.text()
    assert re.search(r"\s(style|on[a-z]+)=", html) is None


async def test_the_page_asks_nobody_else_for_anything(visitor: Visitor) -> None:
    html = await visitor.opens()
    assert "http://" not in html
    assert "https://" not in html
    for name in ("page.js", "chat.js", "group.js", "net.js", "dom.js", "rich.js", "people.js", "clock.js", "state.js"):
        answer = await visitor.client.get(f"/playground/static/{name}")
        script = await answer.text()
        assert "innerHTML" not in script
        assert "insertAdjacentHTML" not in script


async def test_the_root_leads_to_the_page(visitor: Visitor) -> None:
    answer = await visitor.client.get("/", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/playground")


async def test_nasty_words_and_names_arrive_as_they_were_typed(visitor: Visitor) -> None:
    await visitor.says(ANNA, NASTY)
    made = await visitor.posts("person", name=NASTY[:60], part="")
    assert (await visitor.chat(ANNA))[0]["text"] == NASTY
    people = (await visitor.hears())["people"]["people"]
    assert people[-1] == {**people[-1], "id": made["person"], "name": NASTY[:60]}
    assert "<img" not in await visitor.opens()


async def test_the_facts_of_the_page_are_data(visitor: Visitor) -> None:
    html = await visitor.opens()
    block = html.split('<script type="application/json" id="facts">')[1].split("</script>")[0]
    assert "<" not in block
    assert set(json.loads(block)) == {"token", "texts"}


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "//"])
async def test_an_origin_that_is_none_is_another_site(visitor: Visitor, origin: str) -> None:
    facts = {"person": ANNA, "text": "мяу", "key": visitor.key()}
    await visitor.posts("say", expect=403, headers={"Origin": origin}, **facts)


async def test_a_token_of_other_letters_is_a_wrong_one(visitor: Visitor) -> None:
    facts = {"person": ANNA, "text": "мяу", "key": visitor.key()}
    await visitor.posts("say", expect=403, headers={TOKEN: "ключ"}, **facts)


@pytest.mark.parametrize("seen", ["9" * 5000, "9" * 19, "²", "-1"])
async def test_whoever_has_seen_an_impossible_revision_begins_anew(visitor: Visitor, seen: str) -> None:
    answer = await visitor.client.get("/playground/events", headers={"Last-Event-ID": seen})
    assert answer.status == 200
    answer.close()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"person": 1, "text": "\\ud800", "key": "12345678"}',
        b'{"person": 1e999}',
        b'{"person": %d}' % 2**70,
    ],
    ids=["nested", "half a letter", "infinite", "70 bits"],
)
async def test_what_no_page_sends_is_a_bad_request(visitor: Visitor, body: bytes) -> None:
    for name in ("say", "press", "follow", "person", "group", "clock"):
        answer = await visitor.client.post(f"/playground/{name}", data=body, headers={TOKEN: visitor.token})
        assert answer.status in {400, 404, 422}, name
