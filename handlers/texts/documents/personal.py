"""What is kept of those who order documents."""

from handlers.texts.personal import PERSONAL

PERSONAL.rows(
    "papers",
    90,
    "документ, который вы просили",
    "документа, которые вы просили",
    "документов, которые вы просили",
)
PERSONAL.shows(
    "papers",
    "Документы, которые вы просили",
    {"kind": "", "about": "о чём:", "created_at": "", "state": ""},
    {
        "kind": {
            "plan": "план таблицей",
            "calendar": "календарь",
            "chronicle": "хроника таблицей",
            "roster": "список библиотек",
            "month": "отчёт за месяц",
            "year": "отчёт за год",
            "release": "анонс для прессы",
            "month-release": "анонсы на месяц",
            "plan-write": "загрузка плана",
            "plan-undo": "отмена загрузки плана",
            "own-data": "ваши данные файлом",
        },
        "state": {"wanted": "готовится", "made": "готов", "sent": "отправлен", "done": "сделано", "stopped": "отменён"},
    },
)
