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
PERSONAL.shows(
    "librarians",
    "Библиотеки, где вы записаны",
    {
        "library_id": "",
        "state": "",
        "since": "с",
        "contact": "контакт:",
        "contact_public": "контакт виден всем",
        "vouched_at": "за вас поручились",
        "vouched_how": "",
        "proved_at": "бумага с печатью прислана",
        "proof_id": "фотография",
        "ended_at": "до",
        "ended_why": "",
    },
    {
        "state": {
            "asked": "вы сказали, что работаете там",
            "claimed": "подтверждается",
            "vouched": "",
            "retired": "вы больше не ведёте её дела",
            "dismissed": "вас убрали",
        },
        "vouched_how": {
            "before": "работали и раньше",
            "colleague": "коллега",
            "coordinator": "координатор",
            "founding": "как основателю",
            "members": "участники",
        },
        "ended_why": {"stranger": "там не работали", "gone": "больше не работаете", "unsaid": ""},
    },
)
PERSONAL.shows(
    "delayed_deeds",
    "Важные шаги, начатые вами",
    {
        "deed": "",
        "library_id": "",
        "subject": "о чём:",
        "about": "с какими словами:",
        "made_at": "начат",
        "due_at": "вступает в силу",
        "state": "",
    },
    {
        "deed": {
            "leave": "выход из Соглашения",
            "cancel": "отмена события",
            "rename": "новое название",
            "dismiss": "убрать коллегу",
        },
        "state": {"waiting": "ждёт", "done": "сделано", "undone": "возвращено как было", "void": "не понадобилось"},
    },
)
PERSONAL.rows(
    "library_merge_traces",
    62,
    "запись, как было до объединения библиотек",
    "записи, как было до объединения библиотек",
    "записей, как было до объединения библиотек",
)
PERSONAL.shows("library_merge_traces", "Объединённые библиотеки", {"made_at": "объединены"})
PERSONAL.withheld(
    "library_merge_traces.trace",
    "как было до объединения библиотек: там и другие люди, а хранится это неделю, чтобы можно было разделить их снова",
)
PERSONAL.shows(
    "appeals",
    "Заявки библиотек",
    {
        "alliance_id": "сотрудничество",
        "application": "что вы рассказали:",
        "made_at": "отправлена",
        "decided": "ответ:",
        "decided_at": "",
        "reason": "почему:",
    },
    {"decided": {"allowed": "принята", "declined": "отклонена"}},
)
PERSONAL.rows(
    "approaches",
    66,
    "отметка, что вы написали тёзкам",
    "отметки, что вы написали тёзкам",
    "отметок, что вы написали тёзкам",
)
PERSONAL.shows("approaches", "Кому из тёзок вы написали", {"code": "место", "alliance_id": "сотрудничество", "at": ""})
