"""What people ask for on paper, and the acts of erasure: ``tezki person``, ``tezki erasures``."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.shell import most_option, own_settings, perform
from handlers.texts.program import erasures as erasures_texts
from handlers.texts.program import people as people_texts
from handlers.texts.program import program as texts


@click.group(help=people_texts.PERSON, options_metavar="", subcommand_metavar=texts.COMMAND_METAVAR)
def person() -> None:
    """See ``people_texts.PERSON``."""


_BOT = click.argument("account_id", type=int, metavar=texts.ACCOUNT_METAVAR)
_USER = click.argument("user", type=int, metavar=texts.PERSON_METAVAR)


@person.command("export", options_metavar=texts.OPTIONS_METAVAR, help=people_texts.EXPORT)
@_BOT
@_USER
@click.argument("file", metavar=texts.FILE_METAVAR, type=click.Path(path_type=Path))
def export_person(account_id: int, user: int, file: Path) -> None:
    from bot.cli.people import export_person  # noqa: PLC0415 - heavy

    perform(export_person(own_settings(), account_id, user, file, click.echo))


@person.command("erase", options_metavar=texts.OPTIONS_METAVAR, help=people_texts.ERASE)
@_BOT
@_USER
def erase_person(account_id: int, user: int) -> None:
    from bot.cli.people import erase_person  # noqa: PLC0415 - heavy

    perform(erase_person(own_settings(), account_id, user, click.echo))


@click.group(
    "erasures",
    help=erasures_texts.ERASURES,
    invoke_without_command=True,
    options_metavar=texts.OPTIONS_METAVAR,
    subcommand_metavar=texts.MAYBE_COMMAND_METAVAR,
)
@most_option(20, 1000, erasures_texts.MOST)
@click.option("--act", type=click.IntRange(min=1), metavar=texts.NUMBER_METAVAR, help=erasures_texts.NUMBER)
@click.pass_context
def erasures(context: click.Context, most: int, act: int | None) -> None:
    if context.invoked_subcommand is None:
        from bot.cli.erasures import print_act, show_erasures  # noqa: PLC0415 - heavy

        perform(
            show_erasures(own_settings(), most, click.echo)
            if act is None
            else print_act(own_settings(), act, click.echo)
        )


@erasures.command("apply", options_metavar=texts.OPTIONS_METAVAR, help=erasures_texts.APPLY)
@click.argument("file", required=False, metavar=erasures_texts.LIST_METAVAR, type=click.Path(path_type=Path))
def apply_erasures(file: Path | None) -> None:
    from bot.cli.erasures import apply_list  # noqa: PLC0415 - heavy

    perform(apply_list(own_settings(), file, click.echo))
