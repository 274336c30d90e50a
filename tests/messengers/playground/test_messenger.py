"""The playground does what is asked of any messenger, exactly once, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messengers.playground.lines import LIMITS
from bot.messengers.playground.messenger import PlaygroundMessenger
from scheduler.clock import Clock
from storage.database import Database
from talk.asker import Known
from talk.messenger import (
    GroupReport,
    Impossible,
    InspectGroup,
    Messenger,
    Publish,
    Revise,
    SectionTitle,
    SendTicket,
    Sent,
    Tell,
    Unreachable,
)
from talk.prompt import Button, Post, Prompt, Section, ShownPicture
from talk.rich import bold, link, rich
from talk.updates import AccountId, PictureId, RemoteFile
from tests.people import START

BASE = "http://127.0.0.1:8080"


@pytest.fixture
async def messenger(database: Database) -> PlaygroundMessenger:
    async with database.writing() as books:
        account = await books.accounts.ensure("playground", 1, at=START)
        await books.playground.add("Анна", "координатор")
    return PlaygroundMessenger(
        account=AccountId(account.id), database=database, clock=Clock(wall=lambda: START), base=BASE
    )


async def lines(database: Database) -> list[dict[str, Any]]:
    async with database.reading() as books:
        return [{"id": line.id, "thread": line.thread, **line.body} for line in await books.playground.since(0)]


async def group(database: Database, *, bot: bool = True, title: str = "Тёзки Ивановки") -> int:
    async with database.writing() as books:
        body = {"kind": "group", "title": title, "bot": bot, "sections": {}}
        return -await books.playground.append(0, None, mine=False, body=body, key=None, at=START)


def tell(text: str = "Здравствуйте", **facts: Any) -> Tell:
    return Tell(chat=1, prompt=Prompt(text=rich(text)), **facts)


def post(text: str = "Праздник", section: Section = Section.PLANS) -> Post:
    return Post(section=section, text=rich(text), hashtags=("планы",))


def test_it_is_a_messenger(messenger: PlaygroundMessenger) -> None:
    fits: Messenger = messenger
    assert (fits.kind, fits.limits) == ("playground", LIMITS)


async def test_a_message_keeps_its_emphasis_links_buttons_and_pictures(
    messenger: PlaygroundMessenger, database: Database
) -> None:
    prompt = Prompt(
        text=bold("Важно") + " и " + link("сайт", "https://example.org"),
        rows=((Button(label="Да", press="yes", tone="main"),),),
        pictures=(ShownPicture(id=PictureId(4), alt="Зал"),),
    )
    await messenger.perform(Tell(chat=1, prompt=prompt), key=1, ticket=SendTicket())
    [line] = await lines(database)
    assert line["text"] == [
        {"text": "Важно", "bold": True},
        {"text": " и "},
        {"text": "сайт", "link": "https://example.org"},
    ]
    assert line["rows"][0][0] == {"label": "Да", "press": "yes", "url": None, "invite": None, "tone": "main"}
    assert line["pictures"] == [{"id": 4, "alt": "Зал"}]


async def test_the_same_key_again_is_the_same_message(messenger: PlaygroundMessenger, database: Database) -> None:
    first = await messenger.perform(tell(), key=7, ticket=SendTicket())
    assert await messenger.perform(tell(), key=7, ticket=SendTicket()) == first
    assert await messenger.perform(tell(), key=8, ticket=SendTicket()) != first
    assert len(await lines(database)) == 2


async def test_a_message_takes_the_place_of_another(messenger: PlaygroundMessenger, database: Database) -> None:
    first = await messenger.perform(tell("Раз"), key=1, ticket=SendTicket())
    assert isinstance(first, Sent)
    second = await messenger.perform(tell("Два", replaces=first.refs[0]), key=2, ticket=SendTicket())
    assert second == first
    assert [line["text"] for line in await lines(database)] == [[{"text": "Два"}]]


@pytest.mark.parametrize("gone", ["999", "nonsense"])
async def test_what_cannot_be_replaced_is_said_anew(
    messenger: PlaygroundMessenger, database: Database, gone: str
) -> None:
    await messenger.perform(tell("Два", replaces=gone), key=2, ticket=SendTicket())
    assert [line["text"] for line in await lines(database)] == [[{"text": "Два"}]]


async def test_a_person_who_blocked_the_bot_is_not_reached(messenger: PlaygroundMessenger, database: Database) -> None:
    async with database.writing() as books:
        await books.playground.block(1, blocked=True)
    with pytest.raises(Unreachable):
        await messenger.perform(tell(), key=1, ticket=SendTicket())
    with pytest.raises(Unreachable):
        await messenger.perform(Tell(chat=99, prompt=Prompt(text=rich("Есть кто?"))), key=2, ticket=SendTicket())
    assert await lines(database) == []


async def test_too_many_buttons_never_fit(messenger: PlaygroundMessenger) -> None:
    rows = tuple((Button(label=str(n), press=f"n:{n}"),) for n in range(101))
    with pytest.raises(Impossible):
        await messenger.perform(Tell(chat=1, prompt=Prompt(text=rich("Много"), rows=rows)), key=1, ticket=SendTicket())


async def test_a_post_goes_into_its_section_once_and_has_an_address(
    messenger: PlaygroundMessenger, database: Database
) -> None:
    place = await group(database)
    sent = await messenger.perform(Publish(group=place, post=post()), key=1, ticket=SendTicket())
    assert await messenger.perform(Publish(group=place, post=post()), key=1, ticket=SendTicket()) == sent
    assert isinstance(sent, Sent)
    *_, line = await lines(database)
    assert (line["section"], line["thread"], line["hashtags"], line["edited"]) == ("plans", 2, ["планы"], None)
    assert sent.link == f"{BASE}/playground?post={sent.refs[0]}"
    assert len(await lines(database)) == 2


async def test_a_revised_post_stays_in_its_place_and_says_what_changed(
    messenger: PlaygroundMessenger, database: Database
) -> None:
    place = await group(database)
    sent = await messenger.perform(Publish(group=place, post=post()), key=1, ticket=SendTicket())
    assert isinstance(sent, Sent)
    revise = Revise(group=place, post=post("Большой праздник"), changes=rich("Другое название"), refs=sent.refs)
    assert await messenger.perform(revise, key=2, ticket=SendTicket()) == sent
    *_, line = await lines(database)
    assert (line["text"], line["changes"]) == ([{"text": "Большой праздник"}], "Другое название")
    assert line["edited"] == START.isoformat()


async def test_a_revision_of_a_post_that_is_gone_is_a_new_post(
    messenger: PlaygroundMessenger, database: Database
) -> None:
    place = await group(database)
    revise = Revise(group=place, post=post(), changes=rich("Что-то"), refs=("12345",))
    first = await messenger.perform(revise, key=2, ticket=SendTicket())
    assert await messenger.perform(revise, key=2, ticket=SendTicket()) == first
    assert len(await lines(database)) == 2


async def test_nothing_is_published_where_the_bot_is_not(messenger: PlaygroundMessenger, database: Database) -> None:
    outside = await group(database, bot=False)
    for place in (outside, -777):
        with pytest.raises(Unreachable):
            await messenger.perform(Publish(group=place, post=post()), key=1, ticket=SendTicket())
        with pytest.raises(Unreachable):
            await messenger.perform(InspectGroup(group=place), key=2, ticket=SendTicket())


async def test_a_group_is_seen_with_its_title_and_sections(messenger: PlaygroundMessenger, database: Database) -> None:
    place = await group(database, title="Тёзки Ивановки")
    sections = (SectionTitle(section=Section.PLANS, title="Наши планы"),)
    report = await messenger.perform(
        InspectGroup(group=place, asked_by=Known(id=1), sections=sections), key=1, ticket=SendTicket()
    )
    assert isinstance(report, GroupReport)
    assert (report.title, report.asker_manages, report.missing) == ("Тёзки Ивановки", True, ())
    assert set(report.threads) == {"joining", "plans", "chronicle", "will"}
    assert (await lines(database))[0]["sections"] == {"plans": "Наши планы"}


async def test_links_lead_back_to_the_page(messenger: PlaygroundMessenger) -> None:
    assert messenger.invitation("event_12") == f"{BASE}/playground?start=event_12"
    assert messenger.group_invitation("b-abc") == f"{BASE}/playground?startgroup=b-abc"
    with pytest.raises(ValueError, match="deep link"):
        messenger.invitation("a b")


async def test_a_file_that_is_not_there_cannot_be_fetched(messenger: PlaygroundMessenger, database: Database) -> None:
    async with database.writing() as books:
        body = {"kind": "file", "name": "a", "data": "AAAA"}
        ref = await books.playground.append(0, None, mine=False, body=body, key=None, at=START)
    assert await messenger.fetch(RemoteFile(ref=str(ref)), at_most=3) == b"\0\0\0"
    with pytest.raises(Impossible):
        await messenger.fetch(RemoteFile(ref=str(ref)), at_most=2)
    with pytest.raises(Impossible):
        await messenger.fetch(RemoteFile(ref="999"), at_most=2)
