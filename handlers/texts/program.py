"""What the command line says: it speaks to the one who runs the program."""

from __future__ import annotations

from datetime import datetime

TEZKI = "«Тёзки»: боты, через которые библиотеки одноимённых населённых пунктов ведут своё сотрудничество."
RUN = "Запустить ботов. Если ключей мессенджеров нет, открывается площадка для пробы с готовым примером."
PLAYGROUND = "Открыть площадку для пробы: мессенджер в браузере, которому не нужны ключи."
PLAYGROUND_EMPTY = "Начать без готового примера."
MIGRATE = "Привести базу данных к нынешнему виду. Повторять можно сколько угодно."
MIGRATED = "База данных готова."
DOCTOR = "Проверить настройки, права каждого ключа и базу данных."
ACCOUNT = "Боты и сообщества, от имени которых говорит программа."
ACCOUNT_ADD = "Добавить бота Telegram или сообщество ВКонтакте. Ключ читается из стандартного ввода."
ACCOUNT_GROUP = "Номер сообщества ВКонтакте."
ACCOUNT_LIST = "Показать ботов и сообщества."
GROUP_ID_NEEDED = "Для сообщества ВКонтакте нужен его номер: --group-id."
KEY_NEEDED = "Ключ не пришёл. Подайте его на стандартный ввод, например: tezki account add telegram < ключ.txt"
ROLE = "Роли людей."
ROLE_GRANT = (
    "Назначить координатора: адрес сотрудничества, номер бота (tezki account list), номер человека в мессенджере."
)
OUTBOX = "Что ждёт отправки и что отправить не удалось."
OUTBOX_MOST = "Сколько неотправленных показать."
JOBS = "Когда и что делалось по расписанию."
VERIFY = "Проверить, что журналы сотрудничеств никто не переписал."
ALREADY_RUNNING = (
    "Программа с этой базой уже запущена. Остановите её или укажите другую базу в TEZKI_DATABASE_URL. "
    "Несколько процессов сразу умеет только PostgreSQL."
)
NO_ACCOUNTS = "Ключей мессенджеров нет, поэтому открываю площадку для пробы с готовым примером."
SEALING_NEEDS_A_KEY = (
    "Чтобы хранить ключ зашифрованным, нужна настройка TEZKI_SECRET_KEY: длинная случайная строка. "
    "Подойдёт то, что напечатает команда: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
)


def settings_wrong(wrong: list[str]) -> str:
    return "Настройки не подходят:\n" + "\n".join(f"  TEZKI_{one}" for one in wrong)


def storage_trouble(why: str) -> str:
    return f"База данных недоступна: {why}"


def running_at(address: str) -> str:
    return f"Боты работают. Здоровье программы: {address}/healthz. Остановить: Ctrl+C."


def playground_at(address: str) -> str:
    return f"Площадка для пробы: {address}/playground\nОна видна только на этом компьютере. Остановить: Ctrl+C."


NO_KEY_LIKE_THAT = "Это не похоже на ключ бота: он выглядит как 123456789:AAE… и выдаётся в @BotFather."
NO_ACCOUNTS_YET = "Ни одного бота ещё нет."
NO_SUCH_PERSON = "Такого человека бот не знает. Пусть сначала напишет боту хоть слово."
OUTBOX_EMPTY = "Отправлять нечего: всё дошло."
NO_RUNS = "По расписанию ещё ничего не делалось."
NO_JOURNALS = "Сотрудничеств ещё нет: проверять нечего."

_STATES = {
    "waiting": "ждут отправки",
    "sending": "отправляются",
    "sent": "отправлено",
    "parked": "отложено: не удалось отправить",
    "withdrawn": "отозвано",
}


def account_added(number: int, kind: str, external_id: int) -> str:
    return f"Готово: {kind} {external_id}, номер {number}. Запустите программу заново, чтобы он заработал."


def account_line(number: int, kind: str, external_id: int, title: str, broken: str | None) -> str:
    trouble = f"  НЕ РАБОТАЕТ: {broken}" if broken else ""
    return f"{number:>4}  {kind:<10} {external_id:>14}  {title}{trouble}"


def no_such_alliance(slug: str) -> str:
    return f"Сотрудничества с адресом {slug} нет."


def coordinator_appointed(settlement: str) -> str:
    return f"Готово: теперь это координатор сотрудничества «{settlement}»."


def outbox_count(account: int, state: str, rows: int, oldest: datetime) -> str:
    return f"Бот {account}: {_STATES.get(state, state)} {rows}, самое старое от {oldest:%d.%m.%Y %H:%M} UTC"


def parked_row(number: int, kind: str, attempts: int, trouble: str) -> str:
    return f"  {number}  {kind}  попыток: {attempts}  {trouble}"


def run_line(
    job: str, started: datetime, finished: datetime | None, facts: dict[str, object], *, vanished: bool
) -> str:
    did = ", ".join(f"{name} {number}" for name, number in facts.items())
    end = "ПРОПАЛО: программа остановилась посреди дела" if vanished else (did or "ещё идёт" if not finished else did)
    return f"{started:%d.%m.%Y %H:%M:%S} UTC  {job:<12} {end}"


def journal_verdict(settlement: str, broken_at: int | None) -> str:
    if broken_at is None:
        return f"[+] {settlement}: журнал цел."
    return f"[-] {settlement}: журнал переписан, начиная с записи {broken_at}."
