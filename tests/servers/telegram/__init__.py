"""A test server that speaks the Telegram Bot API; see `server.py`."""

from tests.servers.telegram.accounts import Bot
from tests.servers.telegram.files import picture
from tests.servers.telegram.groups import ALL_RIGHTS, Group
from tests.servers.telegram.messages import Message
from tests.servers.telegram.people import Person
from tests.servers.telegram.server import TelegramServer
from tests.servers.telegram.thread import telegram_thread

__all__ = ["ALL_RIGHTS", "Bot", "Group", "Message", "Person", "TelegramServer", "picture", "telegram_thread"]
