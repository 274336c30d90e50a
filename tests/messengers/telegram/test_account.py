"""The bot itself: who it is, its links, its menu, the files it brings."""

import pytest

from bot.messengers.telegram.messenger import ABOUT, BRIEFLY, TelegramMessenger
from handlers.texts.turn import menu
from talk.messenger import Broken, Identity, Impossible, Later, Messenger, Uncertain
from talk.updates import RemoteFile
from tests.messengers.telegram.conftest import TOKEN, Make
from tests.servers import faults
from tests.servers.telegram import Bot, Person, TelegramServer, picture


def test_it_is_a_messenger(messenger: TelegramMessenger) -> None:
    seam: Messenger = messenger
    assert (seam.kind, seam.account, seam.limits.text, seam.limits.edits_posts) == ("telegram", 7, 4096, True)


async def test_it_introduces_itself(messenger: TelegramMessenger) -> None:
    assert await messenger.identify() == Identity(external_id=123456, title="tezki_bot", username="tezki_bot")


async def test_links_lead_to_this_bot(messenger: TelegramMessenger) -> None:
    await messenger.identify()
    assert messenger.invitation("event_12") == "https://t.me/tezki_bot?start=event_12"
    assert messenger.group_invitation("claim-42") == (
        "https://t.me/tezki_bot?startgroup=claim-42&admin=manage_topics+delete_messages+pin_messages"
    )


def test_links_need_an_introduction(messenger: TelegramMessenger) -> None:
    with pytest.raises(Broken):
        messenger.invitation("event_12")


@pytest.mark.parametrize("payload", ["", "x" * 65, "встреча", "a b", "a&admin=all"])
async def test_a_payload_that_cannot_travel_is_refused(messenger: TelegramMessenger, payload: str) -> None:
    await messenger.identify()
    with pytest.raises(ValueError, match="deep link"):
        messenger.invitation(payload)


async def test_the_menu_of_commands_is_offered_in_private_chats(messenger: TelegramMessenger, account: Bot) -> None:
    await messenger.set_commands([("afisha", "Что будет"), ("help", "Помощь")])
    assert account.commands == {
        ("all_private_chats", ""): [
            {"command": "afisha", "description": "Что будет"},
            {"command": "help", "description": "Помощь"},
        ]
    }


async def sent_photo(maria: Person, data: bytes) -> RemoteFile:
    message = await maria.sends_photo(data)
    return RemoteFile(ref=message.photos[0])


async def test_a_file_is_brought_whole(messenger: TelegramMessenger, maria: Person) -> None:
    data = picture(size=(1000, 800))
    assert await messenger.fetch(await sent_photo(maria, data), at_most=10_000_000) == data


async def test_a_file_that_claims_too_much_is_not_even_asked_for(
    messenger: TelegramMessenger, server: TelegramServer
) -> None:
    with pytest.raises(Impossible):
        await messenger.fetch(RemoteFile(ref="x", size=2001), at_most=2000)
    with pytest.raises(Impossible):
        await messenger.fetch(RemoteFile(ref="x", size=21 * 1024 * 1024), at_most=100 * 1024 * 1024)
    assert server.calls == []


async def test_a_file_that_is_more_than_it_claimed_is_not_read_to_the_end(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer
) -> None:
    file = await sent_photo(maria, picture(size=(1000, 800)))
    with pytest.raises(Impossible, match="more than 2000"):
        await messenger.fetch(file, at_most=2000)
    stored = server.world.files.find(file.ref, 123456)
    said = f'{{"ok": true, "result": {{"file_id": "x", "file_unique_id": "x", "file_path": "{stored.path}"}}}}'
    server.faults.next("getFile", faults.reply(said))
    with pytest.raises(Impossible, match="more than 2000"):
        await messenger.fetch(file, at_most=2000)


async def test_a_file_that_is_gone_does_not_tell_the_token(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer
) -> None:
    file = await sent_photo(maria, picture())
    said = '{"ok": true, "result": {"file_id": "x", "file_unique_id": "x", "file_path": "photos/none.jpg"}}'
    server.faults.next("getFile", faults.reply(said))
    with pytest.raises(Impossible) as failure:
        await messenger.fetch(file, at_most=1_000_000)
    assert TOKEN not in str(failure.value)
    assert failure.value.__context__ is None


async def test_trouble_on_the_way_to_a_file_is_not_the_files_fault(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer
) -> None:
    file = await sent_photo(maria, picture())
    server.faults.next("getFile", faults.html_error(502), faults.retry_after(4))
    with pytest.raises(Uncertain):
        await messenger.fetch(file, at_most=1_000_000)
    with pytest.raises(Later):
        await messenger.fetch(file, at_most=1_000_000)


async def test_requests_may_go_through_a_proxy(make: Make, server: TelegramServer) -> None:
    through = make(api_url="http://telegram.invalid", proxy=server.url)
    assert (await through.identify()).username == "tezki_bot"


def test_a_proxy_that_needs_more_than_is_installed_is_said_so(make: Make) -> None:
    with pytest.raises(Broken, match="aiohttp-socks"):
        make(proxy="socks5://127.0.0.1:1080")


async def test_what_the_bot_is_for_stands_before_the_first_message_and_is_said_once(
    messenger: TelegramMessenger, account: Bot, server: TelegramServer
) -> None:
    for _ in range(2):
        await messenger.introduce("Помогаю библиотекам", "Афиша")
    assert account.about["description", ""] == "Помогаю библиотекам"
    assert account.about["short_description", ""] == "Афиша"
    assert len(server.called("setMyDescription")) == len(server.called("setMyShortDescription")) == 1


def test_what_the_program_says_of_itself_fits() -> None:
    assert len(menu.BEFORE_START) <= ABOUT
    assert len(menu.PROFILE) <= BRIEFLY
