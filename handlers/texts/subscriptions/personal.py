"""What is kept of those who subscribe."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows("subscriptions", 10, "подписка", "подписки", "подписок")
PERSONAL.rows("reminders", 40, "напоминание", "напоминания", "напоминаний")
PERSONAL.rows(
    "declines",
    70,
    "событие, о котором не напоминать",
    "события, о которых не напоминать",
    "событий, о которых не напоминать",
)
