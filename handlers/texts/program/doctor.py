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
_NOTES = {
    "vk_no_user_key": "Ключа администратора (TEZKI_VK__USER_TOKEN) нет: записи на стене нельзя будет править, "
    "поэтому об изменениях бот напишет комментарием и новой записью. Картинки пойдут документами.",
    "telegram_cannot_join_groups": "Боту запрещено вступать в группы. "
    "Разрешите это у @BotFather, команда /setjoingroups.",
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
    return f"[!] {messenger_first(kind)}: у ключа нет права {_RIGHTS.get(right, right)}."


def note(code: str) -> str:
    return f"[!] {_NOTES.get(code, code)}"
