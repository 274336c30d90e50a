"""A keyboard as it leaves for VK, to the letter: one bad button and VK refuses the whole message."""

from __future__ import annotations

import json

from bot.messengers.vk.api import form
from bot.messengers.vk.keyboard import lay_out
from talk.messenger import Limits
from talk.prompt import Button, Rows

LIMITS = Limits(text=4096, label=40, columns=5, rows=10, buttons=40, album=10, edits_posts=True)
ROWS: Rows = (
    (Button(label="Да", press="yes:1", tone="good"), Button(label="Нет", press="no", tone="bad")),
    (Button(label="Сайт", url="https://tezki.example/"), Button(label="Дальше", press="on")),
)


def test_an_inline_keyboard_is_what_vk_documents() -> None:
    keyboard = lay_out(ROWS, LIMITS, docked=False)
    assert keyboard is not None
    made = keyboard.json(invitation=lambda payload: payload, text_buttons=False)
    assert made == {
        "inline": True,
        "buttons": [
            [
                {"action": {"type": "callback", "label": "Да", "payload": '{"p":"yes:1"}'}, "color": "positive"},
                {"action": {"type": "callback", "label": "Нет", "payload": '{"p":"no"}'}, "color": "negative"},
            ],
            [
                {"action": {"type": "open_link", "label": "Сайт", "link": "https://tezki.example/"}},
                {"action": {"type": "callback", "label": "Дальше", "payload": '{"p":"on"}'}, "color": "secondary"},
            ],
        ],
    }
    assert json.loads(form({"keyboard": made})["keyboard"]) == made


def test_a_large_one_covers_the_foot_of_the_chat_and_old_apps_get_words() -> None:
    rows = tuple((Button(label=str(number), press=f"n:{number}", tone="main"),) for number in range(7))
    keyboard = lay_out(rows, LIMITS, docked=False)
    assert keyboard is not None
    made = keyboard.json(invitation=lambda payload: payload, text_buttons=True)
    assert made["one_time"] is False
    assert "inline" not in made
    assert made["buttons"][6] == [
        {"action": {"type": "text", "label": "6", "payload": '{"p":"n:6"}'}, "color": "primary"}
    ]
