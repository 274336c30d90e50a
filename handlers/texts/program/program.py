"""What the command line says: it speaks to the one who runs the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from storage.program.audit import AuditLine

TEZKI = "«Тёзки»: боты, через которые библиотеки одноимённых населённых пунктов ведут своё сотрудничество."
RUN = "Запустить ботов. Если ключей мессенджеров нет, открывается площадка для пробы с готовым примером."
PLAYGROUND = "Открыть площадку для пробы: мессенджер в браузере, которому не нужны ключи."
PLAYGROUND_EMPTY = "Начать без готового примера."
OPTIONS_METAVAR = "[НАСТРОЙКИ]"
COMMAND_METAVAR = "КОМАНДА …"
MAYBE_COMMAND_METAVAR = "[КОМАНДА …]"
KIND_METAVAR = "МЕССЕНДЖЕР"
NUMBER_METAVAR = "ЧИСЛО"
ALLIANCE_METAVAR = "СОТРУДНИЧЕСТВО"
ACCOUNT_METAVAR = "БОТ"
PERSON_METAVAR = "ЧЕЛОВЕК"
FILE_METAVAR = "ФАЙЛ"
MIGRATE = "Привести базу данных к нынешнему виду. Повторять можно сколько угодно."
MIGRATED = "База данных готова."
DOCTOR = "Проверить настройки, права каждого ключа и базу данных."
ACCOUNT = "Боты и сообщества, от имени которых говорит программа."
ACCOUNT_ADD = "Добавить бота Telegram (telegram) или сообщество ВКонтакте (vk). Ключ читается из стандартного ввода."
ACCOUNT_GROUP = "Номер сообщества ВКонтакте."
ACCOUNT_ROTATE = "Перешифровать ключи ботов новым секретом из настроек. Прежний секрет там тоже должен быть задан."
ACCOUNT_LIST = "Показать ботов и сообщества."
GROUP_ID_NEEDED = "для сообщества ВКонтакте нужен его номер: --group-id"
KEY_NEEDED = "Ключ не пришёл. Подайте его на стандартный ввод, например: tezki account add telegram < ключ.txt"
ROLE = "Роли людей."
ROLE_GRANT = (
    "Назначить координатора: адрес сотрудничества, номер бота (tezki account list), номер человека в мессенджере."
)
OUTBOX = "Что ждёт отправки и что отправить не удалось."
OUTBOX_MOST = "Сколько неотправленных показать."
OUTBOX_RETRY = "Отправить снова то, что отложено: номера строк, которые показывает tezki outbox."
OUTBOX_ALL = "Всё отложенное, кроме сообщений тем, кто запретил боту писать."
ROWS_METAVAR = "[НОМЕР …]"
RETRY_NEEDS = "Назовите номера строк, которые показывает tezki outbox, или --all."
JOBS = "Когда и что делалось по расписанию."
AUDIT = "Кому и в чём отказано, кто получил и потерял права, кто подбирал секреты: за 90 дней."
AUDIT_MOST = "Сколько строк показать."
VERIFY = "Проверить, что журналы сотрудничеств никто не переписал."
BACKUP = "Сохранить копию базы в файл. Останавливать программу не нужно."
RESTORE = "Вернуть базу из копии. Программа должна быть остановлена; прежняя база остаётся рядом."
VERSION = "Показать версию."
ALREADY_RUNNING = (
    "Программа с этой базой уже запущена. Остановите её или укажите другую базу в TEZKI_DATABASE_URL. "
    "Несколько процессов сразу умеет только PostgreSQL."
)
ACCOUNT_NOT_TAKEN = (
    "База занята другой программой, и та не взяла нового бота. Если это сам бот, посмотрите его журнал: чаще всего "
    "у него другой TEZKI_SECRET_KEY. Если это другая команда, подождите, пока она закончит, и повторите."
)
NO_ACCOUNTS = "Ключей мессенджеров нет, поэтому открываю площадку для пробы с готовым примером."
SEALING_NEEDS_A_KEY = (
    "Чтобы хранить ключ зашифрованным, нужна настройка TEZKI_SECRET_KEY: длинная случайная строка. "
    "Подойдёт то, что напечатает команда: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
)

SECRET_KEY_SHORT = "TEZKI_SECRET_KEY короче 16 знаков: такой ключ можно подобрать. Задайте длинный."


def settings_wrong(wrong: Sequence[str]) -> str:
    return "Настройки не подходят:\n" + "\n".join(f"  {one}" for one in wrong)


DATABASE_URL = "нужен адрес вида sqlite+aiosqlite:////папка/tezki.db или postgresql+asyncpg://имя:пароль@сервер/база"
PUBLIC_URL = "нужен адрес вида https://tezki.example.ru"
TRUSTED_PROXIES = "нужны адреса или сети через запятую, например 127.0.0.1, 172.16.0.0/12"
NO_TELEGRAM_TOKEN = "это не похоже на ключ бота: он выглядит как 123456789:AAE… и выдаётся в @BotFather"
NO_VK_KEY = "это не похоже на ключ сообщества: он начинается с vk1.a. и создаётся в «Управление», «Работа с API»"
WEBHOOK_SECRET = "от 1 до 256 латинских букв, цифр, знаков _ и -"
WEBHOOK_NEEDS = "Для TEZKI_TELEGRAM__MODE=webhook нужны TEZKI_PUBLIC_URL и TEZKI_TELEGRAM__WEBHOOK_SECRET."
WEBHOOK_NEEDS_HTTPS = "Для TEZKI_TELEGRAM__MODE=webhook адрес TEZKI_PUBLIC_URL должен начинаться с https://."
VK_KEY_AND_GROUP = "TEZKI_VK__TOKEN и TEZKI_VK__GROUP_ID нужны вместе: ключ сообщества и его номер."
CALLBACK_NEEDS = "Для TEZKI_VK__MODE=callback нужен TEZKI_VK__CALLBACK_SECRET."
ENV_NOT_UTF8 = "Файл .env записан не в кодировке UTF-8. Сохраните его в UTF-8."
_NUMBER = "нужно целое число"


def callback_secret_too_long(most: int) -> str:
    return f"не длиннее {most} знаков"


def not_nested(name: str) -> str:
    return f"{name}: такой настройки нет, есть {name}__… (два подчёркивания, docs/operations.md)"


def wrong_value(kind: str, facts: Mapping[str, Any], said: str) -> str:
    """Why a value of a setting does not fit; ``kind`` and ``facts`` are pydantic's."""
    match kind:
        case "int_parsing" | "int_from_float" | "int_type":
            return _NUMBER
        case "greater_than_equal":
            return f"{_NUMBER} не меньше {facts['ge']}"
        case "less_than_equal":
            return f"{_NUMBER} не больше {facts['le']}"
        case "literal_error":
            return f"одно из: {str(facts['expected']).replace(' or ', ', ')}"
        case "value_error":
            return str(facts["error"])
    return said


def operator_unnamed(settings: Sequence[str]) -> str:
    return (
        f"Внимание: не сказано, кто отвечает за личные данные людей. Задайте {', '.join(settings)}: "
        "этого требует закон 152-ФЗ. Бот работает и так, но tezki doctor будет напоминать."
    )


def unknown_settings(names: Sequence[str]) -> str:
    return f"Таких настроек нет, они пропущены: {', '.join(names)}. Все имена: docs/operations.md."


def storage_trouble(why: str) -> str:
    return f"База данных недоступна: {why}"


def running_at(address: str) -> str:
    return f"Боты работают. Здоровье программы: {address}/healthz. Остановить: Ctrl+C."


def playground_at(address: str) -> str:
    return f"Площадка для пробы: {address}/playground\nОна видна только на этом компьютере. Остановить: Ctrl+C."


WRONG_SECRET_KEY = (
    "Ключи, добавленные командой tezki account add, не открываются: TEZKI_SECRET_KEY не задан или не тот, которым они "
    "зашифрованы. Верните прежний. Если он потерян, задайте новый и добавьте каждый ключ заново."
)
TOO_NEW = "С этой базой работала более новая версия программы. Обновите программу."


def cannot_listen(host: str, port: int, why: str) -> str:
    return (
        f"Не получается открыть {host}:{port} ({why}). Если порт занят другой программой, "
        "укажите свободный в TEZKI_HTTP__PORT."
    )


def no_such_messenger(kind: str, kinds: Sequence[str]) -> str:
    return f"Мессенджера {kind} программа не знает. Есть: {', '.join(kinds)}."


def no_key_like_that(why: str) -> str:
    return f"Ключ не добавлен: {why}."


ONLY_SQLITE = (
    "Эта база живёт в PostgreSQL, у него свои средства:\n"
    "  сохранить: pg_dump --format=custom --file=КОПИЯ БАЗА\n"
    "  вернуть:   pg_restore --clean --if-exists --dbname=БАЗА КОПИЯ\n"
    "  и после этого: psql --dbname=БАЗА --command \"DELETE FROM settings WHERE name = 'salt'\"\n"
    "Зачем последняя команда, рассказано в docs/operations.md."
)


def backed_up(file: str, size: int) -> str:
    return f"Копия готова: {file}, {max(1, size // 1024)} КБ. Храните её там, где не увидят чужие: в ней данные людей."


def backup_failed(why: str) -> str:
    return f"Копия не сделана: {why}."


FILE_TROUBLES: Final = {
    "exists": "такой файл уже есть, укажите другое имя",
    "missing": "такого файла нет",
    "folder": "в эту папку нельзя записать",
    "foreign": "это не копия базы «Тёзок»",
    "damaged": "файл повреждён",
}
NO_ACCOUNTS_YET = "Ни одного бота ещё нет."
NO_SUCH_PERSON = "Такого человека бот не знает. Пусть сначала напишет боту хоть слово."
OUTBOX_EMPTY = "Отправлять нечего: всё дошло."
NO_RUNS = "По расписанию ещё ничего не делалось."
NO_AUDIT = "Ничего подозрительного не было, прав никто не получал и не терял."
NO_JOURNALS = "Сотрудничеств ещё нет: проверять нечего."

_STATES = {
    "waiting": "ждут отправки",
    "held": "ждут: письмо приостановлено",
    "sending": "отправляются",
    "sent": "отправлено",
    "parked": "отложено: не удалось отправить",
    "withdrawn": "отозвано",
}


def account_added(number: int, kind: str, external_id: int) -> str:
    return f"Готово: {kind} {external_id}, номер {number}. Запустите программу заново, чтобы он заработал."


def account_taken(number: int, kind: str, external_id: int) -> str:
    return f"Готово: {kind} {external_id}, номер {number}. Программа взяла его и уже начинает на нём работать."


def keys_rotated(number: int) -> str:
    return f"Перешифровано ключей: {number}. TEZKI_SECRET_KEY_PREVIOUS больше не нужен: уберите его из настроек."


def account_line(
    number: int, kind: str, external_id: int, title: str, broken: str | None, *, deaf: str | None = None
) -> str:
    """``deaf``: why nothing that people write arrived when the program was seen last."""
    trouble = f"  НЕ СЛЫШИТ: {deaf}" if deaf else ""
    if broken:
        trouble = f"  НЕ РАБОТАЕТ: {broken}"
    return f"{number:>4}  {kind:<10} {external_id:>14}  {title}{trouble}"


def no_such_alliance(slug: str) -> str:
    return f"Сотрудничества с адресом {slug} нет."


def coordinator_appointed(settlement: str) -> str:
    return f"Готово: теперь это координатор сотрудничества «{settlement}»."


def outbox_count(account: int, state: str, rows: int, oldest: datetime) -> str:
    return f"Бот {account}: {_STATES.get(state, state)} {rows}, самое старое от {oldest:%d.%m.%Y %H:%M} UTC"


def parked_row(number: int, kind: str, attempts: int, trouble: str) -> str:
    return f"  {number}  {kind}  попыток: {attempts}  {trouble}"


_UNHEARD = {"unstorable": "записать не удалось"}


def unheard_row(number: int, account: int, kind: str, starts: int, received: datetime) -> str:
    """What came in and was given up: its sender was told."""
    why = _UNHEARD.get(kind, f"начато раз: {starts}")
    return f"  не разобрано: {number}  бот {account}  {kind}  {why}  {received:%d.%m.%Y %H:%M} UTC"


def retried(rows: int) -> str:
    return f"Снова ждут отправки: {rows}."


def not_parked(number: int) -> str:
    return f"Строки {number} среди отложенных нет."


def run_line(
    job: str, started: datetime, finished: datetime | None, facts: dict[str, object], *, vanished: bool
) -> str:
    did = ", ".join(f"{name} {number}" for name, number in facts.items())
    end = "ПРОПАЛО: программа остановилась посреди дела" if vanished else (did or "ещё идёт" if not finished else did)
    return f"{started:%d.%m.%Y %H:%M:%S} UTC  {job:<12} {end}"


_AUDIT: Final = {
    "refused": "отказано",
    "appointed": "стал координатором",
    "retired": "больше не координатор",
    "claimed": "назвался библиотекарем",
    "admitted": "стал библиотекарем",
    "dismissed": "больше не библиотекарь",
    "lifted": "может спросить снова",
    "contact_seen": "его контакт показан",
    "secret": "неверный секрет",
    "hidden": "скрыто от всех",
    "restored": "снова видно всем",
    "banned": "закрыт доступ",
    "unbanned": "возвращён доступ",
    "invited": "позвал в координаторы",
    "declined": "не впущен в координаторы",
    "united": "объединил библиотеки",
    "parted": "разделил библиотеки",
    "data_seen": "оператор смотрел данные",
    "data_blocked": "просит не использовать данные",
    "data_unblocked": "данные снова используются",
}


def audit_line(line: AuditLine) -> str:
    """People by their numbers in the database."""
    numbers = (("человек", line.whom), ("кто сделал", line.by_whom))
    people = "".join(f"  {words} {number}" for words, number in numbers if number is not None)
    often = f"  раз: {line.times}" if line.times > 1 else ""
    return f"{line.hour:%d.%m.%Y %H}:00 UTC  {_AUDIT.get(line.kind, line.kind)}  {line.what}{people}{often}"


def journal_verdict(settlement: str, broken_at: int | None) -> str:
    if broken_at is None:
        return f"[+] {settlement}: журнал цел."
    return f"[-] {settlement}: журнал переписан, начиная с записи {broken_at}."


CLICK: Final = {
    "required": "обязательно",
    "Usage:": "Как вызвать:",
    "Usage: ": "Как вызвать: ",
    "Options": "Настройки",
    "Commands": "Команды",
    "Show this message and exit.": "Показать эту подсказку.",
    "Show the version and exit.": VERSION,
    "%(prog)s, version %(version)s": "%(prog)s, версия %(version)s",
    "Error: {message}": "Не получилось: {message}",
    "Try '{command} {option}' for help.": "Подсказка: {command} {option}",
    "Invalid value for {param_hint}: {message}": "Не подходит {param_hint}: {message}",
    "Invalid value: {message}": "Не подходит: {message}",
    "Missing argument": "Не хватает:",
    "Missing option": "Не хватает:",
    "Missing command.": "Не сказано, что делать.",
    "No such option {name!r}.": "Такой настройки нет: {name!r}.",
    "No such command {name!r}.": "Такой команды нет: {name!r}.",
    "Did you mean {possibility}?": "Может быть, {possibility}?",
    "Did you mean {possibilities}?": "Может быть, {possibilities}?",
    "Option {name!r} requires an argument.": "После {name!r} нужно значение.",
    "Option {name!r} does not take a value.": "После {name!r} ничего не нужно.",
    "{value!r} is not a valid {number_type}.": "{value!r}: нужно число.",
    "{value} is not in the range {range}.": "{value} не в пределах {range}.",
    "default: {default}": "обычно: {default}",
    "Aborted!": "Прервано.",
    "OPTIONS": "НАСТРОЙКИ",
    "(Deprecated)": "(устарело)",
}
"""What click says, by its own words."""
