"""The command line: ``tezki``. Heavy rooms are imported only by the commands that need them."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.click_russian import speak
from bot.cli.people_commands import erasures, person
from bot.cli.shell import most_option, own_settings, perform
from handlers.texts.plan import files
from handlers.texts.program import erasures as erasures_texts
from handlers.texts.program import moderation, registries
from handlers.texts.program import program as texts

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.settings import Settings
    from storage.registries.imports import Kind


speak()


@click.group(
    help=texts.TEZKI,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="",
    subcommand_metavar=texts.COMMAND_METAVAR,
)
@click.version_option(package_name="tezki", prog_name="tezki")
def tezki() -> None:
    """See ``texts.TEZKI``."""


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.RUN)
def run() -> None:
    from bot.running import run_bots  # noqa: PLC0415 - heavy

    perform(_until_stopped(run_bots, own_settings()))


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.PLAYGROUND)
@click.option("--empty", is_flag=True, help=texts.PLAYGROUND_EMPTY)
def playground(*, empty: bool) -> None:
    from bot.running import run_playground  # noqa: PLC0415 - heavy

    perform(_until_stopped(run_playground, own_settings(), demo=not empty))


async def _until_stopped(
    work: Callable[..., Coroutine[Any, Any, int | None]], settings: Settings, **options: bool
) -> int | None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return await work(settings, stop, **options)


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.MIGRATE)
def migrate() -> None:
    from bot.cli.operator import migrate  # noqa: PLC0415 - heavy

    perform(migrate(own_settings(), click.echo))


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.DOCTOR)
def doctor() -> None:
    from bot.cli.doctor import examine  # noqa: PLC0415 - heavy

    perform(examine(own_settings(), click.echo))


@tezki.group(help=texts.ACCOUNT, options_metavar="", subcommand_metavar=texts.COMMAND_METAVAR)
def account() -> None:
    """See ``texts.ACCOUNT``."""


@account.command("add", options_metavar=texts.OPTIONS_METAVAR, help=texts.ACCOUNT_ADD)
@click.argument("kind", metavar=texts.KIND_METAVAR)
@click.option("--group-id", type=click.IntRange(min=1), metavar=texts.NUMBER_METAVAR, help=texts.ACCOUNT_GROUP)
def add_account(kind: str, group_id: int | None) -> None:
    from bot.cli.operator import add_account  # noqa: PLC0415 - heavy

    settings = own_settings()
    if kind not in settings.kinds():
        raise click.UsageError(texts.no_such_messenger(kind, settings.kinds()))
    key = sys.stdin.readline().strip()
    if not key:
        raise click.UsageError(texts.KEY_NEEDED)
    perform(add_account(settings, kind, key, group_id, click.echo))


@account.command("rotate", options_metavar=texts.OPTIONS_METAVAR, help=texts.ACCOUNT_ROTATE)
def rotate_keys() -> None:
    from bot.cli.operator import rotate_keys  # noqa: PLC0415 - heavy

    perform(rotate_keys(own_settings(), click.echo))


@account.command("list", options_metavar=texts.OPTIONS_METAVAR, help=texts.ACCOUNT_LIST)
def list_accounts() -> None:
    from bot.cli.operator import list_accounts  # noqa: PLC0415 - heavy

    perform(list_accounts(own_settings(), click.echo))


_REASON = click.option("--reason", required=True, metavar=moderation.REASON_METAVAR, help=moderation.REASON)


@tezki.group(help=texts.ROLE, options_metavar="", subcommand_metavar=texts.COMMAND_METAVAR)
def role() -> None:
    """See ``texts.ROLE``."""


@role.command("grant", options_metavar=texts.OPTIONS_METAVAR, help=texts.ROLE_GRANT)
@click.argument("alliance", metavar=texts.ALLIANCE_METAVAR)
@click.argument("account_id", type=int, metavar=texts.ACCOUNT_METAVAR)
@click.argument("user", type=int, metavar=texts.PERSON_METAVAR)
def grant_role(alliance: str, account_id: int, user: int) -> None:
    from bot.cli.operator import grant_role  # noqa: PLC0415 - heavy

    perform(grant_role(own_settings(), alliance, account_id, user, click.echo))


@role.command("revoke", options_metavar=texts.OPTIONS_METAVAR, help=moderation.ROLE_REVOKE)
@click.argument("alliance", metavar=texts.ALLIANCE_METAVAR)
@click.argument("account_id", type=int, metavar=texts.ACCOUNT_METAVAR)
@click.argument("user", type=int, metavar=texts.PERSON_METAVAR)
@_REASON
def revoke_role(alliance: str, account_id: int, user: int, reason: str) -> None:
    from bot.cli.moderate import revoke_role  # noqa: PLC0415 - heavy

    perform(revoke_role(own_settings(), alliance, (account_id, user), reason, click.echo))


@tezki.group(help=moderation.MODERATE, options_metavar="", subcommand_metavar=texts.COMMAND_METAVAR)
def moderate() -> None:
    """See ``moderation.MODERATE``."""


@moderate.command("list", options_metavar=texts.OPTIONS_METAVAR, help=moderation.LIST)
@most_option(100, 1000, moderation.MOST)
def list_moderation(most: int) -> None:
    from bot.cli.moderate import list_moderation  # noqa: PLC0415 - heavy

    perform(list_moderation(own_settings(), most, click.echo))


_THING = click.argument("thing", metavar=moderation.THING_METAVAR)


@moderate.command("hide", options_metavar=texts.OPTIONS_METAVAR, help=moderation.HIDE)
@_THING
@_REASON
@click.option("--for-good", is_flag=True, help=moderation.FOR_GOOD)
def hide_thing(thing: str, reason: str, *, for_good: bool) -> None:
    from bot.cli.moderate import hide  # noqa: PLC0415 - heavy

    perform(hide(own_settings(), thing, reason, click.echo, for_good=for_good))


@moderate.command("restore", options_metavar=texts.OPTIONS_METAVAR, help=moderation.RESTORE)
@_THING
@click.option("--reason", default="", metavar=moderation.REASON_METAVAR, help=moderation.REASON)
def restore_thing(thing: str, reason: str) -> None:
    from bot.cli.moderate import restore  # noqa: PLC0415 - heavy

    perform(restore(own_settings(), thing, reason, click.echo))


@moderate.command("decide", options_metavar=texts.OPTIONS_METAVAR, help=moderation.DECIDE)
@click.argument("number", type=click.IntRange(min=1), metavar=texts.NUMBER_METAVAR)
@click.argument("word", type=click.Choice([moderation.YES, moderation.NO]), metavar=moderation.WORD_METAVAR)
@_REASON
def decide_complaint(number: int, word: str, reason: str) -> None:
    from bot.cli.moderate import decide  # noqa: PLC0415 - heavy

    perform(decide(own_settings(), number, reason, click.echo, agrees=word == moderation.YES))


@moderate.command("words", options_metavar=texts.OPTIONS_METAVAR, help=moderation.WORDS)
@click.argument("alliance", metavar=texts.ALLIANCE_METAVAR)
@click.argument("lines", nargs=-1, required=True, type=click.IntRange(min=1), metavar=moderation.LINES_METAVAR)
def remove_words(alliance: str, lines: tuple[int, ...]) -> None:
    from bot.cli.moderate import remove_words  # noqa: PLC0415 - heavy

    perform(remove_words(own_settings(), alliance, lines, click.echo))


@moderate.command("ban", options_metavar=texts.OPTIONS_METAVAR, help=moderation.BAN)
@click.argument("account_id", type=int, metavar=texts.ACCOUNT_METAVAR)
@click.argument("user", type=int, metavar=texts.PERSON_METAVAR)
@_REASON
def ban_person(account_id: int, user: int, reason: str) -> None:
    from bot.cli.moderate import ban_person  # noqa: PLC0415 - heavy

    perform(ban_person(own_settings(), account_id, user, reason, click.echo))


@moderate.command("unban", options_metavar=texts.OPTIONS_METAVAR, help=moderation.UNBAN)
@click.argument("account_id", type=int, metavar=texts.ACCOUNT_METAVAR)
@click.argument("user", type=int, metavar=texts.PERSON_METAVAR)
def unban_person(account_id: int, user: int) -> None:
    from bot.cli.moderate import unban_person  # noqa: PLC0415 - heavy

    perform(unban_person(own_settings(), account_id, user, click.echo))


@tezki.group(
    help=texts.OUTBOX,
    invoke_without_command=True,
    options_metavar=texts.OPTIONS_METAVAR,
    subcommand_metavar=texts.MAYBE_COMMAND_METAVAR,
)
@most_option(20, 500, texts.OUTBOX_MOST)
@click.pass_context
def outbox(context: click.Context, most: int) -> None:
    if context.invoked_subcommand is None:
        from bot.cli.operator import show_outbox  # noqa: PLC0415 - heavy

        perform(show_outbox(own_settings(), most, click.echo))


@outbox.command("retry", options_metavar=texts.OPTIONS_METAVAR, help=texts.OUTBOX_RETRY)
@click.argument("rows", nargs=-1, type=click.IntRange(min=1), metavar=texts.ROWS_METAVAR)
@click.option("--all", "everything", is_flag=True, help=texts.OUTBOX_ALL)
def retry_outbox(rows: tuple[int, ...], *, everything: bool) -> None:
    from bot.cli.operator import retry_outbox  # noqa: PLC0415 - heavy

    if everything == bool(rows):
        raise click.UsageError(texts.RETRY_NEEDS)
    perform(retry_outbox(own_settings(), rows, click.echo))


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.JOBS)
def jobs() -> None:
    from bot.cli.operator import show_jobs  # noqa: PLC0415 - heavy

    perform(show_jobs(own_settings(), click.echo))


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.AUDIT)
@most_option(50, 1000, texts.AUDIT_MOST)
def audit(most: int) -> None:
    from bot.cli.operator import show_audit  # noqa: PLC0415 - heavy

    perform(show_audit(own_settings(), most, click.echo))


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.VERIFY)
def verify() -> None:
    from bot.cli.operator import verify_journals  # noqa: PLC0415 - heavy

    perform(verify_journals(own_settings(), click.echo))


@tezki.group("import", help=registries.IMPORT, options_metavar="", subcommand_metavar=texts.COMMAND_METAVAR)
def import_() -> None:
    """See ``registries.IMPORT``."""


_FILE = click.argument("file", metavar=texts.FILE_METAVAR, type=click.Path(path_type=Path))
_AGAIN = click.option("--again", is_flag=True, help=registries.AGAIN)


@import_.command("oktmo", options_metavar=texts.OPTIONS_METAVAR, help=registries.IMPORT_OKTMO)
@_FILE
@_AGAIN
def import_oktmo(file: Path, *, again: bool) -> None:
    _import("oktmo", file, again=again)


@import_.command("geonames", options_metavar=texts.OPTIONS_METAVAR, help=registries.IMPORT_GEONAMES)
@_FILE
@_AGAIN
def import_geonames(file: Path, *, again: bool) -> None:
    _import("geonames", file, again=again)


@import_.command("libraries", options_metavar=texts.OPTIONS_METAVAR, help=registries.IMPORT_LIBRARIES)
@_FILE
@_AGAIN
def import_libraries(file: Path, *, again: bool) -> None:
    _import("libraries", file, again=again)


@import_.command("plan", options_metavar=texts.OPTIONS_METAVAR, help=files.IMPORT_PLAN)
@_FILE
@click.option("--alliance", required=True, metavar=texts.ALLIANCE_METAVAR, help=files.OF_ALLIANCE)
@click.option("--library", type=int, metavar=texts.NUMBER_METAVAR, help=files.OF_LIBRARY)
@click.option("--write", is_flag=True, help=files.WRITE)
def import_plan(file: Path, *, alliance: str, library: int | None, write: bool) -> None:
    from bot.cli.imports import load_plan  # noqa: PLC0415 - heavy

    perform(load_plan(own_settings(), file, click.echo, alliance=alliance, library=library, write=write))


def _import(kind: Kind, file: Path, *, again: bool) -> None:
    from bot.cli.imports import load_registry  # noqa: PLC0415 - heavy

    perform(load_registry(own_settings(), kind, file, click.echo, anew=again))


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.BACKUP)
@click.argument("file", metavar=texts.FILE_METAVAR, type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    from bot.cli.operator import back_up  # noqa: PLC0415 - heavy

    perform(back_up(own_settings(), file, click.echo))


@tezki.command(options_metavar=texts.OPTIONS_METAVAR, help=texts.RESTORE)
@click.argument("file", metavar=texts.FILE_METAVAR, type=click.Path(path_type=Path))
@click.option(
    "--erasures", metavar=erasures_texts.LIST_METAVAR, type=click.Path(path_type=Path), help=erasures_texts.RESTORE_LIST
)
def restore(file: Path, erasures: Path | None) -> None:
    from bot.cli.erasures import restore  # noqa: PLC0415 - heavy

    perform(restore(own_settings(), file, erasures, click.echo))


for command in (person, erasures):
    tezki.add_command(command)


if __name__ == "__main__":
    tezki()
