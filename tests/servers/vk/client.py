"""A real vk_api pointed at the test server, called from asyncio: how the server's own tests talk to it."""

import asyncio
from types import TracebackType
from typing import Any, Self

import pytest
import vk_api
from jconfig.memory import MemoryConfig  # type: ignore[import-untyped]  # ships no types
from vk_api.vk_api import VkApiGroup


class Client(VkApiGroup):  # type: ignore[misc]  # vk_api ships no types
    """vk_api with our own base address, as the bot has it (VK.md §5, way 4)."""

    def __init__(self, base: str, token: str) -> None:
        super().__init__(token=token, api_version="5.199", config=MemoryConfig)
        self._base = base

    def method(  # noqa: PLR0917 - the signature is vk_api's
        self,
        method: str,
        values: dict[str, Any] | None = None,
        captcha_sid: str | None = None,
        captcha_key: str | None = None,
        success_token: str | None = None,
        raw: bool = False,  # noqa: FBT001, FBT002 - the signature is vk_api's
        with_cookies: bool = False,  # noqa: FBT001, FBT002 - the signature is vk_api's
    ) -> Any:
        """One call; the error classes are vk_api's own."""
        del captcha_sid, captcha_key, success_token, with_cookies
        sent = {"v": self.api_version, "access_token": self.token["access_token"], **(values or {})}
        answer = self.http.post(f"{self._base}/method/{method}", sent, timeout=5).json()
        if "error" in answer:
            raise vk_api.ApiError(self, method, sent, raw, answer["error"])
        return answer if raw else answer["response"]


class Bot:
    """A key in use: `call` runs vk_api in a thread."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(self, method: str, **values: Any) -> Any:
        return await asyncio.to_thread(self.client.method, method, values)

    async def says(self, *peers: int, text: str = "Здравствуйте", random_id: int = 7, **values: Any) -> Any:
        """messages.send to these people; one random_id for all."""
        people = ",".join(str(peer) for peer in peers)
        return await self.call("messages.send", peer_ids=people, message=text, random_id=random_id, **values)

    async def refused(self, method: str, **values: Any) -> int:
        """The error code of a call that fails."""
        with pytest.raises(vk_api.ApiError) as caught:
            await self.call(method, **values)
        return int(caught.value.code)


class Bots:
    """Opens clients for keys and closes them all at the end."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._clients: list[Client] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for client in self._clients:
            client.http.close()

    def with_key(self, key: str) -> Bot:
        self._clients.append(Client(self._base, key))
        return Bot(self._clients[-1])
