"""What is kept of those who subscribe."""

from typing import Final

from domain.event import AGES
from domain.vocabulary.goals import WORDINGS
from handlers.texts.language import quoted
from handlers.texts.personal import PERSONAL

_TARGETS: Final = {
    "alliance": "все события",
    **{f"tag:{key}": f"тема {quoted(wording.label)}" for key, wording in WORDINGS.items()},
    **{f"age:{age}": f"события {age}+" for age in AGES},
}

PERSONAL.rows("subscriptions", 10, "подписка", "подписки", "подписок")
PERSONAL.shows(
    "subscriptions",
    "Подписки",
    {"target": "", "alliance_id": "сотрудничество", "since": "с"},
    {"target": _TARGETS},
)
PERSONAL.rows("reminders", 40, "напоминание", "напоминания", "напоминаний")
PERSONAL.shows(
    "reminders",
    "Напоминания",
    {"event_id": "", "send_at": "", "state": ""},
    {"state": {"planned": "ждёт", "told": "было", "dropped": "не понадобилось", "withdrawn": "отозвано"}},
)
PERSONAL.rows(
    "declines",
    70,
    "событие, о котором не напоминать",
    "события, о которых не напоминать",
    "событий, о которых не напоминать",
)
PERSONAL.shows("declines", "О чём не напоминать", {"event_id": ""})
