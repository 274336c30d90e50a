"""What is read of Telegram's answer to a message: little where it is one, everything where it is not."""

import pytest

from bot.messengers.telegram.api import message_in

WHOLE = (
    '{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":42,"type":"private","username":"maria"},"text":"да"}}'
)


def test_of_a_message_its_number_and_its_chat_are_read() -> None:
    told = message_in(WHOLE)

    assert told is not None
    assert (told.message_id, told.chat.id, told.chat.username) == (7, 42, "maria")


@pytest.mark.parametrize(
    "answer",
    [
        '{"ok":true,"result":true}',
        '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":5}}',
        WHOLE.replace("true", "false"),
        WHOLE.replace(":7,", ':"7",'),
        WHOLE[:-5],
        '{"ok":true,"result":{"message_id":7}}',
        "[]",
        "null",
        "",
        "<html>502 Bad Gateway</html>",
    ],
)
def test_anything_else_is_left_to_aiogram(answer: str) -> None:
    assert message_in(answer) is None
