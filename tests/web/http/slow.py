"""Clients that do not come to an end: half heads, half bodies, answers that nobody takes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

HALF_HEAD: Final = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_BODY: Final = b"POST /telegram/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf"
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def opened(address: str, said: bytes, *, buffer: int | None = None) -> Ends:
    """One connection that says this and no more; ``buffer``: bytes that it takes before it is read."""
    parts = urlsplit(address)
    end = socket.socket()
    if buffer is not None:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    end.setblocking(False)
    await asyncio.get_running_loop().sock_connect(end, (parts.hostname, parts.port))
    reader, writer = await asyncio.open_connection(sock=end, limit=2**10)
    writer.write(said)
    return reader, writer


@asynccontextmanager
async def crowd(address: str, number: int, *words: bytes) -> AsyncIterator[list[Ends]]:
    """So many at once, saying these in turn."""
    ends: list[Ends] = []
    try:
        for place in range(number):
            ends.append(await opened(address, words[place % len(words)]))
            if place % 50 == 0:
                await asyncio.sleep(0)
        yield ends
    finally:
        for _, writer in ends:
            writer.close()


async def is_cut(ends: Ends, within: float) -> bool:
    """Whether the other side has ended it; it is closed then in any case."""
    reader, writer = ends
    try:
        async with asyncio.timeout(within):
            while await reader.read(1000):
                pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    finally:
        writer.close()
    return True
