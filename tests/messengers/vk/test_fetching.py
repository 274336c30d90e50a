"""Files are fetched from VK only, and never more than was asked for."""

from __future__ import annotations

import pytest

from bot.messengers.vk.fetching import allowed
from bot.messengers.vk.messenger import VkMessenger
from talk.messenger import Impossible
from talk.updates import RemoteFile
from tests.messengers.vk.conftest import Make
from tests.messengers.vk.ears import picture
from tests.servers.vk.server import VkServer


@pytest.mark.parametrize(
    "url",
    [
        "https://sun9-1.userapi.com/a.jpg",
        "https://vk.com/doc1_2?hash=3",
        "https://psv4.vkuser.net/a",
        "https://api.vk.ru/x",
    ],
)
def test_vks_own_servers_are_trusted(url: str) -> None:
    assert allowed(url, None)


@pytest.mark.parametrize(
    "url",
    [
        "http://sun9-1.userapi.com/a.jpg",
        "https://evil.example/userapi.com",
        "https://notvk.com/a",
        "https://vk.com.evil.example/a",
        "https://vk.com@evil.example/a",
        "http://169.254.169.254/latest",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "//vk.com/a",
        "",
    ],
)
def test_all_others_are_not(url: str) -> None:
    assert not allowed(url, None)


def test_the_test_server_is_trusted_by_its_host() -> None:
    assert allowed("http://127.0.0.1:9/files/a", "127.0.0.1")
    assert not allowed("ftp://127.0.0.1/a", "127.0.0.1")


async def test_a_file_is_brought_whole_or_not_at_all(vk: VkServer, messenger: VkMessenger) -> None:
    url = vk.world.media.photo(1, picture()).body["sizes"][0]["url"]
    assert await messenger.fetch(RemoteFile(ref=url), at_most=len(picture())) == picture()
    with pytest.raises(Impossible, match="too big"):
        await messenger.fetch(RemoteFile(ref=url), at_most=len(picture()) - 1)


async def test_a_file_that_is_gone_or_elsewhere_is_not_fetched(vk: VkServer, make: Make) -> None:
    messenger = make()
    with pytest.raises(Impossible, match="404"):
        await messenger.fetch(RemoteFile(ref=f"{vk.url}/files/none.jpg"), at_most=100)
    with pytest.raises(Impossible, match="not on a server of VK"):
        await messenger.fetch(RemoteFile(ref="http://192.168.0.1/secret"), at_most=100)
