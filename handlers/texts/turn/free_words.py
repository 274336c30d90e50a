"""What is said to words that no button and no question waits for, and how a wing says which ones are its errands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Phrases that mean one errand; any order and any form of the words does, and so does a slip of the finger."""

    label: str
    """On the button by which it is offered."""
    said: str
    """The phrases, with «;» between them."""
    args: str = ""
    """Of the errand, as in a press: «today:all»."""

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(phrase.strip() for phrase in self.said.split(";") if phrase.strip())


THANKS: Final = "thanks"
HELLO: Final = "hello"
BYE: Final = "bye"
GLAD: Final = "glad"
SORRY: Final = "sorry"

WORDS: Final = (
    Meant(
        label="Спасибо",
        args=THANKS,
        said=(
            "спасибо; спасибо большое; благодарю; огромное спасибо; спасибо вам; спасибо за помощь; спс; "
            "благодарю вас; от души спасибо; очень благодарна; спасибо за все"
        ),
    ),
    Meant(
        label="Здравствуйте",
        args=HELLO,
        said=(
            "добрый день; доброе утро; добрый вечер; здравствуй; приветствую; доброго дня; салют; доброго времени "
            "суток; здрасте; алло; есть кто; ау"
        ),
    ),
    Meant(
        label="До свидания",
        args=BYE,
        said="до свидания; до встречи; пока; всего доброго; всего хорошего; спокойной ночи; прощайте",
    ),
    Meant(
        label="Хорошо",
        args=GLAD,
        said=(
            "молодец; отлично; хорошо; понятно; ясно; ок; ладно; здорово; замечательно; супер; прекрасно; умница; "
            "с праздником; с новым годом; да; ага; договорились; поняла; понял"
        ),
    ),
    Meant(
        label="Извините",
        args=SORRY,
        said="извините; простите; нет; не надо; ошиблась; ошибся; не туда нажала; ничего",
    ),
)
REPLIES: Final = {
    THANKS: "Пожалуйста! Рад помочь. Если что-нибудь понадобится, пишите.",
    HELLO: "Здравствуйте! Рад вас видеть. С чего начнём?",
    BYE: "До свидания! Буду рад поговорить снова.",
    GLAD: "Вот и хорошо! Если что-нибудь понадобится, я здесь.",
    SORRY: "Ничего страшного. Если что-нибудь понадобится, я здесь.",
}
SMILE: Final = "🙂 Улыбаюсь в ответ! Если что-нибудь понадобится, напишите или откройте меню."
STICKER: Final = "Спасибо, приятно! Если что-нибудь понадобится, напишите или откройте меню."
VOICE: Final = (
    "Голосовое сообщение дошло, но слушать я не умею. Напишите, пожалуйста, то же самое словами, хоть в двух строчках."
)
TO_THE_QUESTION: Final = "Да, об этом"
TO_THE_TALK: Final = "Нет, продолжаю начатое"


def whose_answer(question: str, called: str) -> str:
    """``question``: what a notice has asked; ``called``: the talk that was left."""
    begun = f" Или продолжение начатого: {called}?" if called else ""
    return f"Это ответ на мой вопрос, {question}?{begun}"


NEAR: Final = "Точно такого я не нашёл. Может быть, одно из этих?"
SEVERAL: Final = "Таких несколько. Что показать?"
