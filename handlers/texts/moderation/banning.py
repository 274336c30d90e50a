"""To somebody whose messages are not taken any more."""

from typing import Final

REFUSED: Final = (
    "Простите, я больше не принимаю ваших сообщений: так решил тот, кто отвечает за бота. "
    "Если это ошибка или вы хотите узнать и стереть то, что о вас хранится, напишите ему."
)
