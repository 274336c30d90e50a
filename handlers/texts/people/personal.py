"""What is kept of everybody who writes."""

from typing import Final

from handlers.texts.messengers import KINDS
from handlers.texts.personal import PERSONAL
from handlers.texts.turn.consents import TITLES

_HOW: Final = {
    "button": "кнопкой",
    "words": "словами",
    "answer": "ответом",
    "page": "на странице",
    "chat": "в чате",
}

PERSONAL.rows("pictures", 50, "присланная фотография", "присланные фотографии", "присланных фотографий")
PERSONAL.rows(
    "tokens",
    80,
    "ссылка-приглашение от вас",
    "ссылки-приглашения от вас",
    "ссылок-приглашений от вас",
)
PERSONAL.rows(
    "outbox",
    100,
    "запись о моём сообщении вам",
    "записи о моих сообщениях вам",
    "записей о моих сообщениях вам",
)
PERSONAL.rows(
    "addresses", 5, "адрес, по которому я вам пишу", "адреса, по которым я вам пишу", "адресов, по которым я вам пишу"
)
PERSONAL.rows(
    "address_choices",
    6,
    "ваш выбор, что куда присылать",
    "ваших выбора, что куда присылать",
    "ваших выборов, что куда присылать",
)
PERSONAL.rows(
    "address_joins",
    7,
    "отметка о новом адресе",
    "отметки о новых адресах",
    "отметок о новых адресах",
)
PERSONAL.rows(
    "spent",
    120,
    "отметка, сколько вы сделали за сутки",
    "отметки, сколько вы сделали за сутки",
    "отметок, сколько вы сделали за сутки",
)
PERSONAL.shows(
    "spent",
    "Сколько вы сделали за сутки",
    {"quota": "", "amount": "сколько:", "at": ""},
    {
        "quota": {
            "alliances": "сотрудничеств основали",
            "libraries": "библиотек присоединили",
            "own_libraries": "библиотек своего сотрудничества",
            "events": "событий записали",
            "announced": "событий объявили",
            "changes": "раз изменили то, что видят все",
            "documents": "документов попросили",
            "plan_files": "файлов с планом прислали",
            "photos": "фотографий прислали",
            "photo_bytes": "байт в фотографиях",
            "letters": "писем написали",
        }
    },
)
PERSONAL.rows("consents", 8, "запись о согласии", "записи о согласиях", "записей о согласиях")
PERSONAL.said_elsewhere("talks")
PERSONAL.shows(
    "consents",
    "Согласия",
    {
        "purpose": "",
        "given_at": "с",
        "withdrawn_at": "до",
        "version": "версия",
        "how": "",
        "subject": "для",
        "text_hash": "отпечаток слов:",
        "withdrawn_how": "отозвано:",
    },
    {"purpose": {purpose.value: title for purpose, title in TITLES.items()}, "how": _HOW, "withdrawn_how": _HOW},
)
PERSONAL.shows(
    "people",
    "Настройки",
    {
        "created_at": "знакомы с",
        "seen_at": "последний раз писали",
        "asked_at": "вопрос, остаётесь ли вы, задан",
        "blocked_at": "данные не используются с",
        "banned_at": "доступ закрыт с",
        "zone": "часовой пояс",
        "quiet_from": "тихие часы с",
        "quiet_to": "до",
        "leads": "за сколько минут напоминать:",
        "weekly": "сводка раз в неделю",
        "digested_at": "последняя сводка",
        "greeted_at": "я представился",
        "turn": "вопросов задано:",
        "menu_uses": "сколько раз что открывали:",
        "done_by": "последняя кнопка:",
        "shown": "кнопки последней страницы:",
    },
    codes=("done_by",),
)
PERSONAL.said_elsewhere("people")
PERSONAL.shows(
    "addresses",
    "Куда я вам пишу",
    {
        "account_id": "",
        "external_id": "ваш номер там:",
        "chat": "чат:",
        "state": "",
        "preferred": "пишу сюда",
        "since": "с",
        "used_at": "последний раз",
        "client": "что показывает ваше приложение:",
    },
    {
        "account_id": KINDS,
        "state": {
            "live": "",
            "blocked": "писать туда вы запретили",
            "gone": "больше не работает",
            "held": "пока не пишу, как вы просили",
        },
    },
    codes=("client",),
)
PERSONAL.shows(
    "address_choices",
    "Что куда присылать",
    {"topic": "", "address_id": ""},
    {
        "topic": {
            "reminders": "напоминания",
            "digests": "сводки",
            "letters": "письма",
            "work": "дела библиотеки и сотрудничества",
        },
        "address_id": KINDS,
    },
)
PERSONAL.shows("address_joins", "Новые адреса", {"address_id": "", "made_at": ""}, {"address_id": KINDS})
PERSONAL.withheld(
    "address_joins.trace",
    "что было у каждого из адресов до их объединения: пока его можно отменить, это может оказаться чужим",
)
PERSONAL.shows("pictures", "Фотографии, которые вы прислали", {"created_at": "прислана", "bytes": ""})
PERSONAL.shows(
    "tokens",
    "Ссылки от вас",
    {"purpose": "", "facts": "куда ведёт:", "expires_at": "действует до"},
    {
        "purpose": {
            "bind": "подключить группу",
            "coordinator": "пригласить координатора",
            "colleague": "пригласить коллегу",
            "calendar": "личный календарь",
            "address": "добавить адрес",
            "address-code": "добавить адрес кодом",
            "address-guess": "код, который не подошёл",
        }
    },
)
PERSONAL.shows("talks", "Начатый разговор", {"dialogue": "ответы:", "expires_at": "забуду"})
PERSONAL.rows(
    "inbox", 105, "ваше недавнее сообщение мне", "ваших недавних сообщения мне", "ваших недавних сообщений мне"
)
PERSONAL.shows(
    "inbox",
    "Ваши недавние сообщения мне",
    {"received_at": "", "body": "", "account_id": "", "chat": "чат:"},
    {"account_id": KINDS},
)
PERSONAL.shows(
    "outbox",
    "Что я вам писал",
    {
        "created_at": "",
        "kind": "",
        "subject": "",
        "state": "",
        "action": "",
        "account_id": "",
        "chat": "чат:",
        "refs": "номера сообщений:",
        "post_id": "",
        "letter_id": "",
        "collapse_key": "пока не ушло, заменяет:",
    },
    {
        "account_id": KINDS,
        "kind": {
            "reminder": "напоминание",
            "change": "перемена",
            "digest": "сводка",
            "letter": "письмо",
            "question": "вопрос",
            "hint": "подсказка",
            "news": "новость",
            "consent": "вопрос о согласии",
            "claim": "кто работает в библиотеке",
            "co-host": "вместе или нет",
            "delayed": "важный шаг ждёт",
            "appeal": "заявка ждёт",
            "complaint": "жалоба ждёт",
            "hiding": "скрыто или снова видно",
            "bundle": "несколько новостей",
            "done": "готово",
            "address": "об адресах",
        },
        "state": {
            "waiting": "ждёт отправки",
            "held": "ждёт",
            "sending": "отправляется",
            "sent": "отправлено",
            "parked": "не дошло",
            "withdrawn": "отозвано",
        },
        "action": {"tell": "", "publish": "", "revise": "", "inspect": ""},
    },
    codes=("subject", "collapse_key"),
)
PERSONAL.rows(
    "audit", 110, "отметка о правах и просмотрах", "отметки о правах и просмотрах", "отметок о правах и просмотрах"
)
PERSONAL.shows(
    "audit",
    "Права и просмотры",
    {"hour": "", "kind": "", "what": "", "times": "раз:"},
    {
        "kind": {
            "refused": "отказано",
            "appointed": "назначение координатором",
            "retired": "конец работы координатором",
            "claimed": "вы назвались библиотекарем",
            "admitted": "запись в библиотеку",
            "dismissed": "конец работы в библиотеке",
            "lifted": "можно спросить снова",
            "secret": "неверный секрет",
            "hidden": "скрыто от всех",
            "restored": "снова видно всем",
            "banned": "доступ закрыт",
            "unbanned": "доступ возвращён",
            "invited": "приглашение в координаторы",
            "declined": "отказ в координаторах",
            "united": "библиотеки объединены",
            "parted": "библиотеки разделены",
            "contact_seen": "показан контакт",
            "data_seen": "смотрел тот, кто держит бота",
            "data_blocked": "данные не используются",
            "data_unblocked": "данные снова используются",
        }
    },
    codes=("what",),
)
