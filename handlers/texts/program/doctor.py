"""Findings of ``tezki doctor``: what was seen, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.texts.messengers import messenger_first

DATABASE_UPGRADED = "[+] База данных приведена к нынешнему виду."
DATABASE_BUSY = "[+] База данных: с ней сейчас работает программа."
UNSEALED = (
    "[!] TEZKI_SECRET_KEY не задан. Он нужен, только если вы добавляете ботов командой tezki account add: "
    "этим ключом шифруются их ключи."
)
NO_ERASURES_FILE = (
    "[!] TEZKI_ERASURES_FILE не задан: если вернуть старую копию базы PostgreSQL, вернутся и люди, "
    "которые просили себя стереть."
)
NO_PUBLIC_URL = (
    "[!] TEZKI_PUBLIC_URL не задан: ссылок на страницы сайта в сообщениях не будет, вебхуки не работают. "
    "Обычный режим (опрос) работает и так."
)
NO_PUBLIC_URL_OUTSIDE = (
    "[!] TEZKI_PUBLIC_URL не задан, а сайт виден другим компьютерам (TEZKI_HTTP__HOST). Своего адреса программа не "
    "знает, поэтому в лентах, календарях и QR-кодах вместо него будет localhost. Впишите адрес сайта."
)
SECRET_KEY_SHORT = (
    "[!] TEZKI_SECRET_KEY короче 16 знаков: такой ключ можно подобрать. Задайте длинный, прежний впишите в "
    "TEZKI_SECRET_KEY_PREVIOUS и выполните tezki account rotate."
)
PUBLIC_URL_NOT_HTTPS = "[!] TEZKI_PUBLIC_URL начинается не с https://: вебхуки Telegram и ВКонтакте так не работают."
NO_ACCOUNTS = "[!] Ни одного бота нет: программа откроет площадку для пробы. Как получить ключи, рассказано в README."
WRONG_SECRET_KEY = (
    "[-] Ключи, добавленные командой tezki account add, не открываются: TEZKI_SECRET_KEY не задан или не тот. "
    "Верните прежний. Если он потерян, задайте новый и добавьте каждый ключ заново."
)
VERDICT_GOOD = "Всё, что нужно для работы, есть."
VERDICT_BAD = "Есть то, что мешает работать: смотрите строки с [-]."

_DATABASES = {"sqlite": "SQLite, файл на этом компьютере", "postgresql": "PostgreSQL"}
_RIGHTS = {
    "messages": "«Сообщения сообщества»: без этого права бот не может отвечать людям",
    "wall": "«Стена»: без этого права бот не может публиковать записи в сообществе",
    "manage": "«Управление сообществом»: без этого права бот не узнает, кто руководит сообществом, "
    "и не сможет сам включить Long Poll",
    "photos": "«Фотографии»: без этого права не прислать фотографию в сообщении",
    "docs": "«Документы»: без этого права к записи на стене не приложить картинку",
    "post": "право писать в группе",
    "edit": "право изменять сообщения",
    "topics": "право управлять темами",
    "pin": "право закреплять сообщения",
}
_WHERE = {"vk": "Создайте ключ заново и отметьте его: «Управление», «Работа с API», «Ключи доступа»."}
_LONG_POLL = "«Управление», «Работа с API», «Long Poll API»"
_EVENTS = {
    "message_new": "«Входящее сообщение»",
    "message_event": "«Действие с сообщением»",
    "message_allow": "«Разрешение на получение»",
    "message_deny": "«Запрет на получение»",
    "group_change_settings": "«Изменение настроек»",
    "group_officers_edit": "«Изменение руководства»",
}
_BLOCKERS = {
    "vk_messages_off": "В сообществе ВКонтакте выключены сообщения: бот не может отвечать людям. Включите их: "
    "«Управление», «Сообщения», «Сообщения сообщества: включены».",
    "vk_deaf": "Бот не слышит сообщество ВКонтакте: для Long Poll ключу нужно право «Управление сообществом». "
    "Создайте ключ заново: «Управление», «Работа с API», «Ключи доступа», и отметьте это право.",
}
_NOTES = {
    "vk_long_poll_off": "В сообществе ВКонтакте выключен Long Poll. Программа включит его сама, когда запустится. "
    f"Вручную: {_LONG_POLL}, «Включено».",
    **{
        f"vk_event_off_{name}": f"В сообществе ВКонтакте не отмечено событие {words}. Программа отметит его сама, "
        f"когда запустится. Вручную: {_LONG_POLL}, «Типы событий»."
        for name, words in _EVENTS.items()
    },
    "vk_no_user_key": "Ключа администратора (TEZKI_VK__USER_TOKEN) нет: записи на стене нельзя будет править, "
    "поэтому об изменениях бот напишет комментарием и новой записью. Картинки пойдут документами.",
    "telegram_cannot_join_groups": "Боту запрещено вступать в группы. "
    "Разрешите это у @BotFather, команда /setjoingroups.",
}


_DEAF = {
    "telegram_webhook_elsewhere": "[-] Telegram шлёт сообщения этого бота другой программе (setWebhook), здесь их не "
    "слышно. Работающая программа вернёт их себе сама. Если это повторяется, остановите ту программу или выпустите "
    "у @BotFather новый ключ.",
    "telegram_no_webhook": "[!] Вебхук у Telegram не задан: программа задаст его при запуске, а если его снял кто-то "
    "другой, то в течение минуты. Если это повторяется, тот же ключ есть у другой программы.",
    "telegram_webhook_not_reached": "[-] Telegram не может достучаться до вебхука: проверьте TEZKI_PUBLIC_URL, "
    "сертификат и прокси.",
}


def operator_named(name: str) -> str:
    return f"[+] За личные данные отвечает {name}."


def operator_unnamed(settings: Sequence[str]) -> str:
    return (
        f"[-] Не сказано, кто отвечает за личные данные людей: задайте {', '.join(settings)}. "
        "Этого требует закон 152-ФЗ; ответы попадут на страницу /privacy и в первые слова бота."
    )


def unknown_settings(names: Sequence[str]) -> str:
    return f"[!] Таких настроек нет, они пропущены: {', '.join(names)}. Проверьте написание."


def database_good(kind: str) -> str:
    return f"[+] База данных: {_DATABASES.get(kind, kind)}."


def database_trouble(why: str) -> str:
    return f"[-] База данных недоступна: {why}. Проверьте TEZKI_DATABASE_URL."


def secret_short(setting: str) -> str:
    return f"[!] {setting} короче 16 знаков: вместо него программа сделает свой. Лучше задайте длинный."


def readable_by_others(files: Sequence[str]) -> str:
    return f"[!] Файлы базы могут читать все пользователи этого компьютера. Исправьте: chmod 600 {' '.join(files)}"


def low_space(megabytes: int) -> str:
    return f"[!] На диске осталось {megabytes} МБ. Когда место кончится, бот не сможет ничего записать."


def account_good(kind: str, title: str, username: str | None) -> str:
    name = f"{title} (@{username})" if username else title
    return f"[+] {messenger_first(kind)}: «{name}» отвечает."


def account_broken(kind: str, external_id: int, why: str) -> str:
    return f"[-] {messenger_first(kind)}, {external_id}: ключ не работает ({why}). Выпустите новый ключ."


def account_unreachable(kind: str, external_id: int, why: str) -> str:
    return f"[-] {messenger_first(kind)}, {external_id}: не отвечает ({why}). Проверьте интернет или прокси."


def missing_right(kind: str, right: str) -> str:
    where = f" {_WHERE[kind]}" if kind in _WHERE else ""
    return f"[!] {messenger_first(kind)}: у ключа нет права {_RIGHTS.get(right, right)}.{where}"


def blocker(code: str) -> str:
    return f"[-] {_BLOCKERS.get(code, code)}"


def note(code: str) -> str:
    return f"[!] {_NOTES.get(code, code)}"


def deaf(code: str) -> str:
    """Why what people write does not arrive."""
    return _DEAF.get(code, f"[-] {code}")


def keeps_from_working(code: str) -> bool:
    return deaf(code).startswith("[-]")
