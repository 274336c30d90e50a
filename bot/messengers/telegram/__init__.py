"""Telegram through aiogram: one bot is one ``TelegramMessenger``. The only room that imports aiogram."""
