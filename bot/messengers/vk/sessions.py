"""HTTP sessions, one per thread, whose open connections can be cut from another thread.

requests cannot be told to stop: a long poll waits for half a minute. Cutting the socket ends it at once.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Sessions:
    """Sessions of a few threads. After ``cut`` every request fails, also one that waits at this moment."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._lock = threading.Lock()
        self._sessions: list[requests.Session] = []
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._is_cut = False

    def mine(self) -> requests.Session:
        """The session of the thread that asks."""
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = requests.Session()
            adapter = _Adapter(self)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            with self._lock:
                self._sessions.append(session)
        return session

    def opened(self, connection: socket.socket | None) -> None:
        """A connection was made; one made after the cut lives no longer than the others."""
        if connection is None:
            return
        with self._lock:
            self._sockets.add(connection)
            if self._is_cut:
                _shut(connection)

    def cut(self) -> None:
        """Break all connections, now and later."""
        with self._lock:
            self._is_cut = True
            for connection in list(self._sockets):
                _shut(connection)

    def close(self) -> None:
        """Give the connections back; call it when the threads are done."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # closed already
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # past TLS, which belongs to the other thread


class _Adapter(HTTPAdapter):
    """An adapter that reports its connections."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        sessions = self._sessions

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                sessions.opened(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                sessions.opened(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
