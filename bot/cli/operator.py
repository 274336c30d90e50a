"""Commands of the one who keeps the program: accounts, roles, what is stuck, what ran, whether the journals hold.

None of them needs a messenger, so none loads one.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.account_states import noted_deaf
from bot.messengers.catalogue import LEAST_SECRET
from bot.waiting_accounts import leave
from handlers.texts.program import program as texts
from storage.database import Database
from storage.migrations import state, upgrade
from storage.program.looks import OWN_LOOKS, note_look
from storage.sql import backup
from storage.sql.encryption import encrypt, rotate
from storage.sql.errors import AlreadyRunning, UnfitFile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from bot.settings import Settings

    Print = Callable[[str], None]


PATIENCE: Final = 30
"""Seconds for a program that runs to take an account: it looks every few."""


@asynccontextmanager
async def read_only(settings: Settings) -> AsyncIterator[Database]:
    """The database, also while the program runs."""
    if (await state(settings.database_url)).pending:
        await upgrade(settings.database_url)
    database = await Database.open(settings.database_url, alone=False, erasures=settings.erasures_file)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def writing(settings: Settings) -> AsyncIterator[Database]:
    """The database to write to. Raises AlreadyRunning when the program runs on the same SQLite file."""
    await upgrade(settings.database_url)
    database = await Database.open(settings.database_url, erasures=settings.erasures_file)
    try:
        yield database
    finally:
        await database.close()


async def migrate(settings: Settings, say: Print) -> int:
    await upgrade(settings.database_url)
    say(texts.MIGRATED)
    return 0


async def add_account(settings: Settings, kind: str, key: str, group_id: int | None, say: Print) -> int:
    """Store the key, encrypted. Exit code 1 when there is nothing to encrypt it with or it is no key."""
    if settings.secret_key is None:
        say(texts.SEALING_NEEDS_A_KEY)
        return 1
    try:
        number = settings.of(kind).number(key, group_id)
    except ValueError as why:
        say(texts.no_key_like_that(str(why)))
        return 1
    sealed = encrypt(key, settings.secret_key.get_secret_value())
    try:
        async with writing(settings) as database, database.writing() as books:
            account = await books.accounts.add(kind, number, "", sealed, {}, at=datetime.now(UTC))
    except AlreadyRunning:
        return await _hand_over(settings, kind, number, sealed, say)
    say(texts.account_added(account.id, kind, account.external_id))
    return 0


async def _hand_over(settings: Settings, kind: str, number: int, sealed: bytes, say: Print) -> int:
    """The program that runs on the SQLite file takes the account itself. Exit code 1 when it does not."""
    file = leave(settings.database_url, kind, number, sealed)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while file.exists():  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.2)
    async with read_only(settings) as database, database.reading() as books:
        account = await books.accounts.by_kind_and_external(kind, number)
    taken = not file.exists() and account is not None and account.sealed_key == sealed
    file.unlink(missing_ok=True)
    if not taken or account is None:
        say(texts.ACCOUNT_NOT_TAKEN)
        return 1
    say(texts.account_taken(account.id, kind, account.external_id))
    return 0


async def rotate_keys(settings: Settings, say: Print) -> int:
    """Everything that is encrypted opens with TEZKI_SECRET_KEY alone from now on. Raises WrongKey, then nothing is."""
    if settings.secret_key is None or len(settings.secret_key.get_secret_value()) < LEAST_SECRET:
        say(texts.SEALING_NEEDS_A_KEY if settings.secret_key is None else texts.SECRET_KEY_SHORT)
        return 1
    async with writing(settings) as database, database.writing() as books:
        sealed = {one.id: one.sealed_key for one in await books.accounts.all() if one.sealed_key is not None}
        for account, key in sealed.items():
            await books.accounts.reseal(account, rotate(key, *settings.keys()))
    say(texts.keys_rotated(len(sealed)))
    return 0


async def list_accounts(settings: Settings, say: Print) -> int:
    async with read_only(settings) as database, database.reading() as books:
        accounts = await books.accounts.all()
        deaf = {one.id: await books.settings.get(noted_deaf(one.id)) for one in accounts}
    for one in accounts:
        say(texts.account_line(one.id, one.kind, one.external_id, one.title, one.broken, deaf=deaf[one.id]))
    if not accounts:
        say(texts.NO_ACCOUNTS_YET)
    return 0


async def grant_role(settings: Settings, slug: str, account_id: int, user: int, say: Print) -> int:
    """Make a person a coordinator, for the case that an alliance has lost all of its own."""
    now = datetime.now(UTC)
    async with writing(settings) as database, database.writing() as books:
        alliance = await books.alliances.by_slug(slug, hidden=True)
        person = await books.people.by_external(account_id, user)
        if alliance is None or person is None:
            say(texts.no_such_alliance(slug) if alliance is None else texts.NO_SUCH_PERSON)
            return 1
        await books.coordinators.appoint(alliance.id, person.id, at=now)
        await books.audit.note("appointed", f"alliance:{alliance.id} by the operator", whom=person.id, at=now)
    say(texts.coordinator_appointed(alliance.settlement))
    return 0


async def show_outbox(settings: Settings, most: int, say: Print) -> int:
    async with read_only(settings) as database, database.reading() as books:
        counts = await books.outbox_admin.counts()
        parked = await books.outbox_admin.parked(most)
        unheard = await books.inbox.parked(most)
    for count in counts:
        say(texts.outbox_count(count.account_id, count.state, count.rows, count.oldest))
    for row in parked:
        say(texts.parked_row(row.id, row.action.kind, row.attempts, row.trouble or ""))
    for given_up in unheard:
        say(texts.unheard_row(given_up.id, given_up.account_id, given_up.kind, given_up.starts, given_up.received_at))
    if not counts:
        say(texts.OUTBOX_EMPTY)
    return 0


async def retry_outbox(settings: Settings, rows: Sequence[int], say: Print) -> int:
    """What was given up is to be tried again: these rows, or all but those of people who cannot be reached.

    Exit code 1 when one of them was not given up.
    """
    now = datetime.now(UTC)
    async with writing(settings) as database, database.writing() as books:
        if not rows:
            say(texts.retried(await books.outbox_admin.retry_all(now=now)))
            return 0
        found = [row for row in dict.fromkeys(rows) if await books.outbox_admin.retry(row, now=now)]
    say(texts.retried(len(found)))
    for row in sorted(set(rows) - set(found)):
        say(texts.not_parked(row))
    return 1 if set(rows) - set(found) else 0


async def show_audit(settings: Settings, most: int, say: Print) -> int:
    """The last lines of what touches security, the newest first; whoever is named there sees that it was looked at."""
    async with read_only(settings) as database, database.reading() as books:
        lines = await books.audit.last(most, but=OWN_LOOKS)
    for line in lines:
        say(texts.audit_line(line))
    named = {one for line in lines for one in (line.whom, line.by_whom) if one is not None}
    await note_look(settings.database_url, "tezki audit", named, at=datetime.now(UTC))
    if not lines:
        say(texts.NO_AUDIT)
    return 0


async def show_jobs(settings: Settings, say: Print) -> int:
    """The last runs; one that began long ago and never ended has vanished with its process."""
    async with read_only(settings) as database, database.reading() as books:
        runs = await books.runs.last(30)
        vanished = {run.id for run in await books.runs.vanished(datetime.now(UTC) - timedelta(minutes=10))}
    for run in runs:
        say(texts.run_line(run.job, run.started_at, run.finished_at, dict(run.facts), vanished=run.id in vanished))
    if not runs:
        say(texts.NO_RUNS)
    return 0


async def verify_journals(settings: Settings, say: Print) -> int:
    """Exit code 1 when a journal was tampered with."""
    code = 0
    async with read_only(settings) as database, database.reading() as books:
        offset = 0
        while True:
            page = await books.alliances.all(offset=offset, limit=100, hidden=True)
            for alliance in page.items:
                broken = await books.journal.verify(alliance.id)
                say(texts.journal_verdict(alliance.settlement, broken.seq if broken else None))
                code = 1 if broken else code
            offset += len(page.items)
            if not page.items or offset >= page.total:
                break
        if offset == 0:
            say(texts.NO_JOURNALS)
    return code


async def back_up(settings: Settings, file: Path, say: Print) -> int:
    """Copy the SQLite database into a new file, also while the program runs."""
    try:
        size = backup.save(settings.database_url, file)
    except UnfitFile as unfit:
        say(texts.backup_failed(texts.FILE_TROUBLES[unfit.why]))
        return 1
    say(texts.backed_up(str(file), size))
    return 0
