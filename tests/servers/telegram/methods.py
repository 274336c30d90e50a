"""All methods of the test server: importing this module enters them into the registry."""

from tests.servers.telegram import chats, editing, polling, profile, sending
from tests.servers.telegram.registry import PLAYED

__all__ = ["PLAYED", "chats", "editing", "polling", "profile", "sending"]
