"""What is kept of those who serve in libraries."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows(
    "librarians",
    20,
    "библиотека, где вы записаны",
    "библиотеки, где вы записаны",
    "библиотек, где вы записаны",
)
PERSONAL.rows("appeals", 60, "заявка библиотеки", "заявки библиотек", "заявок библиотек")
PERSONAL.rows(
    "delayed_deeds", 61, "важный шаг, начатый вами", "важных шага, начатых вами", "важных шагов, начатых вами"
)
PERSONAL.given("librarians.contact", "Контакт, который вы указали для библиотеки")
