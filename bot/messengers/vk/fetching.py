"""Files of people, from VK's servers only: an address in an event may be anything that somebody put there."""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

import requests

from bot.messengers.vk.api import Key
from talk.messenger import Impossible, Later

HOSTS = (
    "vk.com",
    "vk.ru",
    "vk.me",
    "userapi.com",
    "vkuserphoto.ru",
    "vk-cdn.net",
    "vkuser.net",
    "mycdn.me",
    "okcdn.ru",
)
"""Domains whose hosts keep VK's files."""
HOPS = 3
"""Redirects that are followed, each checked like the first address."""
PATIENCE = 60.0
"""Seconds for one file: a server that drips would hold a thread for ever."""
CHUNK = 64 * 1024


def allowed(url: str, own_host: str | None) -> bool:
    """Whether the address is one of VK's, or of the server that stands in for VK."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if own_host is not None and host == own_host.lower():
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and any(host == known or host.endswith(f".{known}") for known in HOSTS)


def fetch(key: Key, url: str, *, at_most: int, own_host: str | None) -> bytes:
    """Blocks. Raises Impossible, Later, and what requests raises."""
    deadline = time.monotonic() + PATIENCE
    for _ in range(HOPS + 1):
        if not allowed(url, own_host):
            raise Impossible("the file is not on a server of VK")
        with key.sessions.mine().get(url, timeout=key.timeouts, stream=True, allow_redirects=False) as response:
            if response.is_redirect:
                url = urljoin(url, response.headers["location"])
                continue
            return _read(response, at_most, deadline)
    raise Impossible("the file is behind too many redirects")


def _read(response: requests.Response, at_most: int, deadline: float) -> bytes:
    if response.status_code >= 500 or response.status_code == requests.codes.too_many_requests:  # noqa: PLR2004 - servers in trouble
        raise Later("the file's server is in trouble", after=10)
    if response.status_code != requests.codes.ok:
        raise Impossible(f"the file is not there (HTTP status {response.status_code})")
    claimed = response.headers.get("content-length", "")
    if claimed.isdecimal() and int(claimed) > at_most:
        raise Impossible("the file is too big")
    data = bytearray()
    for chunk in response.iter_content(CHUNK):
        data += chunk
        if len(data) > at_most:
            raise Impossible("the file is too big")
        if time.monotonic() > deadline:
            raise Later("the file comes too slowly", after=60)
    return bytes(data)
