"""``tezki import oktmo|geonames|libraries``: the file, a progress bar, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.keeping import writing
from bot.registry.reading import NotThatFile
from bot.registry.taking import take
from handlers.texts import importing as texts

if TYPE_CHECKING:
    from pathlib import Path

    from bot.keeping import Print
    from bot.settings import Settings
    from storage.imports import Kind


async def take_registry(settings: Settings, kind: Kind, file: Path, say: Print, *, anew: bool = False) -> int:
    """Exit code 1 when the file is not what it should be. Raises AlreadyRunning on SQLite while the program runs."""
    try:
        async with writing(settings) as database:
            with click.progressbar(length=1, label=texts.loading(kind)) as bar:

                def progress(done: int, size: int) -> None:
                    bar.length = max(size, 1)
                    bar.update(done - bar.pos)

                report = await take(database, kind, file, anew=anew, progress=progress)
                bar.update((bar.length or 0) - bar.pos)
    except NotThatFile as trouble:
        say(texts.not_taken(kind, trouble.why, trouble.found))
        return 1
    if report.already:
        say(texts.already(kind))
        return 0
    if report.resumed:
        say(texts.resumed(report.resumed))
    say(texts.summary(kind, report.counts, confirmed=report.confirmed))
    return 0
