"""What is kept of those who complain."""

from typing import Final

from handlers.texts.personal import PERSONAL

PERSONAL.rows("complaints", 65, "ваша жалоба", "ваши жалобы", "ваших жалоб")
PERSONAL.given("complaints.words", "Вы писали координаторам")
_WHAT: Final = {
    "alliance": "сотрудничество",
    "library": "библиотека",
    "event": "событие",
    "entry": "запись хроники",
    "picture": "фотография",
}
PERSONAL.shows(
    "complaints",
    "Ваши жалобы",
    {
        "subject": "",
        "kind": "",
        "thing_id": "№",
        "words": "ваши слова:",
        "made_at": "отправлена",
        "state": "",
        "answer_until": "другую сторону ждём до",
        "decided_at": "решена",
        "reason": "ответ:",
        "plea": "сказано участникам:",
        "closes_at": "участники отвечают до",
        "alliance_id": "сотрудничество",
    },
    {
        "subject": {
            "report": "жалоба",
            "not_ours": "«это не наша библиотека»",
            "not_staff": "«это не библиотекарь»",
            "hiding": "возражение",
            "revoke": "просьба снять координатора",
        },
        "kind": _WHAT,
        "state": {
            "open": "ждёт решения",
            "upheld": "с вами согласились",
            "declined": "оставили как есть",
            "appealed": "смотрит кто-то ещё",
            "refused": "оставили как есть, окончательно",
            "asked": "отвечают участники",
        },
    },
)
PERSONAL.withheld("complaints.answer", "что по вашим жалобам ответила другая сторона: это её слова")
PERSONAL.rows("hidden", 67, "запись, которую вы скрыли", "записи, которые вы скрыли", "записей, которые вы скрыли")
PERSONAL.shows(
    "hidden",
    "Что вы скрыли от всех",
    {
        "kind": "",
        "thing_id": "№",
        "reason": "почему:",
        "hidden_at": "скрыто",
        "lifted_at": "снова видно с",
        "alliance_id": "сотрудничество",
    },
    {"kind": _WHAT},
)
