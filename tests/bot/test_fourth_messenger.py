"""A fourth messenger is one more folder and nothing else: here is one, added while the program is not looking."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import bot.messengers
from tests.walls import FLOORS

FOLDER = {
    "__init__.py": '"""A messenger of pigeons."""\n',
    "account.py": """
        from pydantic import SecretStr
        from bot.messengers.catalogue import UNKNOWN, AccountSettings, Credentials

        class Account(AccountSettings):
            token: SecretStr | None = None

            def credentials(self):
                if self.token is None:
                    return None
                return Credentials(id=UNKNOWN, kind="pigeon", external_id=7, key=self.token.get_secret_value())

            def check(self, public_url):
                pass

            @classmethod
            def number(cls, key, told):
                return 7

            def messenger(self, credentials, services, *, webhook_url):
                from bot.messengers.pigeon.messenger import PigeonMessenger

                return PigeonMessenger(credentials.id, webhook_url)
        """,
    "messenger.py": """
        import itertools, json
        from datetime import UTC, datetime
        from bot.messengers.pace import Pace
        from talk.updates import IncomingMessage
        from talk.messenger import Identity, Limits, Sent

        class PigeonMessenger:
            kind = "pigeon"
            limits = Limits(text=500, label=20, columns=2, rows=4, buttons=8, album=1, edits_posts=False, pace=(5, 1.0))

            def __init__(self, account, webhook_url):
                self.account, self.webhook_url, self.flown, self.arrived = account, webhook_url, [], None
                self.pace = Pace(*self.limits.pace)

            async def identify(self):
                return Identity(external_id=7, title="Голубиная почта")

            async def set_commands(self, commands): ...

            async def listen(self, hear): ...

            async def handle_webhook(self, headers, body, hear):
                said = json.loads(body)
                await hear([IncomingMessage(account=self.account, event_id=said["id"], chat=1, user=1,
                                  at=datetime.now(UTC), text=said["text"])])
                return 200, "coo"

            async def perform(self, action, key, ticket):
                async with self.pace.call(ticket):
                    self.flown.append(action)
                if self.arrived:
                    self.arrived.set()
                return Sent(refs=(str(key),))

            async def answer_press(self, press_id, note=None): ...

            async def fetch(self, file, *, at_most):
                return b""

            def invitation(self, payload):
                return f"pigeon:{payload}"

            def group_invitation(self, payload):
                return None

            async def close(self): ...
        """,
}
PROGRAM = """
import asyncio, sys
import aiohttp
from bot.program import assemble
from bot.settings import Settings
from storage.database import Database
from tests.patience import PATIENCE

async def main():
    settings = Settings(http={"port": 0}, public_url="https://t.ru")
    database = await Database.open(settings.database_url)
    program = await assemble(settings, database)
    messenger, stop, address = program.messengers[1], asyncio.Event(), asyncio.Future()
    messenger.arrived = asyncio.Event()
    running = asyncio.create_task(program.run(stop, started=address.set_result))
    async with aiohttp.ClientSession() as session:
        async with session.post(await address + "/pigeon/1", json={"id": "1", "text": "/menu"}) as answer:
            print(answer.status, await answer.text(), messenger.webhook_url)
    await asyncio.wait_for(messenger.arrived.wait(), PATIENCE)
    print(messenger.flown[0].kind)
    stop.set()
    await running
    await database.close()

asyncio.run(main())
"""


@pytest.fixture
def pigeons(tmp_path: Path) -> Path:
    """The folder, beside the ones that ship."""
    folder = tmp_path / "messengers" / "pigeon"
    folder.mkdir(parents=True)
    for name, text in FOLDER.items():
        (folder / name).write_text(textwrap.dedent(text), "utf-8")
    return folder.parent


def test_a_folder_is_enough(pigeons: Path, sqlite_url: str) -> None:
    """Its settings, its account, its webhook, its pace and its delivery: nothing else was told of it."""
    root = Path(bot.messengers.__path__[0]).parent.parent
    extend = f"import bot.messengers; bot.messengers.__path__.append({json.dumps(str(pigeons))})\n"
    environment = os.environ | {
        "PYTHONPATH": str(root),
        "TEZKI_DATABASE_URL": sqlite_url,
        "TEZKI_PIGEON__TOKEN": "feather",
    }
    run = subprocess.run(
        [sys.executable, "-c", extend + PROGRAM], capture_output=True, text=True, env=environment, check=False
    )
    said = [line for line in run.stdout.splitlines() if "[info" not in line]
    assert said == ["200 coo https://t.ru/pigeon/1", "tell"], run.stderr
    command = extend + "from bot.main import tezki; tezki()"
    run = subprocess.run(
        [sys.executable, "-c", command, "doctor"], capture_output=True, text=True, env=environment, check=False
    )
    assert "«Голубиная почта» отвечает" in run.stdout, run.stderr


def test_no_room_but_the_texts_names_a_messenger() -> None:
    """What would have to be touched for a fourth one; the words for people are the exception that stays."""
    root = Path(bot.messengers.__path__[0]).parent.parent
    rooms = [path for room in FLOORS for path in (root / room).rglob("*.py")]
    assert len(rooms) > 200, "the rule looks at nothing"
    named = [
        path.relative_to(root).as_posix()
        for path in rooms
        if any(f'"{kind}"' in path.read_text("utf-8") for kind in ("telegram", "vk"))
    ]
    allowed = ("bot/messengers/", "handlers/texts/")
    assert [path for path in named if not path.startswith(allowed)] == []
