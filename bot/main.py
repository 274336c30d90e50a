"""The command line: ``tezki``. Heavy rooms are imported only by the commands that need them."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING, Any

import click

from handlers.texts import program as texts

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.settings import Settings


def _settings() -> Settings:
    from pydantic import ValidationError  # noqa: PLC0415 - takes half a second, --help needs it not

    from bot.settings import Settings  # noqa: PLC0415 - the same

    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{'__'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
        raise click.ClickException(texts.settings_wrong(wrong)) from None


def _run(work: Coroutine[Any, Any, int | None]) -> None:
    from storage.errors import AlreadyRunning, StorageError  # noqa: PLC0415 - SQLAlchemy takes a while

    try:
        code = asyncio.run(work)
    except AlreadyRunning:
        raise click.ClickException(texts.ALREADY_RUNNING) from None
    except StorageError as error:
        raise click.ClickException(texts.storage_trouble(str(error))) from None
    sys.exit(code or 0)


@click.group(help=texts.TEZKI, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tezki", prog_name="tezki")
def tezki() -> None:
    """See ``texts.TEZKI``."""


@tezki.command(help=texts.RUN)
def run() -> None:
    from bot.running import run_bots  # noqa: PLC0415 - heavy

    _run(_until_stopped(run_bots, _settings()))


@tezki.command(help=texts.PLAYGROUND)
@click.option("--empty", is_flag=True, help=texts.PLAYGROUND_EMPTY)
def playground(*, empty: bool) -> None:
    from bot.running import run_playground  # noqa: PLC0415 - heavy

    _run(_until_stopped(run_playground, _settings(), demo=not empty))


async def _until_stopped(
    work: Callable[..., Coroutine[Any, Any, int | None]], settings: Settings, **options: bool
) -> int | None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return await work(settings, stop, **options)


@tezki.command(help=texts.MIGRATE)
def migrate() -> None:
    from storage.migrations import upgrade  # noqa: PLC0415 - heavy

    _run(upgrade(_settings().database_url))
    click.echo(texts.MIGRATED)


@tezki.command(help=texts.DOCTOR)
def doctor() -> None:
    from bot.doctor import examine  # noqa: PLC0415 - heavy

    _run(examine(_settings(), click.echo))


@tezki.group(help=texts.ACCOUNT)
def account() -> None:
    """See ``texts.ACCOUNT``."""


@account.command("add", help=texts.ACCOUNT_ADD)
@click.argument("kind", type=click.Choice(["telegram", "vk"]))
@click.option("--group-id", type=click.IntRange(min=1), help=texts.ACCOUNT_GROUP)
def add_account(kind: str, group_id: int | None) -> None:
    from bot.keeping import add_account  # noqa: PLC0415 - heavy

    if kind == "vk" and group_id is None:
        raise click.UsageError(texts.GROUP_ID_NEEDED)
    key = sys.stdin.readline().strip()
    if not key:
        raise click.UsageError(texts.KEY_NEEDED)
    _run(add_account(_settings(), kind, key, group_id, click.echo))


@account.command("list", help=texts.ACCOUNT_LIST)
def list_accounts() -> None:
    from bot.keeping import list_accounts  # noqa: PLC0415 - heavy

    _run(list_accounts(_settings(), click.echo))


@tezki.group(help=texts.ROLE)
def role() -> None:
    """See ``texts.ROLE``."""


@role.command("grant", help=texts.ROLE_GRANT)
@click.argument("alliance")
@click.argument("account_id", type=int)
@click.argument("user", type=int)
def grant_role(alliance: str, account_id: int, user: int) -> None:
    from bot.keeping import grant_role  # noqa: PLC0415 - heavy

    _run(grant_role(_settings(), alliance, account_id, user, click.echo))


@tezki.command(help=texts.OUTBOX)
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 500), help=texts.OUTBOX_MOST)
def outbox(most: int) -> None:
    from bot.keeping import show_outbox  # noqa: PLC0415 - heavy

    _run(show_outbox(_settings(), most, click.echo))


@tezki.command(help=texts.JOBS)
def jobs() -> None:
    from bot.keeping import show_jobs  # noqa: PLC0415 - heavy

    _run(show_jobs(_settings(), click.echo))


@tezki.command(help=texts.VERIFY)
def verify() -> None:
    from bot.keeping import verify_journals  # noqa: PLC0415 - heavy

    _run(verify_journals(_settings(), click.echo))


if __name__ == "__main__":
    tezki()
