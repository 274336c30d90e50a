"""A bot as a process of its own: ``python -m benchmarks.bot_process ours|echo``, set by the environment.

``ours`` is ``tezki run`` without Telegram's limits, which a crowd of 50 would reach at once; ``echo`` is what the
documentation of aiogram begins with.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace


def run_ours() -> None:
    from bot.main import tezki  # noqa: PLC0415 - as little as possible before the clock of the start runs

    if os.environ.get("BENCH_UNLIMITED"):
        lift_the_limits()
    tezki(["run"])


def lift_the_limits() -> None:
    """So that the program is measured, not the pace of Telegram; the pacing itself is still done."""
    from bot.messengers import pace  # noqa: PLC0415 - as above
    from bot.messengers.telegram import api, keyboard, messenger  # noqa: PLC0415 - as above

    api.CALLS_A_SECOND = 30
    setattr(api, "Pace", lambda _calls, _seconds: pace.Pace(1000, 0.01))  # noqa: B010 - a stand-in
    keyboard.LIMITS = replace(keyboard.LIMITS, pace=None, chat=None, group=None, at_once=100)
    messenger.TelegramMessenger.limits = keyboard.LIMITS


def run_echo() -> None:
    from aiogram import Bot, Dispatcher  # noqa: PLC0415 - as above
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415 - as above
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415 - as above
    from aiogram.fsm.storage.memory import MemoryStorage  # noqa: PLC0415 - as above
    from aiogram.types import Message  # noqa: PLC0415 - as above

    dispatcher = Dispatcher(storage=MemoryStorage())

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")

    async def main() -> None:
        server = TelegramAPIServer.from_base(os.environ["TEZKI_TELEGRAM__API_URL"])
        bot = Bot(os.environ["TEZKI_TELEGRAM__TOKEN"], session=AiohttpSession(api=server))
        await dispatcher.start_polling(bot)

    asyncio.run(main())


if __name__ == "__main__":
    {"ours": run_ours, "echo": run_echo}[sys.argv[1]]()
